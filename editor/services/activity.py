"""What the desk has done and has still to send, and what a person can do about what is parked."""

from __future__ import annotations

from collections.abc import Collection

from editor.domain.activity import Gone, Happening, Outbox
from editor.domain.changes import ChangeSet, Done
from editor.domain.feed import Kind
from editor.store import journal, naming, outbox
from editor.store.desk import Desk


def outgoing(desk: Desk) -> Outbox:
    """What waits, what is on its way, what needs a person."""
    with desk.read() as view:
        return outbox.summary(view)


def gone(desk: Desk, *, held: Collection[tuple[Kind, str]], limit: int = 100) -> Gone:
    """What the site says is gone, by name, kind by kind."""
    kinds = list(Kind)
    shown = sorted(held, key=lambda item: (kinds.index(item[0]), item[1]))[:limit]
    with desk.read() as view:
        return Gone(len(held), tuple(naming.name_of(view, kind, id_) for kind, id_ in shown))


def timeline(desk: Desk, *, subject: str | None = None, limit: int = 200) -> tuple[Happening, ...]:
    """What happened, newest first; of one article, comment or reader when ``subject`` is given."""
    with desk.read() as view:
        return journal.latest(view, subject, limit)


def try_again(desk: Desk, *, operation_id: str) -> Done[bool]:
    """Put a parked operation back in the queue, as of now; False when it is no longer parked.

    Raises BadInput for rules, and for a story with a clash: both are read and sent anew where they are written.
    """
    with desk.write() as unit:
        changes = outbox.unpark(unit, operation_id, desk.clock.now())
        return Done(bool(changes), changes)


def drop(desk: Desk, *, operation_id: str) -> Done[bool]:
    """Give up a parked operation; what it did on this desk is undone where the site says otherwise."""
    with desk.write() as unit:
        changes: ChangeSet = outbox.drop(unit, operation_id, desk.clock.now())
        return Done(bool(changes), changes)
