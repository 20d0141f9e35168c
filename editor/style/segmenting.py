"""Sentences, words and syllables of a text, as far as rules about style need them."""

from __future__ import annotations

import re
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:['’\-\u2011][^\W_]+)*")
_STOP = re.compile(r"[.!?…]+[\"”’')\]»]*(?=\s+[\"“‘'(\[«\ufffc]*[^\W_])|[.!?…]+[\"”’')\]»]*\s*$")
_FOLLOWING = re.compile(r"\s*[\"“‘'(\[«\ufffc]*(\S)")
_LAST_WORD = re.compile(r"([^\W\d_](?:[^\s]*[^\W_])?)[.!?…]*$")
_SHORT = """
mr mrs ms mx dr prof rev fr sr jr st hon gov gen maj capt col lt sgt cpl pte cllr sen rep supt insp det con pc no nos vs
v cf eg e.g ie i.e etc al approx dept est fig figs inc ltd co corp plc p pp vol ed eds ch sec art jan feb mar apr jun
jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri sat sun ave rd sq mt ft
"""
_ABBREVIATIONS = frozenset(_SHORT.split())
_LAST = "etc inc ltd co corp plc al am pm ave rd"  # those that may be the last word of a sentence
_MAY_END = frozenset(_LAST.split())
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
    spans: list[tuple[int, int]] = []
    begin = 0
    for stop in _STOP.finditer(text):
        if _ends(text, begin, stop):
            _add(spans, text, begin, stop.end())
            begin = stop.end()
    _add(spans, text, begin, len(text))
    return tuple(spans)


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence, or sentences, that ``text[start:end]`` stands in."""
    touched = [span for span in sentences(text) if span[0] < max(end, start + 1) and span[1] > start]
    return text[touched[0][0] : touched[-1][1]] if touched else text[start:end]


def _add(spans: list[tuple[int, int]], text: str, begin: int, end: int) -> None:
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    if end > begin:
        spans.append((begin, end))


def _ends(text: str, begin: int, stop: re.Match[str]) -> bool:
    """Whether a full stop, or its kin, ends the sentence that began at ``begin``."""
    behind = _FOLLOWING.match(text, stop.end())
    if behind is None:
        return True
    following = behind[1]
    mark = stop[0].rstrip("\"”’')]»")
    if mark != "." and ("!" in mark or "?" in mark):
        return not following.islower()
    if following.islower():
        return False
    if mark != "." or len(mark) < len(stop[0]):
        return True
    last = _LAST_WORD.search(text, max(begin, stop.start() - 40), stop.start())
    if last is None:
        return True
    word = last[1].rpartition("(")[2].lstrip("\"“‘'").lower()
    bare = word.replace(".", "")
    if bare in _MAY_END:
        return following.isupper()
    if word in _ABBREVIATIONS or (len(word) == 1 and text[stop.start() - 1].isupper()):
        return False
    # dotted initials: U.S., B.B.C. end a sentence only before a word that is not a name, which cannot be told
    return not re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", word)


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
