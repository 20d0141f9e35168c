"""Find the blocks that stand unchanged in two texts, in place or elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from editor.domain.merging.blocks import Block, BlockKind
from editor.domain.merging.edits import BlockPairs
from editor.domain.merging.matching import heaviest_row, pair_equal

_HAS_WORD = re.compile(r"\w")


def pair_blocks(
    base: Sequence[Block], base_keys: list[str], at_base: Mapping[str, int], side_keys: list[str]
) -> BlockPairs:
    """Find the blocks that stand unchanged on both sides. ``at_base``: the :func:`only_places` of the base's keys."""
    at_side = only_places(side_keys)
    unique = [(at, at_side[key]) for key, at in at_base.items() if key in at_side]
    row = heaviest_row((i, j, len(base_keys[i]) + 1) for i, j in unique)
    keeps = set(row)
    moved = [pair for pair in unique if pair not in keeps and _can_move(base[pair[0]], base_keys[pair[0]])]
    gone, come = {i for i, _ in moved}, {j for _, j in moved}
    in_order = list(row)
    ends = [(-1, -1), *row, (len(base_keys), len(side_keys))]
    for (i, j), (k, m) in pairwise(ends):
        left = [n for n in range(i + 1, k) if n not in gone]
        right = [n for n in range(j + 1, m) if n not in come]
        if left and right:
            pairs = pair_equal([base_keys[n] for n in left], [side_keys[n] for n in right])
            in_order.extend((left[x], right[y]) for x, y in pairs)
    return BlockPairs(sorted(in_order), moved)


def only_places(keys: list[str]) -> dict[str, int]:
    """Keys that occur once, with their place."""
    places: dict[str, int] = {}
    for at, key in enumerate(keys):
        places[key] = -1 if key in places else at
    return {key: at for key, at in places.items() if at >= 0}


def _can_move(block: Block, key: str) -> bool:
    return block.kind is not BlockKind.FRONT_MATTER and _HAS_WORD.search(key) is not None
