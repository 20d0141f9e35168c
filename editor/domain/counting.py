"""Count words and estimate reading time, the way an editor counts them: prose, not markup."""

from __future__ import annotations

import re

WORDS_PER_MINUTE = 230
"""Silent reading of English non-fiction: 238 words a minute on average (Brysbaert 2019), rounded down."""

_FENCE_LINE = re.compile(r"^(?:`{3,}|~{3,})[^\n]*$", re.MULTILINE)
_DEFINITION = re.compile(r"^ {0,3}\[(?P<footnote>\^)?[^\]\n]+\]:[ ]*(?(footnote)|[^\n]*)", re.MULTILINE)
_REFERENCE = re.compile(r"\[\^[^\]\n]+\]")
_LINK_TARGET = re.compile(r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\)")
_LINK_LABEL = re.compile(r"\]\[[^\]\n]*\]")
_AUTOLINK = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^>\s]*>")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL)
_WORD = re.compile(r"[^\W_]+(?:[-'’.,/:@&][^\W_]+)*")


def word_count(text: str) -> int:
    """Words a reader would read in Markdown `text`: link addresses, tags and footnote marks do not count."""
    for pattern, replacement in (
        (_FENCE_LINE, ""),
        (_DEFINITION, ""),
        (_REFERENCE, ""),
        (_LINK_TARGET, "]"),
        (_LINK_LABEL, "]"),
        (_AUTOLINK, " link "),
        (_TAG, ""),
    ):
        text = pattern.sub(replacement, text)
    # emphasis inside a word (un**break**able) must not split it, nor hide one
    text = re.sub(r"[*`\\]", "", text)
    return sum(1 for _ in _WORD.finditer(text))


def reading_minutes(words: int) -> int:
    """Whole minutes an ordinary reader needs for so many words; 0 only for none."""
    return -(-words // WORDS_PER_MINUTE)
