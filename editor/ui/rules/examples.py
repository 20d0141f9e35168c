"""An example under a clause: whether it stays or goes, and its words."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from editor.domain.rulebook import Example
from editor.qt.icons import paint_icon
from editor.qt.theme import current_theme
from editor.ui.widgets.painting import paint_text
from editor.ui.widgets.reading_text import lay_out
from editor.ui.widgets.themed import ThemedWidget

_LEAD = 72


class ExampleRow(ThemedWidget):
    """Icon, verdict, words; as many lines as it needs."""

    def __init__(self, example: Example) -> None:
        super().__init__()
        self._example = example
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(f"{'Stays' if example.allowed else 'Goes'}: {example.text}")

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        theme = current_theme()
        lines = lay_out(self._example.text, "card", width - theme.px(_LEAD)).lineCount()
        return max(lines, 1) * theme.line("card") + 4

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(self.width() or 200))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        icon, role, word = (
            ("circle-check", "approved", "Stays") if self._example.allowed else ("circle-x", "removed", "Goes")
        )
        size, line = theme.px(15), theme.line("card")
        paint_icon(painter, icon, role, 0, (line - size) // 2, size)
        paint_text(painter, "ui_med", role, QRectF(size + 8, 0, theme.px(_LEAD) - size - 8, line), word)
        painter.setPen(theme.color("text"))
        layout = lay_out(self._example.text, "card", self.width() - theme.px(_LEAD))
        layout.draw(painter, QPointF(theme.px(_LEAD), 0))
