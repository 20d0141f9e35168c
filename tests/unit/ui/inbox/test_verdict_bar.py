"""Slots of the verdict bar share their room so that nothing is cut while there is room for all."""

from __future__ import annotations

import pytest

from editor.ui.inbox.verdict_bar import slot_widths


def test_answers_stand_still_while_the_shares_hold_them() -> None:
    assert slot_widths([50, 50, 50, 50], 830.0) == slot_widths([120, 60, 80, 90], 830.0)


def test_a_long_answer_takes_what_the_others_spare() -> None:
    needed = [60.0, 200.0, 60.0, 60.0]
    widths = slot_widths(needed, 500.0)
    assert sum(widths) == pytest.approx(500)
    assert all(width >= need - 1e-6 for width, need in zip(widths, needed, strict=True))


def test_with_too_little_for_all_each_gives_up_its_part() -> None:
    widths = slot_widths([300.0, 100.0, 100.0, 100.0], 300.0)
    assert widths == pytest.approx([150, 50, 50, 50])
