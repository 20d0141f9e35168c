"""The white space between two passages of the result: taken from a text where they stand next to each other."""

from __future__ import annotations

import re
from typing import NamedTuple

from editor.domain.merging.blocks import WITH_SENTENCES, BlockKind
from editor.domain.merging.passages import Divided
from editor.domain.merging.plan import SOURCES, Leaf, Places
from editor.domain.merging.result import Span

_LINE_END = re.compile(r"\r\n|\n|\r")
_LOOK_AHEAD = 40  # passages between two others that are looked through for a paragraph's end
_LINE_BOUND = frozenset({BlockKind.LIST_ITEM, BlockKind.QUOTE})  # blocks that must begin a line


class Gap(NamedTuple):
    """White space and where it stands: start and end in base, mine and theirs, or None. Nowhere: it was made up."""

    text: str
    at: tuple[Span | None, Span | None, Span | None]


Spot = tuple[str, Span]  # white space and where it stands in one text


def rank(text: str) -> tuple[int, int, str]:
    """How strongly white space divides: a paragraph's end before a line's before a space."""
    return len(_LINE_END.findall(text)), len(text), text


def _spot(text: Divided, before: int) -> Spot:
    """The white space before a passage."""
    span = text.gap(before)
    return text.text[span.start : span.end], span


class Gaps:
    """Finds the white space between leaves. Where both sides changed it, the stronger break stands; nobody is asked."""

    def __init__(self, texts: tuple[Divided, Divided, Divided]) -> None:
        self._texts = texts
        found = next((end for text in texts if (end := _LINE_END.search(text.text))), None)
        self.line_end: str = found.group() if found else "\n"

    def between(self, before: Leaf | None, after: Leaf | None) -> Gap:
        """White space between two leaves; None is the text's beginning or end."""
        if before is not None and after is not None and before.everywhere and after.everywhere:
            gap = self._untouched(before.last, after.first)
            if gap is not None:
                return self._safe(gap, before, after)
        spots = self._adjacent(before, after)
        if not any(spots) and (before is None or after is None):
            spots = self._edges(at_start=before is None)
        gap = self._agreed(spots) if any(spots) else self._nearest(before, after)
        return self._safe(gap, before, after)

    def _untouched(self, before: Places, after: Places) -> Gap | None:
        """The white space that is the same in all three texts between two passages that follow each other in each."""
        base, mine, theirs = self._texts
        i, j, k = before
        x, y, z = after
        if i is None or j is None or k is None or x != i + 1 or y != j + 1 or z != k + 1:
            return None
        spans = (base.gap(x), mine.gap(y), theirs.gap(z))
        found = base.text[spans[0].start : spans[0].end]
        if len(found) != spans[1].end - spans[1].start or len(found) != spans[2].end - spans[2].start:
            return None
        same = mine.text.startswith(found, spans[1].start) and theirs.text.startswith(found, spans[2].start)
        return Gap(found, spans) if same else None

    def _adjacent(self, before: Leaf | None, after: Leaf | None) -> list[Spot | None]:
        """The white space in each text where the counterparts of both follow each other."""
        base, mine, theirs = self._texts
        i, j, k = before.last if before else (-1, -1, -1)
        x, y, z = after.first if after else self._ends()
        return [
            _spot(base, x) if i is not None and x == i + 1 else None,
            _spot(mine, y) if j is not None and y == j + 1 else None,
            _spot(theirs, z) if k is not None and z == k + 1 else None,
        ]

    def _ends(self) -> Places:
        base, mine, theirs = self._texts
        return len(base.passages), len(mine.passages), len(theirs.passages)

    def _edges(self, *, at_start: bool) -> list[Spot | None]:
        return [_spot(text, 0 if at_start else len(text.passages)) for text in self._texts]

    @staticmethod
    def _agreed(spots: list[Spot | None]) -> Gap:
        """Three-way: what a side changed; of two changes the stronger break."""
        base, mine, theirs = spots
        if base and mine and theirs and base[0] == mine[0] == theirs[0]:
            return Gap(base[0], (base[1], mine[1], theirs[1]))
        sides = (mine, theirs)
        written = [spot[0] for spot in sides if spot is not None]
        if base is not None:
            written = [text for text in written if text != base[0]] or [base[0]]
        text = max(written, key=rank)
        at = [spot[1] if spot is not None and spot[0] == text else None for spot in spots]
        return Gap(text, (at[0], at[1], at[2]))

    def _nearest(self, before: Leaf | None, after: Leaf | None) -> Gap:
        """For leaves that stand next to each other nowhere: the strongest break between them where both stand closest;
        else the stronger of what follows the one and what precedes the other."""
        assert before is not None and after is not None
        both: list[tuple[int, int, int]] = []
        for number, (last, first) in enumerate(zip(before.last, after.first, strict=True)):
            if last is not None and first is not None and first > last:
                both.append((first - last, number, last))
        closest = min((distance for distance, _, _ in both), default=0)
        spots = [
            (number, _spot(self._texts[number], step))
            for distance, number, last in both
            if distance == closest
            for step in range(last + 1, last + 1 + min(distance, _LOOK_AHEAD))
        ]
        if not spots:
            inside = not self._begins_block(after)
            for number, (last, first) in enumerate(zip(before.last, after.first, strict=True)):
                if last is not None and not inside:
                    spots.append((number, _spot(self._texts[number], last + 1)))
                if first is not None:
                    spots.append((number, _spot(self._texts[number], first)))
        best = max(spots, key=lambda spot: (rank(spot[1][0]), spot[0] == 0), default=None)
        if best is None or not best[1][0]:
            return self._made_up(self.line_end * 2)
        number, (text, span) = best
        return Gap(text, (span if number == 0 else None, span if number == 1 else None, span if number == 2 else None))

    def _safe(self, gap: Gap, before: Leaf | None, after: Leaf | None) -> Gap:
        """A heading, a table or a list item never ends up on another passage's line."""
        if "\n" in gap.text or "\r" in gap.text:
            return gap
        if before is None or after is None:
            return self._made_up(self.line_end) if before is not None and before.own_lines else gap
        if before.own_lines or after.own_lines:
            return self._made_up(self.line_end)
        if self._fills_lines(before, at_end=True) or self._fills_lines(after) or self._begins_line(after):
            return self._made_up(self.line_end * 2)
        return gap

    def _kind(self, leaf: Leaf, *, at_end: bool = False) -> BlockKind:
        text = self._texts[SOURCES.index(leaf.source)]
        passage = leaf.base_passages[1] if at_end and leaf.everywhere else leaf.passage
        return text.blocks[text.passages[passage].block].kind

    def _fills_lines(self, leaf: Leaf, *, at_end: bool = False) -> bool:
        return leaf.text is None and self._kind(leaf, at_end=at_end) not in WITH_SENTENCES

    def _begins_line(self, leaf: Leaf) -> bool:
        return leaf.text is None and self._kind(leaf) in _LINE_BOUND and self._begins_block(leaf)

    def _begins_block(self, leaf: Leaf) -> bool:
        text = self._texts[SOURCES.index(leaf.source)]
        return text.firsts[text.passages[leaf.passage].block] == leaf.passage

    @staticmethod
    def _made_up(text: str) -> Gap:
        return Gap(text, (None, None, None))
