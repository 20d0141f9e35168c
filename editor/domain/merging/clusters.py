"""Which passages of the base can only be decided together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple, cast

from editor.domain.merging.edits import Alignment, Slot
from editor.domain.merging.passages import Divided

Added = dict[Slot, list[int]]


class Cluster(NamedTuple):
    """Passages ``first`` to ``last`` of the base; ``with_edges``: with what was added to their block at either end."""

    first: int
    last: int
    with_edges: bool = False


_as_cluster = cast("Callable[[tuple[int, int, bool]], Cluster]", partial(tuple.__new__, Cluster))  # quick to make


def clusters_of(base: Divided, sides: tuple[Alignment, Alignment], added: tuple[Added, Added]) -> list[Cluster]:
    """For each passage its cluster.

    A cluster is one passage, unless a side made several into one or few, or one side deleted a whole block that the
    other moved, or in which it changed something: then the block is one question.
    """
    ranges = [
        Cluster(link.base_from, link.base_to - 1)
        for side in sides
        for link in side.links
        if link.base_to - link.base_from > 1
    ]
    for number in (0, 1):
        ranges.extend(_deleted_but_changed(base, sides[number], sides[1 - number], added[1 - number]))
    clusters = [_as_cluster((at, at, False)) for at in range(len(base.passages))]
    for cluster in _joined(ranges):
        clusters[cluster.first : cluster.last + 1] = [cluster] * (cluster.last + 1 - cluster.first)
    return clusters


def _joined(ranges: list[Cluster]) -> list[Cluster]:
    """Ranges that overlap made into one."""
    joined: list[Cluster] = []
    for one in sorted(ranges):
        if joined and one.first <= joined[-1].last:
            before = joined[-1]
            joined[-1] = Cluster(before.first, max(before.last, one.last), before.with_edges or one.with_edges)
        else:
            joined.append(one)
    return joined


def gone_blocks(base: Divided, side: Alignment) -> set[int]:
    """The blocks of which a side deleted every passage."""
    left = [len(base.of_block(block)) for block in range(len(base.blocks))]
    touched: set[int] = set()
    for link in side.links:
        if link.side_from == link.side_to:
            for at in range(link.base_from, link.base_to):
                left[base.passages[at].block] -= 1
                touched.add(base.passages[at].block)
    return {block for block in touched if not left[block]}


def _deleted_but_changed(base: Divided, deleter: Alignment, other: Alignment, added: Added) -> list[Cluster]:
    gone = gone_blocks(base, deleter)
    if not gone:
        return []
    touched = [False] * len(base.passages)
    for link in other.links:
        if not link.same and link.side_from < link.side_to:
            touched[link.base_from : link.base_to] = [True] * (link.base_to - link.base_from)
    found = []
    for block in sorted(gone):
        own = base.of_block(block)
        if block in other.moved or any(touched[at] for at in own) or _grew(own, added):
            found.append(Cluster(own[0], own[-1], True))
    return found


def _grew(block: range, added: Added) -> bool:
    """Whether something was added inside a block."""
    within = ((at, rank) for at in block for rank in (-1, 0, 1))
    return any(Slot(at, rank) in added for at, rank in within if rank < 1 or at != block[-1])
