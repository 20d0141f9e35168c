"""The stories on this desk as cards: headline, where the newest words are, how many."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from editor.domain.articles import ArticleRow, Whereabouts
from editor.qt.icons import paint_icon
from editor.qt.theme import current_theme
from editor.ui.drafts.whereabouts import mark_of
from editor.ui.widgets.card_source import CardState
from editor.ui.widgets.painting import paint_text, text_width
from editor.ui.widgets.reading_text import lay_out

INSET = 16
_TOP, _BETWEEN, _BOTTOM = 9, 4, 11
_MOST_LINES = 3


class StoryDelegate:
    """Paints one story. The open one is set in semibold, the others in medium."""

    def key(self, row: ArticleRow) -> Hashable:
        """The story's id."""
        return row.id

    def height(self, row: ArticleRow, width: int) -> int:
        """Headline of up to three lines, one line below it."""
        theme = current_theme()
        lines = lay_out(
            _name(row), "card", width - 2 * INSET, most_lines=_MOST_LINES, font=theme.font("card", weight=600)
        ).lineCount()
        return _TOP + max(lines, 1) * theme.line("card") + _BETWEEN + theme.line("small") + _BOTTOM

    def paint(self, painter: QPainter, rect: QRect, row: ArticleRow, state: CardState) -> None:
        """Paint the words."""
        theme = current_theme()
        font = theme.font("card", weight=600 if state.current else 500)
        width = rect.width() - 2 * INSET
        headline = lay_out(_name(row), "card", width, most_lines=_MOST_LINES, font=font)
        painter.setPen(theme.color("text" if row.headline.strip() else "text3"))
        headline.draw(painter, QPointF(rect.left() + INSET, rect.top() + _TOP))
        y = rect.bottom() + 1 - _BOTTOM - theme.line("small")
        line = QRectF(rect.left() + INSET, y, width, theme.line("small"))
        words = f"{row.words:,} w"
        paint_text(painter, "small", "text3", line, words, Qt.AlignmentFlag.AlignRight)
        room = width - text_width("small", words) - 12
        mark = mark_of(row.state, row.whereabouts)
        size = theme.px(13)
        paint_icon(painter, mark.icon, mark.role, line.left(), line.top() + (line.height() - size) // 2, size)
        used = paint_text(
            painter,
            "small",
            mark.role,
            line.adjusted(size + 5, 0, 0, 0).intersected(QRectF(line.left(), line.top(), room, line.height())),
            mark.words,
        )
        left = size + 5 + used + 14
        if room - left > 30:
            place = QRectF(line.left() + left, y, room - left, line.height())
            paint_text(painter, "small", "text3", place, row.section)

    def text_for_accessibility(self, row: ArticleRow) -> str:
        """Headline, whereabouts, section, words."""
        return f"{_name(row)}. {mark_of(row.state, row.whereabouts).words}. {row.section}. {row.words} words."

    def action_at(self, row: ArticleRow, rect: QRect, position: QPoint) -> str | None:
        """No action stands on these cards."""
        return None


def needs_somebody(rows: tuple[ArticleRow, ...]) -> int:
    """How many stories two people changed."""
    return sum(row.whereabouts is Whereabouts.CONFLICT for row in rows)


def _name(row: ArticleRow) -> str:
    return row.headline.strip() or "Untitled story"
