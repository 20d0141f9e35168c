"""What the desk has done and has still to send, and what a person can do about what is parked."""

from __future__ import annotations

from editor.domain.activity import Happening, Outbox
from editor.domain.changes import ChangeSet, Done
from editor.store import journal, outbox
from editor.store.desk import Desk


def outgoing(desk: Desk) -> Outbox:
    """What waits, what is on its way, what needs a person."""
    with desk.read() as view:
        return outbox.summary(view)


def timeline(desk: Desk, *, subject: str | None = None, limit: int = 200) -> tuple[Happening, ...]:
    """What happened, newest first; of one article, comment or reader when ``subject`` is given."""
    with desk.read() as view:
        return journal.latest(view, subject, limit)


def try_again(desk: Desk, *, operation_id: str) -> Done[bool]:
    """Put a parked operation back in the queue, as of now; False when it is no longer parked."""
    with desk.write() as unit:
        changes = outbox.unpark(unit, operation_id, desk.clock.now())
        return Done(bool(changes), changes)


def drop(desk: Desk, *, operation_id: str) -> Done[bool]:
    """Give up a parked operation; what it did on this desk is undone where the site says otherwise."""
    with desk.write() as unit:
        changes: ChangeSet = outbox.drop(unit, operation_id, desk.clock.now())
        return Done(bool(changes), changes)
