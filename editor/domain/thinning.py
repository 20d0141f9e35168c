"""When an autosaved version of a story may go: once its words all stand in the version that followed it."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields

from editor.domain.articles import ArticleFields


def says_all_of(earlier: ArticleFields, later: ArticleFields) -> bool:
    """Whether ``later`` has every word of ``earlier``, in the same field and as often.

    One word of a field may have grown: the one at the typing place, where the two first differ. Words that were
    replaced, shortened or deleted are missing in ``later``, so the version that has them stays.
    """
    return all(_stands_in(getattr(earlier, field.name), getattr(later, field.name)) for field in fields(ArticleFields))


def _stands_in(earlier: str, later: str) -> bool:
    if earlier == later:
        return True
    before, after = earlier.split(), later.split()
    missing = Counter(before) - Counter(after)
    if not missing:
        return True
    grown = next((pair for pair in zip(before, after, strict=False) if pair[0] != pair[1]), None)
    return grown is not None and missing == Counter([grown[0]]) and grown[1].startswith(grown[0])
