"""An inbox that is empty when it is first shown still has the keyboard, and shows no window of its own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from editor.domain.inbox import Queue
from editor.qt.plumbing import Plumbing
from editor.ui.inbox.screen import InboxScreen
from editor.ui.main_window import MainWindow
from editor.ui.screen import Screen, ScreenEntry
from tests.helpers.desk_store import Feed
from tests.helpers.seeded_desk import new_desk, starter_rulebook


class Windows(QObject):
    """Notes every window that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[QWidget] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(watched)
        return False


def test_keys_reach_an_inbox_that_is_empty_at_first(plumbing: Plumbing, qtbot: QtBot, tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "desk.db")
    Feed(desk).send(starter_rulebook())
    other = ScreenEntry("other", "Other", Screen)
    entries = [other, ScreenEntry("inbox", "Inbox", lambda: InboxScreen(plumbing, desk))]
    window = MainWindow(plumbing, entries, first="other")
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    windows = Windows()
    QApplication.instance().installEventFilter(windows)  # type: ignore[union-attr]
    inbox = window.show_screen("inbox")
    plumbing.tasks.wait_idle()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is inbox)
    QApplication.instance().removeEventFilter(windows)  # type: ignore[union-attr]
    assert windows.shown == [] and window.isActiveWindow()
    assert isinstance(inbox, InboxScreen) and inbox.work.source.queue is Queue.REPORTED
    for key in ("g", "e"):
        QTest.keyClicks(QApplication.focusWidget(), key)
        plumbing.tasks.wait_idle()
    assert inbox.work.source.queue is Queue.EVERYTHING
    window.close()
    plumbing.tasks.wait_idle()
    desk.close()
