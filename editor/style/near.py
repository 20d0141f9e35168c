"""The nearest known word to one that is not known, for "did you mean"."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`` (did you mean “x”?)`` or nothing."""
    by_folded = {name.lower(): name for name in known}
    close = get_close_matches(word.lower()[:100], list(by_folded), n=1, cutoff=0.6)
    return f" (did you mean “{by_folded[close[0]]}”?)" if close else ""
