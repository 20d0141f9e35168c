"""Operations as a desk would make them, for talking to a site without a desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from editor.domain.articles import ArticleFields, SiteArticle
from editor.domain.comments import SiteComment, text_hash
from editor.domain.decisions import Decision, Verdict
from editor.domain.feed import Change, Cursor, Kind
from editor.domain.ids import new_id
from editor.domain.operations import (
    Applied,
    Decide,
    LiftSanction,
    Operation,
    OperationBody,
    OperationResult,
    PlaceSanction,
    PublishRulebook,
    PutArticle,
)
from editor.domain.rulebook import Clause, Rulebook
from editor.domain.sanctions import Sanction, SanctionKind
from editor.ports import SiteApi

FIELDS = ArticleFields(
    headline="Ferry timetable cut by a third",
    standfirst="Islanders say winter crossings will strand them",
    byline="Mara Lind",
    section="Harbour",
    slug="",
    body="The last boat leaves at **four**.",
)


def operation(body: OperationBody, base_rev: int | None = None, expires: timedelta | None = None) -> Operation:
    """A new operation made now."""
    now = datetime.now(UTC)
    id_ = body.decision.id if isinstance(body, Decide) else new_id()
    return Operation(id_, "", body, base_rev, now, now, None if expires is None else now + expires)


def put(article_id: str, *, base: int | None = None, publish: bool = False, **words: str) -> Operation:
    """An article with words of its own and a slug that no other has."""
    fields = replace(FIELDS, **{"slug": f"story-{article_id}", **words})
    return operation(PutArticle(article_id, new_id(), fields, publish), base)


def one(api: SiteApi, wanted: Operation) -> OperationResult:
    """Send one operation."""
    (result,) = api.apply([wanted])
    return result


def done(api: SiteApi, wanted: Operation) -> Applied:
    """Send one operation that must be applied."""
    result = one(api, wanted)
    assert isinstance(result, Applied), result
    return result


def published(api: SiteApi) -> SiteArticle:
    """A new story that readers see."""
    thing = done(api, put(new_id(), publish=True)).things[0]
    assert isinstance(thing, SiteArticle)
    return thing


def comment(api: SiteApi, comment_id: str) -> SiteComment:
    """The comment as the site has it."""
    found = api.get(Kind.COMMENT, comment_id)
    assert isinstance(found, SiteComment)
    return found


def decision(seen: SiteComment, verdict: Verdict, **more: object) -> Decision:
    """A decision on a comment as it was seen."""
    made = Decision(
        id=new_id(),
        comment_id=seen.id,
        verdict=verdict,
        actor_id=new_id(),
        actor_name="Whoever the desk says",
        device_id=new_id(),
        decided_at=datetime.now(UTC),
        text_hash=text_hash(seen.text),
        rulebook_version=1,
        seen_decision_id=seen.decision_id,
        clause=3 if verdict is Verdict.REMOVE else None,
    )
    return replace(made, **more)  # type: ignore[arg-type]  # names of fields


def decide(seen: SiteComment, verdict: Verdict, **more: object) -> Operation:
    """The operation of a decision."""
    return operation(Decide(decision(seen, verdict, **more)))


def undo(seen: SiteComment) -> Operation:
    """Take back the decision in force."""
    return operation(Decide(decision(seen, Verdict.REVERT, reverts=seen.decision_id)))


def ban(reader_id: str, evidence: str, rulebook_version: int = 1) -> Operation:
    """A ban for good."""
    now = datetime.now(UTC)
    sanction = Sanction(
        new_id(), reader_id, SanctionKind.BAN, now, None, 3, rulebook_version, (evidence,), new_id(), "x", "Banned."
    )
    return operation(PlaceSanction(sanction))


def lift(sanction_id: str, reader_id: str) -> Operation:
    """The end of a sanction."""
    return operation(LiftSanction(sanction_id, reader_id, "mistake"))


def rulebook(version: int, text: str = "Do not do this.") -> Rulebook:
    """A sound rulebook of three clauses."""
    clauses = tuple(Clause(n, f"Label {n}", f"Title {n}", f"{text} ({n})") for n in (1, 2, 3))
    return Rulebook(version, clauses, "Be kind.", "For subscribers.", "appeals@tideline.example", change_note="note")


def publish_rulebook(version: int, text: str = "Do not do this.", base: int | None = None) -> Operation:
    """The operation that puts a version in force."""
    return operation(PublishRulebook(rulebook(version, text)), version - 1 if base is None else base)


def in_force(api: SiteApi) -> int:
    """The number of the newest rulebook, 0 without one."""
    return max((int(id_) for id_, _ in api.revisions(Kind.RULEBOOK, "", limit=1_000)), default=0)


def head(api: SiteApi) -> Cursor:
    """The present end of the feed."""
    return pull(api, None)[1]


def pull(api: SiteApi, since: Cursor | None, limit: int = 1_000) -> tuple[list[Change], Cursor]:
    """Everything after a cursor, page by page."""
    changes: list[Change] = []
    while True:
        page = api.changes(since, limit=limit)
        changes += page.changes
        since = page.next
        if not page.has_more:
            return changes, since
