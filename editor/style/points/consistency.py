"""consistency: two ways of writing one thing, of which a story may use one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from editor.style.entries import Reader
from editor.style.patterns import Alternatives
from editor.style.points.context import Context
from editor.style.points.point import Match, Point, Unit


class Consistency(Point):
    """For each pair of ``either``: the way met first in the story stands, every use of the other is a finding."""

    over_all = True

    def __init__(self, rule: str, reader: Reader, context: Context) -> None:
        super().__init__(rule)
        word, nocase = not reader.flag("nonword", False), reader.flag("ignorecase", False)
        template = context.word_template
        self._pairs = [
            Alternatives([one, other], rule, ignorecase=nocase, word=word, template=template)
            for one, other in reader.pairs("either").items()
        ]

    @property
    def wakes(self) -> Sequence[Alternatives]:
        """Both words of every pair."""
        return self._pairs

    def look(self, unit: Unit) -> list[tuple[int, int, int, int, str]]:
        """Pair, side, span and words of every use."""
        return [
            (number, one.token, one.start, one.end, unit.text[one.start : one.end])
            for number, pair in enumerate(self._pairs)
            for one in unit.found(pair)
        ]

    def conclude(self, facts: Sequence[tuple[int, Any]]) -> list[tuple[int, Match]]:
        """Every use of the way that came second."""
        first: dict[int, tuple[int, str]] = {}
        matches = []
        for text, uses in facts:
            for number, side, start, end, words in sorted(uses, key=lambda use: use[2]):
                stands = first.setdefault(number, (side, words))
                if stands[0] != side:
                    matches.append((text, Match(start, end, (words, stands[1]))))
        return matches
