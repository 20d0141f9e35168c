"""A bundled site on a thread of the test, with real HTTP, and the people who use it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from editor.domain.articles import ArticleFields
from editor.domain.comments import text_hash
from editor.domain.decisions import Decision, Verdict
from editor.domain.ids import new_id
from editor.domain.operations import Operation, OperationBody, PutArticle
from editor.domain.people import Role
from editor.domain.rulebook import Clause, Rulebook
from editor.domain.sanctions import Sanction, SanctionKind
from editor.website import people, rulebooks
from editor.website.database import Database
from editor.website.secrets import Passwords
from editor.website.server import in_background
from editor.website.settings import PasswordCost, SiteSettings
from editor.website.site import Site
from editor.wire.payloads import OperationPayload

PASSWORD = "a-password-for-tests"
CHEAP = PasswordCost(passes=1, memory_kib=64, lanes=1)
FIELDS = ArticleFields(
    headline="Ferry timetable cut by a third",
    standfirst="Eight crossings a day instead of twelve.",
    byline="Ines Marrable",
    section="Harbour",
    slug="ferry-timetable",
    body="The company said so on Saturday.",
)


def rulebook(version: int = 1, **changes: Any) -> Rulebook:
    """A small rulebook of two rules."""
    clauses = (
        Clause(1, "Off the subject", "Stay on the subject", "Write about the story."),
        Clause(
            2,
            "Abuse of a person",
            "No abuse of a person",
            "Argue with what people say.",
            message="Your comment on “{story}” went under rule {clause.number}: “{quote}”.",
        ),
    )
    values: dict[str, Any] = {
        "version": version,
        "clauses": clauses,
        "intro": "Argue with what people say. [The full rules](/rules)",
        "why_subscribers": "An account that somebody pays for is one somebody answers for.",
        "appeal_address": "readers@tideline.example",
    }
    return Rulebook(**(values | changes))


def operation(body: OperationBody, *, base_rev: int | None = None, **changes: Any) -> Operation:
    """An operation made now."""
    now = datetime.now(UTC)
    return Operation(
        **(
            {"id": new_id(), "subject": "x", "body": body, "base_rev": base_rev, "made_at": now, "not_before": now}
            | changes
        )
    )


@dataclass
class DeskClient:
    """A signed-in desk."""

    http: httpx.Client
    member_id: str
    device_id: str

    def send(self, *operations: Operation) -> list[dict[str, Any]]:
        """The results of a batch."""
        payloads = [OperationPayload.of(o).model_dump(mode="json") for o in operations]
        answer = self.http.post("/api/v1/operations", json={"operations": payloads})
        assert answer.status_code == 200, answer.text
        results: list[dict[str, Any]] = answer.json()["results"]
        return results

    def changes(self, since: str = "", **params: Any) -> dict[str, Any]:
        """A page of the feed."""
        answer = self.http.get("/api/v1/changes", params={"since": since} | params)
        assert answer.status_code == 200, answer.text
        page: dict[str, Any] = answer.json()
        return page

    def thing(self, kind: str, id_: str) -> dict[str, Any]:
        """One object."""
        answer = self.http.get(f"/api/v1/objects/{kind}/{id_}")
        assert answer.status_code == 200, answer.text
        thing: dict[str, Any] = answer.json()["thing"]
        return thing


@dataclass
class ReaderClient:
    """A browser without scripts, maybe signed in."""

    http: httpx.Client
    id: str = ""

    @property
    def csrf(self) -> str:
        """The token that stands in this session's forms."""
        token: str = self.http.get("/api/v1/reader/me").json().get("csrf", "")
        return token

    def form(self, path: str, **values: str) -> httpx.Response:
        """Send a form, with this session's token unless another is given."""
        token = {} if "csrf" in values else {"csrf": self.csrf}
        return self.http.post(path, data=token | values)

    def api(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        """Call the readers' API."""
        return self.http.request(method, f"/api/v1/reader{path}", json=body, headers={"X-CSRF-Token": self.csrf})

    def comment(self, slug: str, text: str) -> str:
        """Post a comment; its id."""
        answer = self.form(f"/stories/{slug}/comments", text=text)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].rsplit("/", 1)[1]

    def reply(self, comment_id: str, text: str) -> str:
        """Post a reply; its id."""
        answer = self.form(f"/comments/{comment_id}/reply", text=text)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].rsplit("/", 1)[1]


