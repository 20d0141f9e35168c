"""Hunspell dictionaries: is a word spelled right, and what may have been meant."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from editor.domain.errors import BadInput

if TYPE_CHECKING:
    from hunspell import Hunspell

MOST_SUGGESTIONS = 8
MOST_REMEMBERED = 200_000


class Speller:
    """One dictionary or several on top of one another; a word is right when any of them has it."""

    def __init__(self, dictionaries: list[Hunspell]) -> None:
        self._dictionaries = dictionaries
        self._right: set[str] = set()
        self._wrong: set[str] = set()

    def is_right(self, word: str) -> bool:
        """Whether the word is in a dictionary; each word is looked up once."""
        if word in self._right:
            return True
        if word in self._wrong:
            return False
        known = self._right if self._look_up(word) else self._wrong
        if len(known) >= MOST_REMEMBERED:
            known.clear()
        known.add(word)
        return known is self._right

    def unknown(self, words: Iterable[str]) -> set[str]:
        """Those of the words that no dictionary has, as they are or in all their parts between hyphens."""
        return {word for word in set(words) - self._right if not self.is_right(word)}

    def suggestions(self, word: str) -> tuple[str, ...]:
        """What may have been meant, likeliest first. Takes milliseconds: ask for one word at a time."""
        found: dict[str, None] = {}
        for dictionary in self._dictionaries:
            try:
                found.update(dict.fromkeys(dictionary.suggest(word.replace("’", "'"))))
            except UnicodeEncodeError:
                continue
        curly = "’" in word
        return tuple(text.replace("'", "’") if curly else text for text in list(found)[:MOST_SUGGESTIONS])

    def _look_up(self, word: str) -> bool:
        if "-" in word:
            return all(map(self.is_right, filter(None, word.split("-"))))
        plain = word.replace("’", "'")
        # SCOWL writes cafe and naive: with an accent they are right too
        bare = plain if plain.isascii() else "".join(c for c in normalize("NFKD", plain) if not combining(c))
        for dictionary in self._dictionaries:
            try:
                if dictionary.spell(plain) or (bare != plain and dictionary.spell(bare)):
                    return True
            except UnicodeEncodeError:
                return True  # letters no dictionary can have, a lone surrogate say: nothing to say about them
        return False


@lru_cache(maxsize=8)
def open_dictionary(affix: Path, words: Path) -> Hunspell:
    """A dictionary from its two files, kept open. Raises BadInput when they are not there or not like each other."""
    import hunspell

    if affix.parent != words.parent or affix.stem != words.stem:
        raise BadInput(f"The dictionary {words} and its rules {affix} must stand in one folder under one name.")
    for file in (affix, words):
        if not file.is_file():
            raise BadInput(f"The dictionary file {file} is not there.")
    try:
        return hunspell.Hunspell(words.stem, hunspell_data_dir=str(words.parent))
    except Exception as problem:  # the library raises its own, undocumented kinds
        raise BadInput(f"The dictionary {words} cannot be read.") from problem
