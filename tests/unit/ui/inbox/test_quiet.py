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


def fired_after(qtbot: QtBot, timer: QuietTimer) -> float:
    """Seconds until it fires."""
    began = time.monotonic()
    with qtbot.wait_signal(timer.timeout, timeout=5_000):
        pass
    return time.monotonic() - began


def test_what_waits_is_done_in_the_moment_after_a_verdict(qtbot: QtBot) -> None:
    owner = QObject()
    timer = QuietTimer(owner, delay=3_000, most=4_000)
    timer.start()
    timer.verdict_done()
    assert fired_after(qtbot, timer) < 2.5
    timer.start()  # what the verdict itself asks for
    assert fired_after(qtbot, timer) < 2.5


def test_what_comes_between_two_verdicts_waits_for_the_next_or_its_longest_wait(qtbot: QtBot) -> None:
    owner = QObject()
    timer = QuietTimer(owner, delay=60, most=600)
    timer.verdict_done()
    qtbot.wait(150)
    timer.start()
    assert fired_after(qtbot, timer) > 0.55
