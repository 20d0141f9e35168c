"""What a prefilter meets in a text, and what else the text must hold before a pattern is run on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from editor.style.character_sets import MARKERS
from editor.style.needs import Need


class PlaceHit(NamedTuple):
    """A plain form met by the prefilter; ``rank`` orders the forms of one token, best first."""

    start: int
    token: int
    rank: int
    end: int


class Hits:
    """What the prefilter met in one text, by matcher: plain forms, and the tokens whose patterns are to be run."""

    __slots__ = ("places", "woken")

    def __init__(self) -> None:
        self.places: dict[int, list[PlaceHit]] = {}
        self.woken: dict[int, set[int]] = {}

    def add(self, other: Hits, offset: int) -> None:
        """Add what was met in a text that begins at ``offset`` of this one."""
        for index, places in other.places.items():
            moved = [PlaceHit(p.start + offset, p.token, p.rank, p.end + offset) for p in places]
            self.places.setdefault(index, []).extend(moved)
        for index, tokens in other.woken.items():
            self.woken.setdefault(index, set()).update(tokens)

    def within(self, start: int, end: int) -> Hits:
        """What of this can be met in the piece of the text between two places; every pattern can."""
        hits = Hits()
        hits.woken = self.woken
        for index, places in self.places.items():
            inside = [
                PlaceHit(p.start - start, p.token, p.rank, p.end - start)
                for p in places
                if start <= p.start and p.end <= end
            ]
            if inside:
                hits.places[index] = inside
        return hits


class Gate(NamedTuple):
    """What else a text must hold before a pattern is run on it: of each set one character, of each list one text."""

    characters: tuple[frozenset[str], ...]
    texts: tuple[tuple[str, ...], ...]

    def is_open(self, folded: str, characters: set[str]) -> bool:
        """Whether a text holds it all."""
        for needed in self.characters:
            if needed.isdisjoint(characters):
                return False
        for several in self.texts:  # noqa: SIM110 - a loop in a loop is read and run faster than any() in all()
            if not any(text in folded for text in several):
                return False
        return True


def gate_of(needs: Sequence[Need]) -> Gate:
    """The gate for several needs."""
    signs = [need for need in needs if all(len(text) == 1 or text in MARKERS for text in need)]
    return Gate(tuple(signs), tuple(tuple(need) for need in needs if need not in signs))
