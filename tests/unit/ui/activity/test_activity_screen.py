"""The activity screen by keyboard, over a real desk: what waits, what needs a person, what happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from editor.domain.activity import Happening
from editor.domain.changes import ChangeSet
from editor.domain.operations import RefusedOperation
from editor.qt.plumbing import Plumbing
from editor.services import activity, drafting, publishing
from editor.services import rulebook as rules
from editor.store import answers, inbound, journal
from editor.store.desk import Desk
from editor.ui.activity.screen import ActivityScreen
from editor.ui.activity.timeline import MomentDelegate, moments
from editor.ui.main_window import MainWindow
from editor.ui.screen import ScreenEntry
from editor.ui.widgets.buttons import Button
from tests.helpers.desk_store import Feed, article, make_desk, rulebook

Key = Qt.Key


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """One publish was refused by the site, another waits."""
    made = make_desk(tmp_path / "desk.db")
    Feed(made).send(article(), article("a2", headline="Net loft to close", slug="net-loft"))
    for id_ in ("a1", "a2"):
        story = drafting.open_story(made, article_id=id_)
        fields = replace(story.fields, body="Changed here.")
        drafting.save(made, article_id=id_, fields=fields, parent=story.head_version)
        publishing.publish(made, article_id=id_)
    first = activity.outgoing(made).operations[0]
    with made.write() as unit:
        answers.refuse(unit, RefusedOperation(first.id, 2001, "The site does not know the section “Harbour”."))
    return made


@pytest.fixture
def screen(plumbing: Plumbing, desk: Desk, qtbot: QtBot) -> Iterator[ActivityScreen]:
    window = MainWindow(
        plumbing, [ScreenEntry("activity", "Activity", lambda: ActivityScreen(plumbing, desk))], first="activity"
    )
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    plumbing.tasks.wait_idle()
    found = window.current_screen
    assert isinstance(found, ActivityScreen)
    found.focus_first()
    yield found
    plumbing.tasks.wait_idle()
    window.close()


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    widget = QApplication.focusWidget()
    assert isinstance(widget, QWidget)
    QTest.keyClick(widget, key, modifiers)


def test_what_the_site_refused_stands_first_with_its_sentence(screen: ActivityScreen) -> None:
    operation = screen.outgoing.current
    assert operation is not None
    assert operation.problem == "The site does not know the section “Harbour”."
    assert screen._head.accessibleName() == "Activity"
    assert screen._head._count.text == "1 needs you, 1 waiting"


def test_it_is_tried_again_by_key_and_waits_behind_nothing_else_of_its_subject(
    screen: ActivityScreen, desk: Desk, plumbing: Plumbing
) -> None:
    press(Key.Key_T)
    plumbing.tasks.wait_idle()
    outbox = activity.outgoing(desk)
    assert (outbox.parked, outbox.waiting) == (0, 2)
    assert screen.outgoing.current is None
    assert screen._head._count.text == "2 waiting"


def test_rules_that_were_refused_lead_to_their_draft(screen: ActivityScreen, desk: Desk, plumbing: Plumbing) -> None:
    book = rulebook()
    inbound.store_things(desk, [book])
    rules.save_clause(desk, clause=replace(book.clauses[0], public_text="Be kind."))
    rules.publish(desk)
    (waiting,) = [o for o in activity.outgoing(desk).operations if o.subject == "rulebook"]
    with desk.write() as unit:
        answers.refuse(unit, RefusedOperation(waiting.id, 2001, "The rules are too long."))
    screen.load()
    plumbing.tasks.wait_idle()
    asked: list[int] = []
    screen.rules_asked.connect(lambda: asked.append(1))
    press(Key.Key_N)
    assert screen.outgoing.current is not None and screen.outgoing.current.id == waiting.id
    row = QApplication.focusWidget()
    assert row is not None and "Open the rules" in [button.text() for button in row.findChildren(Button)]
    press(Key.Key_T)
    plumbing.tasks.wait_idle()
    assert asked == [1] and waiting.id in parked_here(desk)
    assert rules.editing(desk).draft.clauses[0].public_text == "Be kind."


def test_it_is_dropped_by_key(screen: ActivityScreen, desk: Desk, plumbing: Plumbing) -> None:
    press(Key.Key_D, Qt.KeyboardModifier.ShiftModifier)
    plumbing.tasks.wait_idle()
    outbox = activity.outgoing(desk)
    assert (outbox.parked, outbox.waiting) == (0, 1)
    assert drafting.open_story(desk, article_id="a1").fields.body == "Changed here."


@pytest.fixture
def parked(desk: Desk) -> list[str]:
    """Three operations need somebody: their ids in the order shown."""
    for id_, slug in (("a2", "net-loft"), ("a3", "quay")):
        if id_ == "a3":
            feed = Feed(desk)
            feed.seq = 1
            feed.send(article(id_, headline="Quay", slug=slug))
            story = drafting.open_story(desk, article_id=id_)
            drafting.save(
                desk, article_id=id_, fields=replace(story.fields, body="Changed."), parent=story.head_version
            )
            publishing.publish(desk, article_id=id_)
        refuse_next(desk)
    return [operation.id for operation in activity.outgoing(desk).needs_you]


def refuse_next(desk: Desk) -> str:
    waiting = activity.outgoing(desk).operations[0]
    with desk.write() as unit:
        answers.refuse(unit, RefusedOperation(waiting.id, 2001, "The site does not know the section “Harbour”."))
    return waiting.id


def parked_here(desk: Desk) -> list[str]:
    return [operation.id for operation in activity.outgoing(desk).needs_you]


def tell(plumbing: Plumbing) -> None:
    plumbing.changes.send(ChangeSet(outbox=True), "sync")
    plumbing.tasks.wait_idle()


def test_keys_act_on_the_operation_the_keyboard_stands_on_whatever_arrives(
    parked: list[str], screen: ActivityScreen, desk: Desk, plumbing: Plumbing
) -> None:
    press(Key.Key_N)
    press(Key.Key_N)
    assert screen.outgoing.current is not None
    assert screen.outgoing.current.id == parked[2]
    activity.try_again(desk, operation_id=parked[0])  # in another window
    tell(plumbing)
    assert QApplication.focusWidget() in screen.outgoing.findChildren(QWidget)
    press(Key.Key_D, Qt.KeyboardModifier.ShiftModifier)
    plumbing.tasks.wait_idle()
    assert parked_here(desk) == [parked[1]]
    assert screen.outgoing.current is not None
    assert screen.outgoing.current.id == parked[1]  # decided here: on to the next


def test_no_other_operation_is_hit_when_the_one_under_the_keyboard_goes_by_itself(
    parked: list[str], screen: ActivityScreen, desk: Desk, plumbing: Plumbing
) -> None:
    press(Key.Key_N)
    activity.try_again(desk, operation_id=parked[1])
    tell(plumbing)
    press(Key.Key_D, Qt.KeyboardModifier.ShiftModifier)
    press(Key.Key_T)
    plumbing.tasks.wait_idle()
    assert parked_here(desk) == [parked[0], parked[2]]
    press(Key.Key_N)  # the keyboard is still here
    assert screen.outgoing.current is not None


def test_keys_in_the_time_line_touch_nothing_that_needs_somebody(
    parked: list[str], screen: ActivityScreen, desk: Desk, plumbing: Plumbing
) -> None:
    press(Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is screen.timeline
    press(Key.Key_D, Qt.KeyboardModifier.ShiftModifier)
    press(Key.Key_T)
    plumbing.tasks.wait_idle()
    assert parked_here(desk) == parked


def test_the_palette_acts_on_the_row_the_keyboard_came_from(
    parked: list[str], screen: ActivityScreen, desk: Desk, plumbing: Plumbing
) -> None:
    press(Key.Key_N)
    press(Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    tell(plumbing)  # rows that stay keep the keyboard's place
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClicks(field, "drop, never")
    press(Key.Key_Return)
    plumbing.tasks.wait_idle()
    assert parked_here(desk) == [parked[0], parked[2]]


def test_the_time_line_keeps_its_place_and_selection_when_something_happens(
    screen: ActivityScreen, desk: Desk, plumbing: Plumbing
) -> None:
    with desk.write() as unit:
        for number in range(60):
            journal.add(
                unit, desk.clock.now() + timedelta(seconds=number), "stored", f"article:b{number}", f"{number}."
            )
    tell(plumbing)
    timeline = screen.timeline
    assert timeline.current == 0
    timeline.setFocus()
    for _ in range(30):
        press(Key.Key_J)
    chosen, top = timeline.current_row, timeline.row_rect(timeline.current).top()
    with desk.write() as unit:
        journal.add(unit, desk.clock.now() + timedelta(minutes=5), "queued", "article:a1", "Publish “Quay”")
    tell(plumbing)
    assert timeline.current_row == chosen
    assert timeline.row_rect(timeline.current).top() == top
    assert timeline.current == 31


def test_the_time_line_says_whether_something_has_left_the_desk() -> None:
    now = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
    lines = [Happening(now, what, "article:a1", "Publish “Quay”") for what in ("queued", "sent", "saved")]
    words = [MomentDelegate().text_for_accessibility(moment) for moment in moments(tuple(lines), now)]
    assert [line.split(", ")[-1] for line in words] == [
        "Waits to be sent: Publish “Quay”",
        "Sent to the site: Publish “Quay”",
        "Publish “Quay”",
    ]


def test_the_time_line_names_each_day_once() -> None:
    now = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
    lines = [Happening(now - timedelta(hours=hours), "saved", "article:a1", "Saved", "Isla") for hours in (0, 1, 30)]
    assert [moment.day for moment in moments(tuple(lines), now)] == ["Today", "", "Yesterday"]


def test_what_happened_is_listed_newest_first(screen: ActivityScreen, desk: Desk) -> None:
    words = [screen._source.row(i).happening.words for i in range(screen._source.count())]  # type: ignore[union-attr]
    assert words == [happening.words for happening in activity.timeline(desk)]
    assert len(words) >= 4
