"""The white space between two passages of the result: taken from a text where they stand next to each other."""

from __future__ import annotations

import re
from typing import NamedTuple

from editor.domain.merging.blocks import WITH_SENTENCES, BlockKind
from editor.domain.merging.passages import Divided
from editor.domain.merging.plan import SOURCES, Leaf, Places

_LINE_END = re.compile(r"\r\n|\n|\r")
_LOOK_AHEAD = 40  # passages between two others that are looked through for a paragraph's end
_LINE_BOUND = frozenset({BlockKind.LIST_ITEM, BlockKind.QUOTE})  # blocks that must begin a line


class Gap(NamedTuple):
    """White space and where it stands: start and end in base, mine and theirs, or None. Nowhere: it was made up."""

    text: str
    at: tuple[tuple[int, int] | None, tuple[int, int] | None, tuple[int, int] | None]


Spot = tuple[str, int, int]  # white space with its start and end in one text


def rank(text: str) -> tuple[int, int, str]:
    """How strongly white space divides: a paragraph's end before a line's before a space."""
    return len(_LINE_END.findall(text)), len(text), text


class Gaps:
    """Finds the white space between leaves. Where both sides changed it, the stronger break stands; nobody is asked."""

    def __init__(self, texts: tuple[Divided, Divided, Divided]) -> None:
        self._texts = texts
        found = next((end for text in texts for end in _LINE_END.findall(text.text)), "\n")
        self.line_end: str = found

    def between(self, before: Leaf | None, after: Leaf | None) -> Gap:
        """White space between two leaves; None is the text's beginning or end."""
        spots = self._adjacent(before, after)
        if not any(spots) and (before is None or after is None):
            spots = self._edges(at_start=before is None)
        gap = self._agreed(spots) if any(spots) else self._nearest(before, after)
        return self._safe(gap, before, after)

    def _adjacent(self, before: Leaf | None, after: Leaf | None) -> list[Spot | None]:
        """The white space in each text where the counterparts of both follow each other."""
        lasts: Places = before.last if before else (-1, -1, -1)
        firsts: Places = after.first if after else self._ends()
        return [
            self._spot(text, last + 1) if last is not None and first == last + 1 else None
            for text, last, first in zip(self._texts, lasts, firsts, strict=True)
        ]

    def _ends(self) -> Places:
        base, mine, theirs = self._texts
        return len(base.passages), len(mine.passages), len(theirs.passages)

    def _edges(self, *, at_start: bool) -> list[Spot | None]:
        return [self._spot(text, 0 if at_start else len(text.passages)) for text in self._texts]

    @staticmethod
    def _spot(text: Divided, before: int) -> Spot:
        start, end = text.gap(before)
        return text.text[start:end], start, end

    @staticmethod
    def _agreed(spots: list[Spot | None]) -> Gap:
        """Three-way: what a side changed; of two changes the stronger break."""
        base, *sides = spots
        if base is not None and all(spot is not None and spot[0] == base[0] for spot in sides):
            places = [spot[1:] for spot in spots if spot is not None]
            return Gap(base[0], (places[0], places[1], places[2]))
        written = [spot[0] for spot in sides if spot is not None]
        if base is not None:
            written = [text for text in written if text != base[0]] or [base[0]]
        text = max(written, key=rank)
        at = [(spot[1], spot[2]) if spot is not None and spot[0] == text else None for spot in spots]
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
            (number, self._spot(self._texts[number], step))
            for distance, number, last in both
            if distance == closest
            for step in range(last + 1, last + 1 + min(distance, _LOOK_AHEAD))
        ]
        if not spots:
            inside = not self._begins_block(after)
            for number, (last, first) in enumerate(zip(before.last, after.first, strict=True)):
                if last is not None and not inside:
                    spots.append((number, self._spot(self._texts[number], last + 1)))
                if first is not None:
                    spots.append((number, self._spot(self._texts[number], first)))
        best = max(spots, key=lambda spot: (rank(spot[1][0]), spot[0] == 0), default=None)
        if best is None or not best[1][0]:
            return self._made_up(self.line_end * 2)
        number, (text, start, end) = best
        return Gap(
            text,
            (
                (start, end) if number == 0 else None,
                (start, end) if number == 1 else None,
                (start, end) if number == 2 else None,
            ),
        )

    def _safe(self, gap: Gap, before: Leaf | None, after: Leaf | None) -> Gap:
        """A heading, a table or a list item never ends up on another passage's line."""
        if _LINE_END.search(gap.text):
            return gap
        if before is None or after is None:
            return self._made_up(self.line_end) if before is not None and before.own_lines else gap
        if before.own_lines or after.own_lines:
            return self._made_up(self.line_end)
        if self._fills_lines(before) or self._fills_lines(after) or self._begins_line(after):
            return self._made_up(self.line_end * 2)
        return gap

    def _kind(self, leaf: Leaf) -> BlockKind:
        text = self._texts[SOURCES.index(leaf.source)]
        return text.blocks[text.passages[leaf.passage].block].kind

    def _fills_lines(self, leaf: Leaf) -> bool:
        return leaf.text is None and self._kind(leaf) not in WITH_SENTENCES

    def _begins_line(self, leaf: Leaf) -> bool:
        return leaf.text is None and self._kind(leaf) in _LINE_BOUND and self._begins_block(leaf)

    def _begins_block(self, leaf: Leaf) -> bool:
        text = self._texts[SOURCES.index(leaf.source)]
        return text.firsts[text.passages[leaf.passage].block] == leaf.passage

    @staticmethod
    def _made_up(text: str) -> Gap:
        return Gap(text, (None, None, None))
