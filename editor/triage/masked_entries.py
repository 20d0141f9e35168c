"""Entries of lists that somebody wrote with asterisks in them: n*mpty, w****r."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from editor.domain.rulebook_checks import Words
from editor.triage.word_lists import inflections, plain_form

SIGNS: Final = "*#"
_TOKEN = re.compile(r"(?<![\w*#])[a-z][a-z*#]{3,39}(?![\w])")
_FEWEST_VISIBLE = 2  # letters, of which the first is one


@dataclass(frozen=True, slots=True)
class MaskedHit:
    """Where a masked word stands in a folded text, and the word of the list that fits it."""

    leaf: int
    entry: int
    start: int
    end: int
    word: str


class MaskedIndex:
    """Finds single words of lists by their length and the letters that are left."""

    def __init__(self, lists: Iterable[tuple[int, Words]]) -> None:
        self._by_shape: dict[tuple[int, str], list[tuple[str, int, int]]] = {}
        for leaf, words in lists:
            for number, entry in enumerate(words.entries):
                form = plain_form(entry.text.strip().strip("*"))
                if form.isascii() and form.isalpha() and len(form) > 3:
                    for made in inflections(form) if entry.inflect else (form,):
                        self._by_shape.setdefault((len(made), made[0]), []).append((made, leaf, number))

    def find(self, text: str) -> Iterator[MaskedHit]:
        """Every word of a list that fits a word of ``text`` with asterisks in it. Ask only when the text has any."""
        for found in _TOKEN.finditer(text):
            token = found[0]
            hidden = sum(map(token.count, SIGNS))
            footnote = hidden == 1 and token[-1] in SIGNS  # a whole word with a star behind it
            if not hidden or footnote or len(token) - hidden < _FEWEST_VISIBLE:
                continue
            for word, leaf, entry in self._by_shape.get((len(token), token[0]), ()):
                if all(sign == letter or sign in SIGNS for sign, letter in zip(token, word, strict=True)):
                    yield MaskedHit(leaf, entry, found.start(), found.end(), word)
