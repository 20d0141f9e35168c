"""What a person does about what the site refused: try again, drop; and the reads behind the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from editor.qt.operation import Operation

if TYPE_CHECKING:
    from editor.domain.activity import Gone, Happening, Outbox
    from editor.domain.changes import Done
    from editor.domain.feed import Kind
    from editor.services.desk import Desk


@dataclass(frozen=True, slots=True)
class ActivityView:
    """What waits and what needs a person, what the site says is gone, and what happened, newest first."""

    outbox: Outbox
    gone: Gone
    timeline: tuple[Happening, ...]


def read_activity(desk: Desk, held: frozenset[tuple[Kind, str]]) -> ActivityView:
    """Everything the activity screen shows. Run it on a read worker."""
    from editor.services import activity

    return ActivityView(activity.outgoing(desk), activity.gone(desk, held=held), activity.timeline(desk))


def try_again(*, desk: Desk, operation_id: str) -> Operation[Done[bool]]:
    """Put a parked operation back in the queue. Fails with BadInput for what is sent anew from another screen."""

    def work() -> Done[bool]:
        from editor.services import activity

        return activity.try_again(desk, operation_id=operation_id)

    return Operation(
        "Try again", work, lambda done: "It waits for the site again." if done.result else "That was settled already."
    )


def drop(*, desk: Desk, operation_id: str) -> Operation[Done[bool]]:
    """Give up a parked operation."""

    def work() -> Done[bool]:
        from editor.services import activity

        return activity.drop(desk, operation_id=operation_id)

    return Operation("Drop", work, lambda done: "It will not be sent." if done.result else "That was settled already.")
