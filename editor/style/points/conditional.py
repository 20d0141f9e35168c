"""conditional: one thing may only stand where another does too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from editor.style.entries import Reader
from editor.style.patterns import Alternatives
from editor.style.points.context import Context
from editor.style.points.point import Match, Point, Unit

_GROUP = re.compile(r"(?<!\\)\((?!\?)|\(\?P?<(?![=!])")


class _Fact(NamedTuple):
    """One text: what ``first`` found, and what ``second`` caught (its groups; its words when it has none)."""

    firsts: list[tuple[int, int, str]]
    seconds: list[tuple[str, ...]]


class Conditional(Point):
    """Where ``second`` has a group, each ``first`` needs a ``second`` that caught the same words, there or before.

    Where it has none, ``second`` must stand somewhere in the same paragraph. With scope ``summary`` it may stand
    anywhere in the story.
    """

    over_all = True

    def __init__(self, rule: str, reader: Reader, context: Context, *, whole_story: bool) -> None:
        super().__init__(rule)
        nocase = reader.flag("ignorecase", False)
        first, second = reader.text("first"), reader.text("second")
        self._first = Alternatives([first], rule, ignorecase=nocase, word=False)
        self._second = Alternatives([second], rule, ignorecase=nocase, word=False, groups=True)
        self._grouped = bool(_GROUP.search(second))
        self._whole_story = whole_story
        self._exceptions = context.exceptions(reader, rule)

    @property
    def _elsewhere(self) -> bool:
        """Whether a ``second`` counts beyond the paragraph it stands in."""
        return self._grouped or self._whole_story

    @property
    def wakes(self) -> Sequence[Alternatives]:
        """Both patterns; the first alone when the second matters only beside it."""
        return (self._first, self._second) if self._elsewhere else (self._first,)

    @property
    def uses(self) -> Sequence[Alternatives]:
        """The second pattern and the exceptions."""
        return (self._second, *self._exceptions)

    def look(self, unit: Unit) -> _Fact | None:
        """What both patterns find."""
        firsts = [
            (one.start, one.end, unit.text[one.start : one.end])
            for one in unit.found(self._first)
            if not (self._exceptions and unit.excepted(one.start, one.end, self._exceptions))
        ]
        if not firsts and not self._elsewhere:
            return None
        seconds = []
        for one in unit.found(self._second):
            groups = one.groups.groups() if one.groups is not None else (unit.text[one.start : one.end],)
            seconds.append(tuple(group for group in groups if group))
        return _Fact(firsts, seconds) if firsts or seconds else None

    def conclude(self, facts: Sequence[tuple[int, Any]]) -> list[tuple[int, Match]]:
        """Every ``first`` without its ``second``."""
        if not any(fact.firsts for _, fact in facts):
            return []
        matches: list[tuple[int, Match]] = []
        if not self._grouped:
            if self._whole_story and any(fact.seconds for _, fact in facts):
                return []
            for text, fact in facts:
                if fact.firsts and (self._whole_story or not fact.seconds):
                    matches += [(text, Match(start, end, (words,))) for start, end, words in fact.firsts]
            return matches
        defined: set[str] = set()
        if self._whole_story:
            defined.update(*(groups for _, fact in facts for groups in fact.seconds))
        for text, fact in facts:
            defined.update(*fact.seconds)
            for start, end, words in fact.firsts:
                if words not in defined:
                    matches.append((text, Match(start, end, (words,))))
        return matches
