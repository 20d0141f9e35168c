"""The preview pane: only what changed is laid out, and it is found by line of the source."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from editor.qt.plumbing import Plumbing
from editor.services.preview import Preview
from editor.ui.drafts.preview_follow import PreviewFollow
from editor.ui.drafts.preview_head import HeadWords
from editor.ui.drafts.preview_pane import PreviewPane
from editor.ui.drafts.source import SourceEdit

STORY = "\n\n".join(f"Paragraph {n}: the harbour dues rose again this winter, as they did before." for n in range(40))


@pytest.fixture
def pane(plumbing: Plumbing, qtbot: QtBot) -> PreviewPane:
    made = PreviewPane()
    qtbot.addWidget(made)
    made.resize(540, 400)
    made.show()
    qtbot.waitExposed(made)
    made.set_head(HeadWords("Harbour", "Dues rise", "Again.", "Ines Marrable", "22 November"))
    made.set_blocks(Preview().render(STORY).blocks)
    return made


def test_an_edit_lays_out_one_part_and_keeps_the_others(pane: PreviewPane) -> None:
    before = list(pane._sheets)
    pane.set_blocks(Preview().render(STORY.replace("Paragraph 20:", "Paragraph 20, changed:")).blocks)
    kept = [one is other for one, other in zip(before, pane._sheets, strict=True)]
    assert kept.count(False) == 1
    assert kept.index(False) == 20


def test_parts_are_found_by_line_and_stand_where_they_were_asked_to(pane: PreviewPane) -> None:
    pane.scroll_line_to(40, 120)
    assert abs(pane.top_of(40) - 120) <= 1
    pane.set_line(41)  # the blank line after it belongs to it
    assert pane.marked_index() == 20


def test_cursor_and_preview_follow_each_other_both_ways(pane: PreviewPane, plumbing: Plumbing, qtbot: QtBot) -> None:
    source = SourceEdit()
    qtbot.addWidget(source)
    source.resize(540, 400)
    source.show()
    source.set_words(STORY)
    follow = PreviewFollow(pane, plumbing.tasks, source)
    follow.follow(source)
    plumbing.tasks.wait_idle()
    source.show_line(60, move_cursor=True)
    line, y = source.anchor()
    assert (line, pane.marked_index()) == (60, 30)
    assert abs(pane.top_of(60) - y) <= 1
    pane.setFocus()
    with qtbot.waitSignal(pane.scrolled_by_person) as scrolled:
        QTest.keyClick(pane, Qt.Key.Key_PageUp)
    line, y = scrolled.args
    block = source.document().findBlockByNumber(line)
    top = source.document().documentLayout().blockBoundingRect(block).top() - source.verticalScrollBar().value()
    assert line < 60
    assert abs(top - y) <= 2
    QTest.mouseClick(pane.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(100, round(y) + 5))
    assert source.line == line
