"""What a moderator does in the inbox: reads that fill it, and the four actions with what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING, TypedDict, TypeVar

from PySide6.QtCore import QObject

from editor.domain.decisions import Verdict
from editor.domain.inbox import Order, Queue
from editor.qt.operation import Operation, Operations
from editor.qt.tasks import CancelToken, Tasks

if TYPE_CHECKING:
    from editor.domain.changes import ChangeSet, Done
    from editor.domain.decisions import Decision, Seen
    from editor.domain.inbox import CommentCard, CommentContext, KeyList, Page, QueueCount, SearchHits
    from editor.domain.rulebook import Rulebook
    from editor.domain.sanctions import Sanction
    from editor.services.desk import Desk

T = TypeVar("T")
Failed = Callable[[BaseException], None]

# The services and the database under them take a quarter of a second to import, so each function below imports them
# where it runs: on a worker, after the first paint.


@dataclass(frozen=True)
class Reads:
    """Reads for one screen: each runs on a read worker and calls ``done`` on the UI thread while ``owner`` lives."""

    tasks: Tasks
    desk: Desk
    owner: QObject

    def queue_counts(self, *, done: Callable[[tuple[QueueCount, ...]], None]) -> CancelToken:
        """How many comments each queue holds."""

        def work() -> tuple[QueueCount, ...]:
            from editor.services import moderation

            return moderation.queue_counts(self.desk)

        return self._read(work, done)

    def first_page(
        self, *, queue: Queue, order: Order, done: Callable[[Page], None], token: CancelToken | None = None
    ) -> CancelToken:
        """The first cards of a queue."""

        def work() -> Page:
            from editor.services import moderation

            return moderation.first_page(self.desk, queue=queue, order=order)

        return self._read(work, done, token=token)

    def keys(
        self,
        *,
        queue: Queue,
        order: Order,
        after: Callable[[KeyList], T],
        done: Callable[[T], None],
        token: CancelToken | None = None,
    ) -> CancelToken:
        """All keys of a queue; ``after`` works on them on the same worker, so that long lists never stop the window."""

        def work() -> T:
            from editor.services import moderation

            return after(moderation.keys(self.desk, queue=queue, order=order))

        return self._read(work, done, token=token)

    def cards(
        self,
        *,
        wanted: Sequence[int],
        done: Callable[[tuple[CommentCard, ...]], None],
        token: CancelToken | None = None,
    ) -> CancelToken:
        """The cards with these keys; keys that are gone are left out."""

        def work() -> tuple[CommentCard, ...]:
            from editor.services import moderation

            return moderation.cards(self.desk, wanted=wanted)

        return self._read(work, done, token=token)

    def new_since(self, *, queue: Queue, newest_key: int, done: Callable[[int], None]) -> CancelToken:
        """How many comments of a queue are newer than ``newest_key``, up to 1,000."""

        def work() -> int:
            from editor.services import moderation

            return moderation.new_since(self.desk, queue=queue, newest_key=newest_key)

        return self._read(work, done)

    def context(
        self,
        *,
        comment_id: str,
        done: Callable[[CommentContext], None],
        failed: Failed | None = None,
        token: CancelToken | None = None,
    ) -> CancelToken:
        """Everything beside a card."""

        def work() -> CommentContext:
            from editor.services import moderation

            return moderation.context(self.desk, comment_id=comment_id)

        return self._read(work, done, failed, token)

    def find(
        self,
        *,
        words: str,
        before_key: int | None,
        done: Callable[[SearchHits], None],
        token: CancelToken | None = None,
    ) -> CancelToken:
        """A page of a search through all comments, newest first; cancelling its token ends it where it is."""
        stopping = token or CancelToken()

        def work() -> SearchHits:
            from editor.services import moderation

            return moderation.find(self.desk, words=words, before_key=before_key, stop=lambda: stopping.cancelled)

        return self._read(work, done, token=stopping)

    def rules(self, *, done: Callable[[Rulebook | None], None]) -> CancelToken:
        """The rulebook in force, whose rules stand behind R and a digit; None before the site has sent one."""

        def work() -> Rulebook | None:
            from editor.domain.errors import NotFound
            from editor.services import rulebook

            try:
                return rulebook.in_force(self.desk)
            except NotFound:
                return None

        return self._read(work, done)

    def _read(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Failed | None = None,
        token: CancelToken | None = None,
    ) -> CancelToken:
        return self.tasks.read(work, done, failed=failed, owner=self.owner, token=token)


class How(TypedDict):
    """What every act needs: where operations run, the desk, and the screen that asks."""

    operations: Operations
    desk: Desk
    owner: QObject


def seconds_until_leaving(made_at: datetime, now: datetime) -> int:
    """Whole seconds until an act made at that time may leave for the site; never negative."""
    from editor.domain.operations import UNDO_SECONDS

    return max(ceil(UNDO_SECONDS - (now - made_at).total_seconds()), 0)


def decide(
    *,
    operations: Operations,
    desk: Desk,
    owner: QObject,
    comment_id: str,
    verdict: Verdict,
    seen: Seen,
    clause: int | None,
    quote: str,
    done: Callable[[Done[Decision]], None],
    failed: Failed,
) -> None:
    """Approve or remove a comment; the verdict bar says the rest, so the footer stays silent."""

    def work() -> Done[Decision]:
        from editor.services import moderation

        return moderation.decide(desk, comment_id=comment_id, verdict=verdict, seen=seen, clause=clause, quote=quote)

    label = "Remove comment" if verdict is Verdict.REMOVE else "Approve comment"
    operations.run(Operation(label, work), done=done, failed=failed, owner=owner)


@dataclass(frozen=True)
class Undone:
    """What an undo touched, whether there was a decision to take back, and the card as it is now."""

    changes: ChangeSet
    taken_back: bool
    card: CommentCard


def undo(
    *,
    operations: Operations,
    desk: Desk,
    owner: QObject,
    card: CommentCard,
    done: Callable[[Undone], None],
    failed: Failed,
) -> None:
    """Take back the decision that the card shows as in force. What is pressed next acts on the card as it is then."""

    def work() -> Undone:
        from editor.services import moderation

        outcome = moderation.undo(desk, comment_id=card.id, decision_id=card.decision_id)
        now = moderation.cards(desk, wanted=[card.key])
        return Undone(outcome.changes, outcome.result is not None, now[0] if now else card)

    def said(outcome: Undone) -> str:
        if not outcome.taken_back:
            return f"There is no decision on {card.author_name}’s comment to take back."
        return f"The decision on {card.author_name}’s comment is taken back."

    operations.run(Operation("Undo decision", work, said), done=done, failed=failed, owner=owner)


def ban(
    *,
    operations: Operations,
    desk: Desk,
    owner: QObject,
    comment_id: str,
    clause: int,
    rulebook_version: int,
    author: str,
    done: Callable[[Done[Sanction]], None],
    failed: Failed,
) -> None:
    """Ban the author of a comment for good."""

    def work() -> Done[Sanction]:
        from editor.services import moderation

        return moderation.ban(desk, comment_id=comment_id, clause=clause, rulebook_version=rulebook_version)

    operations.run(
        Operation("Ban reader", work, f"{author} is banned under rule {clause}, for good. U takes it back."),
        done=done,
        failed=failed,
        owner=owner,
    )


def lift_ban(
    *,
    operations: Operations,
    desk: Desk,
    owner: QObject,
    sanction_id: str,
    author: str,
    done: Callable[[Done[Sanction]], None],
    failed: Failed,
) -> None:
    """Take a ban back."""

    def work() -> Done[Sanction]:
        from editor.services import moderation

        return moderation.lift_ban(desk, sanction_id=sanction_id)

    operations.run(
        Operation("Lift ban", work, f"{author} may comment again: the ban is taken back."),
        done=done,
        failed=failed,
        owner=owner,
    )


def send_now(
    *, operations: Operations, desk: Desk, owner: QObject, operation_id: str, done: Callable[[Done[bool]], None]
) -> None:
    """Let a waiting decision leave at once."""

    def work() -> Done[bool]:
        from editor.services import moderation

        return moderation.send_now(desk, operation_id=operation_id)

    operations.run(Operation("Send decision now", work), done=done, owner=owner)
