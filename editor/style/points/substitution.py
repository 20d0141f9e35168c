"""substitution: one word instead of another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from editor.domain.errors import BadInput
from editor.style.entries import Reader
from editor.style.patterns import Alternatives, Found, compiled
from editor.style.points.context import Context
from editor.style.points.point import Match, Point, Unit

if TYPE_CHECKING:
    from regex import Pattern

_GROUP = re.compile(r"\$(?:(\d+)|\{(\w+)\})")
_LONG_WORD = re.compile(r"[^\W\d_]{4}")
_PLAIN = re.compile(r"[\w\s'’\-–—.,&/%£$€]*")


class Substitution(Point):
    """``swap`` pairs, tried in their order. ``a|b`` offers both; ``$1`` stands for a group of the pattern."""

    def __init__(self, rule: str, reader: Reader, context: Context) -> None:
        super().__init__(rule)
        swap = reader.pairs("swap")
        self._nocase = reader.flag("ignorecase", False)
        self._keep_case = reader.flag("capitalize", self._nocase)
        word = not reader.flag("nonword", False)
        if reader.has("pos"):
            raise BadInput(f"{reader.where('pos')}: “pos” needs a part-of-speech tagger, which there is none.")
        self._wanted = [tuple(value.split("|")) for value in swap.values()]
        self._right = [self._right_form(value, rule) for value in swap.values()]
        self._matcher = Alternatives(
            list(swap), rule, ignorecase=self._nocase, word=word, template=context.word_template, groups=True
        )
        self._exceptions = context.exceptions(reader, rule)

    @property
    def wakes(self) -> Sequence[Alternatives]:
        """The words to be replaced."""
        return (self._matcher,)

    @property
    def uses(self) -> Sequence[Alternatives]:
        """The exceptions."""
        return self._exceptions

    def look(self, unit: Unit) -> list[Match]:
        """Every word to be replaced; one that is what it would be replaced by is marked as right."""
        matches: list[Match] = []
        for one in unit.found(self._matcher):
            observed = unit.text[one.start : one.end]
            wanted = tuple(self._filled(text, one, observed) for text in self._wanted[one.token])
            if self._is_right(observed, wanted, self._right[one.token], unit):
                matches.append(Match(one.start, one.end, (observed,), right=True))
            elif not (self._exceptions and unit.excepted(one.start, one.end, self._exceptions)):
                matches.append(Match(one.start, one.end, (one_of(wanted), observed.strip()), wanted))
        return matches

    def _filled(self, wanted: str, one: Found, observed: str) -> str:
        """A replacement with the pattern's groups put in, and in the case of what it replaces if the rule says so."""
        if "$" in wanted and one.groups is not None:
            groups = one.groups

            def group(reference: re.Match[str]) -> str:
                name = reference[1] or reference[2]
                try:
                    return groups.group(int(name) if name.isdecimal() else name) or ""
                except IndexError:
                    return reference[0]

            wanted = _GROUP.sub(group, wanted)
        return in_case_of(observed, wanted) if self._keep_case else wanted

    def _right_form(self, value: str, rule: str) -> Pattern[str] | None:
        """The wanted text as a pattern, when it is one: ``colou?r`` calls two forms right."""
        if _PLAIN.fullmatch(value) or "$" in value:
            return None
        try:
            return compiled(rf"\A(?:{value})\Z", rule, ignorecase=self._nocase)
        except BadInput:
            return None

    def _is_right(self, observed: str, wanted: tuple[str, ...], form: Pattern[str] | None, unit: Unit) -> bool:
        if self._nocase:
            low = observed.lower()
            if any(low == text.lower() for text in wanted):
                return True
        elif observed in wanted:
            return True
        return form is not None and unit.time.search(self.rule, form, observed) is not None


def one_of(texts: Sequence[str]) -> str:
    """Replacements as a person reads them: a, b or c."""
    shown = list(texts)
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} or {shown[-1]}"


def in_case_of(observed: str, wanted: str) -> str:
    """``wanted`` with the capital, or the capitals, of ``observed``; capitals of its own stay."""
    letters = [c for c in observed if c.isalpha()]
    if not letters or not wanted or wanted != wanted.lower():
        return wanted
    if all(c.isupper() for c in letters):
        # AMONGST becomes AMONG; a short form (OK, L-R) says nothing about the case of what replaces it
        return wanted.upper() if _LONG_WORD.search(observed) else wanted
    first = next((i for i, c in enumerate(wanted) if c.isalpha()), None)
    if first is None or not letters[0].isupper():
        return wanted
    return wanted[:first] + wanted[first].upper() + wanted[first + 1 :]
