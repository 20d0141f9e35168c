"""Text to read: serif at a fixed line pitch, with marks, selectable by mouse and keyboard so it can be quoted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from editor.qt.announce import announce_selection
from editor.qt.theme import current_theme
from editor.qt.utf16 import from_utf16, to_utf16
from editor.ui.widgets.by_width import ByWidth
from editor.ui.widgets.painting import paint_focus_ring
from editor.ui.widgets.themed import ThemedWidget, note_focus_reason, note_key_used, shows_focus

_UNDER = QTextCharFormat.UnderlineStyle


@dataclass(frozen=True)
class Mark:
    """A stretch of text, code points start to end (end excluded), and what it is: a key of MARK_STYLES."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class MarkStyle:
    """How a kind of mark looks: roles for ground, words and line."""

    ground: str = ""
    words: str = ""
    line: str = ""
    shape: QTextCharFormat.UnderlineStyle = _UNDER.NoUnderline
    strike: bool = False
    weight: int = 0


MARK_STYLES: dict[str, MarkStyle] = {
    "evidence": MarkStyle(ground="mark"),
    "insert": MarkStyle(ground="ins_bg", line="approved", shape=_UNDER.SingleUnderline),
    "delete": MarkStyle(ground="del_bg", strike=True),
    "yours": MarkStyle(ground="select", line="accent", shape=_UNDER.SingleUnderline),
    "theirs": MarkStyle(ground="escalated_bg", line="escalated", shape=_UNDER.DashUnderline),
    "link": MarkStyle(words="accent"),
    "match": MarkStyle(words="accent", line="accent", shape=_UNDER.SingleUnderline, weight=600),
    "quiet": MarkStyle(words="text3"),
    "strong": MarkStyle(words="text", weight=600),
    "legal": MarkStyle(ground="escalated_bg", line="escalated", shape=_UNDER.DashUnderline),
    "spelling": MarkStyle(line="removed", shape=_UNDER.WaveUnderline),
}


def format_ranges(text: str, marks: Sequence[Mark], style: str) -> list[QTextLayout.FormatRange]:
    """The marks as Qt format ranges (UTF-16 positions); later marks lie over earlier ones."""
    theme = current_theme()
    ranges = []
    for mark in marks:
        look = MARK_STYLES[mark.kind]
        form = QTextCharFormat()
        if look.weight:
            form.setFont(theme.font(style, weight=look.weight))
        if look.ground:
            form.setBackground(theme.color(look.ground))
        if look.words:
            form.setForeground(theme.color(look.words))
        if look.line:
            form.setUnderlineColor(theme.color(look.line))
            form.setUnderlineStyle(look.shape)
        form.setFontStrikeOut(look.strike)
        one = QTextLayout.FormatRange()
        one.start = to_utf16(text, mark.start)
        one.length = max(to_utf16(text, mark.end) - one.start, 0)
        one.format = form
        ranges.append(one)
    return ranges


def lay_out(
    text: str, style: str, width: float, marks: Sequence[Mark] = (), *, most_lines: int = 0, font: QFont | None = None
) -> QTextLayout:
    """A laid-out text of fixed line pitch; with `most_lines` the rest is left out (the caller elides or fades)."""
    theme = current_theme()
    layout = QTextLayout(text.replace("\n", "\u2028"), font or theme.font(style))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setCacheEnabled(True)  # otherwise every drawing shapes the words again
    layout.setFormats(format_ranges(text, marks, style))
    pitch = theme.line(style)
    layout.beginLayout()
    count = 0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 1))
        line.setPosition(QPointF(0, count * pitch + (pitch - line.height()) / 2))
        count += 1
        if most_lines and count == most_lines:
            break
    layout.endLayout()
    return layout


