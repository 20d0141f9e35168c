"""One pass over a text that tells which rules can match in it at all, so that most never run."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from editor.style.character_sets import CAPITALS, DIGIT
from editor.style.patterns import Alternatives, Hits, PlaceHit
from editor.style.syntax import fold

if TYPE_CHECKING:
    from ahocorasick import Automaton


NOTHING: frozenset[str] = frozenset()


_CAPITALS = re.compile("[A-Z]{2}")


class Prefilter:
    """The words and needed pieces of all matchers in one automaton (Aho and Corasick, 1975)."""

    def __init__(self, matchers: Sequence[Alternatives]) -> None:
        self._targets: list[list[tuple[int, int, int]]] = []
        self._lengths: list[int] = []
        self._automaton: Automaton | None = None
        numbers: dict[str, int] = {}
        for matcher in matchers:
            index = matcher.index
            for key, token, rank in matcher.sought():
                number = numbers.setdefault(key, len(numbers))
                if number == len(self._targets):
                    self._targets.append([])
                    self._lengths.append(len(key))
                self._targets[number].append((index, token, rank))
        if numbers:
            import ahocorasick

            self._automaton = ahocorasick.Automaton()
            for key, number in numbers.items():
                self._automaton.add_word(key, number)
            self._automaton.make_automaton()

    def hits(self, text: str) -> dict[int, Hits]:
        """One pass over ``text``: what was met, by matcher."""
        hits: dict[int, Hits] = {}
        if self._automaton is None:
            return hits
        targets, lengths = self._targets, self._lengths
        for last, number in self._automaton.iter(fold(text)):
            end = last + 1
            start = end - lengths[number]
            for index, token, rank in targets[number]:
                known = hits.get(index)
                if known is None:
                    known = hits[index] = Hits()
                if rank < 0:
                    known.woken.add(token)
                else:
                    known.places.append(PlaceHit(start, token, rank, end))
        return hits


def characters_of(text: str) -> frozenset[str]:
    """The folded characters of a text, with the markers for a decimal digit and for two capitals side by side."""
    characters = set(fold(text))
    if not characters.isdisjoint("0123456789") or (
        not text.isascii() and any(unicodedata.category(c) == "Nd" for c in characters)
    ):
        characters.add(DIGIT)
    if _CAPITALS.search(text):
        characters.add(CAPITALS)
    return frozenset(characters)
