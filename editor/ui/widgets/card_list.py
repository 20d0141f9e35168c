"""A list of up to millions of cards of varied height: measures only what is in view, and never jumps."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from PySide6.QtCore import QEvent, QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from editor.qt.announce import announce, announce_value
from editor.qt.theme import current_theme
from editor.ui.widgets.card_drawing import CardDrawing
from editor.ui.widgets.card_geometry import STEPS_PER_ROW, CardColumn, Placed
from editor.ui.widgets.card_motion import CardMotion
from editor.ui.widgets.card_source import CardDelegate, CardSource, CardState
from editor.ui.widgets.scroll import ThinScrollBar

_HEIGHT_CACHE_MOST = 20_000
PLACEHOLDER_HEIGHT = 126


class CardList(QAbstractScrollArea):
    """Shows the rows of a CardSource through a CardDelegate.

    Keys: j, k, Up, Down, PageUp, PageDown, Home, End move; Enter activates. A double-click says so by itself, as Enter
    may mean more than a look. Current row and marks follow their rows when others come and go. `name` is what a screen
    reader calls the list.
    """

    current_changed = Signal(int)
    activated = Signal(int)
    double_clicked = Signal(int)
    action_clicked = Signal(int, str)

    def __init__(
        self,
        source: CardSource,
        delegate: CardDelegate,
        name: str,
        *,
        ground: str = "surface",
        inset: int = 20,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._source = source
        self._delegate = delegate
        self._heights: dict[Hashable, int] = {}
        self._column = CardColumn(self._height_of)
        self._current = -1
        self._hover = -1
        self._marked: set[Hashable] = set()
        self._motion = CardMotion(self._on_moved, self)
        self._drawing = CardDrawing(delegate, self._motion, ground, inset)
        self._bar = ThinScrollBar(self)
        self._prepare(name)
        self._listen()
        self._on_reset()

    @property
    def current(self) -> int:
        """Index of the current row, -1 when the list is empty."""
        return self._current

    @property
    def current_row(self) -> Any | None:
        """Data of the current row, None when empty or not loaded."""
        return self._source.row(self._current) if self._current >= 0 else None

    @property
    def marked(self) -> frozenset[Hashable]:
        """Keys of the marked rows."""
        return frozenset(self._marked)

    @property
    def scroll_bar(self) -> ThinScrollBar:
        """The bar over the right edge; its range runs over the rows."""
        return self._bar

    def set_current(self, index: int, *, reveal: bool = True) -> None:
        """Make a row the current one; clamped to the list."""
        index = min(max(index, 0), self._source.count() - 1) if self._source.count() else -1
        if reveal and index >= 0:
            self._column.reveal(index)
            self._show_position()
        if index != self._current:
            self._current = index
            self.current_changed.emit(index)
            self._announce()
        self.viewport().update()

    def clear_current(self) -> None:
        """Make no row the current one; keys begin at the first again."""
        if self._current >= 0:
            self._current = -1
            self.current_changed.emit(-1)
            self.viewport().update()

    def stand_still(self) -> None:
        """Let every card that moves be where it goes, from the next painting on."""
        self._motion.finish()
        self._column.settle()

    def toggle_mark(self, index: int) -> None:
        """Mark a loaded row, or take its mark away."""
        row = self._source.row(index)
        if row is not None:
            self._marked ^= {self._delegate.key(row)}
            self.viewport().update()

    def clear_marks(self) -> None:
        """Take every mark away."""
        self._marked.clear()
        self.viewport().update()

    def visible_rows(self) -> tuple[int, int]:
        """First and last row in view; (0, -1) when there is none."""
        placed = self._column.placed()
        return (placed[0].row, placed[-1].row) if placed else (0, -1)

    def row_at(self, y: int) -> int:
        """Index of the row at a y of the viewport, -1 when there is none."""
        return next((p.row for p in self._column.placed() if p.top <= y < p.top + p.height), -1)

    def row_rect(self, index: int) -> QRect:
        """Place of a row in the viewport; empty when it is not in view."""
        for placed in self._column.placed():
            if placed.row == index:
                return QRect(0, placed.top, self.viewport().width(), placed.height)
        return QRect()

    def _prepare(self, name: str) -> None:
        self.setAccessibleName(name)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def _listen(self) -> None:
        self._source.row_changed.connect(self._on_row_changed)
        self._source.rows_changed.connect(self._on_rows_changed)
        self._source.rows_inserted.connect(self._on_inserted)
        self._source.rows_removed.connect(self._on_removed)
        self._source.reset.connect(self._on_reset)
        self._bar.valueChanged.connect(self._on_bar_moved)
        current_theme().theme_changed.connect(self._on_theme_changed)

    def _height_of(self, index: int) -> int:
        row = self._source.row(index)
        if row is None:
            return current_theme().px(PLACEHOLDER_HEIGHT)
        key = self._delegate.key(row)
        moving = self._motion.height(key)
        return moving if moving is not None else self._full_height(key, row)

    def _full_height(self, key: Hashable, row: Any) -> int:
        height = self._heights.get(key)
        if height is None:
            if len(self._heights) > _HEIGHT_CACHE_MOST:
                self._heights.clear()
            height = self._heights[key] = max(self._delegate.height(row, self.viewport().width()), 1)
        return height

    def _show_position(self) -> None:
        """Bring the scroll bar in line with the anchor, without hearing our own echo."""
        most = self._column.steps(self._column.bottom())
        with QSignalBlocker(self._bar):
            self._bar.setRange(0, most)
            self._bar.setPageStep(max(self._source.count() * STEPS_PER_ROW - most, STEPS_PER_ROW))
            self._bar.setSingleStep(STEPS_PER_ROW)
            self._bar.setValue(min(self._column.steps(), most))
        self._bar.setVisible(most > 0)
        self._bar.update()

    def _ask_for_missing(self, placed: list[Placed]) -> None:
        if placed and any(self._source.row(p.row) is None for p in placed):
            around = len(placed)
            first = max(placed[0].row - around, 0)
            self._source.wanted(first, min(placed[-1].row + around, self._source.count() - 1))

    def _announce(self) -> None:
        row = self.current_row
        words = self._delegate.text_for_accessibility(row) if row is not None else ""
        self.setAccessibleDescription(words)
        announce_value(self, words)
        if self.hasFocus():
            announce(self, words)

    def _settled(self) -> None:
        self._column.settle()
        self._show_position()
        self.viewport().update()

    def _scroll(self, pixels: int) -> None:
        self._column.scroll_by(pixels)
        self._show_position()
        self.viewport().update()

    def _draw_row(self, painter: QPainter, placed: Placed) -> None:
        row = self._source.row(placed.row)
        rect = QRect(0, placed.top, self.viewport().width(), placed.height)
        marked = row is not None and self._delegate.key(row) in self._marked
        state = CardState(placed.row == self._current, self.hasFocus(), placed.row == self._hover, marked)
        full = self._full_height(self._delegate.key(row), row) if row is not None else placed.height
        self._drawing.draw(painter, rect, row, state, full)

    def prepare(self, index: int) -> None:
        """Paint a row as it looks once it is the current one, now, while there is time."""
        row = self._source.row(index)
        if row is None or not self.isVisible():
            return
        key = self._delegate.key(row)
        state = CardState(True, self.hasFocus(), index == self._hover, key in self._marked)
        size = QSize(self.viewport().width(), self._full_height(key, row))
        self._drawing.prepare(self.devicePixelRatio(), size, row, state)

    def _on_bar_moved(self, value: int) -> None:
        if value >= self._bar.maximum():
            self._column.go_to_end()  # a step is coarser than a pixel
        else:
            self._column.go_to_steps(value)
        self.viewport().update()

    def _on_moved(self) -> None:
        self._settled()

    def _on_reset(self) -> None:
        self._motion.stop_all()
        self._heights.clear()
        self._drawing.forget()
        self._marked.clear()
        self._hover = -1
        self._column.count = self._source.count()
        self._column.top_row = self._column.offset = 0
        self._current = -1
        self._settled()
        self.set_current(0)

    def _on_row_changed(self, index: int) -> None:
        row = self._source.row(index)
        if row is None:
            return
        key = self._delegate.key(row)
        before = self._heights.pop(key, None)
        if before is not None and self.row_rect(index).isValid():
            self._motion.start(key, before, self._full_height(key, row))
        if index == self._current:
            self._announce()
        self._settled()

    def _on_rows_changed(self, first: int, last: int) -> None:
        top, bottom = self.visible_rows()
        for index in range(max(first, top), min(last, bottom) + 1):
            row = self._source.row(index)
            if row is not None:
                self._heights.pop(self._delegate.key(row), None)
        if first <= self._current <= last:
            self._announce()
        self._settled()

    def _on_inserted(self, first: int, count: int) -> None:
        self._column.inserted(first, count)
        if first <= self._current:
            self._current += count
            self.current_changed.emit(self._current)
        self._settled()
        if self._current < 0 and self._source.count() == count:
            self.set_current(0)

    def _on_removed(self, first: int, count: int) -> None:
        self._column.removed(first, count)
        self._hover = -1
        current = self._current
        if first + count <= current:
            self._current = current - count
            self.current_changed.emit(self._current)
        elif first <= current:
            self._current = -2  # the current row is another one now, even at the same index
            self.set_current(min(first, self._source.count() - 1))
        self._settled()

    def _on_theme_changed(self) -> None:
        self._heights.clear()
        self._drawing.forget()
        self._settled()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        placed = self._column.placed()
        for one in placed:
            if event.rect().intersects(QRect(0, one.top, self.viewport().width(), one.height)):
                self._draw_row(painter, one)
        end = placed[-1].top + placed[-1].height if placed else 0
        if end < self.viewport().height():
            rest = QRect(0, end, self.viewport().width(), self.viewport().height() - end)
            self._drawing.fill(painter, rest)
        self._ask_for_missing(placed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        first, last = self.visible_rows()
        seen = first <= self._current <= last
        if event.size().width() != event.oldSize().width():
            self._motion.stop_all()
            self._heights.clear()
        self._column.view_height = self.viewport().height()
        self._column.settle()
        if seen:
            self._column.reveal(self._current)
        self._settled()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if plain and step is not None:
            self.set_current(self._current + step)
        elif plain and event.key() in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._turn_page(1 if event.key() == Qt.Key.Key_PageDown else -1)
        elif plain and event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.set_current(0 if event.key() == Qt.Key.Key_Home else self._source.count() - 1)
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current >= 0:
            self.activated.emit(self._current)
        else:
            super().keyPressEvent(event)

    def _turn_page(self, direction: int) -> None:
        first, last = self.visible_rows()
        self.set_current(self._current + direction * max(last - first, 1))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._announce()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.row_at(event.position().toPoint().y())
        row = self._source.row(index) if index >= 0 else None
        if event.button() != Qt.MouseButton.LeftButton or index < 0:
            return
        action = None
        if row is not None:
            action = self._delegate.action_at(row, self.row_rect(index), event.position().toPoint())
        if action is not None:
            self.action_clicked.emit(index, action)
        else:
            self.set_current(index)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.row_at(event.position().toPoint().y()) == self._current >= 0:
            self.double_clicked.emit(self._current)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._set_hover(self.row_at(event.position().toPoint().y()))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._set_hover(-1)
        return super().viewportEvent(event)

    def _set_hover(self, index: int) -> None:
        if index != self._hover:
            for changed in (self._hover, index):
                self.viewport().update(self.row_rect(changed))
            self._hover = index

    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels = event.pixelDelta().y() or round(event.angleDelta().y() / 120 * 3 * current_theme().line("card"))
        self._scroll(-pixels)
        event.accept()


_STEPS = {Qt.Key.Key_J: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_K: -1, Qt.Key.Key_Up: -1}
