"""A reader's last twelve months as thin bars: what stayed, and what was removed on top of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from editor.domain.inbox import MonthOfComments
from editor.qt.theme import current_theme
from editor.ui.widgets.themed import ThemedWidget

_HEIGHT = 30
_GAP = 3


class MonthChart(ThemedWidget):
    """Twelve bars on a baseline. Removed comments stand on top in the removed colour, apart by a gap of one pixel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._months: tuple[MonthOfComments, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Comments by month")

    def set_months(self, months: Sequence[MonthOfComments]) -> None:
        """Show these, oldest first."""
        if tuple(months) == self._months:
            return
        self._months = tuple(months)
        spoken = [f"{m.month}: {m.published} stayed, {m.removed} removed" for m in months if m.published or m.removed]
        self.setAccessibleDescription("; ".join(spoken) or "No comments in twelve months")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, current_theme().px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        base = self.height() - 1
        painter.fillRect(0, base, self.width(), 1, theme.color("control"))
        most = max((m.published + m.removed for m in self._months), default=0)
        if not most:
            return
        for index, month in enumerate(self._months):
            left, right = self._column(index)
            stayed = round((base - 2) * month.published / most)
            if month.published:
                stayed = max(stayed, 2)
            painter.fillRect(left, base - stayed, right - left, stayed, theme.blend("surface", "control", 0.5))
            if month.removed:
                gone = max(round((base - 2) * month.removed / most), 3)
                top = max(base - stayed - gone - (1 if stayed else 0), 0)
                painter.fillRect(left, top, right - left, gone, theme.color("removed"))

    def _column(self, index: int) -> tuple[int, int]:
        """Left and right edge of a bar, on whole pixels so that all gaps are alike."""
        number = max(len(self._months), 1)
        step = (self.width() + _GAP) / number
        left = round(index * step)
        return left, round((index + 1) * step) - _GAP

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._months:
            number = len(self._months)
            index = min(int(event.pos().x() * number / max(self.width(), 1)), number - 1)
            month = self._months[max(index, 0)]
            QToolTip.showText(event.globalPos(), f"{month.month}: {month.published} stayed, {month.removed} removed")
            return True
        return super().event(event)
