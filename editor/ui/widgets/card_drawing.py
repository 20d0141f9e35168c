"""Draws the rows of a card list: from kept pictures where a card stays as it is, clipped where it moves."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter

from editor.qt.theme import current_theme
from editor.ui.widgets.card_motion import CardMotion
from editor.ui.widgets.card_pictures import CardPictures
from editor.ui.widgets.card_source import CardDelegate, CardState
from editor.ui.widgets.painting import paint_row_ground


class CardDrawing:
    """Knows the ground and the inset of a list, and which pictures of its cards are kept.

    ``ground`` is a colour role; ``inset`` the pixels at the left that the line below a card leaves free.
    """

    def __init__(self, delegate: CardDelegate, motion: CardMotion, ground: str, inset: int) -> None:
        self._delegate, self._motion = delegate, motion
        self._ground, self._inset = ground, inset
        self._pictures = CardPictures()

    def forget(self) -> None:
        """Rows, colours or type changed: paint every card anew."""
        self._pictures.clear()

    def draw(self, painter: QPainter, rect: QRect, row: Any | None, state: CardState, full_height: int) -> None:
        """Draw a row at its place in the viewport; ``full_height`` is that of the card at rest, in pixels."""
        paint = partial(self._paint, row=row, state=state)
        if row is None:
            paint(painter, rect)
            return
        key: Hashable = self._delegate.key(row)
        if self._motion.height(key) is None:
            self._pictures.draw(painter, rect, key, row, state, paint)
        elif self._motion.is_unmoved(key) and self._pictures.draw_earlier(painter, rect, key, state):
            pass  # its new form is painted with its first step: this frame belongs to the card that is read next
        else:
            paint_row_ground(painter, QRectF(rect), **vars(state), ground=self._ground)
            painter.save()
            painter.setClipRect(rect)
            rest = QRect(rect.topLeft(), QSize(rect.width(), full_height))
            self._pictures.draw(painter, rest, key, row, state, paint)
            painter.restore()

    def prepare(self, ratio: float, size: QSize, row: Any, state: CardState) -> None:
        """Paint a card for a screen of so many device pixels to one, now, while there is time."""
        paint = partial(self._paint, row=row, state=state)
        self._pictures.prepare(
            ratio, QRect(0, 0, size.width(), size.height()), self._delegate.key(row), row, state, paint
        )

    def fill(self, painter: QPainter, rect: QRect) -> None:
        """The ground where there are no cards."""
        painter.fillRect(rect, current_theme().color(self._ground))

    def _paint(self, painter: QPainter, rect: QRect, row: Any | None, state: CardState) -> None:
        paint_row_ground(painter, QRectF(rect), **vars(state), ground=self._ground)
        inset = 0 if state.current else self._inset
        painter.fillRect(inset, rect.bottom(), rect.width() - inset, 1, current_theme().color("hairline"))
        painter.save()
        painter.setClipRect(rect)
        if row is None:
            paint_placeholder(painter, rect, self._inset)
        else:
            self._delegate.paint(painter, rect, row, state)
        painter.restore()


def paint_placeholder(painter: QPainter, rect: QRect, inset: int) -> None:
    """Quiet lines where the words of a row that is not loaded yet will stand."""
    theme = current_theme()
    colour = theme.color("sunken")
    width = rect.width() - inset - 16
    y = rect.top() + theme.px(16)
    for share in (0.35, 0.96, 0.9, 0.5):
        painter.fillRect(QRect(inset, y, round(width * share), theme.px(8)), colour)
        y += theme.px(23)
