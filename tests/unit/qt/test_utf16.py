"""Positions convert both ways, whatever the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from editor.qt.utf16 import from_utf16, to_utf16, utf16_length


@given(st.text(), st.integers(0, 40))
def test_there_and_back(text: str, position: int) -> None:
    at = min(position, len(text))
    unit = to_utf16(text, at)
    assert unit == len(text[:at].encode("utf-16-le")) // 2
    assert from_utf16(text, unit) == at


def test_inside_a_pair_moves_to_its_start_and_the_end_is_clamped() -> None:
    assert from_utf16("a😀b", 2) == 1
    assert to_utf16("a😀b", 99) == 4 == utf16_length("a😀b")
    assert from_utf16("abc", 9) == 3
