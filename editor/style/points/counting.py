"""occurrence and repetition: how often something stands in a text, and twice in a row."""

from __future__ import annotations

from collections.abc import Sequence
from operator import eq
from typing import Any

from editor.domain.errors import BadInput
from editor.style.entries import Reader
from editor.style.patterns import Alternatives
from editor.style.points.context import Context
from editor.style.points.point import Match, Point, Unit
from editor.style.segmenting import sentences
from editor.style.text_map import MASK


class Occurrence(Point):
    """More than ``max`` or fewer than ``min`` matches of ``token`` in one text; the first match is marked.

    With scope ``summary`` it counts over the whole body.
    """

    def __init__(self, rule: str, reader: Reader, context: Context, *, over_all: bool) -> None:
        super().__init__(rule)
        self.over_all = over_all
        self._most, self._least = reader.whole("max", 0), reader.whole("min", 0)
        if not self._most and not self._least:
            raise BadInput(f"{reader.where()}: “max” or “min” is needed.")
        nocase = reader.flag("ignorecase", False)
        self._matcher = Alternatives([reader.text("token")], rule, ignorecase=nocase, word=False)

    @property
    def wakes(self) -> Sequence[Alternatives]:
        """The token, unless its absence is a finding too."""
        return () if self._least else (self._matcher,)

    @property
    def uses(self) -> Sequence[Alternatives]:
        """The token."""
        return (self._matcher,)

    def look(self, unit: Unit) -> Any:
        """The finding of this text, or the places for the count over all."""
        if not self.over_all and not self._least:
            texts = self._matcher.texts(unit.text, unit.time)
            if texts is not None and len(texts) <= self._most:
                return []
        found = unit.found(self._matcher)
        if self.over_all:
            return [(one.start, one.end, unit.text[one.start : one.end]) for one in found]
        if not self._is_wrong(len(found)):
            return []
        if not found:
            return [Match(0, 0, ("",))]
        return [Match(found[0].start, found[0].end, (unit.text[found[0].start : found[0].end],))]

    def conclude(self, facts: Sequence[tuple[int, Any]]) -> list[tuple[int, Match]]:
        """The finding of the whole body."""
        places = [(text, place) for text, fact in facts for place in fact]
        if not self._is_wrong(len(places)):
            return []
        if not places:
            return [(-1, Match(0, 0, ("",)))]
        text, (start, end, words) = places[0]
        return [(text, Match(start, end, (words,)))]

    def _is_wrong(self, count: int) -> bool:
        return bool((self._most and count > self._most) or (self._least and count < self._least))


class Repetition(Point):
    """The same match more than ``max`` + 1 times in a row, within one sentence."""

    def __init__(self, rule: str, reader: Reader, context: Context) -> None:
        super().__init__(rule)
        tokens = reader.texts("tokens", required=True)
        self._most = reader.whole("max", 0)
        self._nocase = reader.flag("ignorecase", False)
        self._alpha = reader.flag("alpha", False)
        self._matcher = Alternatives(["|".join(tokens)], rule, ignorecase=self._nocase, word=False)
        self._exceptions = context.exceptions(reader, rule)

    @property
    def wakes(self) -> Sequence[Alternatives]:
        """The tokens."""
        return (self._matcher,)

    @property
    def uses(self) -> Sequence[Alternatives]:
        """The exceptions."""
        return self._exceptions

    def look(self, unit: Unit) -> list[Match]:
        """Every run that is too long."""
        texts = self._matcher.texts(unit.text, unit.time)
        if texts is not None:  # most paragraphs repeat nothing
            keys = [text.strip().lower() for text in texts] if self._nocase else [text.strip() for text in texts]
            if not any(map(eq, keys, keys[1:])):
                return []
        matches: list[Match] = []
        previous, run_start, count = "", 0, 0
        for one in unit.found(self._matcher):
            current = unit.text[one.start : one.end].strip()
            key = current.lower() if self._nocase else current
            if key and key == previous and (not self._alpha or key.isalpha()) and MASK not in key:
                count += 1
                if count > self._most and self._counts(unit, run_start, one.start, one.end):
                    matches.append(Match(run_start, one.end, (current,)))
                    count, run_start = 0, one.start
            else:
                count, run_start = 0, one.start
            previous = key
        return matches

    def _counts(self, unit: Unit, start: int, last: int, end: int) -> bool:
        """Whether a run is a slip: no sentence begins in it (“I forgot that. That matters.”), no exception."""
        words = unit.text[start:end]
        if MASK in unit.text[start:last] or len(sentences(words)) > 1:
            return False
        return not (self._exceptions and unit.excepted(start, end, self._exceptions))
