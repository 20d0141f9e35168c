"""Word lists of the house: what is accepted as it is, what is never printed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from editor.domain.errors import BadInput

MOST_WORDS = 100_000
_PLAIN = re.compile(r"[\w\s'’&\-–]+")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Patterns in the order of their files; most are plain words."""

    accept: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()

    def terms(self) -> dict[str, str]:
        """Accepted words with a capital, by how they might be written wrongly: for ``Vale.Terms``."""
        return {word: word for word in self.accept if _PLAIN.fullmatch(word) and word != word.lower()}


def read_word_list(text: str, name: str) -> list[str]:
    """One pattern a line; empty lines and those that begin with ``#`` and a space are left out. Raises BadInput."""
    words = [line.strip() for line in text.splitlines()]
    kept = [word for word in words if word and not word.startswith("# ") and word != "#"]
    if len(kept) > MOST_WORDS:
        raise BadInput(f"{name} has more than {MOST_WORDS:,} lines.")
    return kept
