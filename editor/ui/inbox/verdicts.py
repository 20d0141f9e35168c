"""Deciding: sends the moderator's acts to the write lane, one at a time, and remembers the last for undo and repeat."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QObject, Signal

from editor.domain.changes import Done
from editor.domain.comments import CommentState, WorkState
from editor.domain.decisions import STATE_OF, Decision, Seen, Verdict
from editor.domain.inbox import CommentCard, Delivery, Queue
from editor.domain.sanctions import Sanction
from editor.domain.times import from_ms, to_ms
from editor.qt.plumbing import Plumbing
from editor.ui.operations import moderation as operations
from editor.ui.operations.moderation import Reads


@dataclass(frozen=True)
class LastDecision:
    """The decision made last at this desk: the card as it was before and as it is now."""

    before: CommentCard
    after: CommentCard
    decision: Decision


@dataclass(frozen=True)
class LastBan:
    """The ban placed last."""

    card: CommentCard
    sanction: Sanction


class Verdicts(QObject):
    """Each act is durable before its signal is emitted. While one is under way ``busy`` holds."""

    begun = Signal()
    decided = Signal(object)  # LastDecision
    undone = Signal(object)  # the CommentCard as it is now
    banned = Signal(object)  # LastBan
    unbanned = Signal(object)  # CommentCard
    sent = Signal()
    freed = Signal(bool)  # whether it went well

    def __init__(self, plumbing: Plumbing, reads: Reads, owner: QObject) -> None:
        super().__init__(owner)
        self._plumbing, self._reads, self._owner = plumbing, reads, owner
        self.busy = False
        self.last: LastDecision | LastBan | None = None
        self.repeatable: tuple[Verdict, int | None] | None = None
        self.hurried: set[str] = set()  # decisions that were told to leave at once

    def decide(
        self, card: CommentCard, seen: Seen, verdict: Verdict, clause: int | None, label: str, quote: str
    ) -> None:
        """Approve or remove, bound to what is on screen."""
        self._begin()
        operations.decide(
            **self._how(),
            comment_id=card.id,
            verdict=verdict,
            seen=seen,
            clause=clause,
            quote=quote,
            done=partial(self._on_decided, card, label),
            failed=self._on_failed,
        )

    def undo(self, card: CommentCard) -> None:
        """Take back the decision that a card shows as in force."""
        self._begin()
        operations.undo(
            **self._how(),
            card=card,
            done=self._on_undone,
            failed=self._on_failed,
        )

    def ban(self, card: CommentCard, clause: int, rulebook_version: int) -> None:
        """Ban the author for good; the comment is the evidence."""
        self._begin()
        operations.ban(
            **self._how(),
            comment_id=card.id,
            clause=clause,
            rulebook_version=rulebook_version,
            author=card.author_name,
            done=partial(self._on_banned, card),
            failed=self._on_failed,
        )

    def lift(self, ban: LastBan) -> None:
        """Take the last ban back."""
        self._begin()
        operations.lift_ban(
            **self._how(),
            sanction_id=ban.sanction.id,
            author=ban.card.author_name,
            done=partial(self._on_lifted, ban.card),
            failed=self._on_failed,
        )

    def send_now(self, operation_id: str) -> None:
        """Let the decision or ban that waits leave at once."""
        self.hurried.add(operation_id)
        operations.send_now(**self._how(), operation_id=operation_id, done=lambda _done: self.sent.emit())

    def seconds_left(self, card: CommentCard) -> int:
        """Whole seconds until the decision in force on a card may leave; 0 when it may, or has left."""
        if card.delivery is not Delivery.WAITING or card.decided_at is None or card.decision_id in self.hurried:
            return 0
        return operations.seconds_until_leaving(card.decided_at, datetime.now(UTC))

    def ban_seconds_left(self, ban: LastBan) -> int:
        """The same for a ban."""
        if ban.sanction.id in self.hurried:
            return 0
        return operations.seconds_until_leaving(ban.sanction.begins, datetime.now(UTC))

    def keep_up(self, card: CommentCard) -> None:
        """A card was read again: when it is that of the last decision, remember how far that has come."""
        last = self.last
        if isinstance(last, LastDecision) and last.after.id == card.id and card.decision_id == last.decision.id:
            self.last = replace(last, after=card)

    def _how(self) -> operations.How:
        return {"operations": self._plumbing.operations, "desk": self._reads.desk, "owner": self._owner}

    def _begin(self) -> None:
        self.busy = True
        self.begun.emit()

    def _on_decided(self, before: CommentCard, label: str, done: Done[Decision]) -> None:
        decision = done.result
        self.last = LastDecision(before, decided_card(before, decision, label), decision)
        self.repeatable = (decision.verdict, decision.clause)
        self.decided.emit(self.last)
        self._free(True)

    def _on_undone(self, undone: operations.Undone) -> None:
        if isinstance(self.last, LastDecision) and self.last.before.id == undone.card.id:
            self.last = None
        self.undone.emit(undone.card)
        self._free(True)

    def _on_banned(self, card: CommentCard, done: Done[Sanction]) -> None:
        self.last = LastBan(card, done.result)
        self.banned.emit(self.last)
        self._free(True)

    def _on_lifted(self, card: CommentCard, done: Done[Sanction]) -> None:
        self.last = None
        self.unbanned.emit(card)
        self._free(True)

    def _on_failed(self, error: BaseException) -> None:
        self._plumbing.crash.report(error)
        self._free(False)

    def _free(self, well: bool) -> None:
        self.busy = False
        self.freed.emit(well)


def decided_card(card: CommentCard, decision: Decision, label: str) -> CommentCard:
    """The card as the store shows it once the decision is in force on this desk."""
    return replace(
        card,
        state=STATE_OF.get(decision.verdict, CommentState.PUBLISHED),
        work=WorkState.DONE,
        queue=Queue.DECIDED,
        open_reports=0,
        top_clause=None,
        top_clause_label="",
        decision_id=decision.id,
        decided_clause=decision.clause,
        decided_clause_label=label if decision.clause is not None else "",
        decided_by=decision.actor_name,
        decided_at=from_ms(to_ms(decision.decided_at)),  # databases keep milliseconds
        delivery=Delivery.WAITING,
    )
