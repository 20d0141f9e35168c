"""What the inbox shows: queues, cards, the context beside a card."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from editor.domain.comments import CommentState, Report, WorkState, text_hash
from editor.domain.decisions import Decision, Seen
from editor.domain.sanctions import Sanction


class Queue(StrEnum):
    """Where a comment waits. Every comment is in exactly one of the first four, and in EVERYTHING."""

    REPORTED = "reported"  # published or held, with a report nobody has answered
    HELD = "held"  # held before publication, no open report
    NEW = "new"  # published, nobody has looked
    DECIDED = "decided"  # nothing left to do
    EVERYTHING = "everything"


class Order(StrEnum):
    """How a queue is sorted."""

    NEWEST = "newest"
    OLDEST = "oldest"
    MOST_REPORTED = "most_reported"  # then newest


@dataclass(frozen=True, slots=True)
class QueueCount:
    """A queue and how many comments it holds; from maintained counters."""

    queue: Queue
    count: int


class Delivery(StrEnum):
    """How far this desk's latest decision on a comment has come."""

    NONE = "none"  # the desk has not decided, or the site's own state is shown
    WAITING = "waiting"  # on this desk, in the outbox
    SENT = "sent"  # the site has it
    PARKED = "parked"  # refused; a person must look


@dataclass(frozen=True, slots=True)
class CommentCard:
    """One comment with its reports folded in, as the list shows it. ``key`` orders newest last (larger is newer)."""

    key: int
    id: str
    article_id: str
    article_slug: str
    reader_id: str
    author_name: str
    standing: str  # "subscriber 6 y", "first comment", "no subscription", "suspended", "banned"
    text: str
    created: datetime
    edited: bool
    state: CommentState  # with this desk's waiting decisions laid over
    work: WorkState
    queue: Queue
    open_reports: int
    top_clause: int | None  # the clause most often named in open reports
    top_clause_label: str
    decision_id: str | None  # in force, this desk's waiting one included
    decided_clause: int | None
    decided_clause_label: str
    decided_by: str
    decided_at: datetime | None
    delivery: Delivery


def seen_on(card: CommentCard, rulebook_version: int) -> Seen:
    """What somebody has seen who decides on this card, with these rules in force before them."""
    return Seen(text_hash(card.text), card.decision_id, rulebook_version)


@dataclass(frozen=True, slots=True)
class Page:
    """The start of a queue: cards, the number of all in it, and the newest key seen (for "12 new")."""

    cards: tuple[CommentCard, ...]
    total: int
    newest_key: int


@dataclass(frozen=True, slots=True)
class KeyList:
    """The keys of a whole queue in order, taken at one moment: the list pages by these and never jumps."""

    keys: array[int]
    newest_key: int


@dataclass(frozen=True, slots=True)
class ThreadEntry:
    """A comment of the thread; ``depth`` 0 is the top of the thread, ``selected`` the card's own comment."""

    id: str
    parent_id: str | None
    depth: int
    author_name: str
    standing: str
    text: str
    created: datetime
    edited: datetime | None
    state: CommentState
    selected: bool


@dataclass(frozen=True, slots=True)
class MonthOfComments:
    """One bar of a reader's chart; ``month`` as YYYY-MM in UTC."""

    month: str
    published: int
    removed: int


@dataclass(frozen=True, slots=True)
class ReaderRecord:
    """What the desk knows of a reader."""

    id: str
    name: str
    subscribed: bool
    subscribed_since: datetime | None
    comments: int
    removed: int
    months: tuple[MonthOfComments, ...]  # the last twelve
    reports_made: int
    reports_upheld: int
    reports_answered: int
    sanctions: tuple[Sanction, ...]  # newest first, waiting ones included
    barred: bool


@dataclass(frozen=True, slots=True)
class RuleThen:
    """A rule as its reporter read it, where readers see other words now. ``now`` is None when the rule is gone."""

    version: int
    then: str  # Markdown, as in the rulebook
    now: str | None


@dataclass(frozen=True, slots=True)
class ReporterLine:
    """One report with its reporter's record: how many of their answered reports were right."""

    report: Report
    clause_label: str
    upheld: int
    answered: int
    rule_then: RuleThen | None = None  # None while readers still see the words it was made under


@dataclass(frozen=True, slots=True)
class CommentContext:
    """Everything beside a card."""

    card: CommentCard
    headline: str
    article_url: str
    reports: tuple[ReporterLine, ...]
    thread: tuple[ThreadEntry, ...]
    reader: ReaderRecord
    log: tuple[Decision, ...]  # newest first, this desk's waiting ones included
    replies: int  # all below it
    quoting: tuple[str, ...]  # ids of replies that quote its words


@dataclass(frozen=True, slots=True)
class SearchHits:
    """A page of a search, newest first. ``next_before`` is the key to go on from, None at the end."""

    cards: tuple[CommentCard, ...]
    next_before: int | None
