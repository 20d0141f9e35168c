"""sequence: tokens that follow one another in a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence as Many
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from editor.domain.errors import BadInput
from editor.style.entries import Reader
from editor.style.patterns import Alternatives, compiled
from editor.style.points.context import Context
from editor.style.points.point import Match, Point, Unit
from editor.style.text_map import MASK

if TYPE_CHECKING:
    from regex import Pattern

_TOKEN = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*|[^\w\s]")
_MOST_SKIPPED = 20
_MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class _Step:
    """One token: a pattern for all of it (None: any), turned round by ``negate``, behind up to ``skip`` others."""

    pattern: Pattern[str] | None
    negate: bool
    skip: int
    known: dict[str, bool] = field(default_factory=dict)  # words looked at before, and whether they fit


class Sequence(Point):
    """Patterns over the words and signs of a sentence. Part-of-speech tags are refused: there is no tagger."""

    def __init__(self, rule: str, reader: Reader, context: Context) -> None:
        super().__init__(rule)
        nocase = reader.flag("ignorecase", False)
        self._steps: list[_Step] = []
        patterns: list[str] = []
        for item in reader.items("tokens"):
            if not isinstance(item, Reader):
                raise BadInput(f"{reader.where('tokens')}: each token of a sequence has keys (“pattern: …”).")
            if item.has("tag") and item.text("tag"):
                raise BadInput(
                    f"{item.where('tag')}: “tag” needs a part-of-speech tagger, which there is none; use “pattern”."
                )
            text, negate, skip = item.text("pattern", ""), item.flag("negate", False), item.whole("skip", 0)
            item.finish("a token of a sequence")
            if skip > _MOST_SKIPPED:
                raise BadInput(f"{item.where('skip')}: “skip” is at most {_MOST_SKIPPED}.")
            pattern = compiled(rf"\A(?:{text})\Z", rule, ignorecase=nocase) if text else None
            self._steps.append(_Step(pattern, negate, skip))
            if text and not negate:
                patterns.append(text)
        if not patterns:
            raise BadInput(f"{reader.where('tokens')}: a sequence needs a token with a “pattern” that is not negated.")
        # any one of them must be there; the longest is likely to be the rarest
        self._anchor = Alternatives([max(patterns, key=len)], rule, ignorecase=nocase, word=False)

    @property
    def wakes(self) -> Many[Alternatives]:
        """The longest pattern."""
        return (self._anchor,)

    def look(self, unit: Unit) -> list[Match]:
        """Every place where the tokens follow one another, from left to right."""
        words = [(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(unit.text) if m[0] != MASK]
        matches: list[Match] = []
        at = 0
        while at < len(words):
            taken = self._from(unit, words, at)
            if taken is None:
                at += 1
                continue
            steps = tuple(words[place][2] for place in taken)
            matches.append(Match(words[taken[0]][0], words[taken[-1]][1], steps))
            at = taken[-1] + 1
        return matches

    def _from(self, unit: Unit, words: list[tuple[int, int, str]], at: int) -> list[int] | None:
        """The tokens taken when the first step stands at ``at``; the fewest are skipped."""
        taken: list[int] = []
        for number, step in enumerate(self._steps):
            reach = range(at, min(at + (step.skip if number else 0) + 1, len(words)))
            place = next((p for p in reach if self._fits(unit, step, words[p][2])), None)
            if place is None:
                return None
            taken.append(place)
            at = place + 1
        return taken

    def _fits(self, unit: Unit, step: _Step, word: str) -> bool:
        if step.pattern is None:
            return True
        fits = step.known.get(word)
        if fits is None:
            if len(step.known) >= _MOST_REMEMBERED:
                step.known.clear()
            fits = step.known[word] = (unit.time.search(self.rule, step.pattern, word) is None) == step.negate
        return fits
