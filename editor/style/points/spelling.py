"""spelling: words that are in no dictionary and no vocabulary."""

from __future__ import annotations

import re
from collections.abc import Sequence

from editor.domain.errors import BadInput
from editor.style.entries import Reader
from editor.style.patterns import Alternatives, compiled
from editor.style.points.context import Context
from editor.style.points.point import Match, Point, Unit
from editor.style.spelling import MOST_REMEMBERED, Speller

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# what Vale leaves out unless ``custom: true``: words with a capital inside or at the end, and anything with a digit
_USUAL = re.compile(r"[^\W\d_]*[a-z][A-Z]|\w*[A-Z]$|\w*\d")
_POSSESSIVE = re.compile(r"(?:['’]s|['’])$")


class Spelling(Point):
    """Every word that no dictionary has. Hyphenated words are looked up in parts, possessives without their ’s."""

    def __init__(self, rule: str, reader: Reader, context: Context) -> None:
        super().__init__(rule)
        self._custom = reader.flag("custom", False)
        self._filters = [compiled(text, rule) for text in reader.texts("filters")]
        self._exceptions = context.exceptions(reader, rule)
        plain = context.accepted_words if reader.flag("vocab", True) else ()
        self._accepted = frozenset(word for word in plain if _WORD.fullmatch(word))
        ignored: list[str] = []
        for name in reader.texts("ignore"):
            ignored += context.word_list(name, rule)
        self._ignored = frozenset(word.lower() for word in ignored)
        self.speller = self._opened(reader, context)
        self._fine: set[str] = set()

    @property
    def uses(self) -> Sequence[Alternatives]:
        """The exceptions."""
        return self._exceptions

    def look(self, unit: Unit) -> list[Match]:
        """Every unknown word."""
        if self._fine.issuperset(unit.chunks) or all(map(self._is_fine, unit.chunks)):
            return []
        matches: list[Match] = []
        for match in _WORD.finditer(unit.text):
            core = self._unknown(match[0]) if match[0] not in self._fine else ""
            if not core:
                continue
            end = match.start() + len(core)
            if self._filters and any(unit.time.search(self.rule, p, core) is not None for p in self._filters):
                continue
            if not unit.excepted(match.start(), end, self._exceptions):
                matches.append(Match(match.start(), end, (core,)))
        return matches

    def _is_fine(self, chunk: str) -> bool:
        """Whether there is nothing to say about any word of a text without spaces, wherever it stands; remembered."""
        if chunk in self._fine:
            return True
        if len(self._fine) >= MOST_REMEMBERED:
            self._fine.clear()
        fine = True
        for word in _WORD.findall(chunk):
            core = self._unknown(word)
            if not core or word in self._accepted or core in self._accepted:
                self._fine.add(word)
            else:
                fine = False
        if fine:
            self._fine.add(chunk)
        return fine

    def _unknown(self, word: str) -> str:
        """A word without its possessive when it is in no dictionary and not of a kind that is left out, or nothing."""
        right = self.speller.is_right
        if len(word) == 1 or right(word):
            return ""
        core = _POSSESSIVE.sub("", word)
        if not core or right(core) or (not self._custom and _USUAL.match(core)) or core.lower() in self._ignored:
            return ""
        return core

    def _opened(self, reader: Reader, context: Context) -> Speller:
        names = reader.texts("dictionaries")
        folder, affix, words = reader.text("dicpath", ""), reader.text("aff", ""), reader.text("dic", "")
        # Vale's ``append`` adds to its built-in dictionary; ours is en-GB
        if reader.flag("append", False) or not (names or affix or words):
            names = [*names, "en-GB"]
        if bool(affix) != bool(words):
            raise BadInput(f"{reader.where('aff')}: “aff” and “dic” go together.")
        if words:
            names = [*names, words]
        reader.has("threshold")  # Vale reads it and does nothing with it
        return context.speller(names, folder, self.rule)
