"""Make leaves: passages with their counterparts in all three texts."""

from __future__ import annotations

from collections.abc import Sequence

from editor.domain.merging.edits import Alignment, Link
from editor.domain.merging.passages import Divided
from editor.domain.merging.plan import SOURCES, Leaf, Region
from editor.domain.merging.result import Source, Span


class LeafMaker:
    """Knows for every passage of the three texts which ones it corresponds to in the other two."""

    def __init__(self, texts: tuple[Divided, Divided, Divided], sides: tuple[Alignment, Alignment]) -> None:
        self._texts = texts
        # [side][passage of the base], and [side][passage of the side]: the link that holds it
        self.of_base: list[list[Link]] = []
        self.of_side: list[list[Link | None]] = []
        for text, side in zip(texts[1:], sides, strict=True):
            by_base = [Link(0, 0, 0, 0, True)] * len(texts[0].passages)
            by_side: list[Link | None] = [None] * len(text.passages)
            for link in side.links:
                by_base[link.base_from : link.base_to] = [link] * (link.base_to - link.base_from)
                by_side[link.side_from : link.side_to] = [link] * (link.side_to - link.side_from)
            self.of_base.append(by_base)
            self.of_side.append(by_side)

    def from_base(self, passage: int) -> Leaf:
        """A passage of the base as it was."""
        first: list[int | None] = [passage]
        last: list[int | None] = [passage]
        regions: list[Region] = [(passage, passage + 1)]
        for number in (0, 1):
            link = self.of_base[number][passage]
            begins, ends = passage == link.base_from, passage == link.base_to - 1
            there = link.side_from < link.side_to
            first.append(link.side_from if there and begins else None)
            last.append(link.side_to - 1 if there and ends else None)
            regions.append((link.side_from, link.side_to) if there else None)
        return _leaf(Source.BASE, passage, first, last, regions)

    def from_side(self, number: int, passage: int, twin: int | None = None, was: int | None = None) -> Leaf:
        """A passage of mine (0) or theirs (1); ``twin`` is the passage of the other side that says the same, ``was``
        the one of the base that it was made of elsewhere."""
        source, other_source = (1, 2) if number == 0 else (2, 1)
        first: list[int | None] = [None, None, None]
        last: list[int | None] = [None, None, None]
        regions: list[Region] = [None, None, None]
        first[source] = last[source] = passage
        regions[source] = (passage, passage + 1)
        link = self.of_side[number][passage]
        if link is not None:
            regions[0] = (link.base_from, link.base_to)
            begins, ends = passage == link.side_from, passage == link.side_to - 1
            opening = self.of_base[1 - number][link.base_from]
            closing = self.of_base[1 - number][link.base_to - 1]
            if begins:
                first[0] = link.base_from
                if opening.base_from == link.base_from and opening.side_from < opening.side_to:
                    first[other_source] = opening.side_from
            if ends:
                last[0] = link.base_to - 1
                if closing.base_to == link.base_to and closing.side_from < closing.side_to:
                    last[other_source] = closing.side_to - 1
            if opening.side_from < closing.side_to:
                regions[other_source] = (opening.side_from, closing.side_to)
        elif was is not None:
            regions[0] = (was, was + 1)
        if twin is not None:
            first[other_source] = last[other_source] = twin
            regions[other_source] = (twin, twin + 1)
        return _leaf(SOURCES[source], passage, first, last, regions)

    def span_of(self, text: int, passages: Sequence[int], otherwise: int) -> Span:
        """The stretch from the first to the last of ``passages``; when there are none, the place ``otherwise``."""
        if not passages:
            return Span(otherwise, otherwise)
        found = self._texts[text].passages
        return Span(min(found[at].start for at in passages), max(found[at].end for at in passages))

    def place_behind(self, number: int, passage: int) -> int:
        """Where on a side something behind a base passage (-1: at the beginning) would stand."""
        if passage < 0:
            return 0
        link = self.of_base[number][passage]
        return self._texts[number + 1].region(link.side_to, link.side_to)[0]


def everywhere(first: tuple[int, int, int], last: tuple[int, int, int]) -> Leaf:
    """Passages that are the same to the letter in all three texts, by the number of the first and last in each."""
    return Leaf(Source.BASE, first[0], first, last, (None, None, None), None, False, True)


def _leaf(source: Source, passage: int, first: list[int | None], last: list[int | None], regions: list[Region]) -> Leaf:
    return Leaf(
        source,
        passage,
        (first[0], first[1], first[2]),
        (last[0], last[1], last[2]),
        (regions[0], regions[1], regions[2]),
    )
