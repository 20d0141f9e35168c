"""The verdict bar shows every word while there is room for it, and keeps still."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from pytestqt.qtbot import QtBot

from editor.qt.plumbing import Plumbing
from editor.ui.inbox.verdict_bar import Slot, VerdictBar, column_widths, needed_width, slot_widths
from editor.ui.inbox.words import RuleButton
from tests.helpers.seeded_desk import starter_rulebook

OPEN = [
    Slot("The comment", "Published", "eye"),
    Slot("Reports", "1 open, rule 2", "flag"),
    Slot("The reader", "None removed", "user"),
    Slot("If it goes, we tell", "The author", "send"),
]
DECIDED = [
    Slot("D. Vellacott’s comment", "Removed · 2 Abuse of a person", "circle-x", "removed"),
    Slot("Reports", "2 upheld", "flag"),
    Slot("We tell", "The author, rule 2", "send"),
    Slot("U takes it back", "Leaves in 4 s", "hourglass"),
]
BARS = pytest.mark.parametrize(("width", "scale"), [(846, 1.0), (908, 1.0), (540, 1.0), (864, 2.0)])
"""Widths of the bar in windows of 1440, 1280 and 900, and of 1440 at 200 %."""


@pytest.fixture
def bar(plumbing: Plumbing, qtbot: QtBot) -> VerdictBar:
    made = VerdictBar()
    made.set_rules(starter_rulebook().clauses)
    qtbot.addWidget(made)
    return made


def show(bar: VerdictBar, plumbing: Plumbing, qtbot: QtBot, width: int, scale: float) -> None:
    plumbing.theme.set_scale(scale)
    bar.resize(width, bar.sizeHint().height())
    bar.show()
    qtbot.waitExposed(bar)
    bar.resize(width, bar.sizeHint().height())


@BARS
def test_no_rule_is_cut(bar: VerdictBar, plumbing: Plumbing, qtbot: QtBot, width: int, scale: float) -> None:
    show(bar, plumbing, qtbot, width, scale)
    before = bar.sizeHint().height()
    bar.show_rules("Which rule?")
    bar.resize(width, bar.sizeHint().height())
    qtbot.wait(10)
    buttons = bar.findChildren(RuleButton)
    assert len(buttons) == 9
    for button in buttons:
        assert button.isVisible() and button.width() >= button.needed_width
        assert bar.rect().contains(QRect(button.mapTo(bar, QPoint(0, 0)), button.size()))
    bar.show_verbs()
    assert bar.sizeHint().height() == before, "the rules took no more room than they needed"


@BARS
@pytest.mark.parametrize(("slots", "can_send"), [(OPEN, False), (DECIDED, True)], ids=["open", "decided"])
def test_no_answer_is_cut(
    bar: VerdictBar, plumbing: Plumbing, qtbot: QtBot, width: int, scale: float, slots: list[Slot], can_send: bool
) -> None:
    show(bar, plumbing, qtbot, width, scale)
    band = bar.slots_band
    band.show_slots(slots, can_send=can_send)
    qtbot.wait(10)
    places = band.slot_places()
    edge = band.send.x() if can_send else band.width()
    enough = not (can_send and scale == 2.0)  # a long rule beside the button at twice the size: it gives up its part
    for slot, place in zip(slots, places, strict=True):
        assert place.right() <= edge and (place.width() + 16 >= needed_width(slot) - 1 or not enough)
        assert place.top() >= 0 and place.bottom() <= band.height()
    assert len({place.left() for place in places}) == (4 if width / scale >= 600 else 2), "rows share their columns"


def test_answers_do_not_shift_when_the_button_comes(bar: VerdictBar, plumbing: Plumbing, qtbot: QtBot) -> None:
    show(bar, plumbing, qtbot, 846, 1.0)
    band = bar.slots_band
    band.show_slots(OPEN, can_send=False)
    before = band.slot_places()
    band.show_slots(OPEN, can_send=True)
    assert band.slot_places() == before


def test_columns_are_as_wide_as_their_words() -> None:
    assert column_widths([50, 90, 50, 50, 50, 70], 400) == [70, 90, 50, 50, 50]
    assert column_widths([50, 90, 50, 50, 50, 70], 200) == [50, 90]
    assert column_widths([300, 90], 200) == [300]


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
