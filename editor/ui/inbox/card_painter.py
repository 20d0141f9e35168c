"""Paints one comment of the list: who, where, when; the words; why it is here, or what was decided."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from itertools import pairwise

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from editor.domain.comments import CommentState
from editor.domain.inbox import CommentCard, Delivery
from editor.qt.icons import paint_icon
from editor.qt.theme import current_theme
from editor.qt.utf16 import from_utf16
from editor.ui.inbox.wording import card_words, is_decided, reports_words, short_time, slug_words, verdict_look
from editor.ui.widgets.card_source import CardState
from editor.ui.widgets.painting import (
    baseline,
    chip_width,
    draw_line,
    keys_width,
    paint_chip,
    paint_keys,
    paint_text,
    text_width,
)
from editor.ui.widgets.reading_text import lay_out

LEFT, RIGHT = 20, 16
_EDGE, _AFTER_NAME, _AFTER_WORDS = 10, 3, 5
_LINES = 3
_MOST_LAID_OUT = 600  # code points; three lines hold far fewer
_CACHED = 600


class CommentCardDelegate:
    """Measures and paints comment cards; keeps the broken lines of the cards it met last."""

    def __init__(self) -> None:
        self._lines: OrderedDict[tuple[str, str, int, float], tuple[str, ...]] = OrderedDict()

    def key(self, row: CommentCard) -> Hashable:
        """The comment's id."""
        return row.id

    def height(self, row: CommentCard, width: int) -> int:
        """Height at a width: up to three lines of the comment, one when it is decided."""
        theme = current_theme()
        lines = 1 if is_decided(row) else len(self._words(row, width))
        height = 2 * _EDGE + theme.line("ui_semi") + _AFTER_NAME + lines * theme.line("card") + 1
        if is_decided(row) or _chips(row):
            height += _AFTER_WORDS + theme.size("chip")
        return height

    def paint(self, painter: QPainter, rect: QRect, row: CommentCard, state: CardState) -> None:
        """Paint the words of the card; the list painted the ground."""
        theme = current_theme()
        decided = is_decided(row)
        x, width = rect.left() + LEFT, rect.width() - LEFT - RIGHT
        y = rect.top() + _EDGE
        self._paint_head(painter, QRectF(x, y, width, theme.line("ui_semi")), row, decided)
        y += theme.line("ui_semi") + _AFTER_NAME
        pitch = theme.line("card")
        if decided:
            paint_text(painter, "card", "text3", QRectF(x, y, width, pitch), _one_line(row.text))
            y += pitch
        else:
            for line in self._words(row, rect.width()):
                paint_text(painter, "card", "text", QRectF(x, y, width, pitch), line, elide=False)
                y += pitch
        foot = QRectF(x, y + _AFTER_WORDS, width, theme.size("chip"))
        if decided:
            _paint_verdict(painter, foot, row)
        else:
            _paint_chips(painter, foot, row)

    def text_for_accessibility(self, row: CommentCard) -> str:
        """Every word of the card, verdict included."""
        return card_words(row)

    def action_at(self, row: CommentCard, rect: QRect, position: QPoint) -> str | None:
        """ "undo" at the lower right of a decided card."""
        theme = current_theme()
        if not is_decided(row) or row.state is CommentState.WITHDRAWN:
            return None
        width = keys_width(("U",)) + 6 + text_width("meta", "undo")
        reach = 28  # the smallest hit target
        spot = QRectF(
            rect.right() - RIGHT - width - 4,
            rect.bottom() - _EDGE - theme.size("chip") - 4,
            width + 8,
            max(reach, theme.size("chip") + 8),
        )
        return "undo" if spot.contains(QPointF(position)) else None

    def _paint_head(self, painter: QPainter, rect: QRectF, row: CommentCard, decided: bool) -> None:
        time = short_time(row.created)
        time_width = text_width("meta", time)
        paint_text(painter, "meta", "text3", rect, time, Qt.AlignmentFlag.AlignRight)
        room = rect.width() - time_width - 8
        name = paint_text(
            painter,
            "ui_semi",
            "text2" if decided else "text",
            QRectF(rect.left(), rect.top(), room, rect.height()),
            row.author_name,
        )
        left = name + 8
        standing = 0.0
        if room - left > 24:
            standing = paint_text(
                painter,
                "meta",
                "text3",
                QRectF(rect.left() + left, rect.top(), room - left, rect.height()),
                row.standing,
            )
        left += standing + 12
        if room - left > 24:  # the slug goes first when room is short
            paint_text(
                painter,
                "meta",
                "text3",
                QRectF(rect.left() + left, rect.top(), room - left, rect.height()),
                slug_words(row.article_slug),
                Qt.AlignmentFlag.AlignRight,
            )

    def _words(self, row: CommentCard, width: int) -> tuple[str, ...]:
        key = (row.id, row.text, width, current_theme().scale)
        lines = self._lines.get(key)
        if lines is None:
            lines = self._lines[key] = _broken(row.text, width - LEFT - RIGHT)
            if len(self._lines) > _CACHED:
                self._lines.popitem(last=False)
        return lines


def _one_line(text: str) -> str:
    return " ".join(text[:_MOST_LAID_OUT].split())


def _broken(text: str, width: int) -> tuple[str, ...]:
    """The comment in at most three lines, the last one elided."""
    words = _one_line(text)
    layout = lay_out(words, "card", width, most_lines=_LINES)
    starts = [from_utf16(words, layout.lineAt(i).textStart()) for i in range(layout.lineCount())]
    if not starts:
        return ("",)
    lines = [words[a:b].rstrip() for a, b in pairwise(starts)]
    metrics = current_theme().metrics("card")
    lines.append(metrics.elidedText(words[starts[-1] :], Qt.TextElideMode.ElideRight, width))
    return tuple(lines)


def _chips(row: CommentCard) -> list[tuple[str, str, str]]:
    """Words, state and icon of the causes on the card: at most two, the strongest first."""
    chips = []
    if words := reports_words(row):
        chips.append((words, "neutral", "flag"))
    if row.state is CommentState.HELD:
        chips.append(("Held", "held", "circle-pause"))
    if row.delivery is Delivery.PARKED:
        chips.append(("The site refused the decision", "held", "triangle-alert"))
    if row.edited:
        chips.append(("Edited", "conflict" if row.decision_id else "neutral", "pencil"))
    return chips[:2]


def _paint_chips(painter: QPainter, rect: QRectF, row: CommentCard) -> None:
    x = rect.left()
    for words, state, icon in _chips(row):
        room = rect.right() - x
        if room < min(chip_width(words, icon), 60):
            break
        x += paint_chip(painter, x, rect.center().y(), words, state, icon, room) + 8


def _paint_verdict(painter: QPainter, rect: QRectF, row: CommentCard) -> None:
    theme = current_theme()
    role, icon, words = verdict_look(row)
    if row.delivery is Delivery.PARKED:
        words += " · the site refused it"
    keys = keys_width(("U",)) + 6 + text_width("meta", "undo")
    if row.state is not CommentState.WITHDRAWN:
        paint_keys(painter, round(rect.right() - keys), rect.center().y(), ("U",))
        paint_text(painter, "meta", "text3", rect, "undo", Qt.AlignmentFlag.AlignRight)
    size = theme.px(13)
    paint_icon(painter, icon, role, rect.left(), round(rect.center().y() - size / 2), size)
    left = rect.left() + size + 5
    painter.setPen(theme.color(role))
    shown = theme.shaped.elided("small_med", words, rect.right() - keys - 12 - left)
    draw_line(painter, "small_med", left, baseline("small", rect), shown)
