"""One pass over a text that tells which rules can match in it at all, so that most never run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from editor.style.character_sets import CAPITALS, DIGIT, MARKERS
from editor.style.hits import Gate, Hits, PlaceHit
from editor.style.needs import fold
from editor.style.patterns import Alternatives

if TYPE_CHECKING:
    from ahocorasick import Automaton

_CAPITALS = re.compile("[A-Z]{2}")
_DIGIT = re.compile(r"\d")


class _Target(NamedTuple):
    """Whose a text or a sign is: a token of a matcher, with what else the token's pattern needs."""

    matcher: int
    token: int
    rank: int
    gate: Gate | None


class Prefilter:
    """The words and needed pieces of all matchers in one automaton (Aho and Corasick, 1975); signs apart from it."""

    def __init__(self, matchers: Sequence[Alternatives]) -> None:
        self._targets: list[list[_Target]] = []
        self._lengths: list[int] = []
        self._automaton: Automaton | None = None
        self._signs: dict[str, list[_Target]] = {}
        self._gates: dict[int, dict[int, Gate]] = {matcher.index: matcher.gates for matcher in matchers}
        numbers: dict[str, int] = {}
        for matcher in matchers:
            for key, token, rank in matcher.sought():
                target = _Target(matcher.index, token, rank, matcher.gates.get(token))
                if rank < 0 and (len(key) == 1 or key in MARKERS):
                    self._signs.setdefault(key, []).append(target)
                    continue
                number = numbers.setdefault(key, len(numbers))
                if number == len(self._targets):
                    self._targets.append([])
                    self._lengths.append(len(key))
                self._targets[number].append(target)
        if numbers:
            import ahocorasick

            self._automaton = ahocorasick.Automaton()
            for key, number in numbers.items():
                self._automaton.add_word(key, number)
            self._automaton.make_automaton()

    def hits(self, text: str, *, piece: bool = False) -> Hits:
        """What was met in ``text``: plain forms, and patterns all of whose needs are there.

        ``piece``: what else a pattern needs may stand in another piece of the same text (see ``joined``).
        """
        folded = fold(text)
        characters = characters_of(text, folded) if self._signs or not piece else set()
        hits = Hits()
        woken, places, targets = hits.woken, hits.places, self._targets
        for last, number in self._automaton.iter(folded) if self._automaton is not None else ():
            for index, token, rank, gate in targets[number]:
                if rank >= 0:
                    place = PlaceHit(last + 1 - self._lengths[number], token, rank, last + 1)
                    places.setdefault(index, []).append(place)
                elif gate is None or piece or gate.is_open(folded, characters):
                    woken.setdefault(index, set()).add(token)
        for sign in self._signs.keys() & characters:
            for index, token, _, gate in self._signs[sign]:
                if gate is None or piece or gate.is_open(folded, characters):
                    woken.setdefault(index, set()).add(token)
        return hits

    def joined(self, pieces: Sequence[tuple[int, Hits]], text: str) -> Hits:
        """The hits of ``text`` from what was met in its pieces, each with the place where it begins."""
        hits = Hits()
        for offset, met in pieces:
            hits.add(met, offset)
        if any(self._gates[index] for index in hits.woken):
            folded = fold(text)
            characters = characters_of(text, folded)
            for index, tokens in hits.woken.items():
                gates = self._gates[index]
                tokens -= {n for n in tokens if n in gates and not gates[n].is_open(folded, characters)}
        return hits


def characters_of(text: str, folded: str) -> set[str]:
    """The folded characters of a text, with the markers for a decimal digit and for two capitals side by side."""
    characters = set(folded)
    if _DIGIT.search(folded):
        characters.add(DIGIT)
    if _CAPITALS.search(text):
        characters.add(CAPITALS)
    return characters
