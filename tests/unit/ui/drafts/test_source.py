"""The source: plain text in, plain text out, Markdown coloured, one tidy history."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QFont, QResizeEvent, QTextLayout
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from editor.qt.plumbing import Plumbing
from editor.qt.theme import current_theme
from editor.ui.drafts.highlighter import MarkdownHighlighter
from editor.ui.drafts.source import GUTTER, SourceEdit

STORY = "## A crosshead\n\nThe board **sold** it 😀 and *then* left.\n\n> They said so.\n\n```\n**not bold**\n```\n"


@pytest.fixture
def source(plumbing: Plumbing, qtbot: QtBot) -> SourceEdit:
    edit = SourceEdit()
    qtbot.addWidget(edit)
    edit.resize(620, 400)
    edit.set_words(STORY)
    edit.show()
    qtbot.waitExposed(edit)
    return edit


def formats(edit: SourceEdit, line: int) -> list[QTextLayout.FormatRange]:
    return edit.document().findBlockByNumber(line).layout().formats()


def test_words_come_back_as_they_went_in_and_loading_is_no_edit(source: SourceEdit, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(source.edited):
        source.set_words("One.\n\nTwo *slanted* 😀.\n")
    with qtbot.assertNotEmitted(source.textChanged, wait=100):  # while the colours come
        pass
    assert formats(source, 2)
    assert source.words() == "One.\n\nTwo *slanted* 😀.\n"
    assert not source.document().isUndoAvailable()


def test_every_line_has_the_pitch_of_the_theme_after_typing_and_pasting(source: SourceEdit) -> None:
    QTest.keyClicks(source, "First")
    QTest.keyClick(source, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    data = QMimeData()
    data.setHtml("<h1>Rich</h1><p style='color:red'>words</p>")
    data.setText("Rich\nwords\n")
    source.insertFromMimeData(data)
    block = source.document().begin()
    while block.isValid():
        assert block.blockFormat().lineHeight() == current_theme().line("read")
        block = block.next()
    assert source.words().startswith("First\nRich\nwords\n## A crosshead")
    assert "\u2028" not in source.words()


def test_marks_are_grey_and_what_they_mark_has_its_weight(source: SourceEdit) -> None:
    grey = current_theme().color("text3").name()
    heading = formats(source, 0)
    assert heading[0].format.foreground().color().name() == grey
    assert heading[-1].format.fontWeight() == QFont.Weight.DemiBold
    line = source.document().findBlockByNumber(2).text()
    bold = next(f for f in formats(source, 2) if f.format.fontWeight() == QFont.Weight.DemiBold)
    assert line[bold.start : bold.start + bold.length] == "sold"
    slanted = next(f for f in formats(source, 2) if f.format.fontItalic())
    units = line.encode("utf-16-le")
    assert units[2 * slanted.start : 2 * (slanted.start + slanted.length)].decode("utf-16-le") == "then"
    assert not any(f.format.fontWeight() == QFont.Weight.DemiBold for f in formats(source, 7))


def test_a_change_of_theme_is_no_edit(source: SourceEdit, plumbing: Plumbing, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(source.edited):
        plumbing.theme.set_mode("dark")
    assert formats(source, 0)[0].format.foreground().color().name() == current_theme().color("text3").name()


def test_undo_and_redo_are_local(source: SourceEdit) -> None:
    QTest.keyClicks(source, "Typed. ")
    QTest.keyClick(source, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert source.words() == STORY
    QTest.keyClick(source, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert source.words().startswith("Typed. ")


def test_words_from_elsewhere_keep_the_cursor_and_can_be_undone(source: SourceEdit) -> None:
    cursor = source.textCursor()
    cursor.setPosition(5)
    source.setTextCursor(cursor)
    source.replace_words(STORY.replace("They said so", "They all said so 😀"))
    assert source.textCursor().position() == 5
    assert "They all said so 😀." in source.words()
    source.undo()
    assert source.words() == STORY


def test_find_goes_on_and_round_the_end(source: SourceEdit) -> None:
    assert source.find_words("so")
    first = source.textCursor().selectionStart()
    assert source.find_words("so")
    assert source.textCursor().selectionStart() != first
    for _ in range(2):
        assert source.find_words("so")
    assert not source.find_words("nowhere at all")


def test_the_column_stops_at_its_measure(source: SourceEdit) -> None:
    source.resize(1200, 400)
    assert source.viewport().width() == current_theme().px(560)


def test_a_long_text_is_coloured_in_parts_each_line_once_and_what_is_in_view_at_once(
    source: SourceEdit, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    coloured: list[int] = []
    paint = MarkdownHighlighter._paint_spans

    def note(self: MarkdownHighlighter) -> None:
        coloured.append(self.currentBlock().blockNumber())
        paint(self)

    monkeypatch.setattr(MarkdownHighlighter, "_paint_spans", note)
    text = "\n".join(f"Line {number} is **bold** and *slanted*." for number in range(400))
    source.set_words(text)
    at_once = len(coloured)
    assert 0 < at_once <= 60
    assert formats(source, 0)
    qtbot.waitUntil(lambda: bool(formats(source, 399)))
    assert sorted(coloured) == list(range(400))
    assert source.words() == text
    assert not source.document().isUndoAvailable()


def test_a_fence_reaches_the_end_of_a_text_coloured_in_parts(source: SourceEdit, qtbot: QtBot) -> None:
    source.set_words("\n".join(["```", *("**not bold**" for _ in range(300))]))
    qtbot.waitUntil(lambda: bool(formats(source, 300)))
    assert not any(f.format.fontWeight() == QFont.Weight.DemiBold for f in formats(source, 300))


def test_bold_in_a_quotation_stays_slanted_and_links_keep_their_colour(source: SourceEdit) -> None:
    source.set_words("> They **said [so](https://x.example/a)** twice.")
    line = source.words()
    ranges = formats(source, 0)  # they own their formats
    looks = {line[f.start : f.start + f.length]: f.format for f in ranges}
    assert looks["said "].fontItalic()
    assert looks["said "].fontWeight() == QFont.Weight.DemiBold
    assert looks["so"].foreground().color() == current_theme().color("accent")
    assert looks["so"].fontItalic()
    assert looks["They "].fontItalic()
    assert looks["They "].fontWeight() != QFont.Weight.DemiBold


def test_a_pane_that_becomes_narrower_lays_its_story_out_once_and_never_narrower_than_it_is(source: SourceEdit) -> None:
    source.resize(1200, 400)
    widths: list[float] = []
    resized = source.resizeEvent

    def note(event: QResizeEvent) -> None:
        widths.append(event.size().width())
        resized(event)

    source.resizeEvent = note  # type: ignore[method-assign]
    source.resize(620, 400)
    source.resize(400, 400)
    assert widths == [400 - GUTTER - 20]  # at 620 the column is as wide as at 1200
