"""Where the paragraphs stand when one or both people moved some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from editor.domain.merging.clusters import Cluster
from editor.domain.merging.edits import Alignment
from editor.domain.merging.passages import Divided
from editor.domain.merging.result import Source

Chains = dict[int, list[int]]
"""Moved blocks by the unmoved passage they follow; -1 is the beginning."""


class Stand(NamedTuple):
    """A block in a place. ``wanted_by`` is empty; where the two disagree about the place, it says who has it here."""

    block: int
    wanted_by: frozenset[Source] = frozenset()


@dataclass(frozen=True)
class Order:
    """Blocks of the base in their order, without those moved away; and what was moved in, by the passage before it.

    A block about whose place the two disagree stands in its old place and in each new one.
    """

    blocks: list[Stand]
    behind: dict[int, list[Stand]]


def told_with_gone(side: Alignment, gone: set[int]) -> Alignment:
    """The same work, where blocks that the other side deleted count as moved if they may have been.

    That a long paragraph went behind two short ones and that these went before it is the same to see. So what a moved
    block has passed, when that is nothing but deleted blocks, counts as moved too.
    """
    still = gone.intersection(side.sequence)
    if not still:
        return side
    place = {block: at for at, block in enumerate(side.sequence)}
    found: set[int] = set()
    for block in side.moved:
        passed: set[int] = set()
        for other, at in place.items():
            if other not in side.moved and (other < block) != (at < place[block]):
                if other not in still:
                    break
                passed.add(other)
        else:
            found |= passed
    return replace(side, moved=side.moved | found) if found else side


def merged_order(base: Divided, mine: Alignment, theirs: Alignment, clusters: Sequence[Cluster]) -> Order:
    """All blocks of the base, moved as either side moved them; it does not depend on which side is called mine."""
    if not mine.moved and not theirs.moved:
        return Order([Stand(block) for block in range(len(base.blocks))], {})
    mine, theirs = _told_alike(mine, theirs)
    moved = mine.moved | theirs.moved
    chains_mine = _chains(base, mine, moved, clusters)
    chains_theirs = _chains(base, theirs, moved, clusters)
    apart = _apart(mine, theirs, chains_mine, chains_theirs)
    rows = _rows(chains_mine, chains_theirs, apart)
    if undone := _undone(mine, theirs, rows):
        apart |= undone
        rows = _rows(chains_mine, chains_theirs, apart)
    blocks: list[Stand] = []
    for block in range(len(base.blocks)):
        if block not in moved:
            blocks.append(Stand(block))
        elif block in apart:
            stayed = [Source.MINE] * (block not in mine.moved) + [Source.THEIRS] * (block not in theirs.moved)
            blocks.append(Stand(block, frozenset([Source.BASE, *stayed])))
    return Order(blocks, rows)


def _told_alike(mine: Alignment, theirs: Alignment) -> tuple[Alignment, Alignment]:
    """Where both brought the shared blocks into the same order, but by moving others of them: one telling for both."""
    if mine.moved == theirs.moved or _shared_passages(mine, theirs) != _shared_passages(theirs, mine):
        return mine, theirs
    shared = frozenset(mine.sequence) & frozenset(theirs.sequence)
    telling = min(mine.moved & shared, theirs.moved & shared, key=lambda moved: (len(moved), sorted(moved)))
    return replace(mine, moved=telling | (mine.moved - shared)), replace(
        theirs, moved=telling | (theirs.moved - shared)
    )


def _shared_passages(one: Alignment, other: Alignment) -> list[int]:
    """Passages of the base that both still have, in the order of ``one``."""
    gone = {at for link in other.links if link.side_from == link.side_to for at in range(link.base_from, link.base_to)}
    left = sorted((link for link in one.links if link.side_from < link.side_to), key=lambda link: link.side_from)
    return [at for link in left for at in range(link.base_from, link.base_to) if at not in gone]


def _chains(base: Divided, side: Alignment, moved: frozenset[int], clusters: Sequence[Cluster]) -> Chains:
    """Behind which passage each moved block stands: behind a whole block, unless that block goes on after it."""
    chains: Chains = {}
    anchor = -1
    row: list[int] = []
    for link in sorted(side.links, key=lambda link: link.side_from):
        block = base.passages[link.base_from].block
        if link.side_from == link.side_to:
            continue
        if block in side.moved:
            if block not in row:
                row.append(block)
        elif block not in moved:
            _hang(chains, base, clusters, anchor, row, follows=block)
            anchor, row = link.base_to - 1, []
    _hang(chains, base, clusters, anchor, row, follows=-1)
    return chains


def _hang(
    chains: Chains, base: Divided, clusters: Sequence[Cluster], anchor: int, row: list[int], *, follows: int
) -> None:
    if not row:
        return
    if anchor >= 0:
        block = base.passages[anchor].block
        if block != follows:
            anchor = base.firsts[block + 1] - 1
        anchor = clusters[anchor].last
    chains.setdefault(anchor, []).extend(row)


def _apart(mine: Alignment, theirs: Alignment, chains_mine: Chains, chains_theirs: Chains) -> set[int]:
    """Blocks that both moved, to different places."""
    here, there = _places(chains_mine), _places(chains_theirs)
    return {block for block in mine.moved & theirs.moved if here.get(block) != there.get(block)}


def _undone(mine: Alignment, theirs: Alignment, rows: dict[int, list[Stand]]) -> set[int]:
    """Blocks of which each side moved one, so that together they stand in another order than both sides want."""
    ranks = {stand.block: (anchor, at) for anchor, row in rows.items() for at, stand in enumerate(row)}
    rank_mine = {block: at for at, block in enumerate(mine.sequence)}
    rank_theirs = {block: at for at, block in enumerate(theirs.sequence)}
    undone: set[int] = set()
    for one in mine.moved - theirs.moved:
        for other in theirs.moved - mine.moved:
            if one in rank_theirs and other in rank_mine and one in ranks and other in ranks:
                by_mine = rank_mine[one] < rank_mine[other]
                by_theirs = rank_theirs[one] < rank_theirs[other]
                if by_mine == by_theirs and by_mine != (ranks[one] < ranks[other]):
                    undone.update((one, other))
    return undone


def _rows(mine: Chains, theirs: Chains, apart: set[int]) -> dict[int, list[Stand]]:
    return {at: _both_rows(mine.get(at, []), theirs.get(at, []), apart) for at in mine.keys() | theirs.keys()}


def _places(chains: Chains) -> dict[int, int]:
    return {block: anchor for anchor, row in chains.items() for block in row}


def _both_rows(mine: list[int], theirs: list[int], apart: set[int]) -> list[Stand]:
    """What both moved behind the same passage: what they agree on once, the rest in the order of the base."""
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
    doubtful = [Stand(block, frozenset([Source.MINE])) for block in mine if block in apart]
    doubtful += [Stand(block, frozenset([Source.THEIRS])) for block in theirs if block in apart]
    return [*(Stand(block) for block in together), *sorted(doubtful, key=lambda stand: stand.block)]
