"""How long a rule's patterns may run: each search has a clock, and each rule an account for one check."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from editor.domain.errors import BadInput

if TYPE_CHECKING:
    from regex import Match as RegexMatch
    from regex import Pattern

TIME_LIMIT = 1.0  # seconds one rule's patterns may take in one check of a document
MORE_A_STEP, STEP = 0.5, 100_000  # and how much more for each so many code points: long texts take longer, no more


class TooSlow(BadInput):
    """A rule's patterns took longer than the time limit."""


class TimeAccount:
    """How long each rule's patterns have taken in one check of a text of ``length`` code points."""

    def __init__(self, limit: float = TIME_LIMIT, length: int = 0) -> None:
        self._limit = limit + length // STEP * MORE_A_STEP
        self._spent: dict[str, float] = {}

    def left(self, rule: str) -> float:
        """Seconds left for a rule. Raises TooSlow when there are none."""
        left = self._limit - self._spent.get(rule, 0.0)
        if left <= 0:
            raise too_slow(rule, self._limit)
        return left

    def spend(self, rule: str, seconds: float) -> None:
        """Count seconds against a rule."""
        self._spent[rule] = self._spent.get(rule, 0.0) + seconds

    def matches(self, rule: str, pattern: Pattern[str], text: str) -> list[RegexMatch[str]]:
        """Every match of a pattern in a text. Raises TooSlow."""
        began = time.perf_counter()
        try:
            return list(pattern.finditer(text, timeout=self.left(rule)))
        except TimeoutError:
            raise too_slow(rule, self._limit) from None
        finally:
            self.spend(rule, time.perf_counter() - began)

    def search(self, rule: str, pattern: Pattern[str], text: str, start: int = 0) -> RegexMatch[str] | None:
        """The first match from ``start`` on. Raises TooSlow."""
        began = time.perf_counter()
        try:
            return pattern.search(text, start, timeout=self.left(rule))
        except TimeoutError:
            raise too_slow(rule, self._limit) from None
        finally:
            self.spend(rule, time.perf_counter() - began)


def too_slow(rule: str, limit: float) -> TooSlow:
    """The error that names the rule."""
    return TooSlow(f"The patterns of the rule {rule} took longer than {limit:g} s; make them simpler.")
