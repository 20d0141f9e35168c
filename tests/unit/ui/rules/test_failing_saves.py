"""Rules that cannot be saved for now: nothing typed is lost, wherever the person goes meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from editor.domain.errors import DiskFull
from editor.domain.rulebook import Clause
from editor.qt.operation import Operation
from editor.qt.plumbing import Plumbing
from editor.services import activity, rulebook
from editor.store.desk import Desk
from editor.ui.operations import rules as operations
from editor.ui.rules.screen import RulesScreen
from editor.ui.widgets.banner import Banner
from editor.ui.widgets.buttons import Button

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@dataclass
class Disk:
    """Where rules are saved; while it is full each save fails."""

    full: bool = False
    answering: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        self.answering.set()


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    made, real = Disk(), operations.save_clause

    def save_clause(*, desk: Desk, clause: Clause) -> Operation[object]:
        def work() -> object:
            made.answering.wait(10)
            raise DiskFull("desk.db")

        return Operation("Save rule", work) if made.full else real(desk=desk, clause=clause)

    monkeypatch.setattr(operations, "save_clause", save_clause)
    yield made
    made.full = False


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, modifiers)


def add_words(words: str) -> None:
    press(Key.Key_F2)
    press(Key.Key_End, CTRL)
    QTest.keyClicks(QApplication.focusWidget(), words)


def public_text(desk: Desk, number: int) -> str:
    return rulebook.editing(desk).draft.clause(number).public_text


def click(screen: QWidget, words: str) -> None:
    button = next(b for b in screen.findChildren(Button) if b.text() == words and b.isVisible())
    button.click()


def middle_of(button: QWidget, window: QWidget) -> QPoint:
    return button.mapTo(window, button.rect().center())


def fail_on_two_and_go_back_to_one(screen: RulesScreen, qtbot: QtBot, plumbing: Plumbing, disk: Disk) -> None:
    press(Key.Key_Down, ALT)
    disk.full = True
    add_words(" Never lost.")
    qtbot.waitUntil(lambda: screen.draft.failing)
    press(Key.Key_Up, ALT)
    plumbing.tasks.wait_idle()
    assert screen.form.clause is not None and screen.form.clause.number == 1


def test_try_again_pressed_while_a_try_is_under_way_is_not_lost(
    screen: RulesScreen, desk: Desk, plumbing: Plumbing, qtbot: QtBot, disk: Disk
) -> None:
    fail_on_two_and_go_back_to_one(screen, qtbot, plumbing, disk)
    disk.answering.clear()
    screen.draft.save()  # as the timer does
    disk.full = False
    click(screen, "Try again")
    disk.answering.set()  # what was under way fails
    qtbot.waitUntil(lambda: not screen.draft.unsaved, timeout=3_000)  # sooner than the timer would
    assert public_text(desk, 2) == "No advertising. Never lost."


def test_a_rule_that_failed_is_tried_again_wherever_the_person_is(
    screen: RulesScreen, desk: Desk, plumbing: Plumbing, qtbot: QtBot, disk: Disk
) -> None:
    fail_on_two_and_go_back_to_one(screen, qtbot, plumbing, disk)
    assert screen.banners.names == ("save",) and screen.draft.unsaved
    banner = screen.banners.findChild(Banner)
    assert banner is not None and banner.accessibleName().startswith("Rule 2 is not saved yet.")
    assert screen.panes.saving.text == "as in force", "rule 1 has nothing to save"
    disk.full = False
    click(screen, "Try again")
    qtbot.waitUntil(lambda: not screen.draft.unsaved)
    assert public_text(desk, 2) == "No advertising. Never lost."
    assert public_text(desk, 1) == "No abuse."
    assert not screen.draft.unsaved and screen.banners.names == ()


def test_a_press_is_not_lost_when_the_trouble_is_reported_again_before_the_release(
    screen: RulesScreen, desk: Desk, plumbing: Plumbing, qtbot: QtBot, disk: Disk
) -> None:
    fail_on_two_and_go_back_to_one(screen, qtbot, plumbing, disk)
    button = next(b for b in screen.findChildren(Button) if b.text() == "Try again")
    qtbot.waitUntil(lambda: button.isVisible() and screen.window().rect().contains(middle_of(button, screen.window())))
    reported: list[str] = []
    screen.draft.problem.connect(reported.append)
    window = screen.window().windowHandle()
    QTest.mousePress(window, LEFT, pos=middle_of(button, screen.window()))
    screen.draft.save()  # as the timer does
    qtbot.waitUntil(lambda: bool(reported))
    plumbing.tasks.wait_idle()
    screen.draft.rest()  # the timer, which would save as well
    disk.full = False
    QTest.mouseRelease(window, LEFT, pos=middle_of(button, screen.window()))
    qtbot.waitUntil(lambda: not screen.draft.unsaved)
    assert public_text(desk, 2) == "No advertising. Never lost."


def test_a_trouble_that_is_reported_again_leaves_the_keyboard_on_the_button(
    screen: RulesScreen, desk: Desk, plumbing: Plumbing, qtbot: QtBot, disk: Disk
) -> None:
    fail_on_two_and_go_back_to_one(screen, qtbot, plumbing, disk)
    button = next(b for b in screen.findChildren(Button) if b.text() == "Try again")
    button.setFocus(Qt.FocusReason.TabFocusReason)
    press(Key.Key_Return)  # fails as well
    plumbing.tasks.wait_idle()
    screen.draft.rest()
    disk.full = False
    assert button.hasFocus()
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: not screen.draft.unsaved)


def test_the_words_are_there_on_the_way_back_and_more_can_be_typed(
    screen: RulesScreen, desk: Desk, plumbing: Plumbing, qtbot: QtBot, disk: Disk
) -> None:
    fail_on_two_and_go_back_to_one(screen, qtbot, plumbing, disk)
    add_words(" One as well.")
    press(Key.Key_Down, ALT)
    assert screen.form.public_text.toPlainText() == "No advertising. Never lost."
    add_words(" And more.")
    disk.full = False
    qtbot.waitUntil(lambda: not screen.draft.unsaved, timeout=3_000)
    assert public_text(desk, 2) == "No advertising. Never lost. And more."
    assert public_text(desk, 1) == "No abuse. One as well."


def test_there_and_back_at_once_shows_what_was_typed(
    screen: RulesScreen, desk: Desk, plumbing: Plumbing, qtbot: QtBot
) -> None:
    add_words(" First.")
    press(Key.Key_Down, ALT)
    press(Key.Key_Up, ALT)
    add_words(" Second.")
    qtbot.waitUntil(lambda: not screen.draft.unsaved)
    assert public_text(desk, 1) == "No abuse. First. Second."


def test_publishing_waits_for_the_words_and_is_dropped_when_they_cannot_be_saved(
    screen: RulesScreen, desk: Desk, plumbing: Plumbing, qtbot: QtBot, disk: Disk
) -> None:
    add_words(" Saved.")
    qtbot.waitUntil(lambda: not screen.draft.unsaved)
    plumbing.tasks.wait_idle()
    disk.full = True
    add_words(" Not saved.")
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: screen.draft.failing)
    plumbing.tasks.wait_idle()
    assert activity.outgoing(desk).waiting == 0
    disk.full = False
    click(screen, "Try again")
    plumbing.tasks.wait_idle()
    assert activity.outgoing(desk).waiting == 0, "published only when asked again"


def test_closing_asks_while_a_rule_cannot_be_saved(
    screen: RulesScreen, plumbing: Plumbing, qtbot: QtBot, disk: Disk
) -> None:
    fail_on_two_and_go_back_to_one(screen, qtbot, plumbing, disk)
    said: list[str] = []
    plumbing.messages.posted.connect(lambda message: said.append(message.sentence))
    window = screen.window()
    assert not window.close() and window.isVisible()
    assert said == ["The window stays open: Rule 2 is not saved yet. Close it again at once to leave without it."]
    assert window.close() and not window.isVisible()


def test_a_discarded_draft_takes_along_what_could_not_be_saved(
    screen: RulesScreen, desk: Desk, plumbing: Plumbing, qtbot: QtBot, disk: Disk
) -> None:
    add_words(" Saved.")
    qtbot.waitUntil(lambda: not screen.draft.unsaved)
    plumbing.tasks.wait_idle()
    fail_on_two_and_go_back_to_one(screen, qtbot, plumbing, disk)
    click(screen, "Discard draft")
    click(screen, "Press again: every change goes")
    plumbing.tasks.wait_idle()
    assert not screen.draft.unsaved and screen.banners.names == ()
    assert public_text(desk, 1) == "No abuse." and public_text(desk, 2) == "No advertising."
