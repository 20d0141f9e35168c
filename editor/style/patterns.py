"""A rule's tokens as one matcher: looked up where they are plain words, run with a time limit where they are patterns."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from editor.domain.errors import BadInput
from editor.style.syntax import DIGIT, fold, read_pattern

if TYPE_CHECKING:
    from regex import Match as RegexMatch
    from regex import Pattern

TIME_LIMIT = 1.0  # seconds one rule's patterns may take in one check of one document


class Found(NamedTuple):
    """One match: code points of the text looked at, the token it came from, and the groups when a pattern ran."""

    start: int
    end: int
    token: int
    groups: RegexMatch[str] | None


class PlaceHit(NamedTuple):
    """A plain form met by the prefilter; ``rank`` orders the forms of one token, best first."""

    start: int
    token: int
    rank: int
    end: int


@dataclass(slots=True)
class Hits:
    """What the prefilter met of one matcher in one text."""

    places: list[PlaceHit] = field(default_factory=list)
    woken: set[int] = field(default_factory=set)


class TooSlow(BadInput):
    """A rule's patterns took longer than the time limit."""


class TimeAccount:
    """How long each rule's patterns have taken in this check."""

    def __init__(self, limit: float = TIME_LIMIT) -> None:
        self._limit = limit
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


def compiled(pattern: str, rule: str, *, ignorecase: bool = False) -> Pattern[str]:
    """A pattern in Vale's syntax, compiled. Raises BadInput naming the rule."""
    try:
        return compile_translated(read_pattern(pattern).translated, ignorecase=ignorecase)
    except BadInput as problem:
        raise BadInput(f"The rule {rule} cannot be used: {problem.detail}.") from problem


def compile_translated(translated: str, *, ignorecase: bool) -> Pattern[str]:
    """What ``read_pattern`` translated, compiled. Raises BadInput with half a sentence."""
    import regex

    try:
        return regex.compile(translated, regex.V0 | regex.MULTILINE | (regex.IGNORECASE if ignorecase else 0))
    except (regex.error, ValueError, OverflowError, RecursionError, MemoryError) as problem:
        raise BadInput(f"the pattern “{translated[:60]}” is wrong ({problem})") from problem


@dataclass(slots=True)
class _Token:
    """One token. ``pattern`` is None when its forms are looked up."""

    forms: tuple[str, ...]
    ignorecase: bool
    needs: frozenset[str] | None
    pattern: Pattern[str] | None


