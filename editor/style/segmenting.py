"""Sentences, words and syllables of a text, as far as rules about style need them."""

from __future__ import annotations

import re
from functools import lru_cache

from editor.domain.sentence_ends import sentence_spans

WORD = re.compile(r"[^\W_]++(?:['’\-\u2011][^\W_]++)*+")
_VOWELS = re.compile(r"[aeiouy]+")
# closed, makes, store; not wanted, horses, table
_SILENT = re.compile(r"[^aeiouytd]ed$|[^aeiouylscxzgh]es$|[aeiouy]les$|[^aeiouyl]e$|[aeiouy]le$")
# neighbours that are spoken apart: material, radio, video, actual; not special, nation, people, quality
_APART = re.compile(r"(?<![ctsxg])i(?:a(?!ge)|o)|eo(?!u|ple|rge|n$)|(?<![qg])ua")


@lru_cache(maxsize=4096)
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of the sentences, without the space around them.

    Abbreviations, initials and numbers end none; a closing quotation mark belongs to the sentence before it.
    """
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    return tuple(sentence_spans(text, start, end, doubtful=True)) if start < end else ()


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence, or sentences, that ``text[start:end]`` stands in."""
    touched = [span for span in sentences(text) if span[0] < max(end, start + 1) and span[1] > start]
    return text[touched[0][0] : touched[-1][1]] if touched else text[start:end]


def words(text: str) -> list[str]:
    """The words of a text; hyphenated ones and ones with an apostrophe are one."""
    return WORD.findall(text)


@lru_cache(maxsize=50_000)
def syllables(word: str) -> int:
    """How many syllables an English word has, by its groups of vowels and silent endings; at least one."""
    low = word.lower().replace("’", "'").removesuffix("'s").removesuffix("s'")
    count = len(_VOWELS.findall(low))
    if _SILENT.search(low):
        count -= 1
    count += len(_APART.findall(low))
    if low.endswith("ea") and count > 1:
        count += 1
    return max(1, count)
