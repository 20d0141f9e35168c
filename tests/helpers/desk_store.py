"""A desk on a real SQLCipher file, a clock that tests turn by hand, and objects as a site would send them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from editor.domain.articles import ArticleFields, ArticleState, SiteArticle
from editor.domain.changes import ChangeSet
from editor.domain.comments import CommentState, Report, SiteComment
from editor.domain.decisions import Decision
from editor.domain.feed import Change, Cursor, Kind, SiteObject, object_id, object_rev
from editor.domain.people import Member, Role, SiteReader
from editor.domain.rulebook import Clause, Rulebook
from editor.domain.sanctions import Sanction
from editor.store import inbound
from editor.store.desk import Desk, Identity
from editor.store.open import open_desk

KEY = bytes(range(32))
START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KINDS: dict[type, Kind] = {
    SiteArticle: Kind.ARTICLE,
    SiteReader: Kind.READER,
    SiteComment: Kind.COMMENT,
    Report: Kind.REPORT,
    Decision: Kind.DECISION,
    Sanction: Kind.SANCTION,
    Rulebook: Kind.RULEBOOK,
}


class HandClock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.time = START

    def now(self) -> datetime:
        """The time it was set to."""
        return self.time

    def monotonic(self) -> float:
        """The same in seconds since the start."""
        return (self.time - START).total_seconds()

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.time += timedelta(seconds=seconds)


class Feed:
    """Hands objects to a desk as consecutive pages of a site's feed."""

    def __init__(self, desk: Desk, epoch: str = "e1") -> None:
        self.desk = desk
        self.epoch = epoch
        self.seq = 0

    def send(self, *things: SiteObject, deleted: tuple[tuple[Kind, str], ...] = ()) -> ChangeSet:
        """One page with these objects and deletions; what the desk says it touched."""
        changes = []
        for thing in things:
            self.seq += 1
            changes.append(
                Change(self.seq, KINDS[type(thing)], object_id(thing), object_rev(thing), deleted=False, thing=thing)
            )
        for kind, id_ in deleted:
            self.seq += 1
            changes.append(Change(self.seq, kind, id_, 0, deleted=True, thing=None))
        return inbound.apply_changes(self.desk, changes, Cursor(self.epoch, self.seq))


def make_desk(path: Path, clock: HandClock | None = None, role: Role = Role.ADMINISTRATOR) -> Desk:
    """A desk at ``path`` with somebody working at it."""
    desk = open_desk(path, KEY, clock or HandClock())
    desk.set_identity(
        Identity(Member("m1", "Isla Morran", role), "device-1", "The Skerrow Tideline", "http://tideline.test")
    )
    return desk


def rulebook(version: int = 1, **changes: object) -> Rulebook:
    """Three short rules."""
    clauses = tuple(
        Clause(n, label, f"{label} is not allowed", f"No {label.lower()}.", message="Rule {clause.number}: {quote}")
        for n, label in ((1, "Abuse"), (2, "Advertising"), (3, "Off subject"))
    )
    fields: dict[str, object] = {
        "version": version,
        "clauses": clauses,
        "intro": "Be civil.",
        "why_subscribers": "Comments are for subscribers.",
        "appeal_address": "appeals@tideline.test",
        "published_at": START,
        "published_by": "Isla Morran",
    }
    return Rulebook(**{**fields, **changes})  # type: ignore[arg-type]


def reader(id_: str = "r1", name: str = "Oona Pellatier", rev: int = 1, **changes: object) -> SiteReader:
    """A subscriber of three years."""
    fields: dict[str, object] = {
        "id": id_,
        "name": name,
        "subscribed": True,
        "subscribed_since": START - timedelta(days=3 * 366),
        "joined": START - timedelta(days=4 * 366),
        "rev": rev,
    }
    return SiteReader(**{**fields, **changes})  # type: ignore[arg-type]


def comment(id_: str = "c1", rev: int = 1, **changes: object) -> SiteComment:
    """A published comment nobody has decided on."""
    fields: dict[str, object] = {
        "id": id_,
        "article_id": "a1",
        "parent_id": None,
        "reader_id": "r1",
        "author_name": "Oona Pellatier",
        "text": f"The ferry is late again, says {id_}.",
        "created": START - timedelta(hours=1),
        "edited": None,
        "state": CommentState.PUBLISHED,
        "decision_id": None,
        "clause": None,
        "rev": rev,
    }
    return SiteComment(**{**fields, **changes})  # type: ignore[arg-type]


def report(id_: str = "p1", comment_id: str = "c1", rev: int = 1, **changes: object) -> Report:
    """An open report under rule 1 of the first rulebook."""
    fields: dict[str, object] = {
        "id": id_,
        "comment_id": comment_id,
        "reporter_id": "r2",
        "reporter_name": "Callum Aske",
        "clause": 1,
        "note": "",
        "created": START - timedelta(minutes=30),
        "answer": None,
        "answered_at": None,
        "rev": rev,
        "rulebook_version": 1,
    }
    return Report(**{**fields, **changes})  # type: ignore[arg-type]


def article(id_: str = "a1", rev: int = 1, version_id: str | None = None, **changes: object) -> SiteArticle:
    """A published story; ``changes`` may name fields of the article or of its words."""
    words = {name: changes.pop(name) for name in list(changes) if name in ArticleFields.__dataclass_fields__}
    fields = {
        "headline": "Ferry timetable cut by a third",
        "standfirst": "Fewer boats from Monday.",
        "byline": "Gethin Sorrel",
        "section": "Harbour",
        "slug": "ferry-timetable-cut",
        "body": "The ferry company will run fewer boats.\n",
    }
    whole: dict[str, object] = {
        "id": id_,
        "fields": ArticleFields(**{**fields, **words}),  # type: ignore[arg-type]
        "state": ArticleState.PUBLISHED,
        "version_id": version_id or f"{id_}-v{rev}",
        "published_at": START - timedelta(days=1),
        "updated_at": START - timedelta(days=1),
        "updated_by": "Tom Harkness",
        "rev": rev,
    }
    return SiteArticle(**{**whole, **changes})  # type: ignore[arg-type]
