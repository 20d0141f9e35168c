"""The shape a merge has before anything is chosen: segments in order, each with what every side has there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from editor.domain.merging.passages import Divided
from editor.domain.merging.result import Choice, HunkKind, Source, Span

SOURCES = (Source.BASE, Source.MINE, Source.THEIRS)
Places = tuple[int | None, int | None, int | None]
"""A passage number in base, mine and theirs; None where there is none."""
Region = tuple[int, int] | None


class Leaf(NamedTuple):
    """A passage on its way into the result: ``passage`` of ``source``, or a run of them, or free ``text``.

    ``first`` and ``last`` name its counterparts in the three texts, as seen from the passage before and from the one
    behind; white space is looked up between counterparts. ``regions`` are the passages its words are compared with.
    """

    source: Source
    passage: int
    first: Places
    last: Places
    regions: tuple[Region, Region, Region]
    text: str | None = None
    own_lines: bool = False  # must begin and end a line
    everywhere: bool = False  # passages from ``first`` to ``last``, the same to the letter in all three texts

    @property
    def base_passages(self) -> tuple[int, int]:
        """The first and the last passage of the base that the leaf stands for, where it is ``everywhere``."""
        last = self.last[0]
        return self.passage, self.passage if last is None else last


class Segment(NamedTuple):
    """A stretch of the result. Without a hunk nothing is to be chosen and all three options are the same."""

    base: tuple[Leaf, ...]
    mine: tuple[Leaf, ...]
    theirs: tuple[Leaf, ...]
    hunk: int | None = None
    spans: tuple[Span, Span, Span] = (Span(0, 0), Span(0, 0), Span(0, 0))

    def leaves(self, choice: Choice) -> tuple[Leaf, ...]:
        """What stands here under a choice."""
        match choice:
            case Choice.BASE:
                return self.base
            case Choice.MINE:
                return self.mine
            case Choice.THEIRS:
                return self.theirs
            case Choice.MINE_THEN_THEIRS:
                return self.mine + self.theirs
            case Choice.THEIRS_THEN_MINE:
                return self.theirs + self.mine


@dataclass(frozen=True, slots=True)
class PlannedHunk:
    """A hunk's kind, and what stands until somebody chooses."""

    kind: HunkKind
    standing: Choice


@dataclass(slots=True)
class Plan:
    """Segments in the order of the result, and the hunks they belong to."""

    texts: tuple[Divided, Divided, Divided]
    segments: list[Segment] = field(default_factory=list)
    hunks: list[PlannedHunk] = field(default_factory=list)
