"""What the desk says of its own work: where things are saved, what waits, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the window says where things are saved before it knows what an operation is
    from editor.domain.feed import Kind
    from editor.domain.operations import Operation


class Connection(StrEnum):
    """How the site last answered."""

    NEVER = "never"  # not yet asked since the desk was opened
    ONLINE = "online"
    OFFLINE = "offline"
    TROUBLE = "trouble"  # it answers, but wrongly: a refused token, a log-in page, a clock too far off


@dataclass(frozen=True, slots=True)
class SiteStatus:
    """The sync loop's word to the window. ``sentence`` explains trouble; ``since`` is when this began, UTC.

    ``held`` is what the site says is gone and nobody has confirmed.
    """

    connection: Connection
    since: datetime | None = None
    in_step_at: datetime | None = None
    sentence: str = ""
    sending: int = 0
    pulled: int = 0  # of ``pulling`` changes in the present pull
    pulling: int = 0
    held: frozenset[tuple[Kind, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Outbox:
    """Operations by where they are. Counts are of all; the lists hold at most the first hundred."""

    waiting: int
    unknown: int
    parked: int
    operations: tuple[Operation, ...]  # waiting and unknown, in sending order
    needs_you: tuple[Operation, ...]  # parked


@dataclass(frozen=True, slots=True)
class Gone:
    """What the site says is gone and waits for a person's word. ``names`` are at most the first hundred."""

    count: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of the time line: what happened to which thing, when, by whom."""

    at: datetime
    what: str  # "saved", "queued", "sent", "stored", "parked", "pulled", "merged", "conflict", "settled", "resync"
    subject: str  # as in Operation.subject
    words: str  # the sentence for people
    actor: str = ""
