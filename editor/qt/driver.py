"""Works a window as a person would, by key and by eye: for the walk-through, the screenshots and the tests."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from editor.qt.plumbing import Plumbing
from editor.qt.theme import Mode

_OFFSCREEN_NOISE = frozenset(
    f"This plugin does not support {what}"
    for what in ("propagateSizeHints()", "raise()", "lower()", "grabbing the keyboard")
)


def hush_offscreen() -> None:
    """Leave out what the offscreen platform says about windows it does not have; every other line still comes."""

    def say(_kind: QtMsgType, _context: QMessageLogContext, words: str) -> None:
        if words not in _OFFSCREEN_NOISE:
            sys.stderr.write(f"{words}\n")

    qInstallMessageHandler(say)


class TooLong(Exception):
    """What was waited for did not come; the message says what it was."""


class Driver:
    """Presses keys in ``window``, waits for what they bring, and takes pictures."""

    def __init__(self, window: QWidget, plumbing: Plumbing) -> None:
        self.window = window
        self._plumbing = plumbing

    def press(self, keys: str) -> None:
        """Press one combination in Qt's portable spelling ("J", "Ctrl+K") where the keyboard is."""
        QTest.keySequence(self._target(), QKeySequence.fromString(keys))
        self.breathe()

    def type(self, text: str) -> None:
        """Type ``text`` key by key where the keyboard is."""
        for character in text:
            if character == "\n":
                QTest.keyClick(self._target(), Qt.Key.Key_Return)
            else:
                QTest.keyClicks(self._target(), character)
        self.breathe()

    def breathe(self, seconds: float = 0.0) -> None:
        """Let the window live for a while; with 0, handle what is waiting."""
        until = time.monotonic() + seconds
        while True:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            if time.monotonic() >= until:
                return
            time.sleep(0.004)

    def wait(self, what: str, until: Callable[[], bool], timeout: float = 20.0) -> None:
        """Live until ``until`` is true. Raises TooLong, which names ``what``, after ``timeout`` seconds."""
        end = time.monotonic() + timeout
        while not until():
            if time.monotonic() > end:
                raise TooLong(f"waited {timeout:.0f} s for: {what}")
            self.breathe(0.02)

    def settle(self) -> None:
        """Wait until no task is running and movements have ended."""
        self._plumbing.tasks.wait_idle(20.0)
        self.breathe(0.3)

    def look(self, mode: Mode) -> None:
        """Show the light or the dark theme."""
        self._plumbing.theme.set_mode(mode)
        self.breathe(0.1)

    def picture(self, path: Path, width: int = 1440, height: int = 900) -> None:
        """Save the window at this size as a PNG."""
        self.window.resize(width, height)
        self.settle()
        path.parent.mkdir(parents=True, exist_ok=True)
        if not self.window.grab().save(str(path)):
            raise OSError(f"{path} could not be written")

    def _target(self) -> QWidget:
        target = _keyboard()
        if target is None:
            # without a window manager nobody gives the keyboard back when a dialog closes
            self.window.activateWindow()
            self.breathe(0.02)
            target = _keyboard()
        return self.window if target is None else target


def _keyboard() -> QWidget | None:
    return QApplication.focusWidget()  # None when no window of ours is in front, whatever PySide's types say
