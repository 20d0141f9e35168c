"""The foot of a story: how long it is, where its words are saved, and what readers still wait for."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from editor.qt.icons import paint_icon
from editor.qt.theme import current_theme
from editor.ui.drafts.source import GUTTER
from editor.ui.widgets.labels import gap_text
from editor.ui.widgets.painting import paint_text
from editor.ui.widgets.themed import Pane


class StoryFoot(Pane):
    """Two lines at most: what is missing before readers can see the story (when something is), counts and saving."""

    def __init__(self) -> None:
        super().__init__("surface", ("top",))
        self._missing = ""
        self._counts = ""
        self._saving = ""
        self._unsure = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def saving(self) -> str:
        """What it says about saving."""
        return self._saving

    @property
    def missing(self) -> str:
        """What it says is missing; "" when nothing is."""
        return self._missing

    def set_counts(self, words: int, minutes: int) -> None:
        """Show words and reading time."""
        self._counts = gap_text(f"{words:,} word{'' if words == 1 else 's'}", f"{minutes} min read")
        self._say()

    def set_saving(self, sentence: str, *, unsure: bool = False) -> None:
        """Say where the words are saved; `unsure` shows it as a caution."""
        if (sentence, unsure) != (self._saving, self._unsure):
            self._saving, self._unsure = sentence, unsure
            self._say()

    def set_missing(self, sentence: str) -> None:
        """Say what is missing; "" hides the line."""
        if sentence != self._missing:
            self._missing = sentence
            self.updateGeometry()
            self._say()

    def _say(self) -> None:
        self.setAccessibleName(gap_text(self._missing, self._counts, self._saving))
        self.update()

    def sizeHint(self) -> QSize:
        line = current_theme().px(32)
        return QSize(240, line + (current_theme().px(26) if self._missing else 0) + 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = current_theme()
        painter = QPainter(self)
        right = self.width() - 16
        line = QRectF(GUTTER, self.height() - theme.px(32), right - GUTTER, theme.px(32))
        if self._missing:
            size = theme.px(15)
            y = 1 + (theme.px(32) - size) // 2
            paint_icon(painter, "circle-dashed", "text2", GUTTER, y, size)
            left = GUTTER + size + 8
            paint_text(painter, "meta", "text2", QRectF(left, 1, right - left, theme.px(32)), self._missing)
        used = paint_text(painter, "meta", "text2", line, self._counts)
        role = "held" if self._unsure else "text3"
        paint_text(painter, "meta", role, line.adjusted(used + 16, 0, 0, 0), self._saving, Qt.AlignmentFlag.AlignRight)
