"""Changing queue and order: a search is left first, the keyboard goes where a person expects it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from editor.domain.inbox import Queue, SearchHits
from editor.services import moderation
from editor.store.desk import Desk
from editor.ui.widgets.side_row import SideRow
from tests.unit.ui.inbox.conftest import Inbox

ENTER = Qt.Key.Key_Return


def click_queue(inbox: Inbox, queue: Queue) -> None:
    row = next(row for row in inbox.screen.queues.findChildren(SideRow) if row.item.name == queue.value)
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    inbox.settle(300)


def search_harbour(inbox: Inbox) -> None:
    inbox.keys("/", "harbour")
    inbox.settle(300)
    inbox.keys(ENTER)
    assert inbox.screen.list.hits.hasFocus() and inbox.screen.work.hits.count() > 1


def test_a_search_that_newer_words_have_overtaken_is_stopped_where_it_is(
    seeded: Inbox, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    real, begun, ended = moderation.find, Event(), Event()

    def find(desk: Desk, *, words: str, stop: Callable[[], bool], **options: Any) -> SearchHits:
        if words != "everlasting":
            return real(desk, words=words, stop=stop, **options)
        begun.set()
        try:
            with desk.read(stop) as view:
                view.value(endless)
            raise AssertionError("that query has no end")
        finally:
            ended.set()

    monkeypatch.setattr(moderation, "find", find)
    seeded.keys("/", "everlasting")
    qtbot.waitUntil(begun.is_set)
    assert not ended.is_set()
    seeded.screen.list.search.selectAll()
    seeded.keys("harbour")
    qtbot.waitUntil(lambda: ended.is_set() and seeded.screen.work.hits.count() > 1)
    assert seeded.screen.work.search_words == "harbour"


@pytest.mark.parametrize("way", ["click", "order", "new", "go"])
def test_leaving_a_search_by_any_way_decides_what_is_highlighted(seeded: Inbox, way: str) -> None:
    search_harbour(seeded)
    hit = seeded.card.id
    if way == "click":
        click_queue(seeded, Queue.NEW)
    else:
        seeded.keys(*{"order": "t", "new": "gn", "go": "gw"}[way])
        seeded.settle(300)
    pane = seeded.screen.list
    assert pane.cards.isVisible() and not pane.hits.isVisible() and pane.cards.hasFocus()
    highlighted = pane.cards.current_row
    assert highlighted.id == seeded.card.id != hit
    seeded.keys("a")
    assert moderation.context(seeded.desk, comment_id=highlighted.id).log
    assert not moderation.context(seeded.desk, comment_id=hit).log


def test_after_a_click_on_a_queue_j_walks_its_comments(seeded: Inbox) -> None:
    click_queue(seeded, Queue.NEW)
    assert seeded.screen.list.cards.hasFocus()
    seeded.keys("j")
    assert seeded.screen.work.source.queue is Queue.NEW and seeded.screen.list.cards.current == 1


def test_walking_the_queues_by_key_keeps_the_keyboard_there_until_enter(seeded: Inbox) -> None:
    seeded.screen.queues.setFocus(Qt.FocusReason.TabFocusReason)
    seeded.keys("j", "j")
    seeded.settle(300)
    assert seeded.screen.work.source.queue is Queue.NEW and not seeded.screen.list.cards.hasFocus()
    seeded.keys(ENTER)
    assert seeded.screen.list.cards.hasFocus() and seeded.screen.work.source.queue is Queue.NEW


def test_a_count_leaves_the_keyboard_on_the_order_button(seeded: Inbox) -> None:
    order = seeded.screen.list.order
    order.setFocus(Qt.FocusReason.TabFocusReason)
    seeded.screen.work.arrivals.count()
    seeded.settle(300)
    assert QApplication.focusWidget() is order
    seeded.keys(Qt.Key.Key_Space)
    assert QApplication.focusWidget() is order


def test_a_queue_that_comes_empty_behind_another_window_keeps_the_keyboard(seeded: Inbox, qtbot: QtBot) -> None:
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: not seeded.screen.isActiveWindow())
    seeded.screen.go_to(Queue.DECIDED)
    seeded.settle(300)
    assert not seeded.screen.list.shows_cards
    seeded.screen.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is seeded.screen)