class ReadingText(ThemedWidget):
    """Shows a text whose height follows its width. The column stops at 560 px (at 16), the widget does not.

    Keyboard, when it has the focus: arrows move the caret, Ctrl by word, Shift selects, Ctrl+A all, Ctrl+C copies.
    `selection_changed(start, end)` gives code points; start == end means nothing is selected.
    """

    selection_changed = Signal(int, int)

    def __init__(
        self,
        text: str = "",
        style: str = "read",
        role: str = "text",
        *,
        name: str = "Text",
        selectable: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text, self._style, self._role = text, style, role
        self._name = name
        self._marks: tuple[Mark, ...] = ()
        self._layouts = ByWidth(self._lay_out)
        self._expected: tuple[str, int, QTextLayout] | None = None
        self._caret = self._anchor = 0  # UTF-16 positions
        self._selectable = selectable
        # Preferred, not Fixed: a layout takes a fixed height from the width the words had when it first asked
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if selectable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.IBeamCursor)
        self._name_it()

    @property
    def text(self) -> str:
        """The text."""
        return self._text

    @property
    def selection(self) -> tuple[int, int]:
        """Selected code points, start and end; equal when nothing is selected."""
        low, high = sorted((self._caret, self._anchor))
        return from_utf16(self._text, low), from_utf16(self._text, high)

    @property
    def selected_text(self) -> str:
        """The selected words."""
        start, end = self.selection
        return self._text[start:end]

    def set_text(self, text: str, marks: Sequence[Mark] = ()) -> None:
        """Show another text with its marks; the selection is dropped."""
        self._text, self._marks = text, tuple(marks)
        self._caret = self._anchor = 0
        self._name_it()
        self._forget_layout()
        expected, self._expected = self._expected, None
        if expected is not None and expected[0] == text and not marks:
            self._layouts.put(*expected[1:])

    def expect(self, text: str) -> None:
        """Lay a text out now, while there is time: it is likely to be set next."""
        width = self._room(self.width())
        self._expected = (text, width, lay_out(text, self._style, width))

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Change the marks; the selection stays."""
        if tuple(marks) != self._marks:
            self._marks = tuple(marks)
            self._forget_layout()

    def select(self, start: int, end: int) -> None:
        """Select code points start to end."""
        self._move(to_utf16(self._text, end), to_utf16(self._text, start))

    def clear_selection(self) -> None:
        """Select nothing; the caret stays."""
        self._move(self._caret, self._caret)

    def _name_it(self) -> None:
        self.setAccessibleName(self._name)
        self.setAccessibleDescription(self._text)

    def _forget_layout(self) -> None:
        self._layouts.clear()
        self.updateGeometry()
        self.update()

    def _on_theme_changed(self) -> None:
        self._expected = None
        self._forget_layout()

    def _room(self, width: int) -> int:
        return min(width, current_theme().px(560))

    def _laid(self, width: int) -> QTextLayout:
        return self._layouts(self._room(width))

    def _lay_out(self, width: int) -> QTextLayout:
        return lay_out(self._text, self._style, width, self._marks)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(self._laid(width).lineCount(), 1) * current_theme().line(self._style)

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(self.width() or 200))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, current_theme().line(self._style))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setPen(theme.color(self._role))
        layout = self._laid(self.width())
        low, high = sorted((self._caret, self._anchor))
        chosen = []
        if low != high:
            one = QTextLayout.FormatRange()
            one.start, one.length = low, high - low
            form = QTextCharFormat()
            form.setBackground(theme.color("select"))
            form.setForeground(theme.color("text"))
            one.format = form
            chosen = [one]
        layout.draw(painter, QPointF(0, 0), chosen)
        if self.hasFocus() and self._selectable:
            painter.setPen(theme.color("accent"))
            layout.drawCursor(painter, QPointF(0, 0), self._caret, 2)
            if shows_focus(self) and not self._text:
                paint_focus_ring(painter, QRectF(self.rect()), 2, inside=True)

    def _move(self, caret: int, anchor: int | None = None) -> None:
        """Put the caret at a UTF-16 position; the anchor stays where it is when not given."""
        before = self.selection
        self._caret = min(max(caret, 0), to_utf16(self._text, len(self._text)))
        if anchor is not None:
            self._anchor = anchor
        self.update()
        if self.selection != before:
            self.selection_changed.emit(*self.selection)
            announce_selection(self, *sorted((self._caret, self._anchor)))

    def _position_at(self, point: QPointF) -> int:
        layout = self._laid(self.width())
        if layout.lineCount() == 0:
            return 0
        row = min(max(int(point.y() // current_theme().line(self._style)), 0), layout.lineCount() - 1)
        return int(layout.lineAt(row).xToCursor(point.x()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._selectable and event.button() == Qt.MouseButton.LeftButton:
            at = self._position_at(event.position())
            held = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._move(at, self._anchor if held else at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._selectable and event.buttons() & Qt.MouseButton.LeftButton:
            self._move(self._position_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._selectable:
            at = self._position_at(event.position())
            layout = self._laid(self.width())
            words = QTextLayout.CursorMode.SkipWords
            start = layout.previousCursorPosition(min(at + 1, to_utf16(self._text, len(self._text))), words)
            end = layout.nextCursorPosition(start, words)
            while end > start and self._text[from_utf16(self._text, end) - 1].isspace():
                end -= 1
            self._move(end, start)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        note_key_used(self)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if self._selectable and control and event.key() == Qt.Key.Key_A:
            self._move(to_utf16(self._text, len(self._text)), 0)
            return
        if self._selectable and control and event.key() == Qt.Key.Key_C:
            if self.selected_text:
                QGuiApplication.clipboard().setText(self.selected_text)
            return
        target = self._target(Qt.Key(event.key()), control) if self._selectable else None
        if target is None:
            super().keyPressEvent(event)
            return
        held = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._move(target, None if held else target)

    def _target(self, key: Qt.Key, control: bool) -> int | None:
        """Where a movement key leads (UTF-16), None when the key does not move."""
        layout = self._laid(self.width())
        mode = QTextLayout.CursorMode.SkipWords if control else QTextLayout.CursorMode.SkipCharacters
        if key == Qt.Key.Key_Right:
            return int(layout.nextCursorPosition(self._caret, mode))
        if key == Qt.Key.Key_Left:
            return int(layout.previousCursorPosition(self._caret, mode))
        line = layout.lineForTextPosition(self._caret)
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            return self._line_end(key == Qt.Key.Key_Home, control)
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and line.isValid():
            row = line.lineNumber() + (1 if key == Qt.Key.Key_Down else -1)
            if not 0 <= row < layout.lineCount():
                return None  # the pane may scroll instead
            # PySide returns (x, position) where its own annotations say float
            x: Any = line.cursorToX(self._caret)
            return int(layout.lineAt(row).xToCursor(x[0] if isinstance(x, tuple) else x))
        return None

    def _line_end(self, start: bool, whole: bool) -> int:
        length = to_utf16(self._text, len(self._text))
        line = self._laid(self.width()).lineForTextPosition(self._caret)
        if whole or not line.isValid():
            return 0 if start else length
        if start:
            return int(line.textStart())
        end = line.textStart() + line.textLength()
        return int(end if end >= length else end - 1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        note_focus_reason(self, event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
