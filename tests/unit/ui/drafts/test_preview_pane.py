"""The preview pane: only what changed is laid out, and it is found by line of the source."""

from __future__ import annotations

from typing import Literal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from editor.qt.plumbing import Plumbing
from editor.services.preview import Preview
from editor.ui.drafts.preview_follow import PreviewFollow
from editor.ui.drafts.preview_head import HeadWords
from editor.ui.drafts.preview_pane import PreviewPane
from editor.ui.drafts.source import SourceEdit
from editor.ui.widgets.prose_sheet import Sheet

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


LONG = "\n\n".join(STORY.replace("Paragraph", f"Part {part}, paragraph") for part in range(10))


def ready(pane: PreviewPane) -> list[bool]:
    return [sheet.width == pane._width() for sheet in pane._sheets]


def test_only_what_is_in_view_is_laid_out_at_once(pane: PreviewPane, qtbot: QtBot) -> None:
    pane.set_blocks(Preview().render(LONG).blocks)
    assert ready(pane)[:3] == [True] * 3
    assert sum(ready(pane)) < 40
    qtbot.waitUntil(lambda: all(ready(pane)))
    pane.scroll_line_to(400, 50)
    assert abs(pane.top_of(400) - 50) <= 1
    pane.resize(440, 400)
    assert sum(ready(pane)) < 40
    assert pane._in_view()
    assert all(sheet.width == pane._width() for sheet in pane._in_view())
    top = pane._anchor()
    qtbot.waitUntil(lambda: all(ready(pane)))
    index, y = pane._anchor()
    assert index == top[0]  # what is read stays where it is while the rest is laid out
    assert abs(y - top[1]) <= 1


def test_a_change_of_theme_keeps_the_place(pane: PreviewPane, plumbing: Plumbing, qtbot: QtBot) -> None:
    pane.scroll_line_to(40, 50)
    before = pane._anchor()
    plumbing.theme.set_mode("dark")
    qtbot.waitUntil(lambda: all(ready(pane)))
    index, y = pane._anchor()
    assert index == before[0] > 0
    assert abs(y - before[1]) <= 1
    plumbing.theme.set_mode("light")


def test_a_jump_into_parts_that_are_not_laid_out_yet_arrives(pane: PreviewPane) -> None:
    pane.set_blocks(Preview().render(LONG).blocks)
    pane.scroll_line_to(600, 120)
    assert abs(pane.top_of(600) - 120) <= 1
    assert all(sheet.width == pane._width() for sheet in pane._in_view())


def test_a_story_that_comes_back_to_the_front_is_not_laid_out_again(
    pane: PreviewPane, plumbing: Plumbing, qtbot: QtBot
) -> None:
    one, other = SourceEdit(), SourceEdit()
    for source in (one, other):
        qtbot.addWidget(source)
    one.set_words(LONG)
    other.set_words("Another story.")
    follow = PreviewFollow(pane, plumbing.tasks, one)
    first, second = Preview(), Preview()
    follow.follow(one, first)
    plumbing.tasks.wait_idle()
    sheets = list(pane._sheets)
    follow.follow(other, second)
    plumbing.tasks.wait_idle()
    assert len(pane.blocks) == 1
    follow.follow(one, first)
    assert all(now is before for now, before in zip(pane._sheets, sheets, strict=True))
    plumbing.tasks.wait_idle()
    assert all(now is before for now, before in zip(pane._sheets, sheets, strict=True))


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_bullet_is_a_small_dot_at_the_middle_of_its_letters(
    pane: PreviewPane, plumbing: Plumbing, mode: Literal["light", "dark"]
) -> None:
    plumbing.theme.set_mode(mode)
    sheet = Sheet(Preview().render("- x\n- x\n\n").blocks[0].html, 300)
    image = QImage(300, 60, QImage.Format.Format_ARGB32)
    ground = plumbing.theme.color("surface")
    image.fill(ground)
    painter = QPainter(image)
    sheet.paint(painter, 0, 0)
    painter.end()

    def inked(left: int, right: int) -> list[tuple[int, int]]:
        first_line = range(plumbing.theme.line("read"))
        return [(x, y) for x in range(left, right) for y in first_line if image.pixelColor(x, y) != ground]

    dot, letter = inked(0, 20), inked(20, 60)
    xs, ys = [x for x, _ in dot], [y for _, y in dot]
    assert 3 <= max(xs) - min(xs) + 1 <= 6
    assert 3 <= max(ys) - min(ys) + 1 <= 6
    middle = (min(y for _, y in letter) + max(y for _, y in letter)) / 2
    assert abs((min(ys) + max(ys)) / 2 - middle) <= 1.5
    plumbing.theme.set_mode("light")
