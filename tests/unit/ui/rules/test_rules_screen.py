"""The rules screen by keyboard, over a real desk: change a rule, see what changes, publish, discard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from editor.domain.changes import ChangeSet
from editor.domain.decisions import Decision, Verdict
from editor.domain.operations import PublishRulebook
from editor.qt.plumbing import Plumbing
from editor.services import activity, moderation, rulebook
from editor.store.desk import Desk
from editor.ui.rules.screen import RulesScreen
from editor.ui.widgets.labels import Line
from editor.ui.widgets.reading_text import ReadingText
from tests.helpers import desk_store, moderating
from tests.helpers.desk_store import Feed, make_desk

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
Key = Qt.Key


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert isinstance(widget, QWidget)
    return widget


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(focus(), key, modifiers)


def shown_texts(widget: QWidget) -> list[str]:
    return [text.text for text in widget.findChildren(ReadingText) if text.isVisible()]


def remove_under(desk: Desk, clause: int) -> Decision:
    seen = moderating.seen(desk, "c1")
    return moderation.decide(
        desk, comment_id="c1", verdict=Verdict.REMOVE, seen=seen, clause=clause, quote="late"
    ).result


def change_words(
    screen: RulesScreen, qtbot: QtBot, plumbing: Plumbing, words: str = " Sharp words are welcome."
) -> None:
    press(Key.Key_F2)
    QTest.keyClick(focus(), Key.Key_End, CTRL)
    QTest.keyClicks(focus(), words)
    qtbot.waitUntil(lambda: not screen.draft.unsaved)
    plumbing.tasks.wait_idle()


def test_a_rule_is_changed_and_published_by_keyboard_alone(
    screen: RulesScreen, desk: Desk, plumbing: Plumbing, qtbot: QtBot
) -> None:
    press(Key.Key_Down, ALT)
    change_words(screen, qtbot, plumbing)
    assert rulebook.editing(desk).draft.clause(2).public_text == "No advertising. Sharp words are welcome."
    assert rulebook.editing(desk).in_force.clause(2).public_text == "No advertising."
    assert "No advertising. Sharp words are welcome." in shown_texts(screen.proof)
    press(Key.Key_M, CTRL)
    QTest.keyClicks(focus(), "Says what is welcome")
    press(Key.Key_Return, CTRL)
    plumbing.tasks.wait_idle()
    (operation,) = activity.outgoing(desk).operations
    assert isinstance(operation.body, PublishRulebook)
    assert (operation.body.rulebook.version, operation.body.rulebook.change_note) == (2, "Says what is welcome")
    assert screen.bar.words == "Version 2 waits for the site."
    assert not screen.can_publish
    versions = [line.text for line in screen.history.findChildren(Line) if not line.isHidden()]
    assert versions[:3] == ["Version 2", "waits for the site", "Version 1"]


def test_decisions_that_rest_on_the_words_are_told(
    screen: RulesScreen, desk: Desk, plumbing: Plumbing, qtbot: QtBot
) -> None:
    decision = remove_under(desk, 1)
    assert decision.clause == 1
    screen.arrived()
    plumbing.tasks.wait_idle()
    assert screen.panes.rest.sentence == ""
    change_words(screen, qtbot, plumbing)
    assert screen.panes.rest.sentence == "1 decision rests on the words you are changing. It keeps version 1."
    assert screen.panes.rest.isVisible()


def test_an_unknown_field_in_the_message_is_flagged_and_stops_publishing(
    screen: RulesScreen, desk: Desk, plumbing: Plumbing, qtbot: QtBot
) -> None:
    press(Key.Key_F3)
    QTest.keyClick(focus(), Key.Key_End, CTRL)
    QTest.keyClicks(focus(), " {readername}")
    qtbot.waitUntil(lambda: not screen.draft.unsaved)
    assert screen.form.message.accessibleDescription().startswith("Nothing fills {readername}.")
    screen.window().resize(1280, 560)
    QTest.keyClicks(focus(), ".")
    qtbot.waitUntil(lambda: not screen.draft.unsaved)
    field = screen.form.message.parentWidget()
    below = field.mapTo(screen.panes.form_pane.viewport(), field.rect().bottomLeft()).y()
    assert below < screen.panes.form_pane.viewport().height()  # the sentence under the field is in view
    press(Key.Key_Return, CTRL)
    plumbing.tasks.wait_idle()
    assert screen.banners.names == ("problem",)
    assert activity.outgoing(desk).waiting == 0


def test_the_note_is_reached_where_its_pane_is_folded_and_folding_keeps_the_keyboard(screen: RulesScreen) -> None:
    screen.window().resize(1100, 720)
    QApplication.processEvents()
    assert not screen.bar.note.isVisible()
    press(Key.Key_M, CTRL)
    assert screen.bar.note.hasFocus()
    press(Key.Key_F5)
    assert not screen.bar.note.isVisible()
    assert screen.outline.list.hasFocus()


def test_leaving_at_once_keeps_the_last_key(screen: RulesScreen, desk: Desk) -> None:
    press(Key.Key_F2)
    QTest.keyClick(focus(), Key.Key_End, CTRL)
    QTest.keyClicks(focus(), " At once")
    assert screen.draft.unsaved
    assert screen.may_leave()
    assert rulebook.editing(desk).draft.clause(1).public_text.endswith("At once")


def test_going_to_another_rule_saves_this_one(screen: RulesScreen, desk: Desk, plumbing: Plumbing) -> None:
    press(Key.Key_F2)
    QTest.keyClick(focus(), Key.Key_End, CTRL)
    QTest.keyClicks(focus(), " Kept")
    press(Key.Key_Down, ALT)
    plumbing.tasks.wait_idle()
    assert rulebook.editing(desk).draft.clause(1).public_text == "No abuse. Kept"
    assert rulebook.editing(desk).draft.clause(2).public_text == "No advertising."
    assert screen.form.clause is not None
    assert screen.form.clause.number == 2


def test_a_draft_is_discarded_only_when_asked_twice(
    screen: RulesScreen, desk: Desk, plumbing: Plumbing, qtbot: QtBot
) -> None:
    change_words(screen, qtbot, plumbing)
    screen.discard()
    plumbing.tasks.wait_idle()
    assert rulebook.editing(desk).changes
    screen.discard()
    plumbing.tasks.wait_idle()
    assert not rulebook.editing(desk).changes
    assert screen.form.public_text.toPlainText() == "No abuse."


def test_a_version_from_the_site_appears_and_the_one_before_stays_in_the_list(
    screen: RulesScreen, desk: Desk, plumbing: Plumbing
) -> None:
    book = desk_store.rulebook(2, change_note="Shorter")
    book = replace(book, clauses=(replace(book.clauses[0], public_text="Be fair."), *book.clauses[1:]))
    feed = Feed(desk)
    feed.seq = 4
    feed.send(book)
    plumbing.changes.send(ChangeSet(rulebook=True), "sync")
    plumbing.tasks.wait_idle()
    assert screen.form.public_text.toPlainText() == "Be fair."
    press(Key.Key_H, CTRL)
    assert screen.history.isVisible()
    assert "Shorter" in shown_texts(screen.history)


def test_before_the_rules_arrive_the_screen_says_so(plumbing: Plumbing, tmp_path: Path, qtbot: QtBot) -> None:
    empty = RulesScreen(plumbing, make_desk(tmp_path / "empty.db"))
    qtbot.addWidget(empty)
    plumbing.tasks.wait_idle()
    assert empty.panes.currentWidget() is empty.panes._none
