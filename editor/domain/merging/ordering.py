"""In which order the paragraphs stand when one or both people moved some."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from editor.domain.merging.alignment import Alignment
from editor.domain.merging.result import Source


class Stand(NamedTuple):
    """A block of the base in the merged order.

    ``wanted_by`` is empty, but for a block about whose place the two disagree: there it names who has it here.
    """

    block: int
    wanted_by: frozenset[Source] = frozenset()


@dataclass
class _Chains:
    """Moved blocks by the unmoved block they follow (-1: the beginning)."""

    behind: dict[int, list[int]] = field(default_factory=dict)

    def place(self, block: int) -> tuple[int, int] | None:
        """The unmoved block that ``block`` follows, and its number in the row; None when it was not moved."""
        for anchor, row in self.behind.items():
            if block in row:
                return anchor, row.index(block)
        return None


def merged_order(count: int, mine: Alignment, theirs: Alignment, glued: Collection[int]) -> list[Stand]:
    """All ``count`` blocks of the base, moved as either side moved them.

    A block about whose place the two disagree stands in its old place and in each new one, with who has it there. Nothing is moved in directly behind a block in ``glued``, because it became one passage with the next.
    The order does not depend on which side is called mine.
    """
    if not mine.moved and not theirs.moved:
        return [Stand(block) for block in range(count)]
    mine, theirs = _told_alike(mine, theirs)
    moved = mine.moved | theirs.moved
    chains_mine = _chains(mine, moved, glued)
    chains_theirs = _chains(theirs, moved, glued)
    apart = _apart(mine, theirs, chains_mine, chains_theirs)
    order: list[Stand] = []
    for anchor in range(-1, count):
        if anchor in moved and anchor not in apart:
            continue
        if anchor in apart:
            stayed = [Source.MINE] * (anchor not in mine.moved) + [Source.THEIRS] * (anchor not in theirs.moved)
            order.append(Stand(anchor, frozenset([Source.BASE, *stayed])))
            continue
        if anchor >= 0:
            order.append(Stand(anchor))
        row_mine = chains_mine.behind.get(anchor, [])
        row_theirs = chains_theirs.behind.get(anchor, [])
        order.extend(_both_rows(row_mine, row_theirs, apart))
    return order


def _told_alike(mine: Alignment, theirs: Alignment) -> tuple[Alignment, Alignment]:
    """Where both brought the shared blocks into the same order, but by moving others of them: one telling for both."""
    if mine.moved == theirs.moved or _shared(mine, theirs) != _shared(theirs, mine):
        return mine, theirs
    shared = frozenset(mine.sequence) & frozenset(theirs.sequence)
    telling = min(mine.moved & shared, theirs.moved & shared, key=lambda moved: (len(moved), sorted(moved)))
    return replace(mine, moved=telling | (mine.moved - shared)), replace(theirs, moved=telling | (theirs.moved - shared))


def _shared(one: Alignment, other: Alignment) -> list[int]:
    there = set(other.sequence)
    return [block for block in one.sequence if block in there]


def _chains(side: Alignment, moved: frozenset[int], glued: Collection[int]) -> _Chains:
    chains = _Chains()
    anchor = -1
    for block in side.sequence:
        if block in side.moved:
            chains.behind.setdefault(anchor, []).append(block)
        elif block not in moved:
            anchor = block
            while anchor in glued:
                anchor += 1
    return chains


def _apart(mine: Alignment, theirs: Alignment, chains_mine: _Chains, chains_theirs: _Chains) -> set[int]:
    """Blocks about whose place the two disagree."""
    apart = set()
    for block in mine.moved & theirs.moved:
        here, there = chains_mine.place(block), chains_theirs.place(block)
        if here is not None and there is not None and here[0] != there[0]:
            apart.add(block)
    rank_mine = {block: at for at, block in enumerate(mine.sequence)}
    rank_theirs = {block: at for at, block in enumerate(theirs.sequence)}
    for one in mine.moved - theirs.moved:
        for other in theirs.moved - mine.moved:
            if one in rank_theirs and other in rank_mine:
                by_mine = rank_mine[one] < rank_mine[other]
                by_theirs = rank_theirs[one] < rank_theirs[other]
                if by_mine == by_theirs and by_mine != (one < other):
                    apart.update((one, other))
    return apart


def _both_rows(mine: list[int], theirs: list[int], apart: set[int]) -> list[Stand]:
    """What both moved behind the same block: what they agree on once, the rest in the order of the base."""
    rows = [[block for block in row if block not in apart] for row in (mine, theirs)]
    if rows[0] == rows[1] or not rows[1]:
        together = rows[0]
    elif not rows[0]:
        together = rows[1]
    else:
        first, second = sorted(rows, key=lambda row: (-len(row), row))
        together = [*first, *(block for block in second if block not in first)]
        if len(together) == len(first) + len(second):
            together = [block for row in sorted(rows) for block in row]
    stands = [Stand(block) for block in together]
    stands += [Stand(block, frozenset([Source.MINE])) for block in mine if block in apart]
    stands += [Stand(block, frozenset([Source.THEIRS])) for block in theirs if block in apart]
    return stands
