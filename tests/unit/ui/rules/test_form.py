"""The form of a rule: sizes, places and limits of its fields."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from editor.qt.plumbing import Plumbing
from editor.services import activity, rulebook
from editor.store.desk import Desk
from editor.ui.main_window import MainWindow
from editor.ui.rules.screen import RulesScreen
from editor.ui.screen import ScreenEntry
from editor.ui.widgets.buttons import Button
from editor.ui.widgets.fields import FIELD_MOST
from editor.ui.widgets.labels import Line

ALT = Qt.KeyboardModifier.AltModifier
STYLES = {
    "label": "ui",
    "heading": "ui",
    "appeal_days": "ui",
    "public_text": "read",
    "guidance": "read",
    "message": "read",
}


@pytest.fixture
def large(plumbing: Plumbing, desk: Desk, qtbot: QtBot) -> Iterator[RulesScreen]:
    """The screen opened while text is at 150 %."""
    plumbing.theme.set_scale(1.5)
    window = MainWindow(plumbing, [ScreenEntry("rules", "Rules", lambda: RulesScreen(plumbing, desk))], first="rules")
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    plumbing.tasks.wait_idle()
    found = window.current_screen
    assert isinstance(found, RulesScreen)
    found.focus_first()
    yield found
    window.close()
    plumbing.tasks.wait_idle()
    plumbing.theme.set_scale(1.0)


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, modifiers)


def replace_text(field: QWidget, words: str) -> None:
    field.setFocus(Qt.FocusReason.TabFocusReason)
    press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press(Qt.Key.Key_Delete)
    QTest.keyClicks(field, words)


def test_every_field_follows_the_text_size_and_keeps_it(large: RulesScreen, plumbing: Plumbing, qtbot: QtBot) -> None:
    plumbing.theme.set_scale(1.0)
    press(Qt.Key.Key_Down, ALT)
    plumbing.tasks.wait_idle()
    replace_text(large.form.label, "")  # a fault comes
    replace_text(large.form.label, "Advertising")  # and goes
    qtbot.waitUntil(lambda: not large.draft.unsaved)
    for name, style in STYLES.items():
        field = getattr(large.form, name)
        assert field.font().pixelSize() == plumbing.theme.font(style).pixelSize(), name


def test_a_number_of_days_beyond_the_limit_is_not_saved_and_says_so(
    screen: RulesScreen, desk: Desk, plumbing: Plumbing, qtbot: QtBot
) -> None:
    before = rulebook.editing(desk).draft.clause(1).appeal_days
    replace_text(screen.form.label, "Plain abuse")
    replace_text(screen.form.appeal_days, "999")
    qtbot.waitUntil(lambda: not screen.draft.unsaved)
    clause = rulebook.editing(desk).draft.clause(1)
    assert (clause.label, clause.appeal_days) == ("Plain abuse", before)
    assert screen.form.appeal_days.accessibleDescription() == f"0 to 365 days to appeal; it stays at {before}."
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    plumbing.tasks.wait_idle()
    assert screen.banners.names == ("problem",) and activity.outgoing(desk).waiting == 0
    replace_text(screen.form.appeal_days, "30")
    press(Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: not screen.draft.unsaved)
    assert rulebook.editing(desk).draft.clause(1).appeal_days == 30
    assert screen.form.appeal_days.accessibleDescription() == ""


def test_a_fault_under_one_field_leaves_its_neighbour_in_place(screen: RulesScreen) -> None:
    before = screen.form.severity.mapTo(screen, QPoint(0, 0))
    replace_text(screen.form.label, "")
    QApplication.processEvents()
    assert screen.form.label.accessibleDescription()
    assert screen.form.severity.mapTo(screen, QPoint(0, 0)) == before


def test_fields_stop_where_words_stop_on_a_wide_screen(screen: RulesScreen, qtbot: QtBot) -> None:
    screen.window().resize(2560, 1440)
    qtbot.waitUntil(lambda: screen.form.width() > 1_000)
    fields = [getattr(screen.form, name) for name in STYLES] + [screen.bar.note]
    qtbot.waitUntil(lambda: max(field.width() for field in fields) <= FIELD_MOST)
    assert screen.form.public_text.width() == FIELD_MOST


@pytest.mark.parametrize(("width", "scale"), [(1440, 1.0), (1280, 1.0), (1440, 1.5)])
def test_what_the_bar_says_is_whole(
    screen: RulesScreen, desk: Desk, plumbing: Plumbing, qtbot: QtBot, width: int, scale: float
) -> None:
    plumbing.theme.set_scale(scale)
    screen.window().resize(width, 800)
    qtbot.wait(30)
    said = next(line for line in screen.bar.findChildren(Line) if line.text == screen.bar.words)
    assert said.text.startswith("Nothing to publish") and said.toolTip() == "", "a cut line shows itself as a tooltip"
    plumbing.theme.set_scale(1.0)


def test_the_button_names_the_version_after_the_one_that_waits(
    screen: RulesScreen, desk: Desk, plumbing: Plumbing, qtbot: QtBot
) -> None:
    replace_text(screen.form.label, "Plain abuse")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: activity.outgoing(desk).waiting == 1)
    plumbing.tasks.wait_idle()
    assert screen.bar.words == "Version 2 waits for the site."
    assert [b.text() for b in screen.bar.findChildren(Button)] == ["Discard draft", "Publish as version 3"]
