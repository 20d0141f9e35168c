"""Text taken out of a Markdown source, with the place in the source of each of its code points."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

MASK = "\ufffc"  # stands in a text for what no rule looks at: code, addresses, ignored tokens


@dataclass(slots=True)
class TextMap:
    """Runs of ``text`` in order, each copied from the source or standing for a stretch of it (an entity, a break)."""

    text: str = ""
    _starts: list[int] = field(default_factory=list)  # where runs begin in the text
    _sources: list[int] = field(default_factory=list)  # where they begin in the source
    _widths: list[int] = field(default_factory=list)  # -1: copied; else how much of the source the run stands for

    def start_of(self, at: int) -> int:
        """The source position of the code point ``at`` (0 ≤ at < len(text))."""
        run = bisect_right(self._starts, at) - 1
        if self._widths[run] >= 0:
            return self._sources[run]
        return self._sources[run] + at - self._starts[run]

    def end_of(self, at: int) -> int:
        """The source position behind the code point ``at``."""
        run = bisect_right(self._starts, at) - 1
        if self._widths[run] >= 0:
            return self._sources[run] + self._widths[run]
        return self._sources[run] + at - self._starts[run] + 1

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source span of ``text[start:end]``; an empty span lies before the code point ``start``."""
        if not self._starts:
            return 0, 0
        if end > start:
            return self.start_of(start), self.end_of(end - 1)
        place = self.start_of(start) if start < len(self.text) else self.end_of(len(self.text) - 1)
        return place, place

    def is_copied(self, start: int, end: int) -> bool:
        """Whether ``text[start:end]`` stands in the source as it is, in one piece, so that it can be replaced there."""
        if end <= start:
            return True
        first, last = bisect_right(self._starts, start) - 1, bisect_right(self._starts, end - 1) - 1
        for run in range(first, last + 1):
            if self._widths[run] >= 0:
                return False
            if run > first:
                length = self._starts[run] - self._starts[run - 1]
                if self._sources[run] != self._sources[run - 1] + length:
                    return False
        return True

    def cut(self, start: int, end: int) -> TextMap:
        """``text[start:end]`` with its places."""
        builder = MapBuilder()
        run = max(0, bisect_right(self._starts, start) - 1)
        while run < len(self._starts) and self._starts[run] < end:
            begins = self._starts[run]
            ends = self._starts[run + 1] if run + 1 < len(self._starts) else len(self.text)
            piece = self.text[max(begins, start) : min(ends, end)]
            if self._widths[run] < 0:
                builder.copy(piece, self._sources[run] + max(begins, start) - begins)
            else:
                builder.stand_in(piece, self._sources[run], self._sources[run] + self._widths[run])
            run += 1
        return builder.built()


class MapBuilder:
    """Puts a TextMap together from left to right."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._starts: list[int] = []
        self._sources: list[int] = []
        self._widths: list[int] = []

    def __len__(self) -> int:
        return self._length

    def copy(self, text: str, source: int) -> None:
        """Text that stands in the source as it is."""
        if text:
            self._add(text, source, -1)

    def stand_in(self, text: str, source: int, end: int) -> None:
        """Text that stands for ``source`` to ``end``."""
        if text:
            self._add(text, source, end - source)

    def mask(self, source: int, end: int) -> None:
        """Cover a stretch of the source with marks that no rule looks at."""
        if end > source:
            self._add(MASK * (end - source), source, -1)

    def built(self) -> TextMap:
        """The whole."""
        return TextMap("".join(self._pieces), self._starts, self._sources, self._widths)

    def _add(self, text: str, source: int, width: int) -> None:
        self._pieces.append(text)
        self._starts.append(self._length)
        self._sources.append(source)
        self._widths.append(width)
        self._length += len(text)


def masked(text: TextMap, spans: list[tuple[int, int]]) -> TextMap:
    """The same text with spans of it covered."""
    if not spans:
        return text
    letters = list(text.text)
    for start, end in spans:
        letters[start:end] = MASK * (end - start)
    return TextMap("".join(letters), text._starts, text._sources, text._widths)
