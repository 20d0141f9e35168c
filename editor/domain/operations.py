"""What a desk asks of the site: operations in the outbox, and the ways they can end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from editor.domain.articles import Article, ArticleFields
from editor.domain.decisions import Decision
from editor.domain.feed import SiteObject
from editor.domain.ids import new_id
from editor.domain.rulebook import Rulebook
from editor.domain.sanctions import Sanction

UNDO_SECONDS = 5.0  # how long a decision waits before it may leave, so that it can be taken back unseen


@dataclass(frozen=True, slots=True)
class PutArticle:
    """Store these words on the site as a draft, or as the new words of a published story when ``publish`` is set."""

    article_id: str
    version_id: str
    fields: ArticleFields
    publish: bool


@dataclass(frozen=True, slots=True)
class Decide:
    """Add a decision (or an undo) to a comment's log."""

    decision: Decision


@dataclass(frozen=True, slots=True)
class PlaceSanction:
    """Begin a sanction on a reader's account."""

    sanction: Sanction


@dataclass(frozen=True, slots=True)
class LiftSanction:
    """End a sanction now."""

    sanction_id: str
    reader_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class PublishRulebook:
    """Put ``rulebook`` in force as version ``rulebook.version``; the site must be at the version before."""

    rulebook: Rulebook


OperationBody = PutArticle | Decide | PlaceSanction | LiftSanction | PublishRulebook


class OperationState(StrEnum):
    """Where an operation is."""

    WAITING = "waiting"  # in the outbox
    UNKNOWN = "unknown"  # sent, no answer yet: resolved by reading, not by sending blindly
    PARKED = "parked"  # refused, stale or expired; a person must look
    DONE = "done"
    WITHDRAWN = "withdrawn"  # undone before it left, or dropped by a person


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the outbox. ``id`` is the idempotency key; ``base_rev`` None means the object is new to the site.

    ``not_before`` gives an undo its few seconds; ``expires_at`` keeps a publish intent from firing too late.
    """

    id: str
    subject: str  # "article:<id>", "comment:<id>", "reader:<id>", "rulebook": one subject's operations keep their order
    body: OperationBody
    base_rev: int | None
    made_at: datetime
    not_before: datetime
    expires_at: datetime | None = None
    state: OperationState = OperationState.WAITING
    attempts: int = 0
    label: str = ""  # for people: "Publish “Ferry timetable cut by a third”"
    problem: str = ""  # the sentence, once parked


def send_story(article: Article, *, publish: bool, at: datetime, life: timedelta | None) -> Operation:
    """The operation that brings a story's newest words to the site, on the revision the site has now."""
    return Operation(
        id=new_id(),
        subject=f"article:{article.id}",
        body=PutArticle(article.id, article.head_version, article.fields, publish),
        base_rev=article.site_rev,
        made_at=at,
        not_before=at,
        expires_at=None if life is None else at + life,
        label=f"{'Publish' if publish else 'Send'} “{article.fields.headline or 'untitled'}”",
    )


@dataclass(frozen=True, slots=True)
class Applied:
    """The site did it, now or before (``duplicate``); ``things`` are the stored objects, the subject first."""

    operation_id: str
    things: tuple[SiteObject, ...]
    seq: int
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class Stale:
    """Made on a revision that is no longer current; ``current`` is what the site has."""

    operation_id: str
    current: SiteObject


@dataclass(frozen=True, slots=True)
class RefusedOperation:
    """The site will not do it: a number of :mod:`editor.wire.errors`, a field, a sentence; maybe the current object."""

    operation_id: str
    code: int
    sentence: str
    field: str = ""
    current: SiteObject | None = None


OperationResult = Applied | Stale | RefusedOperation