@dataclass
class TestSite:
    """The site, and ways to reach it as all sorts of people."""

    __test__ = False
    site: Site
    stack: ExitStack
    _passwords: Passwords = field(default_factory=lambda: Passwords(CHEAP))

    @property
    def url(self) -> str:
        """Where it is."""
        return self.site.settings.url

    def client(self) -> httpx.Client:
        """A new browser or program; it is closed with the site."""
        return self.stack.enter_context(httpx.Client(base_url=self.url, timeout=30))

    def desk(self, role: Role = Role.ADMINISTRATOR) -> DeskClient:
        """A desk of a new member of staff."""
        username = f"{role}-{new_id()[-8:]}"
        with self.site.database.write_quietly() as connection:
            stored = self._passwords.hash(PASSWORD)
            member = people.add_staff(
                connection, username=username, name=role.capitalize(), role=role, password_hash=stored
            )
        http = self.client()
        answer = http.post("/api/v1/devices", json={"username": username, "password": PASSWORD, "device": "laptop"})
        assert answer.status_code == 201, answer.text
        http.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        return DeskClient(http, member.id, answer.json()["device_id"])

    def reader(self, name: str = "Ilse", *, subscribed: bool = True) -> ReaderClient:
        """A signed-in reader."""
        email = f"{new_id()}@readers.example"
        with self.site.database.write() as connection:
            stored = people.add_reader(
                connection,
                email=email,
                name=name,
                password_hash=self._passwords.hash(PASSWORD),
                subscribed_since=datetime.now(UTC) if subscribed else None,
            )
        client = ReaderClient(self.client(), stored.id)
        answer = client.http.post("/login", data={"email": email, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return client

    def visitor(self) -> ReaderClient:
        """Somebody who is not signed in."""
        return ReaderClient(self.client())

    def publish(self, desk: DeskClient, **changes: str) -> str:
        """Publish a story; its id."""
        words = ArticleFields(**({name: getattr(FIELDS, name) for name in FIELDS.__dataclass_fields__} | changes))
        article_id = new_id()
        (result,) = desk.send(operation(PutArticle(article_id, new_id(), words, publish=True)))
        assert result["outcome"] == "applied", result
        return article_id


def decision(desk: DeskClient, comment: dict[str, Any], verdict: Verdict, **changes: Any) -> Decision:
    """A decision on the words of ``comment`` as the feed gave them, made in sight of the one in force."""
    values: dict[str, Any] = {
        "id": new_id(),
        "comment_id": comment["id"],
        "verdict": verdict,
        "actor_id": desk.member_id,
        "actor_name": "Isla Munro",
        "device_id": desk.device_id,
        "decided_at": datetime.now(UTC),
        "text_hash": text_hash(comment["text"]),
        "rulebook_version": 1,
        "seen_decision_id": comment["decision_id"],
        "clause": 2 if verdict is Verdict.REMOVE else None,
    }
    return Decision(**(values | changes))


def ban(reader_id: str, **changes: Any) -> Sanction:
    """A permanent ban."""
    values: dict[str, Any] = {
        "id": new_id(),
        "reader_id": reader_id,
        "kind": SanctionKind.BAN,
        "begins": datetime.now(UTC),
        "ends": None,
        "clause": 2,
        "rulebook_version": 1,
        "evidence": (),
        "actor_id": new_id(),
        "actor_name": "Isla Munro",
        "notice": "You may no longer take part, because of rule 2.",
    }
    return Sanction(**(values | changes))


@contextmanager
def running_site(address: str, settings: SiteSettings | None = None) -> Iterator[TestSite]:
    """A site over the database at ``address``, with rules and no stories."""
    database = Database(address)
    with ExitStack() as stack:
        site = stack.enter_context(in_background(database, settings or SiteSettings(password_cost=CHEAP)))
        with database.write() as connection:
            rulebooks.put_in_force(connection, rulebook(), datetime(2026, 1, 1, tzinfo=UTC))
        yield TestSite(site, stack)


def text_of(page: str) -> str:
    """The words of a page without its tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())
