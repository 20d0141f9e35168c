"""What an action touched, so that each screen can decide whether it cares."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Ids of what changed. ``initiator`` names who caused it, so that an editor can ignore its own echo."""

    articles: frozenset[str] = frozenset()
    comments: frozenset[str] = frozenset()
    readers: frozenset[str] = frozenset()
    rulebook: bool = False
    counters: bool = False
    outbox: bool = False
    initiator: str = ""

    def __or__(self, other: ChangeSet) -> ChangeSet:
        """Both together; the initiator is kept only when it is the same."""
        return ChangeSet(
            articles=self.articles | other.articles,
            comments=self.comments | other.comments,
            readers=self.readers | other.readers,
            rulebook=self.rulebook or other.rulebook,
            counters=self.counters or other.counters,
            outbox=self.outbox or other.outbox,
            initiator=self.initiator if self.initiator == other.initiator else "",
        )

    def __bool__(self) -> bool:
        """Whether anything changed at all."""
        return any(getattr(self, f.name) for f in fields(self) if f.name != "initiator")


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What a service returns after a write: its result and what it touched."""

    result: T
    changes: ChangeSet
