"""What every extension point offers the checker: matchers to wake it, a look at one text, a conclusion over all."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from editor.style.patterns import Alternatives, Found, Hits
from editor.style.prefilter import NOTHING, Prefilter, characters_of
from editor.style.segmenting import WORD
from editor.style.text_map import MASK
from editor.style.time_limit import TimeAccount


class Match(NamedTuple):
    """One place in a text: what the message is filled with, and what may stand there instead.

    ``wanted``: texts a substitution offers, or None. ``right``: the house's form stands there already.
    """

    start: int
    end: int
    args: tuple[str, ...]
    wanted: tuple[str, ...] | None = None
    right: bool = False


class Unit:
    """A text that rules look at, with what the prefilter finds in it, looked for when it is first asked for."""

    __slots__ = ("_characters", "_found", "_hits", "_prefilter", "_words", "counts", "sections", "text", "time")

    def __init__(self, text: str, prefilter: Prefilter, time: TimeAccount, sections: frozenset[str]) -> None:
        self.text = text
        self.time = time
        self.sections = sections
        self.counts: tuple[int, ...] | None = None
        self._prefilter = prefilter
        self._hits: dict[int, Hits] | None = None
        self._characters: frozenset[str] | None = None
        self._words: list[str] | None = None
        self._found: dict[int, list[Found]] = {}

    @property
    def hits(self) -> dict[int, Hits]:
        """What one pass of the prefilter found, by matcher."""
        if self._hits is None:
            self._hits = self._prefilter.hits(self.text)
        return self._hits

    def set_hits(self, hits: dict[int, Hits], characters: frozenset[str]) -> None:
        """Give what the prefilter would find, when it is known already."""
        self._hits, self._characters = hits, characters

    @property
    def characters(self) -> frozenset[str]:
        """The characters that occur, ``DIGIT`` among them for any decimal digit."""
        if self._characters is None:
            self._characters = characters_of(self.text)
        return self._characters

    @property
    def words(self) -> list[str]:
        """The words, hyphenated ones in one."""
        if self._words is None:
            self._words = WORD.findall(self.text)
        return self._words

    def found(self, matcher: Alternatives) -> list[Found]:
        """Every match, found once, without those that are nothing but covered text. Raises TooSlow."""
        known = self._found.get(matcher.index)
        if known is None:
            known = self._look_for(matcher)
            if known and MASK in self.text:
                known = [one for one in known if self.text[one.start : one.end].strip(MASK + " \n")]
            self._found[matcher.index] = known
        return known

    def _look_for(self, matcher: Alternatives) -> list[Found]:
        hits = self.hits.get(matcher.index) if matcher.wants_hits else None
        if len(self.text) < matcher.least or (hits is None and not matcher.open and not matcher.gates):
            return []
        characters = self.characters if matcher.wants_characters else NOTHING
        return matcher.find(self.text, hits, characters, self.time)

    def excepted(self, start: int, end: int, matchers: Iterable[Alternatives]) -> bool:
        """Whether an exception stands inside ``start`` to ``end``, or around all of it."""
        for matcher in matchers:
            for one in self.found(matcher):
                if (start <= one.start and one.end <= end) or (one.start <= start and end <= one.end):
                    return True
        return False


@dataclass
class Point(ABC):
    """Base of the extension points.

    ``wakes``: matchers of which one must have a hit before the point looks; empty: it looks at every text it is for.
    ``uses``: further matchers it asks for. ``over_all``: its ``look`` gives facts, from which ``conclude`` finds.
    """

    rule: str

    over_all = False

    @property
    def wakes(self) -> Sequence[Alternatives]:
        """See the class."""
        return ()

    @property
    def uses(self) -> Sequence[Alternatives]:
        """See the class."""
        return ()

    @abstractmethod
    def look(self, unit: Unit) -> Any:
        """Matches in one text, or (``over_all``) a fact about it; nothing found is falsy. Raises TooSlow."""

    def conclude(self, facts: Sequence[tuple[int, Any]]) -> list[tuple[int, Match]]:
        """For ``over_all``: matches out of the facts of all texts in order, each with the number of its text or -1."""
        return []
