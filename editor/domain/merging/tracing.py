"""Say of every word of the result where it stands in base, mine and theirs."""

from __future__ import annotations

from itertools import accumulate, pairwise

from editor.domain.merging.gaps import Gap
from editor.domain.merging.matching import pair_equal, tokens
from editor.domain.merging.plan import SOURCES, Leaf, Plan
from editor.domain.merging.result import Origin, Piece, Span, as_piece, as_span


class Tracer:
    """Makes pieces for leaves and for the white space between them."""

    def __init__(self, plan: Plan) -> None:
        self._texts = plan.texts
        self._compared: dict[tuple[str, str], list[tuple[int, int, int]]] = {}

    def of_gap(self, gap: Gap, at: int) -> Piece:
        """The piece for white space that begins at ``at`` in the result."""
        base, mine, theirs = gap.at
        return Piece(Span(at, at + len(gap.text)), _origin(base, mine, theirs), base, mine, theirs)

    def words(self, leaf: Leaf) -> str:
        """The text of a leaf."""
        if leaf.everywhere:
            first, last = leaf.base_passages
            start, end = self._texts[0].region(first, last + 1)
            return self._texts[0].text[start:end]
        return leaf.text if leaf.text is not None else self._texts[SOURCES.index(leaf.source)].words(leaf.passage)

    def of_leaf(self, leaf: Leaf, words: str, at: int) -> list[Piece]:
        """The pieces for a leaf with these words that begins at ``at`` in the result."""
        if leaf.everywhere:
            return self._of_run(leaf, at)
        if leaf.text is not None:
            return [Piece(Span(at, at + len(words)), Origin.CHOSEN)]
        runs = [self._runs(leaf, number, words) for number in range(3)]
        cuts = sorted({0, len(words), *(edge for rows in runs for start, end, _ in rows for edge in (start, end))})
        pieces: list[Piece] = []
        heads = [0, 0, 0]
        for start, end in pairwise(cuts):
            found: list[Span | None] = []
            for number in range(3):
                rows = runs[number]
                while heads[number] < len(rows) and rows[heads[number]][1] <= start:
                    heads[number] += 1
                row = rows[heads[number]] if heads[number] < len(rows) else None
                inside = row is not None and row[0] <= start
                found.append(as_span((row[2] + start - row[0], row[2] + end - row[0])) if row and inside else None)
            one, two, three = found
            pieces.append(as_piece((as_span((at + start, at + end)), _origin(one, two, three), one, two, three)))
        return pieces

    def _of_run(self, leaf: Leaf, at: int) -> list[Piece]:
        """The pieces for passages, and the white space between them, that stand in all three texts to the letter."""
        first, last = leaf.base_passages
        passages = self._texts[0].passages[first : last + 1]
        start = passages[0].start
        _, i, j = leaf.first
        assert i is not None and j is not None
        mine = self._texts[1].passages[i].start - start
        theirs = self._texts[2].passages[j].start - start
        here = at - start
        edges = [edge for passage in passages for edge in passage[:2]]
        return [
            as_piece(
                (
                    as_span((a + here, b + here)),
                    Origin.BASE,
                    as_span((a, b)),
                    as_span((a + mine, b + mine)),
                    as_span((a + theirs, b + theirs)),
                )
            )
            for a, b in pairwise(edges)
            if a < b
        ]

    def _runs(self, leaf: Leaf, number: int, words: str) -> list[tuple[int, int, int]]:
        """Stretches (start, end) of a leaf that stand in one of the texts too, and where each begins there."""
        region = leaf.regions[number]
        text = self._texts[number]
        if SOURCES[number] is leaf.source:
            return [(0, len(words), text.passages[leaf.passage].start)]
        if region is None:
            return []
        start, end = text.region(*region)
        other = text.text[start:end]
        if other == words:
            return [(0, len(words), start)]
        if (words, other) not in self._compared:
            self._compared[words, other] = _equal_runs(words, other)
        return [(a, b, start + c) for a, b, c in self._compared[words, other]]


def _equal_runs(words: str, other: str) -> list[tuple[int, int, int]]:
    """Stretches of ``words`` that stand in ``other``, in the same order: (start, end, start in other)."""
    here, there = tokens(words), tokens(other)
    # most sentences differ in a word or two: what is alike before and behind them needs no comparing
    most = min(len(here), len(there))
    head = next((at for at in range(most) if here[at] != there[at]), most)
    most -= head
    tail = next((at for at in range(most) if here[-1 - at] != there[-1 - at]), most)
    x, y = len(here) - tail, len(there) - tail
    rows = [(head + i, head + i + 1, head + j) for i, j in pair_equal(here[head:x], there[head:y])]
    starts_here, starts_there = _starts(here), _starts(there)
    runs: list[tuple[int, int, int]] = []
    for first, after, at in [(0, head, 0), *rows, (x, len(here), y)]:
        start, end, elsewhere = starts_here[first], starts_here[after], starts_there[at]
        if runs and runs[-1][1] == start and runs[-1][2] + (start - runs[-1][0]) == elsewhere:
            runs[-1] = (runs[-1][0], end, runs[-1][2])
        elif start < end:
            runs.append((start, end, elsewhere))
    # white space alone between two changed words is no trace of anything
    return [run for run in runs if not words[run[0] : run[1]].isspace()]


def _starts(parts: list[str]) -> list[int]:
    return list(accumulate(map(len, parts), initial=0))


def _origin(base: Span | None, mine: Span | None, theirs: Span | None) -> Origin:
    if base is not None:
        return Origin.BASE
    if mine is not None and theirs is not None:
        return Origin.BOTH
    if mine is not None:
        return Origin.MINE
    return Origin.THEIRS if theirs is not None else Origin.JOINT