class Alternatives:
    """The tokens of one rule, tried like one alternation: leftmost first, then in their order.

    ``word``: each stands between word boundaries. ``groups``: what a pattern's groups caught is wanted. Raises BadInput naming the rule and what is wrong with a pattern.
    """

    def __init__(
        self,
        tokens: Sequence[str],
        rule: str,
        *,
        ignorecase: bool = False,
        word: bool = True,
        template: str = "",
        groups: bool = False,
    ) -> None:
        self.rule = rule
        self.word = word
        self.index = -1  # the place among the matchers of a prefilter; set there
        self.gates: dict[int, frozenset[str]] = {}  # token -> characters of which one must be there
        self.open: list[int] = []  # tokens that run on every text
        self._tokens: list[_Token] = []
        for number, token in enumerate(tokens):
            try:
                self._add(number, token, ignorecase, template, groups)
            except BadInput as problem:
                raise BadInput(f"The rule {rule} cannot be used: {problem.detail}.") from problem

    def keys(self) -> list[tuple[str, int, int]]:
        """What the prefilter looks for: folded text, token, rank of a plain form or -1 when a pattern is to be run."""
        keys: list[tuple[str, int, int]] = []
        for number, token in enumerate(self._tokens):
            if token.pattern is None:
                keys += [(fold(form), number, rank) for rank, form in enumerate(token.forms)]
            elif token.needs is not None and number not in self.gates:
                keys += [(need, number, -1) for need in token.needs]
        return keys

    def find(self, text: str, hits: Hits | None, characters: frozenset[str], time_left: TimeAccount) -> list[Found]:
        """Every match in ``text``, not overlapping; ``hits`` and ``characters`` are the prefilter's. Raises TooSlow."""
        places = self._standing(text, hits.places) if hits and hits.places else []
        running = {n for n, gate in self.gates.items() if not gate.isdisjoint(characters)}
        running.update(self.open)
        if hits:
            running |= hits.woken
        if not running:
            return _leftmost(places)
        return self._merged(text, places, sorted(running), time_left)

    def _add(self, number: int, token: str, ignorecase: bool, template: str, groups: bool) -> None:
        reading = read_pattern(token)
        nocase = ignorecase or reading.ignorecase
        if reading.exact is not None and not template and not (groups and reading.groups):
            self._tokens.append(_Token(reading.exact, nocase, None, None))
            return
        shape = r"\b(?:%s)\b" if self.word else "%s"
        if template and self.word:
            shape = read_pattern(template.replace("%s", "(?:%s)" if "(" not in template else "%s")).translated
        pattern = compile_translated(shape.replace("%s", reading.translated), ignorecase=nocase)
        self._tokens.append(_Token((), nocase, reading.needs, pattern))
        if reading.needs is None:
            self.open.append(number)
        elif any(len(need) == 1 or need == DIGIT for need in reading.needs):
            self.gates[number] = frozenset(need if need == DIGIT else need[0] for need in reading.needs)

    def _standing(self, text: str, places: list[PlaceHit]) -> list[PlaceHit]:
        """The plain forms that stand in the right case and between word boundaries."""
        kept = []
        for place in places:
            token = self._tokens[place.token]
            form = token.forms[place.rank]
            if not _is_meant(text[place.start : place.end], form, token.ignorecase):
                continue
            if not self.word or (is_boundary(text, place.start) and is_boundary(text, place.end)):
                kept.append(place)
        kept.sort()
        return kept

    def _merged(self, text: str, places: list[PlaceHit], running: list[int], time_left: TimeAccount) -> list[Found]:
        """Leftmost-first over plain forms and patterns together, as one alternation would find them."""
        upcoming = {number: self._next(number, text, 0, time_left) for number in running}
        found: list[Found] = []
        at, next_place = 0, 0
        while True:
            while next_place < len(places) and places[next_place].start < at:
                next_place += 1
            best: Found | None = None
            if next_place < len(places):
                place = places[next_place]
                best = Found(place.start, place.end, place.token, None)
            for number, match in upcoming.items():
                if match is not None and match.start() < at:
                    match = upcoming[number] = self._next(number, text, at, time_left)
                if match is not None and (best is None or (match.start(), number) < (best.start, best.token)):
                    best = Found(match.start(), match.end(), number, match)
            if best is None:
                return found
            found.append(best)
            at = best.end

    def _next(self, number: int, text: str, at: int, time_left: TimeAccount) -> RegexMatch[str] | None:
        """A pattern's next match that is not empty."""
        pattern = self._tokens[number].pattern
        while pattern is not None and at <= len(text):
            match = time_left.search(self.rule, pattern, text, at)
            if match is None or match.end() > match.start():
                return match
            at = match.end() + 1
        return None


def _leftmost(places: list[PlaceHit]) -> list[Found]:
    """Sorted plain places without those that overlap an earlier one."""
    found: list[Found] = []
    at = 0
    for place in places:
        if place.start >= at:
            found.append(Found(place.start, place.end, place.token, None))
            at = place.end
    return found


def _is_meant(observed: str, form: str, ignorecase: bool) -> bool:
    """Whether a place is the form: in its case, and with its apostrophes, of which either shape will do between letters."""
    if ignorecase:
        observed, form = observed.lower(), form.lower()
    if observed == form:
        return True
    if observed.replace("’", "'") != form.replace("’", "'"):
        return False
    return all(
        0 < at < len(form) - 1 and form[at - 1].isalpha() and form[at + 1].isalpha()
        for at, char in enumerate(form)
        if char in "'’"
    )


def is_boundary(text: str, at: int) -> bool:
    """Whether ``at`` lies between a word character and something else, as ``\\b`` has it."""
    before = at > 0 and is_word_character(text[at - 1])
    after = at < len(text) and is_word_character(text[at])
    return before != after


def is_word_character(char: str) -> bool:
    """What ``\\w`` stands for: letters, digits, marks, the underscore and its kin."""
    return (
        char.isalnum() or char == "_" or (not char.isascii() and unicodedata.category(char) in ("Mn", "Mc", "Me", "Pc"))
    )
