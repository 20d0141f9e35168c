"""The painted result rows of the palette, in groups with small-capital headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from editor.qt.icons import paint_icon
from editor.qt.theme import current_theme
from editor.ui.palette.items import PaletteItem
from editor.ui.widgets.painting import baseline, draw_line, keys_width, paint_keys, paint_text, text_width
from editor.ui.widgets.themed import ThemedWidget

_MOST_HEIGHT = 520
_EDGE = 19


@dataclass(frozen=True)
class _Placed:
    top: int
    height: int
    heading: str
    item: int  # index among the items, -1 for a heading


class PaletteResults(ThemedWidget):
    """Shows groups of items; one is current. `activated(PaletteItem)` follows a click."""

    activated = Signal(object)
    current_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[PaletteItem] = []
        self._rows: list[_Placed] = []
        self._groups: list[tuple[str, Sequence[PaletteItem]]] = []
        self._current = 0
        self._scrolled = 0
        self._chosen = False  # whether the person moved, and did not just find it so
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMouseTracking(True)
        self.setAccessibleName("Results")

    @property
    def items(self) -> list[PaletteItem]:
        """Every item in view order."""
        return list(self._items)

    @property
    def current_item(self) -> PaletteItem | None:
        """The item Enter would do."""
        return self._items[self._current] if self._items else None

    def set_groups(self, groups: Sequence[tuple[str, Sequence[PaletteItem]]], *, keep: bool = False) -> None:
        """Show these groups; the first item is current, or (`keep`) the one the person moved to, while it is there."""
        self._chosen = self._chosen and keep
        before = self.current_item if self._chosen else None
        self._groups = [(name, items) for name, items in groups if items]
        self._items = [item for _, items in self._groups for item in items]
        words = [item.words for item in self._items]
        self._current = words.index(before.words) if before is not None and before.words in words else 0
        self._scrolled = 0 if not keep else self._scrolled
        self._place()
        self.step(0)

    def step(self, by: int) -> None:
        """Move the current row, around the ends."""
        if self._items:
            self._current = (self._current + by) % len(self._items)
            self._chosen = self._chosen or bool(by)
            self._reveal()
        item = self.current_item
        self.setAccessibleDescription("" if item is None else " ".join([item.words, item.detail, *item.keys]))
        self.update()
        self.current_changed.emit()

    def _on_theme_changed(self) -> None:
        self._place()
        super()._on_theme_changed()

    def _place(self) -> None:
        theme = current_theme()
        rows: list[_Placed] = []
        y, index = theme.px(5), 0
        for name, items in self._groups:
            rows.append(_Placed(y, theme.px(32), name, -1))
            y += theme.px(32)
            for _ in items:
                rows.append(_Placed(y, theme.size("palette_row"), "", index))
                y += theme.size("palette_row")
                index += 1
        self._rows = rows
        self._height = y + theme.px(5)
        self.updateGeometry()

    def _reveal(self) -> None:
        row = next(row for row in self._rows if row.item == self._current)
        view = self.height() or self.sizeHint().height()
        first = 0 if self._current == 0 else row.top
        self._scrolled = max(min(self._scrolled, first), row.top + row.height + 6 - view, 0)

    def sizeHint(self) -> QSize:
        return QSize(400, min(getattr(self, "_height", 0), current_theme().px(_MOST_HEIGHT)))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.translate(0, -self._scrolled)
        for row in self._rows:
            if row.top + row.height < self._scrolled or row.top > self._scrolled + self.height():
                continue
            rect = QRectF(0, row.top, self.width(), row.height)
            if row.item < 0:
                paint_text(painter, "label", "text2", rect.adjusted(_EDGE, 2, -_EDGE, 0), row.heading)
            else:
                self._paint_item(painter, rect, self._items[row.item], row.item == self._current)

    def _paint_item(self, painter: QPainter, rect: QRectF, item: PaletteItem, current: bool) -> None:
        theme = current_theme()
        if current:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("select"))
            painter.drawRoundedRect(rect.adjusted(7, 0, -7, 0), theme.radius("row"), theme.radius("row"))
            painter.restore()
        size = theme.size("icon")
        role = item.icon_role if item.enabled else "text3"
        paint_icon(painter, item.icon, role, _EDGE, rect.top() + (rect.height() - size) // 2, size)
        right = rect.right() - _EDGE
        if item.keys:
            right -= keys_width(item.keys)
            paint_keys(painter, right, rect.center().y(), item.keys, off=not item.enabled)
            right -= 10
        detail = min(text_width("meta", item.detail), rect.width() * 0.4) if item.detail else 0
        if item.detail:
            paint_text(
                painter,
                "meta",
                "text2" if current else "text3",
                QRectF(right - detail, rect.top(), detail + 1, rect.height()),
                item.detail,
            )
            right -= detail + 12
        left = _EDGE + size + 12
        self._paint_words(painter, QRectF(left, rect.top(), right - left, rect.height()), item)

    def _paint_words(self, painter: QPainter, rect: QRectF, item: PaletteItem) -> None:
        theme = current_theme()
        painter.save()
        painter.setClipRect(rect)
        x = rect.left()
        for start, end, hit in _runs(item):
            words = item.words[start:end]
            style = "ui_semi" if hit else "ui"
            colour = theme.color("accent" if hit else "text" if item.enabled else "text3")
            painter.setPen(colour)
            y = baseline("ui", rect)
            room = max(rect.right() - x, 0)
            cut = text_width(style, words) > room + 0.5
            if cut:
                words = theme.shaped.elided(style, words, room)
            draw_line(painter, style, round(x), round(y), words)
            width = text_width(style, words)
            if hit:
                painter.setPen(QPen(colour, 1))
                painter.drawLine(round(x), round(y) + 3, round(x + width) - 1, round(y) + 3)
            x += width
            if cut:
                break
        painter.restore()

    def _item_at(self, y: float) -> int:
        at = y + self._scrolled
        return next((row.item for row in self._rows if row.item >= 0 and row.top <= at < row.top + row.height), -1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self._item_at(event.position().y())
        if index >= 0 and index != self._current:
            self._current, self._chosen = index, True
            self.step(0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._item_at(event.position().y())
        if index >= 0:
            self._current = index
            self.activated.emit(self._items[index])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        most = max(self._height - self.height(), 0)
        self._scrolled = min(max(self._scrolled - event.angleDelta().y() // 2, 0), most)
        self.update()


def _runs(item: PaletteItem) -> list[tuple[int, int, bool]]:
    """The words cut into runs: start, end, whether hit."""
    runs, at = [], 0
    for start, end in item.spans:
        if start > at:
            runs.append((at, start, False))
        runs.append((start, end, True))
        at = end
    if at < len(item.words):
        runs.append((at, len(item.words), False))
    return runs
