"""The source of a story: plain Markdown in the reading serif at a fixed line pitch."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from editor.qt.theme import current_theme
from editor.ui.drafts.dropped import local_files
from editor.ui.drafts.highlighter import MarkdownHighlighter
from editor.ui.widgets.scroll import ThinScrollBar
from editor.ui.widgets.themed import fill_with

GUTTER = 28
_TICK_ROOM = 13  # from the words to the tick at the paragraph of the cursor
_FOOT = 40
_SURELY_WORDS = 2_000  # characters; nobody writes as many blanks


class SourceEdit(QTextEdit):
    """Edits Markdown as plain text. `above` is a widget that stands over the first line and scrolls with the text.

    `edited` follows every change a person makes, `line_changed(line)` the cursor (lines count from 0),
    `scrolled` every scroll; `files_given(paths)` follows pasted files, and files dropped here go on to who stands
    below. Undo and redo are Qt's own: `set_words` begins anew, `replace_words` is one step.
    """

    edited = Signal()
    line_changed = Signal(int)
    scrolled = Signal()
    files_given = Signal(tuple)

    def __init__(self, above: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QTextEdit.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setCursorWidth(2)
        self.setAccessibleName("Text of the story, Markdown")
        self._loading = False
        self._line = 0
        self._pitch = 0
        self._tick = _Tick(self)
        self._above = above
        if above is not None:
            above.setParent(self.viewport())
        self._highlighter = MarkdownHighlighter(self.document())
        self._take_theme()
        ThinScrollBar(self, self.verticalScrollBar())
        self.textChanged.connect(self._on_text_changed)
        self.cursorPositionChanged.connect(self._on_cursor_moved)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        current_theme().theme_changed.connect(self._on_theme_changed)

    @property
    def line(self) -> int:
        """The line of the cursor, from 0."""
        return self.textCursor().blockNumber()

    def words(self) -> str:
        """The Markdown."""
        return self.toPlainText()

    def has_words(self) -> bool:
        """Whether anything but blanks stands here; cheap in a long story."""
        return self.document().characterCount() > _SURELY_WORDS or bool(self.words().strip())

    def set_words(self, text: str) -> None:
        """Show another text: cursor at its start, nothing to undo, no `edited`."""
        self._loading = True
        self._highlighter.hold()
        self.document().setUndoRedoEnabled(False)
        self.clear()
        self._form_all()  # while nothing is there: each line takes its form from the one before
        cursor = self.textCursor()
        cursor.insertText(text)
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        self.setTextCursor(cursor)
        self.document().setUndoRedoEnabled(True)
        self.document().setModified(False)
        self._highlighter.colour_from(0)
        self._loading = False
        self._place_above()
        self._on_cursor_moved()

    def replace_words(self, text: str) -> None:
        """Put a text in the place of this one as one step that can be undone; the cursor stays as near as it can."""
        cursor = self.textCursor()
        place, top = cursor.position(), self.verticalScrollBar().value()
        before = self.words()
        start, end_before, end_after = _difference(before, text)
        self._loading = True
        cursor.beginEditBlock()
        cursor.setPosition(_units(before[:start]))
        cursor.setPosition(_units(before[:end_before]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text[start:end_after])
        cursor.endEditBlock()
        self._loading = False
        cursor.setPosition(min(place, self.document().characterCount() - 1))
        self.setTextCursor(cursor)
        self.verticalScrollBar().setValue(top)

    def show_line(self, line: int, *, move_cursor: bool = False) -> None:
        """Bring a line into view, at the height of `top_line`; with `move_cursor` the cursor goes to its start."""
        block = self.document().findBlockByNumber(line)
        if not block.isValid():
            return
        cursor = QTextCursor(block)
        if move_cursor:
            self.setTextCursor(cursor)
            self.ensureCursorVisible()
        else:
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + self.cursorRect(cursor).top())

    def scroll_line_to(self, line: int, y: float) -> None:
        """Scroll so that a line's first row stands at y of the viewport."""
        block = self.document().findBlockByNumber(line)
        if block.isValid():
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + round(self._top(block) - y))

    def anchor(self) -> tuple[int, float]:
        """The line that other panes follow and its y in the viewport: the cursor's when in view, else the first."""
        rect = self.cursorRect()
        if 0 <= rect.center().y() <= self.viewport().height():
            block = self.textCursor().block()
        else:
            block = self.cursorForPosition(self.viewport().rect().topLeft()).block()
        return block.blockNumber(), self._top(block)

    def _top(self, block: QTextBlock) -> float:
        """Y of a line's box in the viewport; `cursorRect` would give the letters inside it."""
        box = self.document().documentLayout().blockBoundingRect(block)
        return float(box.top()) - self.verticalScrollBar().value()

    def _on_text_changed(self) -> None:
        if not self._loading:
            self.edited.emit()

    def _on_cursor_moved(self) -> None:
        if self._loading:
            return
        self._tick.place()
        line = self.line
        if line != self._line:
            self._line = line
            self.line_changed.emit(line)

    def _on_scrolled(self) -> None:
        self._place_above()
        self._tick.place()
        self.scrolled.emit()

    def _on_theme_changed(self) -> None:
        self._loading = True
        pitch = self._pitch
        self._highlighter.hold()
        self._take_theme()
        if current_theme().line("read") != pitch:  # the text scale: a step in the history, so that it is not lost
            self._form_all()
        self._highlighter.retheme(self.cursorForPosition(QPoint(0, 0)).blockNumber())
        self._loading = False
        self._place_above()
        self._tick.place()

    def _take_theme(self) -> None:
        self.setFont(current_theme().font("read"))
        self.document().setDefaultFont(current_theme().font("read"))
        fill_with(self, "surface")
        fill_with(self.viewport(), "surface")

    def _form_all(self) -> None:
        form = QTextBlockFormat()
        self._pitch = current_theme().line("read")
        form.setLineHeight(self._pitch, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(form)
        self._form_frame()

    def _form_frame(self) -> None:
        frame = self.document().rootFrame()
        form = frame.frameFormat()
        form.setMargin(0)
        form.setTopMargin(self._above_height() if self._above is not None else 20)
        form.setBottomMargin(_FOOT)
        if form != frame.frameFormat():
            frame.setFrameFormat(form)

    def _above_height(self) -> int:
        return self._above.sizeHint().height() if self._above is not None else 0

    def _place_above(self) -> None:
        if self._above is not None:
            self._above.setGeometry(0, -self.verticalScrollBar().value(), self.viewport().width(), self._above_height())

    def _fit_margins(self) -> None:
        room = self.width() - GUTTER
        measure = min(current_theme().px(560), room - 20)
        self.setViewportMargins(GUTTER, 0, max(room - measure, 0), 0)

    def find_words(self, words: str, *, back: bool = False) -> bool:
        """Select the next place where the words stand, from the cursor on and round the end; False when nowhere."""
        if not words:
            return False
        flags = QTextDocument.FindFlag.FindBackward if back else QTextDocument.FindFlag(0)
        if self.find(words, flags):
            return True
        before = self.textCursor()
        self.moveCursor(QTextCursor.MoveOperation.End if back else QTextCursor.MoveOperation.Start)
        if self.find(words, flags):
            return True
        self.setTextCursor(before)
        return False

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return not local_files(source) and super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if files := local_files(source):
            self.files_given.emit(files)
        elif source.hasText():
            self.textCursor().insertText(source.text())
            self.ensureCursorVisible()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()
                return
            self.textCursor().insertBlock()  # Shift+Enter too: a line of Markdown is a line of text
            self.ensureCursorVisible()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit_margins()  # first: with those of the old width the story is laid out once more, often very narrow
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        caret = self.cursorRect()
        seen = caret.top() >= 0 and caret.bottom() <= event.oldSize().height()
        super().resizeEvent(event)
        if seen and event.size().height() < event.oldSize().height():
            self.ensureCursorVisible()  # a banner or a conflict has come in above
        self._place_above()
        self._tick.place()


class _Tick(QWidget):
    """The 2 px mark in the left margin at the paragraph of the cursor."""

    def __init__(self, edit: SourceEdit) -> None:
        super().__init__(edit)
        self._edit = edit
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def place(self) -> None:
        """Stand beside the cursor's paragraph."""
        block = self._edit.textCursor().block()
        rect = self._edit.document().documentLayout().blockBoundingRect(block)
        top = round(rect.top()) - self._edit.verticalScrollBar().value()
        self.setGeometry(QRect(GUTTER - _TICK_ROOM, top, current_theme().line_width("sync_tick"), round(rect.height())))

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), current_theme().color("accent"))


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text) + sum(ord(c) > 0xFFFF for c in text)


def _difference(before: str, after: str) -> tuple[int, int, int]:
    """Where two texts differ: common start, then the end of the difference in each (code points)."""
    start = 0
    most = min(len(before), len(after))
    while start < most and before[start] == after[start]:
        start += 1
    tail = 0
    while tail < most - start and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return start, len(before) - tail, len(after) - tail
