"""The stories open in one editor pane, side by side in its head; one is in front."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from editor.qt.icons import paint_icon
from editor.qt.theme import current_theme
from editor.ui.widgets.painting import paint_text, text_width
from editor.ui.widgets.themed import ThemedWidget

_GAP = 18
_CLOSE = 20


class TabRow(ThemedWidget):
    """Names of stories; keys belong to the screen. `chosen(index)` and `closed(index)` follow the pointer."""

    chosen = Signal(int)
    closed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self._current = -1
        self._active = True
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)

    def set_names(self, names: tuple[str, ...], current: int) -> None:
        """Show these stories with one in front."""
        if (names, current) != (self._names, self._current):
            self._names, self._current = names, current
            front = names[current] if 0 <= current < len(names) else "none"
            self.setAccessibleName(f"Open stories: {', '.join(names)}. In front: {front}")
            self.update()

    def set_active(self, active: bool) -> None:
        """Whether this pane has the keyboard or had it last."""
        if active != self._active:
            self._active = active
            self.update()

    def _cells(self) -> list[QRectF]:
        """Cells at their full width, or squeezed evenly; the one in front keeps its words longest."""
        full = [text_width("ui_semi", name) + _CLOSE for name in self._names]
        room = self.width() - _GAP * max(len(full) - 1, 0)
        if full and sum(full) > room:
            front = min(full[self._current], max(room * 0.5, room / len(full))) if 0 <= self._current < len(full) else 0
            others = (room - front) / max(len(full) - 1, 1)
            full = [front if i == self._current else min(width, others) for i, width in enumerate(full)]
        cells, x = [], 0.0
        for width in full:
            cells.append(QRectF(x, 0, max(width, 24), self.height()))
            x += width + _GAP
        return cells

    def sizeHint(self) -> QSize:
        return QSize(160, current_theme().size("pane_head"))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        for index, (name, cell) in enumerate(zip(self._names, self._cells(), strict=True)):
            front = index == self._current
            words = cell.adjusted(0, 0, -_CLOSE, 0)
            paint_text(painter, "ui_semi" if front else "ui", "text" if front else "text3", words, name)
            if front:
                size = theme.px(13)
                paint_icon(painter, "x", "text3", cell.right() - size - 2, (self.height() - size) // 2, size)
                if len(self._names) > 1:
                    role = "accent" if self._active else "control"
                    painter.fillRect(QRectF(cell.left(), self.height() - 2, cell.width(), 2), theme.color(role))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for index, cell in enumerate(self._cells()):
            if cell.contains(event.position()):
                on_cross = index == self._current and event.position().x() > cell.right() - _CLOSE
                if on_cross or event.button() == Qt.MouseButton.MiddleButton:
                    self.closed.emit(index)
                else:
                    self.chosen.emit(index)
                return
