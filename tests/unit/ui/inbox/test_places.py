"""What stays where it was: the list after a changed decision, the panes after a restart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from editor.domain.comments import CommentState, Report, text_hash
from editor.domain.decisions import Decision, Verdict
from editor.domain.feed import SiteObject
from editor.domain.ids import new_id
from editor.domain.inbox import Queue
from editor.qt.plumbing import Plumbing, make_plumbing
from editor.services import moderation
from editor.store.desk import Desk
from editor.ui.inbox.screen import InboxScreen
from editor.ui.inbox.work import InboxWork
from editor.ui.main_window import MainWindow
from editor.ui.screen import ScreenEntry
from editor.ui.widgets.splitter import PaneSplitter
from tests.helpers.desk_store import Feed
from tests.helpers.seeded_desk import comments_of, many_things, new_desk, seed_things
from tests.unit.ui.inbox.conftest import Inbox, Opened


def decided_by_the_site(things: list[SiteObject], left_open: int) -> list[SiteObject]:
    """These things, nothing reported, with all but the ``left_open`` newest comments approved at another desk."""
    now = datetime.now(UTC)
    more: list[SiteObject] = [thing for thing in things if not isinstance(thing, Report)]
    for comment in sorted(comments_of(things), key=lambda one: one.created)[: -left_open or None]:
        decision = Decision(
            new_id(), comment.id, Verdict.APPROVE, "m9", "Tom", "d9", now, text_hash(comment.text), 1, rev=1
        )
        more += [decision, replace(comment, decision_id=decision.id, rev=comment.rev + 1)]
    return more


def test_changing_a_decision_leaves_the_list_where_it_is(opened: Opened) -> None:
    inbox = opened(decided_by_the_site(many_things(160, datetime.now(UTC)), 0))
    inbox.keys("g", "d")
    inbox.settle(300)
    work, cards = inbox.screen.work, inbox.screen.list.cards
    assert work.source.queue is Queue.DECIDED and work.source.count() == 160
    assert work.source.row(100) is None, "only the first page is here"
    changed = inbox.card
    inbox.keys("r", "2")
    assert cards.current == 0 and inbox.card.id == changed.id
    assert inbox.card.state is CommentState.REMOVED and cards.visible_rows()[0] == 0
    assert moderation.cards(inbox.desk, wanted=[changed.key])[0].state is CommentState.REMOVED


def test_a_row_that_is_pages_away_is_not_the_next_one(opened: Opened) -> None:
    inbox = opened(decided_by_the_site(many_things(160, datetime.now(UTC)), 1))
    inbox.keys("g", "e")
    inbox.settle(300)
    work: InboxWork = inbox.screen.work
    assert work.source.count() == 160 and work.source.row(100) is None
    inbox.keys("a")
    assert inbox.screen.list.cards.current == 0, "everything that is here is decided"
    assert work.next_undecided(99) == 100, "the very next row may be on its way"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = new_desk(tmp_path / "seeded" / "desk.db")
    Feed(made).send(*seed_things(datetime.now(UTC)))
    yield made
    made.close()


def open_window(plumbing: Plumbing, desk: Desk, qtbot: QtBot, width: int) -> tuple[MainWindow, InboxScreen]:
    window = MainWindow(plumbing, [ScreenEntry("inbox", "Inbox", lambda: InboxScreen(plumbing, desk))], first="inbox")
    qtbot.addWidget(window)
    window.resize(width, 900)
    window.show()
    qtbot.waitExposed(window)
    plumbing.tasks.wait_idle()
    screen = window.current_screen
    assert isinstance(screen, InboxScreen)
    return window, screen


def drag(split: PaneSplitter, handle: int, by: int) -> None:
    """Pull a pane's edge with the mouse."""
    edge = split.handle(handle)
    start = edge.rect().center()
    QTest.mousePress(edge, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(edge, start + QPoint(by, 0))
    QTest.mouseRelease(edge, Qt.MouseButton.LeftButton, pos=start + QPoint(by, 0))
    QApplication.processEvents()


def widths(screen: InboxScreen) -> list[int]:
    """Queues, list and context; the comment between them takes the rest."""
    return [*screen.panes.split.sizes()[:2], screen.panes.inner.sizes()[1]]


def test_the_widths_of_panes_come_back_after_a_restart(
    plumbing: Plumbing, desk: Desk, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    window, screen = open_window(plumbing, desk, qtbot, 1440)
    assert widths(screen) == [200, 392, 288]
    drag(screen.panes.split, 2, 60)
    drag(screen.panes.inner, 1, -40)
    wide = widths(screen)
    assert wide[1] > 440 and wide[2] > 310
    window.resize(1280, 900)
    qtbot.waitUntil(lambda: not screen.queues.isVisible())
    assert widths(screen) == [0, 372, 272], "the folded arrangement has widths of its own"
    drag(screen.panes.split, 2, -50)
    narrow = widths(screen)
    window.resize(1440, 900)
    qtbot.waitUntil(screen.queues.isVisible)
    assert widths(screen) == wide
    window.close()
    plumbing.tasks.wait_idle()

    again = make_plumbing(qapp, tmp_path)
    again.theme.set_mode("light")
    window, screen = open_window(again, desk, qtbot, 1440)
    assert widths(screen) == wide
    window.resize(1280, 900)
    qtbot.waitUntil(lambda: not screen.queues.isVisible())
    assert widths(screen) == narrow
    window.close()
    again.tasks.wait_idle()
    again.tasks.close()


def test_the_row_of_new_comments_grows_with_the_text(seeded: Inbox) -> None:
    theme = seeded.plumbing.theme
    for scale in (1.5, 1.0):
        theme.set_scale(scale)
        seeded.settle(50)
        assert seeded.screen.list.new_row.height() - theme.px(32) in (0, 1)  # with its hairline or without
