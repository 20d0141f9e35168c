"""What can wait is put off while somebody decides, but never for long."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from editor.ui.inbox.quiet import QuietTimer


def test_it_fires_once_after_its_delay(qtbot: QtBot) -> None:
    owner = QObject()
    timer, fired = QuietTimer(owner, delay=20, most=1_000), []
    timer.timeout.connect(lambda: fired.append(1))
    timer.start()
    qtbot.wait_until(lambda: bool(fired), timeout=5_000)
    qtbot.wait(60)
    assert fired == [1]
    assert not timer.isActive()


def test_putting_off_begins_the_delay_anew_up_to_the_longest_wait(qtbot: QtBot) -> None:
    owner = QObject()
    timer, fired = QuietTimer(owner, delay=200, most=500), []
    timer.timeout.connect(lambda: fired.append(time.monotonic()))
    began = time.monotonic()
    timer.start()
    while not fired:
        qtbot.wait(40)
        timer.put_off()
        assert time.monotonic() - began < 10
    assert fired[0] - began > 0.45  # it was put off past its own delay, and fired although nobody stopped


def test_putting_off_what_does_not_wait_starts_nothing(qtbot: QtBot) -> None:
    owner = QObject()
    timer = QuietTimer(owner, delay=10, most=100)
    timer.put_off()
    assert not timer.isActive()
