"""The desk's window before and around its database: the size of its text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from editor.domain.errors import BadInput
from editor.qt import settings
from editor.qt.plumbing import Plumbing
from editor.ui.desk_window import DeskWindow, Opened

CTRL = Qt.KeyboardModifier.ControlModifier


def no_profile(_passphrase: str | None) -> Opened:
    raise BadInput("There is no database here.")


@pytest.fixture
def desk(plumbing: Plumbing, qtbot: QtBot) -> Iterator[DeskWindow]:
    made = DeskWindow(plumbing, no_profile)
    qtbot.addWidget(made.window)
    made.show()
    qtbot.waitUntil(lambda: bool(made.window.errors.sentence))
    made.window.activateWindow()
    qtbot.waitUntil(made.window.isActiveWindow)
    yield made
    made.window.close()
    made.close()
    plumbing.theme.set_scale(1.0)


def test_text_grows_and_shrinks_by_key_and_is_remembered(desk: DeskWindow, plumbing: Plumbing) -> None:
    height = desk.window.footer.sizeHint().height()
    QTest.keyClick(desk.window, Qt.Key.Key_Plus, CTRL)
    QTest.keyClick(desk.window, Qt.Key.Key_Equal, CTRL)  # the same key without Shift
    assert plumbing.theme.scale == pytest.approx(1.2)
    assert plumbing.settings.get(settings.TEXT_SCALE) == 120
    assert desk.window.footer.sizeHint().height() > height
    QTest.keyClick(desk.window, Qt.Key.Key_Minus, CTRL)
    assert plumbing.settings.get(settings.TEXT_SCALE) == 110
    QTest.keyClick(desk.window, Qt.Key.Key_0, CTRL)
    assert plumbing.settings.get(settings.TEXT_SCALE) == 100


def test_text_stops_at_the_largest_and_smallest_size(desk: DeskWindow, plumbing: Plumbing) -> None:
    for _ in range(14):
        QTest.keyClick(desk.window, Qt.Key.Key_Plus, CTRL)
    assert plumbing.settings.get(settings.TEXT_SCALE) == 200
    for _ in range(14):
        QTest.keyClick(desk.window, Qt.Key.Key_Minus, CTRL)
    assert plumbing.settings.get(settings.TEXT_SCALE) == 80
