"""Where the window is narrow the queues are a menu: by mouse, by arrow keys, and by the letter after G."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from editor.domain.inbox import Queue
from editor.ui.inbox.queue_menu import QueueMenu
from tests.unit.ui.inbox.conftest import Inbox
from tests.unit.ui.inbox.test_stillness import newcomers

ENTER = Qt.Key.Key_Return


@pytest.fixture
def narrow(seeded: Inbox) -> Iterator[Inbox]:
    """The demo's inbox at 1280: its queues are folded away."""
    seeded.screen.resize(1280, 800)
    seeded.settle(50)
    assert not seeded.screen.queues.isVisible()
    yield seeded
    if (menu := QApplication.activePopupWidget()) is not None:
        menu.close()


def press(inbox: Inbox, *keys: str | Qt.Key) -> None:
    """Press keys as the window system hands them out: to an open menu before anything else."""
    for key in keys:
        at = QApplication.activePopupWidget() or QApplication.focusWidget() or inbox.screen
        QTest.keyClicks(at, key) if isinstance(key, str) else QTest.keyClick(at, key)
        inbox.settle(30)


def menu() -> QueueMenu:
    found = QApplication.activePopupWidget()
    assert isinstance(found, QueueMenu)
    return found


@pytest.mark.parametrize(
    ("letter", "queue"), [("w", Queue.NEW), ("d", Queue.DECIDED), ("h", Queue.HELD), ("e", Queue.EVERYTHING)]
)
def test_g_and_a_letter_go_to_the_queue(narrow: Inbox, letter: str, queue: Queue) -> None:
    press(narrow, "g")
    assert menu().isVisible()
    press(narrow, letter)
    assert narrow.screen.work.source.queue is queue
    assert QApplication.activePopupWidget() is None
    press(narrow, "g", "r")
    assert narrow.screen.work.source.queue is Queue.REPORTED and narrow.screen.list.cards.hasFocus()


def test_a_click_and_enter_choose_a_row(narrow: Inbox) -> None:
    narrow.screen.list.open_menu()
    row = next(action for action in menu().actions() if action.text().startswith("Held"))
    QTest.mouseClick(menu(), Qt.MouseButton.LeftButton, pos=menu().actionGeometry(row).center())
    narrow.settle(100)
    assert narrow.screen.work.source.queue is Queue.HELD
    press(narrow, "g", Qt.Key.Key_Down, ENTER)
    assert narrow.screen.work.source.queue is Queue.REPORTED


def test_g_n_shows_what_is_new(narrow: Inbox) -> None:
    before = narrow.screen.work.source.count()
    narrow.arrive(list(newcomers(narrow, 2)))
    press(narrow, "g")
    assert [action.text() for action in menu().actions()][-1] == "Show 2 new\tG N"
    press(narrow, "n")
    narrow.settle(100)
    assert narrow.screen.work.source.count() == before + 2


def test_esc_and_a_letter_without_a_queue_close_the_menu_and_do_nothing(narrow: Inbox) -> None:
    for key in (Qt.Key.Key_Escape, "a"):
        press(narrow, "g", key)
        assert QApplication.activePopupWidget() is None
        assert narrow.screen.work.verdicts.last is None
    press(narrow, "d")
    assert narrow.screen.work.source.queue is Queue.REPORTED, "no G is open any more"


def test_a_g_typed_behind_a_verdict_leads_there_too(narrow: Inbox) -> None:
    for key in "agw":
        QTest.keyClicks(QApplication.focusWidget() or narrow.screen, key)
    narrow.settle(100)
    assert narrow.screen.work.source.queue is Queue.NEW and QApplication.activePopupWidget() is None
    assert narrow.screen.work.verdicts.last is not None


def test_a_card_that_changes_meanwhile_does_not_open_the_menu_anew(narrow: Inbox) -> None:
    press(narrow, "g")
    opened = menu()
    narrow.screen.work.shown.emit()
    narrow.settle(50)
    assert menu() is opened
    press(narrow, "d")
    assert narrow.screen.work.source.queue is Queue.DECIDED and QApplication.activePopupWidget() is None


def test_g_typed_while_a_verdict_is_written_opens_one_menu(narrow: Inbox) -> None:
    QTest.keyClicks(narrow.screen.list.cards, "ag")
    narrow.settle(100)
    assert len(narrow.screen.findChildren(QueueMenu)) == 1
    press(narrow, "d")
    assert narrow.screen.work.source.queue is Queue.DECIDED and QApplication.activePopupWidget() is None
