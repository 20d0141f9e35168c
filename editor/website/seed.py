"""Fill a new site with the invented paper's stories, readers, comments, reports and rules, dated back from now."""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, insert, select

from editor.domain.articles import ArticleState
from editor.domain.comments import CommentState
from editor.domain.errors import BadInput
from editor.domain.feed import Kind
from editor.domain.ids import new_id
from editor.domain.people import Role
from editor.domain.rulebook import Rulebook
from editor.domain.sanctions import SanctionKind
from editor.domain.times import to_ms
from editor.website import counts, feed, people, rulebooks
from editor.website.database import Database
from editor.website.schema import article, comment, reader, report, sanction

STAFF = (
    ("ines", "Ines Marrable", Role.EDITOR),
    ("isla", "Isla Munro", Role.MODERATOR),
    ("desk", "Rowan Teal", Role.ADMINISTRATOR),
    ("joss", "Joss Tern", Role.REPORTER),
)
_BATCH = 5_000
_RULEBOOK: TypeAdapter[Rulebook] = TypeAdapter(Rulebook)


@dataclass(frozen=True, slots=True)
class Seeded:
    """How much was put in."""

    stories: int
    readers: int
    comments: int
    reports: int


def seed(
    database: Database,
    password_hash: str,
    *,
    more_comments: int = 0,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Seeded:
    """Seed an empty site; everyone's password is the one of ``password_hash``. Raises BadInput on a site in use.

    ``more_comments`` adds that many generated comments, in batches, for measuring.
    """
    now = datetime.now(UTC)
    with database.write() as connection:
        _require_empty(connection)
        for username, name, role in STAFF:
            people.add_staff(connection, username=username, name=name, role=role, password_hash=password_hash)
        book = starter_rulebook()
        rulebooks.put_in_force(connection, book, now - timedelta(days=40))
        stories = _add_stories(connection, now)
        readers = _add_readers(connection, now, password_hash)
        comments = _add_comments(connection, now, stories, readers)
        reports = _add_reports(connection, now, comments, readers)
    if more_comments:
        add_generated(database, more_comments, progress=progress)
    return Seeded(len(stories), len(readers), len(comments) + more_comments, reports)


def begin_with_starter_rules(database: Database, *, appeals: str, published_by: str) -> Rulebook:
    """Put the starter rulebook in force on a site that has no rules. Raises BadInput when it has."""
    with database.write() as connection:
        if rulebooks.in_force(connection) is not None:
            raise BadInput("This site has rules already. Change them at a desk.", field="database")
        book = replace(starter_rulebook(), appeal_address=appeals, published_by=published_by)
        return rulebooks.put_in_force(connection, book, datetime.now(UTC))[0]


def starter_rulebook() -> Rulebook:
    """The rulebook that the program ships with, as version 1."""
    data = tomllib.loads((files("resources") / "rulebook" / "starter.toml").read_text(encoding="utf-8"))
    for key in ("intro", "why_subscribers", "ladder"):
        data[key] = data.get(key, "").strip()
    for clause in data["clauses"]:
        for key in ("public_text", "guidance", "message"):
            clause[key] = clause.get(key, "").strip()
    return _RULEBOOK.validate_python(
        {"version": 1, "published_by": "Rowan Teal", "change_note": "First version"} | data
    )


def _folder() -> Traversable:
    return files("resources") / "seed"


def _require_empty(connection: Connection) -> None:
    for table, what in ((article, "stories"), (reader, "readers")):
        if connection.execute(select(table.c.id).limit(1)).first() is not None:
            raise BadInput(f"This site has {what} already; only an empty one can be seeded.", field="database")
    if rulebooks.in_force(connection) is not None or people.all_staff(connection):
        raise BadInput("This site is in use already; only an empty one can be seeded.", field="database")


def _add_stories(connection: Connection, now: datetime) -> dict[str, tuple[str, bool]]:
    """(id, whether it is published) of each story by the name that comments use."""
    stories: dict[str, tuple[str, bool]] = {}
    entries = []
    for path in sorted((_folder() / "articles").iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".md"):
            continue
        _, head, body = path.read_text(encoding="utf-8").split("+++\n", 2)
        data = tomllib.loads(head)
        moment = now - timedelta(hours=float(data.get("hours_ago", 2)))
        published = data.get("state", "published") == ArticleState.PUBLISHED
        row_id = new_id(to_ms(moment))
        connection.execute(
            insert(article).values(
                id=row_id,
                **{name: data.get(name, "") for name in ("headline", "standfirst", "byline", "section", "slug")},
                body=body.strip() + "\n",
                state=(ArticleState.PUBLISHED if published else ArticleState.DRAFT).value,
                version_id=new_id(to_ms(moment)),
                published_ms=to_ms(moment) if published else None,
                updated_ms=to_ms(moment),
                updated_by=data.get("by", "Ines Marrable"),
                comments_open=data.get("comments", "open") == "open",
                rev=1,
            )
        )
        stories[data["id"]] = (row_id, published)
        entries.append((Kind.ARTICLE, row_id, 1))
    feed.record_many(connection, entries)
    return stories


def _add_readers(connection: Connection, now: datetime, password_hash: str) -> dict[str, str]:
    """The id of each reader by handle."""
    data = tomllib.loads((_folder() / "readers.toml").read_text(encoding="utf-8"))
    readers: dict[str, str] = {}
    for entry in data["readers"]:
        months = entry.get("months")
        since = None if months is None else now - timedelta(days=30.44 * months)
        joined = since or now - timedelta(days=60)
        stored = people.add_reader(
            connection,
            email=entry["email"],
            name=entry["name"],
            password_hash=password_hash,
            subscribed_since=since,
            joined=joined,
            reader_id=new_id(to_ms(joined)),
        )
        readers[entry["handle"]] = stored.id
        if entry.get("standing", "good") != "good":
            _suspend(connection, stored.id, now, banned=entry["standing"] == "banned")
    return readers


def _suspend(connection: Connection, reader_id: str, now: datetime, *, banned: bool) -> None:
    book = rulebooks.in_force(connection)
    assert book is not None
    clause = book.clauses[min(1, len(book.clauses) - 1)]
    begins, ends = now - timedelta(days=3), None if banned else now + timedelta(days=27)
    until = "for good" if ends is None else f"until {ends.day} {ends:%B %Y}"
    id_ = new_id(to_ms(begins))
    moderator = next(member for username, member in people.all_staff(connection) if username == "isla")
    connection.execute(
        insert(sanction).values(
            id=id_,
            reader_id=reader_id,
            kind=(SanctionKind.BAN if banned else SanctionKind.SUSPENSION).value,
            begins_ms=to_ms(begins),
            ends_ms=None if ends is None else to_ms(ends),
            clause=clause.number,
            rulebook_version=book.version,
            evidence="[]",
            actor_id=moderator.id,
            actor_name=moderator.name,
            notice=f"You may not take part in the comments {until}, because of rule {clause.number}, {clause.label}. "
            f"To appeal, write to {book.appeal_address}.",
            ended_by="",
            lift_reason="",
            rev=1,
        )
    )
    feed.record(connection, Kind.SANCTION, id_, 1)


def _lines(name: str) -> Iterator[dict[str, Any]]:
    for line in (_folder() / name).read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def _add_comments(
    connection: Connection, now: datetime, stories: dict[str, tuple[str, bool]], readers: dict[str, str]
) -> dict[str, tuple[str, str]]:
    """(id, root id) of each comment by key."""
    known: dict[str, tuple[str, str]] = {}
    rows = []
    for line in sorted(_lines("comments.jsonl"), key=lambda line: -line["minutes_ago"]):
        moment = to_ms(now - timedelta(minutes=line["minutes_ago"]))
        row_id = new_id(moment)
        parent = known.get(line["parent"]) if line["parent"] else None
        known[line["key"]] = (row_id, parent[1] if parent else row_id)
        rows.append(
            _comment_row(
                row_id,
                stories[line["article"]][0],
                parent,
                readers[line["author"]],
                line["text"],
                moment,
                CommentState(line.get("state", "published")),
            )
        )
    _store_comments(connection, rows)
    return known


def _store_comments(connection: Connection, rows: list[dict[str, Any]]) -> None:
    connection.execute(insert(comment), rows)
    counts.added(connection, [row["article_id"] for row in rows if row["state"] == CommentState.PUBLISHED])
    feed.record_many(connection, [(Kind.COMMENT, row["id"], 1) for row in rows])


def _comment_row(
    id_: str,
    article_id: str,
    parent: tuple[str, str] | None,
    reader_id: str,
    text: str,
    moment: int,
    state: CommentState = CommentState.PUBLISHED,
) -> dict[str, Any]:
    return {
        "id": id_,
        "article_id": article_id,
        "parent_id": parent[0] if parent else None,
        "root_id": parent[1] if parent else id_,
        "reader_id": reader_id,
        "text": text,
        "created_ms": moment,
        "state": state.value,
        "likes": 0,
        "rev": 1,
    }


def _add_reports(
    connection: Connection, now: datetime, comments: dict[str, tuple[str, str]], readers: dict[str, str]
) -> int:
    entries = []
    for line in sorted(_lines("reports.jsonl"), key=lambda line: -line["minutes_ago"]):
        moment = to_ms(now - timedelta(minutes=line["minutes_ago"]))
        id_ = new_id(moment)
        connection.execute(
            insert(report).values(
                id=id_,
                comment_id=comments[line["comment"]][0],
                reporter_id=readers[line["reporter"]],
                clause=line["clause"],
                rulebook_version=1,
                note=line.get("note", ""),
                created_ms=moment,
                rev=1,
            )
        )
        entries.append((Kind.REPORT, id_, 1))
    feed.record_many(connection, entries)
    return len(entries)


def add_generated(
    database: Database, count: int, *, progress: Callable[[int, int], None] = lambda done, total: None
) -> None:
    """Add ``count`` comments, put together from the seeded ones' sentences, under the published stories."""
    chance = random.Random(20_261_122)
    sentences = [
        part.strip() + "."
        for line in _lines("comments.jsonl")
        for part in line["text"].replace("\n", " ").split(". ")
        if 12 < len(part) < 160
    ]
    with database.read() as connection:
        stories = connection.execute(select(article.c.id).where(article.c.state == "published")).scalars().all()
        writers = connection.execute(select(reader.c.id).where(reader.c.subscribed.is_(True))).scalars().all()
    if not stories or not writers:
        raise BadInput("Comments are generated under seeded stories; seed the site first.", field="comments")
    now = feed.now_ms()
    span = timedelta(days=365) // timedelta(milliseconds=1)
    for start in range(0, count, _BATCH):
        rows: list[dict[str, Any]] = []
        for i in range(start, min(start + _BATCH, count)):
            moment = now - span + span * i // count
            parent = None
            story = chance.choice(stories)
            if rows and chance.random() < 0.4:
                above = rows[-1 - chance.randrange(min(len(rows), 20))]
                parent, story = (above["id"], above["root_id"]), above["article_id"]
            text = " ".join(chance.choices(sentences, k=chance.randint(1, 4)))
            rows.append(_comment_row(new_id(moment), story, parent, chance.choice(writers), text, moment))
        with database.write() as connection:
            _store_comments(connection, rows)
        progress(start + len(rows), count)
