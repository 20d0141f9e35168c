"""Fields merge one by one and are never mixed; slugs and counts are what writers expect."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor.domain.articles import ArticleFields, make_slug, merge_fields, missing_for_publishing

_words = st.sampled_from(["", "one", "two", "three"])
_fields = st.builds(ArticleFields, _words, _words, _words, _words, _words, _words)


@given(_fields, _fields)
def test_merge_identity_and_symmetry(base: ArticleFields, theirs: ArticleFields) -> None:
    assert merge_fields(base, base, theirs) == (theirs, ())
    assert merge_fields(base, theirs, base) == (theirs, ())
    assert merge_fields(base, theirs, theirs) == (theirs, ())


@given(_fields, _fields, _fields)
def test_merge_never_makes_words_nobody_wrote(base: ArticleFields, mine: ArticleFields, theirs: ArticleFields) -> None:
    merged, clashing = merge_fields(base, mine, theirs)
    other, clashing_back = merge_fields(base, theirs, mine)
    assert (merged, clashing) == (other, clashing_back)
    for name, old in asdict(base).items():
        ours, other_words = getattr(mine, name), getattr(theirs, name)
        both_changed = old not in (ours, other_words) and ours != other_words
        assert (name in clashing) == both_changed
        if merged is not None:
            assert getattr(merged, name) in (ours, other_words)


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Harbour board sold the lifeboat slip", "harbour-board-sold-the-lifeboat-slip"),
        ("Café’s “last” night", "cafes-last-night"),
        ("  --- ", ""),
        ("北京", ""),
        ("word " * 40, "-".join(["word"] * 12)),
        ("x" * 90, "x" * 60),
    ],
)
def test_slug(headline: str, slug: str) -> None:
    assert make_slug(headline) == slug
    assert len(slug) <= 60


def test_missing_for_publishing_in_form_order() -> None:
    full = ArticleFields("h", "s", "b", "n", "slug", "text")
    assert missing_for_publishing(full) == ()
    assert missing_for_publishing(replace(full, body=" \n", headline="")) == ("headline", "body")
