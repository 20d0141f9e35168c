"""What happened at this desk, newest first, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QTextLayout

from editor.domain.activity import Happening
from editor.qt.icons import paint_icon
from editor.qt.theme import current_theme
from editor.ui.activity.icons import happening_icon
from editor.ui.widgets.card_source import CardState
from editor.ui.widgets.painting import paint_text
from editor.ui.widgets.reading_text import lay_out
from editor.ui.widgets.when import clock, day_words

_LEFT, _RIGHT, _PAD = 20, 20, 7
_TIME = 52
_DAY = 32
_BEFORE = {"queued": "Waits to be sent: ", "sent": "Sent to the site: "}


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of the time line; `day` is set on the first line of each day."""

    happening: Happening
    day: str


def moments(timeline: tuple[Happening, ...], now: datetime) -> list[Moment]:
    """The lines, with the day's name on the first of each day (this computer's days)."""
    found: list[Moment] = []
    before = None
    for happening in timeline:
        day = happening.at.astimezone().date()
        name = day_words(day, now.astimezone().date()) if day != before else ""
        found.append(Moment(happening, name))
        before = day
    return found


def said(happening: Happening) -> str:
    """The sentence of a line: what an operation is called does not tell whether it has left this desk."""
    before = _BEFORE.get(happening.what, "")
    return f"{before}{happening.words}"


class MomentDelegate:
    """Paints one line: time, icon, sentence, who."""

    def key(self, row: Moment) -> Happening:
        """What happened; its place and its day's heading change with what comes before it."""
        return row.happening

    def height(self, row: Moment, width: int) -> int:
        """As many lines as the sentence needs, under the day's name when it has one."""
        theme = current_theme()
        lines = self._words(row, width).lineCount()
        return (theme.px(_DAY) if row.day else 0) + max(lines, 1) * theme.line("ui") + 2 * _PAD

    def paint(self, painter: QPainter, rect: QRect, row: Moment, state: CardState) -> None:
        """Paint the words."""
        theme = current_theme()
        top = rect.top()
        if row.day:  # the heading is no part of the line: what is selected is tinted below it
            painter.fillRect(QRect(rect.left(), top, rect.width(), theme.px(_DAY)), theme.color("surface"))
            paint_text(
                painter,
                "label",
                "text2",
                QRectF(rect.left() + _LEFT, top + 4, rect.width() - _LEFT, theme.px(_DAY) - 4),
                row.day,
            )
            top += theme.px(_DAY)
        top += _PAD
        line = theme.line("ui")
        paint_text(
            painter, "meta", "text3", QRectF(rect.left() + _LEFT, top, theme.px(_TIME), line), clock(row.happening.at)
        )
        name, role = happening_icon(row.happening)
        size = theme.px(15)
        paint_icon(painter, name, role, rect.left() + _LEFT + theme.px(_TIME) - 8, top + (line - size) // 2, size)
        painter.setPen(theme.color("text"))
        self._words(row, rect.width()).draw(painter, QPointF(rect.left() + _words_left(), top))
        actor = row.happening.actor
        if actor:
            paint_text(
                painter,
                "meta",
                "text3",
                QRectF(rect.right() - _RIGHT - 130, top, 130, line),
                actor,
                Qt.AlignmentFlag.AlignRight,
            )

    def text_for_accessibility(self, row: Moment) -> str:
        """Day, time, sentence, who."""
        parts = (row.day, clock(row.happening.at), said(row.happening), row.happening.actor)
        return ", ".join(part for part in parts if part)

    def action_at(self, row: Moment, rect: QRect, position: QPoint) -> str | None:
        """No action stands on a line."""
        return None

    def _words(self, row: Moment, width: int) -> QTextLayout:
        room = width - _words_left() - _RIGHT - (140 if row.happening.actor else 0)
        return lay_out(said(row.happening), "ui", max(room, 60))


def _words_left() -> int:
    theme = current_theme()
    return _LEFT + theme.px(_TIME) + theme.px(15) + 4
