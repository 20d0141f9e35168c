"""A conflict beside the text it is about: the panel takes its share, the caret stays in view."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from editor.domain.changes import ChangeSet
from editor.qt.plumbing import Plumbing
from editor.store.desk import Desk
from editor.ui.drafts.screen import DraftsScreen
from editor.ui.drafts.story_editor import StoryEditor
from editor.ui.main_window import MainWindow
from editor.ui.widgets.buttons import BORDERED_INSET, Button
from editor.ui.widgets.labels import Line
from tests.helpers.desk_store import Feed, article

LONG = "\n\n".join(f"Paragraph {number}: the boats run less often, and the fares go up again." for number in range(40))


@pytest.fixture
def clash(
    screen: DraftsScreen, window: MainWindow, desk: Desk, plumbing: Plumbing, qtbot: QtBot
) -> Callable[[str], StoryEditor]:
    """Opens the story with this text in a small window, types at its middle, and lets a colleague change it too."""

    def made(body: str) -> StoryEditor:
        window.resize(1280, 800)
        feed = Feed(desk)
        feed.seq = 1
        feed.send(article(rev=2, body=body))
        screen.open_story("a1")
        plumbing.tasks.wait_idle()
        editor = screen.area.front
        assert editor is not None
        editor.source.show_line(editor.source.document().blockCount() // 3, move_cursor=True)
        for _ in range(8):
            QTest.keyClick(editor.source, Qt.Key.Key_Down)
        QTest.keyClicks(editor.source, "MINE ")
        feed.send(article(rev=3, body=f"Theirs. {body.replace('boats', 'ferries')}"))
        plumbing.changes.send(ChangeSet(articles=frozenset({"a1"})), "sync")
        plumbing.tasks.wait_idle()
        qtbot.waitUntil(editor.conflict.isVisible)
        qtbot.wait(50)
        return editor

    return made


def test_the_text_keeps_most_of_the_pane_and_the_caret_stays_in_view(clash: Callable[[str], StoryEditor]) -> None:
    editor = clash(LONG)
    assert editor.conflict.height() <= editor.height() / 3 + 1
    caret = editor.source.cursorRect()
    assert caret.top() >= 0
    assert caret.bottom() <= editor.source.viewport().height()
    scroll = editor.conflict._scroll
    assert scroll is not None
    assert scroll.verticalScrollBar().maximum() > 0  # the rest of both texts can be reached


def test_a_short_conflict_takes_no_more_than_its_words(clash: Callable[[str], StoryEditor]) -> None:
    panel = clash("The boats run.\n").conflict
    assert panel._scroll is not None
    assert panel._sides is not None
    assert panel._scroll.verticalScrollBar().maximum() == 0
    assert panel._scroll.height() == panel._sides.heightForWidth(panel._scroll.width())


def test_the_buttons_stand_under_the_words(clash: Callable[[str], StoryEditor]) -> None:
    panel = clash("The boats run.\n").conflict

    def left(part: Button | Line) -> int:
        return part.mapTo(panel, QPoint(0, 0)).x()

    assert left(panel.findChildren(Button)[0]) + BORDERED_INSET == left(panel.findChildren(Line)[0])
