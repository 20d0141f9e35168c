"""What may be written as a comment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor.domain.comments import MAX_COMMENT, clean_comment, has_visible, text_hash
from editor.domain.errors import BadInput


@pytest.mark.parametrize("blank", ["", "   \n\t", "\u200b\u200d\ufeff", "\u3164\u2800", "\u202e\u2066", "\x00\x07"])
def test_nothing_visible_is_refused(blank: str) -> None:
    with pytest.raises(BadInput, match="Write something"):
        clean_comment(blank)


def test_a_megabyte_is_refused_with_its_length() -> None:
    with pytest.raises(BadInput, match=r"at most 5,000 characters; this one has 1,000,000"):
        clean_comment("a" * 1_000_000)
    assert len(clean_comment("a" * MAX_COMMENT)) == MAX_COMMENT
    with pytest.raises(BadInput, match="5,001"):
        clean_comment("a" * (MAX_COMMENT + 1))


def test_overrides_go_and_scripts_stay() -> None:
    assert clean_comment("abc \u202edef\u202c שלום") == "abc def שלום"
    # joiners carry meaning inside emoji and Persian, so they stay where there is ink
    assert clean_comment("👩\u200d🚒") == "👩\u200d🚒"


def test_lines_are_tidied_and_kept() -> None:
    assert clean_comment("  one \r\n\r\n\r\n two\rthree ") == "one\n\ntwo\nthree"


@given(st.text(max_size=400))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    try:
        once = clean_comment(text)
    except BadInput:
        return
    assert clean_comment(once) == once
    assert has_visible(once)
    once.encode("utf-8")  # no lone surrogates are left
    assert len(text_hash(once)) == 64
