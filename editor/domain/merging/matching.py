"""Which items of two sequences belong together: common subsequences in bounded time, and likeness of wording."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from difflib import SequenceMatcher

_SMALL = 10_000  # cells of a gap in which a longest common run may be searched
_PAIRS = 40_000  # pairs of equal items in a gap that may be weighed against each other
_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
_WORD = re.compile(r"\w+")


def pair_equal(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Places (i, j) with ``a[i] == b[j]``, rising in both: a long common subsequence, not always the longest.

    Items that occur equally often on both sides are tied first, as in patience diff; only small gaps between such ties
    are compared in full, with :mod:`difflib`. Time is about n log n on any input.
    """
    found: list[tuple[int, int]] = []
    gaps = [(0, len(a), 0, len(b), 0)]
    while gaps:
        a0, a1, b0, b1, depth = gaps.pop()
        while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
            found.append((a0, b0))
            a0, b0 = a0 + 1, b0 + 1
        while a0 < a1 and b0 < b1 and a[a1 - 1] == b[b1 - 1]:
            a1, b1 = a1 - 1, b1 - 1
            found.append((a1, b1))
        if a0 == a1 or b0 == b1:
            continue
        ties = _ties(a, b, a0, a1, b0, b1) if depth < 8 and (a1 - a0) * (b1 - b0) > 400 else []
        if not ties:
            found.extend(_in_small_gap(a, b, a0, a1, b0, b1))
            continue
        found.extend(ties)
        ends = [(a0 - 1, b0 - 1), *ties, (a1, b1)]
        for (i, j), (k, m) in itertools.pairwise(ends):
            if k - i > 1 and m - j > 1:
                gaps.append((i + 1, k, j + 1, m, depth + 1))
    return sorted(found)


def _ties(a: Sequence[Hashable], b: Sequence[Hashable], a0: int, a1: int, b0: int, b1: int) -> list[tuple[int, int]]:
    """Items that occur equally often in both ranges, first with first; of those that cross, a longest rising row."""
    places_a: dict[Hashable, list[int]] = {}
    places_b: dict[Hashable, list[int]] = {}
    for i in range(a0, a1):
        places_a.setdefault(a[i], []).append(i)
    for j in range(b0, b1):
        places_b.setdefault(b[j], []).append(j)
    pairs = [
        pair
        for item, here in places_a.items()
        if len(here) == len(there := places_b.get(item, ()))
        for pair in zip(here, there, strict=True)
    ]
    return heaviest_row((i, j, 1) for i, j in pairs)


def _in_small_gap(
    a: Sequence[Hashable], b: Sequence[Hashable], a0: int, a1: int, b0: int, b1: int
) -> list[tuple[int, int]]:
    """Every pair in a gap without ties, when it is small enough; otherwise none."""
    if a1 - a0 == b1 - b0 == 1:
        return []  # they differ, or they would have been found before
    counts = Counter(b[b0:b1])
    equal = sum(counts[item] for item in a[a0:a1])
    if not equal or equal > _PAIRS:
        return []
    if (a1 - a0) * (b1 - b0) <= _SMALL and equal <= 4 * (a1 - a0 + b1 - b0):
        matcher = SequenceMatcher(_is_space, a[a0:a1], b[b0:b1], autojunk=False)
        return [
            (a0 + block.a + step, b0 + block.b + step)
            for block in matcher.get_matching_blocks()
            for step in range(block.size)
        ]
    places: dict[Hashable, list[int]] = {}
    for j in range(b0, b1):
        places.setdefault(b[j], []).append(j)
    return heaviest_row((i, j, 1) for i in range(a0, a1) for j in places.get(a[i], ()))


def _is_space(item: object) -> bool:
    return isinstance(item, str) and item.isspace()


def heaviest_row(pairs: Iterable[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """Of weighted pairs (i, j, weight) those that rise in both numbers and weigh most together; n log n.

    Among rows of equal weight the choice depends on the pairs alone, not on their order.
    """
    ordered = sorted(pairs, key=lambda pair: (pair[0], -pair[1]))
    if all(one[0] < other[0] and one[1] < other[1] for one, other in itertools.pairwise(ordered)):
        return [(i, j) for i, j, weight in ordered if weight > 0]
    columns = sorted({j for _, j, _ in ordered})
    ranks = {j: rank for rank, j in enumerate(columns)}
    # a Fenwick tree over the columns: the heaviest row that ends before one
    tree: list[tuple[int, int]] = [(0, -1)] * (len(columns) + 1)
    before: list[int] = []
    for number, (_, j, weight) in enumerate(ordered):
        rank = ranks[j]
        best = (0, -1)
        at = rank
        while at > 0:
            if tree[at][0] > best[0]:
                best = tree[at]
            at -= at & -at
        before.append(best[1])
        total = (best[0] + weight, number)
        at = rank + 1
        while at <= len(columns):
            if total[0] > tree[at][0]:
                tree[at] = total
            at += at & -at
    best = (0, -1)
    at = len(columns)
    while at > 0:
        if tree[at][0] > best[0]:
            best = tree[at]
        at -= at & -at
    row: list[tuple[int, int]] = []
    number = best[1]
    while number >= 0:
        row.append(ordered[number][:2])
        number = before[number]
    return row[::-1]


def tokens(text: str) -> list[str]:
    """Words, single signs and runs of white space; together they are the text."""
    return _TOKEN.findall(text)


def wording(text: str) -> Counter[str]:
    """The words of a passage and how often each occurs, without regard to case."""
    return Counter(_WORD.findall(text.casefold()))


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """How much of two wordings is the same: 0 to 1 (Dice's coefficient)."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
