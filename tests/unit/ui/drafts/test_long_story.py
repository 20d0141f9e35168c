"""A long story can be written in the moment its pane is there; colours and preview follow in parts."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from editor.domain.articles import ArticleFields
from editor.qt.plumbing import Plumbing
from editor.services import drafting
from editor.store.desk import Desk
from editor.ui.drafts.screen import DraftsScreen
from editor.ui.drafts.source import SourceEdit

CTRL = Qt.KeyboardModifier.ControlModifier
PARAGRAPH = "The board of Skerrow Harbour sold the *lifeboat slip* in March, say [minutes](https://a.example)."
STORY = "\n\n".join([*(f"Paragraph {n}. {PARAGRAPH}" for n in range(600)), "The **last** word 😀."])  # 10,000 words


def is_coloured(source: SourceEdit, line: int) -> bool:
    return bool(source.document().findBlockByNumber(line).layout().formats())


def test_whoever_types_at_once_loses_nothing(
    screen: DraftsScreen, desk: Desk, plumbing: Plumbing, qtbot: QtBot
) -> None:
    article = drafting.new_story(desk, fields=ArticleFields(headline="Long", body=STORY)).result
    source = screen.show_story(article).source
    last = source.document().blockCount() - 1
    assert QApplication.focusWidget() is source
    QTest.keyClicks(source, "Typed. ")
    assert not is_coloured(source, last), "it was typed before all had followed"
    assert is_coloured(source, 0)
    assert source.words() == f"Typed. {STORY}"
    assert source.textCursor().position() == len("Typed. ")

    assert source.find_words("last")  # far below what has its colours
    assert source.line == last
    QTest.keyClicks(source, "final")
    assert source.words() == f"Typed. {STORY}".replace("**last**", "**final**")
    qtbot.waitUntil(lambda: is_coloured(source, last) and is_coloured(source, last // 2), timeout=30_000)
    assert source.line == last, "what follows leaves the cursor alone"
    assert source.words().endswith("The **final** word 😀.")

    for _ in range(3):  # the word typed, the word it replaced, what was typed first
        QTest.keyClick(source, Qt.Key.Key_Z, CTRL)
        if source.words() == STORY:
            break
    assert source.words() == STORY, "colours are no step to be undone"
    assert not source.document().isUndoAvailable()
    QTest.keyClick(source, Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert source.words() == f"Typed. {STORY}"
    assert screen.may_leave()
    plumbing.tasks.wait_idle()
    assert drafting.open_story(desk, article_id=article.id).fields.body == f"Typed. {STORY}"


def test_the_preview_of_a_long_story_follows_to_its_end(
    screen: DraftsScreen, desk: Desk, plumbing: Plumbing, qtbot: QtBot
) -> None:
    article = drafting.new_story(desk, fields=ArticleFields(headline="Long", body=STORY)).result
    source = screen.show_story(article).source
    plumbing.tasks.wait_idle()
    source.show_line(source.document().blockCount() - 1, move_cursor=True)
    pane = screen.preview
    qtbot.waitUntil(lambda: all(sheet.width == pane._width() for sheet in pane._sheets), timeout=30_000)
    assert len(pane.blocks) == len(STORY.split("\n\n"))
    assert 0 <= pane.top_of(source.line) < pane.viewport().height(), "its end is in sight"
