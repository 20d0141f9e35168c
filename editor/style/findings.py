"""What a check says: findings with their suggestions, routes of tripwires, and what was already right."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from editor.domain.errors import BadInput


class Level(IntEnum):
    """How much a finding matters, as Vale names it."""

    SUGGESTION = 0
    WARNING = 1
    ERROR = 2

    @property
    def word(self) -> str:
        """As it is written in rules."""
        return self.name.lower()

    def softer(self) -> Level:
        """One level less; a suggestion stays one."""
        return Level(max(0, self - 1))


def level_of(word: str, where: str) -> Level:
    """The level a word names. Raises BadInput, with ``where`` it stood."""
    try:
        return Level[word.upper()]
    except KeyError:
        raise BadInput(f"{where}: “{word}” is no level; there are suggestion, warning and error.") from None


class Suggestion(NamedTuple):
    """A way out. ``text`` is shown; taking it replaces ``start`` to ``end`` of the source by ``replacement``.

    ``start`` is -1 when the words stand in markup that the replacement would destroy: a person has to do it.
    """

    text: str
    start: int
    end: int
    replacement: str

    def moved(self, by: int) -> Suggestion:
        """The same when the text before it has grown by some code points."""
        return Suggestion(self.text, self.start + by, self.end + by, self.replacement) if self.start >= 0 else self


class Finding(NamedTuple):
    """One thing a rule found. Positions are code points of the source; line and column count from 1.

    ``quoted``: it stands in somebody else's words. ``automatic``: one suggestion, outside quotations, safe unasked.
    ``sentence``: what an ignore record of this finding is kept by, with rule and text.
    """

    rule: str
    level: Level
    message: str
    start: int
    end: int
    line: int
    column: int
    text: str
    suggestions: tuple[Suggestion, ...]
    automatic: bool
    quoted: bool
    link: str
    reason: str
    family: str
    sentence: str

    def moved(self, by: int, lines: int) -> Finding:
        """The same when the text before it has grown by some code points and lines."""
        suggestions = tuple([one.moved(by) for one in self.suggestions])
        place = (self.start + by, self.end + by, self.line + lines, self.column)
        return Finding._make((*self[:3], *place, self.text, suggestions, *self[9:]))


class Route(NamedTuple):
    """What a tripwire asks for: ``needs-legal``, ``hold-comments``; for the story, not for the sentence."""

    rule: str
    routes: tuple[str, ...]
    message: str
    start: int
    end: int
    line: int
    column: int
    text: str
    quoted: bool
    reason: str

    def moved(self, by: int, lines: int) -> Route:
        """The same when the text before it has grown by some code points and lines."""
        return self._replace(start=self.start + by, end=self.end + by, line=self.line + lines)


class RightMark(NamedTuple):
    """A place a rule watches where the house's form stands already."""

    rule: str
    start: int
    end: int
    text: str

    def moved(self, by: int, lines: int) -> RightMark:
        """The same when the text before it has grown by some code points; of lines it knows nothing."""
        return RightMark(self.rule, self.start + by, self.end + by, self.text)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """All of one check, each list in the order of the source. ``ignored``: findings that ignore records kept back."""

    findings: tuple[Finding, ...]
    routes: tuple[Route, ...]
    right: tuple[RightMark, ...]
    ignored: tuple[Finding, ...]

    def fixed(self, text: str) -> str:
        """``text`` with every automatic suggestion taken; one that overlaps an earlier one waits for another round."""
        return take([f.suggestions[0] for f in self.findings if f.automatic], text)


def take(suggestions: list[Suggestion], text: str) -> str:
    """``text`` with suggestions taken from left to right."""
    pieces: list[str] = []
    at = 0
    for one in sorted(suggestions, key=lambda s: (s.start, s.end)):
        if one.start < at:
            continue
        pieces += [text[at : one.start], one.replacement]
        at = one.end
    return "".join([*pieces, text[at:]])
