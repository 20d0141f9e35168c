"""Sanctions on a subscriber's account: intervals with a start and an end, or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SanctionKind(StrEnum):
    """What the account may not do while the sanction runs: write anything at all."""

    SUSPENSION = "suspension"
    BAN = "ban"


@dataclass(frozen=True, slots=True)
class Sanction:
    """One sanction. ``ends`` None means without end; ``ended_at`` is set when a person lifted it."""

    id: str
    reader_id: str
    kind: SanctionKind
    begins: datetime
    ends: datetime | None
    clause: int
    rulebook_version: int
    evidence: tuple[str, ...]  # ids of comments
    actor_id: str
    actor_name: str
    notice: str  # the text the reader is shown
    ended_at: datetime | None = None
    ended_by: str = ""
    rev: int = 0

    def bars_at(self, moment: datetime) -> bool:
        """Whether the sanction forbids writing at ``moment`` (UTC)."""
        stopped = self.ended_at is not None and self.ended_at <= moment
        over = self.ends is not None and self.ends <= moment
        return self.begins <= moment and not stopped and not over


def barring(sanctions: Iterable[Sanction], moment: datetime) -> Sanction | None:
    """The sanction that forbids writing at ``moment``: the one that lasts longest, None when there is none."""
    running = [s for s in sanctions if s.bars_at(moment)]
    return max(running, key=lambda s: (s.ends is None, s.ends or s.begins), default=None)
