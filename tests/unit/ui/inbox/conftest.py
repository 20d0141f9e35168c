"""The inbox screen over a real encrypted desk, offscreen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from editor.domain.comments import SiteComment
from editor.domain.feed import SiteObject
from editor.domain.inbox import CommentCard
from editor.qt.plumbing import Plumbing
from editor.store.desk import Desk
from editor.ui.inbox.screen import InboxScreen
from tests.helpers.desk_store import Feed
from tests.helpers.seeded_desk import comments_of, many_things, new_desk, seed_things

_ENTER, _ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape


@dataclass
class Inbox:
    """A shown inbox with its desk and the feed that fills it."""

    screen: InboxScreen
    desk: Desk
    feed: Feed
    things: list[SiteObject]
    plumbing: Plumbing

    @property
    def comments(self) -> list[SiteComment]:
        return comments_of(self.things)

    @property
    def card(self) -> CommentCard:
        card = self.screen.work.card
        assert card is not None
        return card

    @property
    def shown(self) -> str:
        """The comment on screen."""
        return self.screen.detail.words.text

    def keys(self, *names: str | Qt.Key) -> None:
        """Press keys where the keyboard is, as a person does; each is answered before the next."""
        for name in names:
            where = QApplication.focusWidget() or self.screen
            if isinstance(name, str):
                QTest.keyClicks(where, name)
            else:
                QTest.keyClick(where, name)
            self.settle()

    def settle(self, ms: int = 0) -> None:
        """Let workers answer; with ``ms``, let timers of up to that time ring as well."""
        self.plumbing.tasks.wait_idle()
        if ms:
            QTest.qWait(ms)
            self.plumbing.tasks.wait_idle()

    def arrive(self, things: list[SiteObject]) -> None:
        """Things come from the site, as the sync loop hands them over."""
        self.plumbing.changes.send(self.feed.send(*things), "sync")
        self.settle(700)

    def select(self, words: str) -> None:
        """Go to the first card that has these words."""
        source = self.screen.work.source
        index = next(i for i in range(source.count()) if words in source.row(i).text)
        self.screen.list.cards.set_current(index)
        self.settle()


Opened = Callable[[list[SiteObject]], Inbox]


@pytest.fixture
def opened(qtbot: QtBot, plumbing: Plumbing, tmp_path: Path) -> Iterator[Opened]:
    """Opens an inbox of 1440 by 828 over a desk with these things."""
    made: list[Inbox] = []

    def make(things: list[SiteObject]) -> Inbox:
        desk = new_desk(tmp_path / "desk" / "desk.db")
        feed = Feed(desk)
        feed.send(*things)
        screen = InboxScreen(plumbing, desk)
        qtbot.addWidget(screen)
        screen.resize(1440, 828)
        screen.show()
        qtbot.waitExposed(screen)
        screen.activateWindow()
        screen.arrived()
        inbox = Inbox(screen, desk, feed, things, plumbing)
        made.append(inbox)
        inbox.settle(400)
        return inbox

    yield make
    plumbing.tasks.wait_idle()
    for inbox in made:
        assert inbox.screen.may_leave()
        inbox.screen.close()
    plumbing.tasks.wait_idle()
    for inbox in made:
        inbox.desk.close()


@pytest.fixture
def seeded(opened: Opened) -> Inbox:
    """The inbox of the demo."""
    return opened(seed_things(datetime.now(UTC)))


@pytest.fixture
def forty(opened: Opened) -> Inbox:
    """Forty reported comments on one story."""
    return opened(many_things(40, datetime.now(UTC)))
