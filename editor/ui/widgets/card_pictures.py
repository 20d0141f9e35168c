"""Cards as pictures: a card that stays as it is moves by copying pixels, and only those that changed are painted."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPixmap

from editor.ui.widgets.card_source import CardState

_KEPT = 64  # about 200 KB each at a ratio of 1


class CardPictures:
    """Keeps the pictures painted last. A picture is good for one row's data, size and state, and for one day."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Hashable, int, int, CardState], tuple[Any, QPixmap]] = OrderedDict()
        self._made_for: tuple[float, int] = (1.0, 0)

    def clear(self) -> None:
        """Colours, type or rows changed."""
        self._kept.clear()

    def draw(
        self,
        painter: QPainter,
        rect: QRect,
        key: Hashable,
        row: Any,
        state: CardState,
        paint: Callable[[QPainter, QRect], None],
    ) -> None:
        """Draw the card at ``rect``; ``paint`` is called when there is no picture of it, with the place to paint at."""
        picture = self.prepare(painter.device().devicePixelRatio(), rect, key, row, state, paint)
        if picture is None:
            paint(painter, rect)
        else:
            painter.drawPixmap(rect.topLeft(), picture)

    def draw_earlier(self, painter: QPainter, rect: QRect, key: Hashable, state: CardState) -> bool:
        """Draw the card as it was before its row changed; False when no picture of that size and state is left."""
        kept = self._kept.get((key, rect.width(), rect.height(), state))
        if kept is None or self._made_for[0] != painter.device().devicePixelRatio():
            return False
        painter.drawPixmap(rect.topLeft(), kept[1])
        return True

    def prepare(
        self,
        ratio: float,
        rect: QRect,
        key: Hashable,
        row: Any,
        state: CardState,
        paint: Callable[[QPainter, QRect], None],
    ) -> QPixmap | None:
        """The picture of a card of the size of ``rect``, made now if need be; None where a picture would be no good."""
        if ratio != int(ratio):  # between device pixels a copied picture would blur
            return None
        made_for = (ratio, time.localtime().tm_yday)
        if made_for != self._made_for:
            self._kept.clear()
            self._made_for = made_for
        name = (key, rect.width(), rect.height(), state)
        found = self._kept.get(name)
        if found is None or not (found[0] is row or found[0] == row):
            found = self._kept[name] = (row, _picture(rect, ratio, paint))
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(name)
        return found[1]


def _picture(rect: QRect, ratio: float, paint: Callable[[QPainter, QRect], None]) -> QPixmap:
    pixmap = QPixmap(round(rect.width() * ratio), round(rect.height() * ratio))
    pixmap.setDevicePixelRatio(ratio)
    painter = QPainter(pixmap)
    paint(painter, QRect(0, 0, rect.width(), rect.height()))
    painter.end()
    return pixmap
