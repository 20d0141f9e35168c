"""One person's work on a text as data: what became what, what was added where, what moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, cast


class Link(NamedTuple):
    """Passages ``base_from`` to ``base_to`` became ``side_from`` to ``side_to``; none, when they were deleted."""

    base_from: int
    base_to: int
    side_from: int
    side_to: int
    same: bool


as_link = cast("Callable[[tuple[int, int, int, int, bool]], Link]", partial(tuple.__new__, Link))  # quick to make


class Slot(NamedTuple):
    """A place where passages can be added: behind a passage of the base or before it.

    ``rank`` -1 is directly before ``passage`` and in its block, 0 directly behind it and in its block, 1 behind that
    block. Passage -1 with rank 1 is the very beginning.
    """

    passage: int
    rank: int


class BlockPairs(NamedTuple):
    """Blocks (base, side) that nobody changed: those that keep their order, and those that stand elsewhere."""

    in_order: list[tuple[int, int]]
    moved: list[tuple[int, int]]


@dataclass(frozen=True)
class Alignment:
    """One person's work. ``links`` cover every passage of the base once, in its order; ``added`` holds side passages.

    ``moved`` are blocks of the base that stand elsewhere, ``sequence`` the blocks still there in the side's order.
    """

    links: list[Link]
    added: dict[Slot, list[int]]
    moved: frozenset[int]
    sequence: list[int]
