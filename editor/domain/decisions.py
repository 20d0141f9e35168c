"""Moderators' decisions: an append-only log, and the rule for what is in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from editor.domain.comments import CommentState, ReportAnswer

MAX_QUOTE = 2_000  # code points
MAX_PRIVATE_NOTE = 2_000  # code points


class Verdict(StrEnum):
    """What a decision does to the comment."""

    APPROVE = "approve"
    REMOVE = "remove"
    REVERT = "revert"  # undo of the decision named in ``reverts``


@dataclass(frozen=True, slots=True)
class StatementOfReasons:
    """What the author is told; a subset of the fields of Regulation (EU) 2022/2065, Art. 17(3)."""

    clause: int
    clause_label: str
    rulebook_version: int
    quote: str
    message: str  # the text as sent
    appeal_until: datetime
    appeal_address: str
    automated: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision, bound to the words its author saw and to the decision they saw in force."""

    id: str
    comment_id: str
    verdict: Verdict
    actor_id: str
    actor_name: str
    device_id: str
    decided_at: datetime
    text_hash: str  # of the text the actor saw
    rulebook_version: int
    seen_decision_id: str | None = None  # in force when the actor decided
    clause: int | None = None
    quote: str = ""
    note: str = ""  # private
    reverts: str | None = None
    reasons: StatementOfReasons | None = None
    in_force: bool = True  # set by the site: False when a stricter one decided at the same time stands
    rev: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody has before them as they decide; never what has arrived behind it meanwhile."""

    text_hash: str
    decision_id: str | None  # shown as in force
    rulebook_version: int


STATE_OF: dict[Verdict, CommentState] = {
    Verdict.APPROVE: CommentState.PUBLISHED,
    Verdict.REMOVE: CommentState.REMOVED,
}

_STRICTNESS = {
    CommentState.PUBLISHED: 0,
    CommentState.HELD: 1,
    CommentState.REMOVED: 2,
    CommentState.WITHDRAWN: 3,
}


def answer_to_reports(verdict: Verdict) -> ReportAnswer | None:
    """How a verdict answers the open reports of its comment; None for an undo, which opens them again."""
    if verdict is Verdict.REMOVE:
        return ReportAnswer.UPHELD
    return ReportAnswer.NOT_UPHELD if verdict is Verdict.APPROVE else None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is in force for one comment."""

    state: CommentState
    decision_id: str | None
    clause: int | None


class TextChanged(Exception):
    """The decision was made on words that have been edited since."""


class AuthorWithdrew(Exception):
    """The author withdrew the comment: the decision is void, its reports are still answered."""


def stand_after(now: Standing, current_hash: str, decision: Decision, undone: Standing | None) -> Standing:
    """What stands once ``decision`` has arrived.

    ``current_hash`` is the hash of the comment's present text. ``undone`` is what stood before the decision that an
    undo names, None when that is unknown or when something later is in force (the undo then changes nothing).

    A decision made in sight of the one in force replaces it. One made without having seen it replaces it only when
    it is stricter, so any order of arrival ends in the same state. Raises TextChanged, AuthorWithdrew.
    """
    if now.state is CommentState.WITHDRAWN:
        raise AuthorWithdrew
    if decision.verdict is Verdict.REVERT:
        return undone if undone is not None and now.decision_id == decision.reverts else now
    if decision.text_hash != current_hash:
        raise TextChanged
    wanted = STATE_OF[decision.verdict]
    seen = now.decision_id == decision.seen_decision_id
    if not seen and _STRICTNESS[wanted] <= _STRICTNESS[now.state] and now.decision_id is not None:
        return now
    return Standing(wanted, decision.id, decision.clause)
