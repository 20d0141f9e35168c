"""What a cycle did, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from editor.domain.changes import ChangeSet
from editor.domain.feed import Kind

Tell = Callable[[ChangeSet], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One finished cycle. ``skew`` is how far this desk's clock is ahead of the site's, in seconds."""

    pulled: int = 0
    sent: int = 0
    parked: int = 0
    held_for_clock: int = 0
    skew: float = 0.0
    corrected: tuple[Kind, ...] = ()  # kinds that differed from the site's digest and were read again
    in_step_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """Progress within a cycle: what is pulled of how much, how many operations are on their way."""

    pulled: int = 0
    pulling: int = 0
    sending: int = 0
