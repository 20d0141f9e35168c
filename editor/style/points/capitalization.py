"""capitalization: the case of a heading, or of any other text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from editor.domain.errors import BadInput
from editor.style.entries import Reader
from editor.style.near import did_you_mean
from editor.style.patterns import Alternatives, compiled
from editor.style.points.context import Context
from editor.style.points.point import Match, Point, Unit
from editor.style.text_map import MASK
from editor.style.titles import title_word_should_be_capital

if TYPE_CHECKING:
    from regex import Pattern

_WORD = re.compile(rf"[^\W_{MASK}]\S*")
_KINDS = ("$title", "$sentence", "$lower", "$upper")


class Capitalization(Point):
    """A text in the case ``match`` names; all is well when more than the share ``threshold`` of its words are."""

    def __init__(self, rule: str, reader: Reader, context: Context) -> None:
        super().__init__(rule)
        self._kind = reader.text("match")
        self._style = reader.text("style", "AP")
        self._threshold = reader.number("threshold", 0.8)
        self._indicators = tuple(reader.texts("indicators"))
        self._prefix = reader.text("prefix", "")
        self._exceptions = context.exceptions(reader, rule)
        if self._style not in ("AP", "Chicago"):
            raise BadInput(f"{reader.where('style')}: “style” is AP or Chicago.")
        if not 0 <= self._threshold <= 1:
            raise BadInput(f"{reader.where('threshold')}: “threshold” is a share between 0 and 1.")
        self._pattern: Pattern[str] | None = None
        if self._kind.startswith("$"):
            if self._kind not in _KINDS:
                raise BadInput(
                    f"{reader.where('match')}: there is no case “{self._kind}”{did_you_mean(self._kind, _KINDS)}."
                )
        else:
            self._pattern = compiled(self._kind, rule)

    @property
    def uses(self) -> Sequence[Alternatives]:
        """The exceptions."""
        return self._exceptions

    def look(self, unit: Unit) -> list[Match]:
        """The whole text, when its case is wrong."""
        text = unit.text
        start = len(self._prefix) if self._prefix and text.startswith(self._prefix) else 0
        begin = start + len(text[start:]) - len(text[start:].lstrip())
        end = len(text.rstrip())
        if begin >= end or self._holds(unit, begin, end):
            return []
        return [Match(begin, end, (text[begin:end],))]

    def _holds(self, unit: Unit, begin: int, end: int) -> bool:
        text = unit.text[begin:end]
        if self._pattern is not None:
            return unit.time.search(self.rule, self._pattern, text) is not None or unit.excepted(
                begin, end, self._exceptions
            )
        words = self._words(unit, begin, end)
        if self._kind == "$lower":
            return all(excepted or word == word.lower() for _, word, excepted in words)
        if self._kind == "$upper":
            return all(excepted or word == word.upper() for _, word, excepted in words)
        return self._title(words, text, begin) if self._kind == "$title" else self._sentence(words)

    def _words(self, unit: Unit, begin: int, end: int) -> list[tuple[int, str, bool]]:
        """Place and letters of each word, and whether an exception covers it."""
        covered = [span for matcher in self._exceptions for span in ((o.start, o.end) for o in unit.found(matcher))]
        return [
            (m.start(), m[0], any(s < m.end() and m.start() < e for s, e in covered))
            for m in _WORD.finditer(unit.text, begin, end)
        ]

    def _title(self, words: list[tuple[int, str, bool]], text: str, begin: int) -> bool:
        """Each word as the title style has it; acronyms are as they are."""
        right = 0
        for number, (at, word, excepted) in enumerate(words):
            before = text[: at - begin].rstrip()
            edge = number in (0, len(words) - 1) or before.endswith((":", "?", "!", ".", "—", "–"))
            wanted = title_word_should_be_capital(word, edge=edge, chicago=self._style == "Chicago")
            free = excepted or wanted is None or _is_acronym(word) or not word[0].isalpha()
            right += free or word[0].isupper() == wanted
        return not words or right == len(words) or right / len(words) > self._threshold

    def _sentence(self, words: list[tuple[int, str, bool]]) -> bool:
        """A capital first, small letters behind; ``indicators`` at a word's end free the next one."""
        right, previous = 0, ""
        for number, (_, word, excepted) in enumerate(words):
            head = re.split(r"[-'’]", word, maxsplit=1)[0].rstrip('?!.:,;)”"')
            free = excepted or _is_acronym(head) or (bool(self._indicators) and previous.endswith(self._indicators))
            if (
                number == 0
                and not free
                and head[:1].isalpha()
                and not (head[0].isupper() and head[1:] == head[1:].lower())
            ):
                return False
            if free or number == 0 or head == head.lower():
                right += 1
            previous = word
        return not words or right / len(words) > self._threshold


def _is_acronym(word: str) -> bool:
    """Whether a word is written in capitals altogether."""
    return word == word.upper()
