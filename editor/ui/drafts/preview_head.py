"""The head of a story as the site sets it: section, headline, standfirst, byline, date."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QTextLayout

from editor.qt.theme import current_theme
from editor.ui.widgets.reading_text import lay_out


@dataclass(frozen=True)
class HeadWords:
    """What stands above the text; empty words take no room."""

    section: str = ""
    headline: str = ""
    standfirst: str = ""
    byline: str = ""
    date: str = ""


_STYLES = (
    ("section", "label", "accent", 2),
    ("headline", "headline", "text", 6),
    ("standfirst", "stand", "text2", 8),
    ("byline", "ui_semi", "text", 0),
    ("date", "meta", "text3", 0),
)


class PreviewHead:
    """Lays the head out at a width and paints it; `height` includes the hairline and the room below it."""

    def __init__(self) -> None:
        self.words = HeadWords()
        self.height = 0.0
        self._rows: list[tuple[QTextLayout, str, float]] = []
        self._line_y = 0.0

    def lay_out(self, words: HeadWords, width: int) -> None:
        """Lay out these words for a width in logical pixels."""
        theme = current_theme()
        self.words = words
        self._rows = []
        y = 0.0
        for name, style, role, below in _STYLES:
            text = getattr(words, name)
            if not text and name == "headline":
                text, role = "No headline yet", "text3"
            if not text:
                continue
            layout = lay_out(text, style, width)
            self._rows.append((layout, role, y))
            y += layout.lineCount() * theme.line(style) + below
        self._line_y = y + 10
        self.height = self._line_y + 14

    def paint(self, painter: QPainter, x: float, y: float, width: int) -> None:
        """Paint with the top left corner at x, y."""
        theme = current_theme()
        for layout, role, top in self._rows:
            painter.setPen(theme.color(role))
            layout.draw(painter, QPointF(x, y + top))
        painter.fillRect(round(x), round(y + self._line_y), width, 1, theme.color("hairline"))
