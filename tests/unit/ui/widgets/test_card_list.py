"""The card list: a million rows of varied height, never jumping, one row at a time."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from editor.qt.plumbing import Plumbing
from editor.ui.widgets.card_geometry import CardColumn
from editor.ui.widgets.card_list import CardList
from editor.ui.widgets.card_source import CardSource, CardState, ListSource
from tests.helpers.shots import grab


@dataclass(frozen=True)
class Row:
    id: int
    tall: int = 100
    words: str = "words"


class Delegate:
    def __init__(self) -> None:
        self.measured = 0
        self.painted: list[tuple[int, CardState]] = []

    def key(self, row: Row) -> int:
        return row.id

    def height(self, row: Row, width: int) -> int:
        self.measured += 1
        return row.tall

    def paint(self, painter: QPainter, rect: QRect, row: Row, state: CardState) -> None:
        self.painted.append((row.id, state))

    def text_for_accessibility(self, row: Row) -> str:
        return f"{row.words} {row.id}"

    def action_at(self, row: Row, rect: QRect, position: QPoint) -> str | None:
        return "undo" if position.x() > 300 else None


class Million(CardSource):
    def __init__(self) -> None:
        super().__init__()
        self.loaded: dict[int, Row] = {}
        self.asked: list[tuple[int, int]] = []

    def count(self) -> int:
        return 1_000_000

    def row(self, index: int) -> Any | None:
        return self.loaded.get(index)

    def wanted(self, first: int, last: int) -> None:
        self.asked.append((first, last))

    def load(self, first: int, last: int) -> None:
        for index in range(first, last + 1):
            self.loaded[index] = Row(index, 80 + index * 37 % 60)
        self.rows_changed.emit(first, last)


def shown(qtbot: QtBot, source: CardSource, delegate: Delegate) -> CardList:
    cards = CardList(source, delegate, "Comments")
    cards.resize(392, 600)
    qtbot.addWidget(cards)
    cards.show()
    cards.setFocus()
    QApplication.processEvents()
    return cards


def test_a_million_rows_show_at_once_and_measure_only_what_is_near(plumbing: Plumbing, qtbot: QtBot) -> None:
    source, delegate = Million(), Delegate()
    source.load(0, 40)
    cards = shown(qtbot, source, delegate)
    assert delegate.measured < 30
    QTest.keyClick(cards, Qt.Key.Key_End)
    QApplication.processEvents()
    assert cards.current == 999_999
    assert cards.visible_rows()[1] == 999_999
    assert source.asked[-1][1] == 999_999 and source.asked[-1][0] > 999_950


def test_a_missing_page_is_asked_for_and_its_arrival_does_not_move_the_top(plumbing: Plumbing, qtbot: QtBot) -> None:
    source = Million()
    cards = shown(qtbot, source, Delegate())
    cards.set_current(500_000)
    QApplication.processEvents()
    first, last = source.asked[-1]
    top = cards.visible_rows()[0]
    assert first <= top and cards.visible_rows()[1] <= last
    source.load(first, last)
    QApplication.processEvents()
    assert cards.visible_rows()[0] == top
    assert cards.current_row == source.loaded[500_000]
    assert cards.accessibleDescription() == "words 500000"


def test_keys_move_and_keep_the_current_card_in_view(plumbing: Plumbing, qtbot: QtBot) -> None:
    source = ListSource([Row(index, 60 + index % 5 * 30) for index in range(300)])
    cards = shown(qtbot, source, Delegate())
    for key, expected in (
        (Qt.Key.Key_J, 1),
        (Qt.Key.Key_Down, 2),
        (Qt.Key.Key_K, 1),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_End, 299),
        (Qt.Key.Key_J, 299),
        (Qt.Key.Key_Home, 0),
    ):
        QTest.keyClick(cards, key)
        assert cards.current == expected
    for _ in range(40):
        QTest.keyClick(cards, Qt.Key.Key_PageDown)
        rect = cards.row_rect(cards.current)
        assert rect.top() >= 0 and rect.bottom() < cards.viewport().height()
    heard: list[int] = []
    cards.activated.connect(heard.append)
    QTest.keyClick(cards, Qt.Key.Key_Return)
    assert heard == [cards.current]


def test_the_current_card_stays_whole_in_view_when_the_window_shrinks(plumbing: Plumbing, qtbot: QtBot) -> None:
    cards = shown(qtbot, ListSource([Row(index) for index in range(50)]), Delegate())
    cards.set_current(5)
    cards.resize(392, 400)
    QApplication.processEvents()
    assert cards.row_rect(5).height() == 100 and cards.row_rect(5).bottom() < cards.viewport().height()
    cards.resize(392, 600)
    QApplication.processEvents()
    assert cards.row_rect(5).height() == 100 and cards.row_rect(5).bottom() < cards.viewport().height()


def test_removing_a_row_moves_the_next_card_under_the_hand_and_remeasures_nothing(
    plumbing: Plumbing, qtbot: QtBot
) -> None:
    source, delegate = ListSource([Row(index) for index in range(1000)]), Delegate()
    cards = shown(qtbot, source, delegate)
    cards.set_current(3)
    measured = delegate.measured
    source.remove(3)
    QApplication.processEvents()
    assert cards.current == 3 and cards.current_row == Row(4)
    assert delegate.measured - measured <= 2


def test_rows_that_come_in_above_do_not_move_what_is_read(plumbing: Plumbing, qtbot: QtBot) -> None:
    source = ListSource([Row(index) for index in range(1000)])
    cards = shown(qtbot, source, Delegate())
    cards.set_current(500)
    before = cards.row_rect(500)
    for new in range(5):
        source.insert(0, Row(10_000 + new))
    assert cards.current == 505
    assert cards.row_rect(505) == before
    source.remove(1)
    assert cards.row_rect(504) == before


def test_a_decided_card_settles_with_motion_and_at_once_without(plumbing: Plumbing, qtbot: QtBot) -> None:
    source = ListSource([Row(index, 120) for index in range(50)])
    cards = shown(qtbot, source, Delegate())
    source.replace(1, replace(source.rows[1], tall=60))
    assert cards.row_rect(1).height() == 60
    plumbing.theme.set_reduced_motion(False)
    source.replace(2, replace(source.rows[2], tall=60))
    assert cards.row_rect(2).height() == 120
    qtbot.waitUntil(lambda: cards.row_rect(2).height() == 60, timeout=2000)
    assert cards.row_rect(0).top() == 0


def test_a_moving_card_stands_at_once_when_asked_and_is_painted_once(plumbing: Plumbing, qtbot: QtBot) -> None:
    source = ListSource([Row(index, 120) for index in range(50)])
    delegate = Delegate()
    cards = shown(qtbot, source, delegate)
    plumbing.theme.set_reduced_motion(False)
    delegate.painted.clear()
    source.replace(2, replace(source.rows[2], tall=60))
    for _ in range(3):
        cards.viewport().repaint()
    assert cards.row_rect(2).height() > 60
    cards.stand_still()
    assert cards.row_rect(2).height() == 60
    cards.viewport().repaint()
    assert [number for number, _ in delegate.painted].count(2) == 1
    qtbot.wait(300)
    assert cards.row_rect(2).height() == 60


def test_a_card_that_begins_to_move_is_painted_with_its_first_step(plumbing: Plumbing, qtbot: QtBot) -> None:
    source = ListSource([Row(index, 120) for index in range(50)])
    delegate = Delegate()
    cards = shown(qtbot, source, delegate)
    plumbing.theme.set_reduced_motion(False)
    delegate.painted.clear()
    source.replace(2, replace(source.rows[2], tall=60, words="other words"))
    cards.viewport().repaint()
    assert not delegate.painted, "the first frame shows it as it was: that frame belongs to the card read next"
    qtbot.waitUntil(lambda: cards.row_rect(2).height() < 120, timeout=2000)
    cards.viewport().repaint()
    assert [number for number, _ in delegate.painted].count(2) == 1


def test_a_moving_card_never_seen_in_its_state_is_painted_at_once(plumbing: Plumbing, qtbot: QtBot) -> None:
    source = ListSource([Row(index, 120) for index in range(50)])
    delegate = Delegate()
    cards = shown(qtbot, source, delegate)
    plumbing.theme.set_reduced_motion(False)
    delegate.painted.clear()
    source.replace(0, replace(source.rows[0], tall=60))
    cards.set_current(1)  # row 0 was only ever seen as the current one
    cards.viewport().repaint()
    assert 0 in [number for number, _ in delegate.painted]


def test_the_next_card_is_ready_before_the_keyboard_reaches_it(plumbing: Plumbing, qtbot: QtBot) -> None:
    delegate = Delegate()
    cards = shown(qtbot, ListSource([Row(index, 120) for index in range(50)]), delegate)
    cards.prepare(1)
    delegate.painted.clear()
    cards.set_current(1)
    cards.viewport().repaint()
    assert 1 not in [number for number, _ in delegate.painted]
    assert not cards.prepare(50)  # there is no such row: nothing happens


def test_the_selection_tells_whether_the_list_has_the_keyboard(plumbing: Plumbing, qtbot: QtBot) -> None:
    delegate = Delegate()
    cards = shown(qtbot, ListSource([Row(0), Row(1)]), delegate)
    with_keyboard = grab(cards).pixelColor(200, 20).name()
    cards.clearFocus()
    without = grab(cards).pixelColor(200, 20).name()
    theme = plumbing.theme
    assert (with_keyboard, without) == (theme.color("select").name(), theme.color("select_idle").name())
    assert grab(cards).pixelColor(200, 120).name() == theme.color("surface").name()


def test_a_click_chooses_a_card_or_its_painted_action(plumbing: Plumbing, qtbot: QtBot) -> None:
    cards = shown(qtbot, ListSource([Row(index) for index in range(5)]), Delegate())
    actions: list[tuple[int, str]] = []
    cards.action_clicked.connect(lambda index, name: actions.append((index, name)))
    QTest.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(50, 250))
    assert cards.current == 2
    QTest.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(350, 50))
    assert actions == [(0, "undo")] and cards.current == 2


def test_marks_stay_with_their_rows(plumbing: Plumbing, qtbot: QtBot) -> None:
    source = ListSource([Row(index) for index in range(10)])
    cards = shown(qtbot, source, Delegate())
    cards.toggle_mark(2)
    source.insert(0, Row(99))
    assert cards.marked == {2}
    cards.toggle_mark(3)
    assert cards.marked == set()


def test_an_empty_list_takes_its_first_row(plumbing: Plumbing, qtbot: QtBot) -> None:
    source = ListSource([])
    cards = shown(qtbot, source, Delegate())
    assert cards.current == -1
    QTest.keyClick(cards, Qt.Key.Key_J)
    source.insert(0, Row(7))
    assert cards.current == 0
    source.remove(0)
    assert cards.current == -1


def test_scroll_bar_and_wheel_agree(plumbing: Plumbing, qtbot: QtBot) -> None:
    source = ListSource([Row(index, 60 + index % 7 * 20) for index in range(2000)])
    cards = shown(qtbot, source, Delegate())
    bar = cards.scroll_bar
    bar.setValue(bar.maximum())
    assert cards.visible_rows()[1] == 1999
    assert cards.row_rect(1999).bottom() == cards.viewport().height() - 1
    bar.setValue(0)
    assert cards.visible_rows()[0] == 0


@pytest.mark.parametrize("seed", range(5))
def test_the_column_never_leaves_its_bounds(seed: int) -> None:
    chance = random.Random(seed)
    heights = [chance.randrange(20, 200) for _ in range(400)]
    column = CardColumn(lambda index: heights[index])
    column.count, column.view_height = len(heights), 700
    for _ in range(2000):
        match chance.randrange(4):
            case 0:
                column.scroll_by(chance.randrange(-3000, 3000))
            case 1:
                column.reveal(chance.randrange(column.count))
            case 2:
                column.go_to_steps(chance.randrange(column.steps(column.bottom()) + 1))
            case _ if column.count > 350:
                gone = chance.randrange(column.count)
                del heights[gone]
                column.removed(gone, 1)
        placed = column.placed()
        assert placed[0].top <= 0 < placed[0].top + placed[0].height
        assert placed[-1].top + placed[-1].height >= column.view_height
