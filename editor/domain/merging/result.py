"""What a merge gives: text, pieces that say where each word came from, and hunks with what each side wrote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import NamedTuple, cast


class Span(NamedTuple):
    """Start and end in a text, in code points; empty where a place is meant."""

    start: int
    end: int


# A merge makes thousands of spans and pieces, and the constructor that NamedTuple writes takes three times as long.
as_span = cast("Callable[[tuple[int, int]], Span]", partial(tuple.__new__, Span))


class Source(StrEnum):
    """The three texts of a merge."""

    BASE = "base"
    MINE = "mine"
    THEIRS = "theirs"


class Origin(StrEnum):
    """Where a piece of the result comes from."""

    BASE = "base"  # it was there before and stayed
    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"  # the two wrote the same
    CHOSEN = "chosen"  # free text of the person who settled the hunk
    JOINT = "joint"  # white space between two passages that stand next to each other in none of the three


class Choice(StrEnum):
    """What a person can take for a hunk. Free text is given as a plain string instead."""

    BASE = "base"
    MINE = "mine"
    THEIRS = "theirs"
    MINE_THEN_THEIRS = "mine, then theirs"
    THEIRS_THEN_MINE = "theirs, then mine"


class HunkKind(StrEnum):
    """What happened in a place. The first three need nobody, the others a choice."""

    MINE = "changed by mine"
    THEIRS = "changed by theirs"
    SAME = "changed alike by both"
    CLASH = "changed by both"
    DELETED_BY_MINE = "deleted by mine, changed by theirs"
    DELETED_BY_THEIRS = "deleted by theirs, changed by mine"
    ADDED_TWICE = "added by both in one place"
    MOVED_APART = "moved by both to different places"
    REPEATED = "equal passages placed or deleted differently"


SETTLED_KINDS = frozenset({HunkKind.MINE, HunkKind.THEIRS, HunkKind.SAME})


class Piece(NamedTuple):
    """A piece of the result. ``base``, ``mine``, ``theirs``: where the same words stand there, None if they do not.

    The pieces follow each other without a hole; each equals the slice of every source it names.
    """

    span: Span
    origin: Origin
    base: Span | None = None
    mine: Span | None = None
    theirs: Span | None = None

    def of(self, source: Source) -> Span | None:
        """The piece's span in one of the three texts."""
        if source is Source.BASE:
            return self.base
        return self.mine if source is Source.MINE else self.theirs


as_piece = cast(
    "Callable[[tuple[Span, Origin, Span | None, Span | None, Span | None]], Piece]", partial(tuple.__new__, Piece)
)


class Place(NamedTuple):
    """One stretch of a hunk: where it is in the result and in each of the three texts; empty where nothing stands."""

    span: Span
    base: Span
    mine: Span
    theirs: Span


@dataclass(frozen=True, slots=True)
class Hunk:
    """One change, or one question. ``number`` stays the same through choices.

    ``base``, ``mine`` and ``theirs`` are the words on each side; ``stands`` is what the text holds now: a choice or
    free text. ``places`` is one, but three for a paragraph moved apart. ``chosen`` tells whether a person chose.
    """

    number: int
    kind: HunkKind
    base: str
    mine: str
    theirs: str
    stands: Choice | str
    places: tuple[Place, ...]
    chosen: bool = False

    @property
    def needs_choice(self) -> bool:
        """Whether a person still has to choose."""
        return self.kind not in SETTLED_KINDS and not self.chosen


class Mapped(NamedTuple):
    """Where a span of a source lies in the result; ``kept`` is how many of its code points are still there."""

    span: Span
    kept: int
