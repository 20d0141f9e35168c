"""A choice of a few words side by side; Left and Right walk it, `chosen` follows."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from editor.qt.theme import current_theme
from editor.ui.widgets.painting import paint_focus_ring, paint_text, text_width
from editor.ui.widgets.themed import ThemedWidget, note_focus_reason, note_key_used, shows_focus


class SegmentedChoice(ThemedWidget):
    """`options` are (name, words); the chosen one stands on select with an accent edge."""

    chosen = Signal(str)

    def __init__(self, label: str, options: tuple[tuple[str, str], ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self._options = options
        self._current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._name_it()

    @property
    def current(self) -> str:
        """Name of the chosen option."""
        return self._options[self._current][0]

    def set_current(self, name: str) -> None:
        """Choose without announcing; ValueError for a name that is not offered."""
        self._current = [option[0] for option in self._options].index(name)
        self._name_it()
        self.update()

    def _choose(self, index: int) -> None:
        index = min(max(index, 0), len(self._options) - 1)
        if index != self._current:
            self._current = index
            self._name_it()
            self.update()
            self.chosen.emit(self.current)

    def _name_it(self) -> None:
        self.setAccessibleName(self._label)
        self.setAccessibleDescription(self._options[self._current][1])

    def _cells(self) -> list[QRectF]:
        cells, x = [], 0.0
        for _, words in self._options:
            width = math.ceil(text_width("ui_semi", words)) + 22
            cells.append(QRectF(x, 0, width, self.height()))
            x += width
        return cells

    def sizeHint(self) -> QSize:
        width = sum(math.ceil(text_width("ui_semi", words)) + 22 for _, words in self._options)
        return QSize(width, current_theme().size("field"))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = theme.radius("control")
        painter.setPen(QPen(theme.color("control"), 1))
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        for index, (cell, option) in enumerate(zip(self._cells(), self._options, strict=True)):
            chosen = index == self._current
            if chosen:
                painter.setPen(QPen(theme.color("accent"), 1))
                painter.setBrush(theme.color("select"))
                painter.drawRoundedRect(cell.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
            paint_text(
                painter,
                "ui_semi" if chosen else "ui",
                "accent" if chosen else "text2",
                cell,
                option[1],
                Qt.AlignmentFlag.AlignHCenter,
                elide=False,
            )
        if shows_focus(self):
            paint_focus_ring(painter, QRectF(self.rect()), radius, inside=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        note_key_used(self)
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._choose(self._current + (1 if event.key() == Qt.Key.Key_Right else -1))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        position: QPoint = event.position().toPoint()
        for index, cell in enumerate(self._cells()):
            if cell.contains(position):
                self._choose(index)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        note_focus_reason(self, event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
