"""What every extension point offers the checker: matchers to wake it, a look at one text, a conclusion over all."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from editor.style.hits import Hits
from editor.style.patterns import Alternatives, Found
from editor.style.prefilter import Prefilter
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
    """A text that rules look at, with what the prefilter finds in it, looked for when it is first asked for.

    ``whole``: the unit this one is a piece of, and where in its text the piece begins.
    """

    __slots__ = ("_chunks", "_found", "_hits", "_prefilter", "_whole", "counts", "sections", "text", "time")

    def __init__(
        self,
        text: str,
        prefilter: Prefilter,
        time: TimeAccount,
        sections: frozenset[str],
        whole: tuple[Unit, int] | None = None,
    ) -> None:
        self.text = text
        self.time = time
        self.sections = sections
        self.counts: int | None = None
        self._prefilter = prefilter
        self._whole = whole
        self._hits: Hits | None = None
        self._chunks: list[str] | None = None
        self._found: dict[int, list[Found]] = {}

    def part(self, start: int, end: int) -> Unit:
        """A piece of this text as a text of its own."""
        return Unit(self.text[start:end], self._prefilter, self.time, self.sections, (self, start))

    @property
    def hits(self) -> Hits:
        """What one pass of the prefilter found."""
        if self._hits is None:
            if self._whole is None:
                self._hits = self._prefilter.hits(self.text)
            else:
                whole, start = self._whole
                self._hits = whole.hits.within(start, start + len(self.text))
        return self._hits

    def look_ahead(self) -> None:
        """Let the prefilter look now: over many texts on end it is much quicker than between other things."""
        self._hits = self._prefilter.hits(self.text)

    def set_hits(self, hits: Hits) -> None:
        """Give what the prefilter would find, when it is known already."""
        self._hits = hits

    @property
    def chunks(self) -> list[str]:
        """The text cut at its spaces: words with the signs around them."""
        if self._chunks is None:
            self._chunks = self.text.split()
        return self._chunks

    def found(self, matcher: Alternatives) -> list[Found]:
        """Every match, found once, without those that are nothing but covered text. Raises TooSlow."""
        known = self._found.get(matcher.index)
        if known is None:
            known = matcher.find(self.text, self.hits, self.time)
            if known and MASK in self.text:
                known = [one for one in known if self.text[one.start : one.end].strip(MASK + " \n")]
            self._found[matcher.index] = known
        return known

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
