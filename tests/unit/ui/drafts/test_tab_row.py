"""The open stories in the head of a pane: readable tabs, a menu for the rest, nothing painted over the cross."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from editor.qt.plumbing import Plumbing
from editor.ui.drafts.tab_row import TabRow
from editor.ui.widgets.painting import text_width

NAMES = tuple(f"Harbour dues rise again, part {number}" for number in range(1, 13))
LEAST = 112


def shown(qtbot: QtBot, width: int, names: tuple[str, ...], current: int = 0) -> TabRow:
    row = TabRow()
    qtbot.addWidget(row)
    row.resize(width, row.sizeHint().height())
    row.set_names(names, current)
    row.show()
    qtbot.waitExposed(row)
    row.activateWindow()
    return row


@pytest.mark.parametrize(("count", "width"), [(4, 390), (12, 390), (12, 180), (2, 390)])
def test_every_tab_can_be_read_and_no_story_is_out_of_reach(
    plumbing: Plumbing, qtbot: QtBot, count: int, width: int
) -> None:
    row = shown(qtbot, width, NAMES[:count], count - 1)
    cells = row._cells
    assert count - 1 in cells  # the one in front
    assert all(cell.width() >= LEAST for cell in cells.values())
    assert len(row.hidden_names) == count - len(cells)
    assert row.more.isVisible() == bool(row.hidden_names)
    if row.hidden_names:
        assert row.more.text() == f"+{len(row.hidden_names)}"
        assert row.more.geometry().right() < width
        assert row.more.geometry().left() >= max(cell.right() for cell in cells.values())


def test_few_stories_stand_at_their_full_width(plumbing: Plumbing, qtbot: QtBot) -> None:
    row = shown(qtbot, 900, NAMES[:3])
    assert row.hidden_names == ()
    assert not row.more.isVisible()
    for index, cell in row._cells.items():
        assert cell.width() == text_width("ui_semi", NAMES[index]) + 20


def test_the_menu_is_opened_and_used_by_key(plumbing: Plumbing, qtbot: QtBot) -> None:
    row = shown(qtbot, 390, ("Fish & chips", *NAMES), 1)
    hidden = row.hidden_names
    row.more.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(row.more, Qt.Key.Key_Return)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text().replace("&&", "&") for action in menu.actions()] == list(hidden)
    with qtbot.waitSignal(row.chosen) as chosen:
        QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)
    assert (("Fish & chips", *NAMES))[chosen.args[0]] == hidden[1]


def test_a_click_chooses_and_the_cross_closes_at_any_text_scale(plumbing: Plumbing, qtbot: QtBot) -> None:
    row = shown(qtbot, 900, ("One", "Two"), 1)
    plumbing.theme.set_scale(2.0)
    first, front = row._cells[0], row._cells[1]
    with qtbot.waitSignal(row.chosen):
        QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(round(first.left()) + 4, 10))
    with qtbot.waitSignal(row.closed):
        QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(round(front.right()) - 30, 10))
    plumbing.theme.set_scale(1.0)


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_words_are_painted_over_the_cross(plumbing: Plumbing, qtbot: QtBot, scale: float) -> None:
    plumbing.theme.set_scale(scale)

    def cross(name: str) -> QImage:
        row = shown(qtbot, 300, (name,))
        image = row.grab().toImage()
        side = round(16 * scale)
        right = round(row._cells[0].right())
        assert right == 300
        return image.copy(right - side, 0, side, image.height())

    assert cross("W" * 80) == cross("i" * 300)
    plumbing.theme.set_scale(1.0)
