"""A rule's tokens as one matcher: plain words are looked up, patterns are run with a time limit"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from typing import TYPE_CHECKING, NamedTuple

from editor.domain.errors import BadInput
from editor.style.character_sets import CAPITALS
from editor.style.hits import Gate, Hits, PlaceHit, gate_of
from editor.style.needs import fold
from editor.style.syntax import read_pattern
from editor.style.time_limit import TimeAccount

if TYPE_CHECKING:
    from regex import Match as RegexMatch
    from regex import Pattern

_SHORT = 2_000  # code points in which a tame pattern needs no clock


_numbers = count()


class Found(NamedTuple):
    """One match: code points of the text looked at, the token it came from, and the groups when a pattern ran."""

    start: int
    end: int
    token: int
    groups: RegexMatch[str] | None


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
    """One token: its ``forms`` are looked up, or its ``source`` is run as a pattern."""

    forms: tuple[str, ...]
    ignorecase: bool
    needs: frozenset[str] | None = None
    source: str = ""
    tame: bool = False
    groups: bool = False
    least: int = 0
    pattern: Pattern[str] | None = None


class Alternatives:
    """The tokens of one rule, tried like one alternation: leftmost first, then in their order.

    ``word``: each stands between word boundaries. ``groups``: what a pattern's groups caught is wanted. Raises BadInput
    naming the rule and what is wrong with a pattern.
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
        self.least = 0  # code points of the shortest match
        self.index = next(_numbers)  # by which a prefilter hands over what it found
        self.gates: dict[int, Gate] = {}  # token -> what must be there beside what the prefilter looks for
        self.open: list[int] = []  # tokens that run on every text
        self._tokens: list[_Token] = []
        for number, token in enumerate(tokens):
            try:
                self._add(number, token, ignorecase, template, groups)
            except BadInput as problem:
                raise BadInput(f"The rule {rule} cannot be used: {problem.detail}.") from problem
        self.least = min((token.least for token in self._tokens), default=0)

    def sought(self) -> list[tuple[str, int, int]]:
        """What the prefilter looks for: folded text, token, rank of a plain form or -1 when a pattern is to be run."""
        keys: list[tuple[str, int, int]] = []
        for number, token in enumerate(self._tokens):
            if not token.source:
                keys += [(fold(form), number, rank) for rank, form in enumerate(token.forms)]
            elif token.needs is not None:
                keys += [(need, number, -1) for need in token.needs]
        return keys

    def find(self, text: str, hits: Hits, time_left: TimeAccount) -> list[Found]:
        """Every match in ``text``, not overlapping; ``hits`` are the prefilter's. Raises TooSlow."""
        woken, met = hits.woken.get(self.index), hits.places.get(self.index)
        running = sorted([*self.open, *woken]) if woken else self.open
        places = self._standing(text, met) if met else []
        if not running:
            return _leftmost(places)
        if not places and len(running) == 1:
            return self._alone(running[0], text, time_left)
        return self._merged(text, places, running, time_left)

    def _add(self, number: int, token: str, ignorecase: bool, template: str, groups: bool) -> None:
        reading = read_pattern(token)
        nocase = ignorecase or reading.ignorecase
        if reading.exact is not None and not template and not (groups and reading.groups):
            self._tokens.append(_Token(reading.exact, nocase, least=reading.least))
            return
        shape = r"\b(?:%s)\b" if self.word else "%s"
        if template and self.word:
            shape = read_pattern(template.replace("%s", "(?:%s)" if "(" not in template else "%s")).translated
        source = shape.replace("%s", reading.translated)
        needs = [need for need in reading.all_needs if not (nocase and CAPITALS in need)]
        first = needs[0] if needs else None
        self._tokens.append(_Token((), nocase, first, source, reading.tame, reading.groups, reading.least))
        if first is None:
            self.open.append(number)
        elif len(needs) > 1:
            self.gates[number] = gate_of(needs[1:])

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

    def _alone(self, number: int, text: str, time_left: TimeAccount) -> list[Found]:
        """What one pattern finds when nothing else is there."""
        return [
            Found(match.start(), match.end(), number, match)
            for match in self._matches(number, text, time_left)
            if match.end() > match.start()
        ]

    def _merged(self, text: str, places: list[PlaceHit], running: list[int], time_left: TimeAccount) -> list[Found]:
        """Leftmost-first over plain forms and patterns together, as one alternation would find them."""
        everything: list[tuple[int, int, int, RegexMatch[str] | None]] = [
            (p.start, p.token, p.end, None) for p in places
        ]
        for number in running:
            for match in self._matches(number, text, time_left):
                if match.end() > match.start():
                    everything.append((match.start(), number, match.end(), match))
        if not everything:
            return []
        everything.sort(key=_by_place)
        if all(one[2] <= other[0] for one, other in pairwise(everything)):
            return [Found(start, end, number, match) for start, number, end, match in everything]
        return self._step_by_step(text, places, running, time_left)

    def _step_by_step(
        self, text: str, places: list[PlaceHit], running: list[int], time_left: TimeAccount
    ) -> list[Found]:
        """The same where matches overlap: what was taken decides where the next may begin."""
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

    def _pattern(self, number: int) -> Pattern[str]:
        """A token's pattern, compiled when it is first needed: most rules of a book never meet a text for it."""
        token = self._tokens[number]
        if token.pattern is None:
            try:
                token.pattern = compile_translated(token.source, ignorecase=token.ignorecase)
            except BadInput as problem:
                raise BadInput(f"The rule {self.rule} cannot be used: {problem.detail}.") from problem
        return token.pattern

    def _matches(self, number: int, text: str, time_left: TimeAccount) -> Iterable[RegexMatch[str]]:
        """A token's matches, with a clock unless it cannot take long."""
        token = self._tokens[number]
        pattern = token.pattern or self._pattern(number)
        if token.tame and len(text) < _SHORT:
            return pattern.finditer(text)
        return time_left.matches(self.rule, pattern, text)

    def texts(self, text: str, time_left: TimeAccount) -> list[str] | None:
        """What the only token, a pattern without groups, matches, without places; None when it is something else."""
        if len(self._tokens) > 1 or not self._tokens[0].source or self._tokens[0].groups:
            return None
        pattern = self._pattern(0)
        if self._tokens[0].tame and len(text) < _SHORT:
            return pattern.findall(text)
        return [match[0] for match in time_left.matches(self.rule, pattern, text)]

    def compile_all(self) -> None:
        """Compile every pattern now. Raises BadInput naming the rule."""
        for number, token in enumerate(self._tokens):
            if token.source:
                self._pattern(number)

    def _next(self, number: int, text: str, at: int, time_left: TimeAccount) -> RegexMatch[str] | None:
        """A pattern's next match that is not empty."""
        pattern = self._pattern(number)
        while at <= len(text):
            match = time_left.search(self.rule, pattern, text, at)
            if match is None or match.end() > match.start():
                return match
            at = match.end() + 1
        return None


def _by_place(one: tuple[int, int, int, RegexMatch[str] | None]) -> tuple[int, int, int]:
    return one[:3]


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
    """Whether a place is the form: in its case, and with its apostrophes, of either shape between letters."""
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
