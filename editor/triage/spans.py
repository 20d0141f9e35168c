"""Maps places in a rewritten text back to places in the text before."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

Edit = tuple[int, int, str]  # where it begins and ends in the text before, in code points, and what stands there now


@dataclass(frozen=True, slots=True)
class Rewriting:
    """What some edits did to the places of a text: where each stands now and where it stood, in order."""

    new_starts: tuple[int, ...]
    new_ends: tuple[int, ...]
    old_starts: tuple[int, ...]
    old_ends: tuple[int, ...]

    def span_of(self, start: int, end: int) -> tuple[int, int]:
        """Where ``start`` to ``end`` of the new text stood in the old one; a place inside an edit is all of it."""
        if end <= start:
            point = self._start(start)
            return point, point
        return self._start(start), self._end(end)

    def _start(self, place: int) -> int:
        # The last edit with words that begins at or before the place; what was only cut away lies outside.
        i = bisect_right(self.new_starts, place) - 1
        if i < 0:
            return place
        if place < self.new_ends[i]:
            return self.old_starts[i]
        return self.old_ends[i] + place - self.new_ends[i]

    def _end(self, place: int) -> int:
        # Seen from its last code point: what was cut away just behind it lies outside as well.
        i = bisect_left(self.new_starts, place) - 1
        if i < 0:
            return place
        if place <= self.new_ends[i]:
            return self.old_ends[i]
        return self.old_ends[i] + place - self.new_ends[i]


def rewrite(text: str, edits: Iterable[Edit], *, letter_by_letter: bool = False) -> tuple[str, Rewriting | None]:
    """``text`` with the edits made, and the way back; None when every place stayed. Edits are in order and apart.

    ``letter_by_letter`` says that words as long as those before them stand for them one by one.
    """
    pieces: list[str] = []
    new_starts, new_ends, old_starts, old_ends = [], [], [], []
    done = shift = 0
    for start, end, words in edits:
        pieces += (text[done:start], words)
        if len(words) != end - start or not (letter_by_letter or len(words) == 1):
            new_starts.append(start + shift)
            shift += len(words) - (end - start)
            new_ends.append(end + shift)
            old_starts.append(start)
            old_ends.append(end)
        done = end
    if not pieces:
        return text, None
    text = "".join((*pieces, text[done:]))
    if not old_starts:
        return text, None
    return text, Rewriting(tuple(new_starts), tuple(new_ends), tuple(old_starts), tuple(old_ends))
