"""The preview beside the source: parts laid out once, painted where they stand, followed by line of the source."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from editor.qt.theme import current_theme
from editor.services.preview import PreviewBlock
from editor.ui.drafts.preview_head import HeadWords, PreviewHead
from editor.ui.widgets.painting import paint_focus_ring
from editor.ui.widgets.prose_sheet import GAP, Sheet
from editor.ui.widgets.scroll import ThinScrollBar
from editor.ui.widgets.themed import fill_with

_GUTTER = 28
_TOP = 16
_FOOT = 60
_TICK_ROOM = 13
_MOST_LOOKS = 6
_PART_SECONDS = 0.003  # of laying out at a time: a frame has 16, and the colours of the source take their part of it


@dataclass(frozen=True)
class Shown:
    """What a pane showed, with the layout made for it."""

    blocks: tuple[PreviewBlock, ...]
    sheets: tuple[Sheet, ...]
    scale: float
    is_dark: bool


class PreviewPane(QAbstractScrollArea):
    """Shows a rendered story. Only parts whose HTML changed are laid out again: those in view at once, others later.

    `scrolled_by_person(line, y)` names the line of the source that stands at y of the viewport after a person scrolled;
    `line_chosen(line)` follows a click on a part.
    """

    scrolled_by_person = Signal(int, float)
    line_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head = PreviewHead()
        self._blocks: tuple[PreviewBlock, ...] = ()
        self._sheets: list[Sheet] = []
        self._tops: list[float] = []
        self._line = -1
        self._end = 0.0
        self._placing = False
        self._in_sight: tuple[object, ...] = ()
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._lay_more)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Preview of the story")
        self.verticalScrollBar().setSingleStep(26)
        ThinScrollBar(self, self.verticalScrollBar())
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._take_theme()
        current_theme().theme_changed.connect(self._on_theme_changed)

    @property
    def blocks(self) -> tuple[PreviewBlock, ...]:
        """What is shown."""
        return self._blocks

    @property
    def shown(self) -> Shown:
        """What is shown with its layout, to be shown again at no cost."""
        return Shown(self._blocks, tuple(self._sheets), current_theme().scale, current_theme().is_dark)

    def show_again(self, shown: Shown) -> None:
        """Show what was shown before. A layout made for other colours or another text scale is left out."""
        theme = current_theme()
        fits = (shown.scale, shown.is_dark) == (theme.scale, theme.is_dark)
        self._blocks, self._sheets = (shown.blocks, list(shown.sheets)) if fits else ((), [])
        self._settle()

    def set_head(self, words: HeadWords) -> None:
        """Show the fields above the text."""
        if words != self._head.words or not self._head.height:
            self._head.lay_out(words, self._width())
            self._settle()

    def set_blocks(self, blocks: Sequence[PreviewBlock]) -> None:
        """Show these parts; parts at either end with the same HTML keep their layout."""
        old = self._sheets
        start = 0
        most = min(len(old), len(blocks))
        while start < most and old[start].html == blocks[start].html:
            start += 1
        tail = 0
        while tail < most - start and old[-1 - tail].html == blocks[-1 - tail].html:
            tail += 1
        width = self._width()
        fresh = [Sheet(block.html, width, later=True) for block in blocks[start : len(blocks) - tail]]
        self._sheets = [*old[:start], *fresh, *old[len(old) - tail :]]
        self._blocks = tuple(blocks)
        self._settle()

    def set_line(self, line: int) -> None:
        """Mark the part that renders this line of the source."""
        if line != self._line:
            self._line = line
            self.viewport().update()

    def scroll_line_to(self, line: int, y: float) -> None:
        """Scroll so that the part of this line begins at y of the viewport. Says nothing to anybody."""
        self._settle((self._index_of(line), y))

    def top_of(self, line: int) -> float:
        """Y in the viewport of the part that renders this line; 0 when there is none."""
        index = self._index_of(line)
        return self._sheets[index].top - self.verticalScrollBar().value() if index >= 0 else 0.0

    def marked_index(self) -> int:
        """Index of the part with the tick, -1 when there is none."""
        return self._index_of(self._line)

    def _index_of(self, line: int) -> int:
        """The part that holds the line, or the nearest one before it; -1 above the first."""
        return bisect_right(self._blocks, line, key=lambda block: block.start_line) - 1

    def _width(self) -> int:
        return max(min(current_theme().px(560), self.viewport().width() - 2 * _GUTTER), 60)

    def _settle(self, anchor: tuple[int, float] | None = None) -> None:
        """Lay out what is in view; an anchor (part, y in the viewport) is brought to its place. The rest comes later.

        The heights of parts that are not laid out are guessed, so laying out what is in view may move it: look again.
        """
        if self._placing:
            return
        self._placing = True
        width = self._width()
        for _ in range(_MOST_LOOKS):
            self._place()
            if anchor is not None:
                top = self._sheets[anchor[0]].top if anchor[0] >= 0 else 0.0
                self.verticalScrollBar().setValue(round(top - anchor[1]))
            unready = [sheet for sheet in self._in_view() if sheet.width != width]
            for sheet in unready:
                sheet.lay_out(width)
            if not unready:
                break
        self._placing = False
        self._paint_what_moved()
        if not self._later.isActive():
            self._later.start()

    def _paint_what_moved(self) -> None:
        """Paint only when what is in sight is other than before: parts laid out below it change nothing there."""
        parts = tuple((sheet, sheet.top, sheet.width) for sheet in self._in_view())
        in_sight = (self.verticalScrollBar().value(), self._head.words, self._head.height, *parts)
        if in_sight != self._in_sight:
            self._in_sight = in_sight
            self.viewport().update()

    def _in_view(self) -> list[Sheet]:
        top = self.verticalScrollBar().value()
        first = max(bisect_right(self._tops, top) - 1, 0)
        return self._sheets[first : bisect_right(self._tops, top + self.viewport().height())]

    def _anchor(self) -> tuple[int, float]:
        """The first part in view, which is to stay where it is; none at the very top."""
        value = self.verticalScrollBar().value()
        index = bisect_right(self._tops, value) - 1 if value else -1
        return index, self._tops[index] - value if index >= 0 else 0.0

    def _lay_more(self) -> None:
        """Lay out parts that are out of view for a few milliseconds, and go on in the next turn."""
        width, until = self._width(), time.monotonic() + _PART_SECONDS
        unready = [sheet for sheet in self._sheets if sheet.width != width]
        if not unready:
            return
        anchor = self._anchor()
        for sheet in unready:
            sheet.lay_out(width)
            if time.monotonic() > until:
                break
        self._settle(anchor)

    def _on_scrolled(self) -> None:
        if not self._placing and any(sheet.width != self._width() for sheet in self._in_view()):
            self._settle(self._anchor())
        self.viewport().update()

    def _place(self) -> None:
        y = _TOP + self._head.height
        self._tops = []
        for sheet in self._sheets:
            sheet.top = y
            self._tops.append(y)
            y += sheet.height
        self._end = y
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, max(round(y) + _FOOT - self.viewport().height(), 0))

    def _take_theme(self) -> None:
        fill_with(self, "surface")
        fill_with(self.viewport(), "surface")

    def _on_theme_changed(self) -> None:
        self._take_theme()
        self.viewport().update()
        index, y = self._anchor()
        self._head.lay_out(self._head.words, self._width())
        self._sheets = [Sheet(sheet.html, self._width(), later=True) for sheet in self._sheets]
        self._settle((index, y))

    def _tell_scrolled(self) -> None:
        value = self.verticalScrollBar().value()
        index = bisect_right(self._tops, value + self.viewport().height() / 3) - 1
        if index >= 0:
            self.scrolled_by_person.emit(self._blocks[index].start_line, self._tops[index] - value)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        offset = self.verticalScrollBar().value()
        height = self.viewport().height()
        if self._head.height + _TOP > offset:
            self._head.paint(painter, _GUTTER, _TOP - offset, self._width())
        marked = self.marked_index()
        for index in range(max(bisect_right(self._tops, offset) - 1, 0), len(self._sheets)):
            sheet = self._sheets[index]
            y = sheet.top - offset
            if y > height:
                break
            sheet.paint(painter, _GUTTER, y)
            if index == marked:
                tick = QRectF(_GUTTER - _TICK_ROOM, y, theme.line_width("sync_tick"), sheet.height - GAP)
                painter.fillRect(tick, theme.color("accent"))
        if self.hasFocus():
            paint_focus_ring(painter, QRectF(self.viewport().rect()), 0, inside=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        anchor = self._anchor()
        self._head.lay_out(self._head.words, self._width())
        self._settle(anchor)

    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event)
        self._tell_scrolled()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = self.verticalScrollBar().value()
        super().keyPressEvent(event)
        if self.verticalScrollBar().value() != before:
            self._tell_scrolled()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = bisect_right(self._tops, event.position().y() + self.verticalScrollBar().value()) - 1
        if index >= 0:
            self.line_chosen.emit(self._blocks[index].start_line)
