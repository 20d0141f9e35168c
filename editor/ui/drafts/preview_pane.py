"""The preview beside the source: parts laid out once, painted where they stand, followed by line of the source."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
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


class PreviewPane(QAbstractScrollArea):
    """Shows a rendered story. Only parts whose HTML changed are laid out again.

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
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Preview of the story")
        self.verticalScrollBar().setSingleStep(26)
        ThinScrollBar(self, self.verticalScrollBar())
        self.verticalScrollBar().valueChanged.connect(self.viewport().update)
        self._take_theme()
        current_theme().theme_changed.connect(self._on_theme_changed)

    @property
    def blocks(self) -> tuple[PreviewBlock, ...]:
        """What is shown."""
        return self._blocks

    def set_head(self, words: HeadWords) -> None:
        """Show the fields above the text."""
        if words != self._head.words or not self._head.height:
            self._head.lay_out(words, self._width())
            self._place()

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
        fresh = [Sheet(block.html, width) for block in blocks[start : len(blocks) - tail]]
        self._sheets = [*old[:start], *fresh, *old[len(old) - tail :]]
        self._blocks = tuple(blocks)
        self._place()

    def set_line(self, line: int) -> None:
        """Mark the part that renders this line of the source."""
        if line != self._line:
            self._line = line
            self.viewport().update()

    def scroll_line_to(self, line: int, y: float) -> None:
        """Scroll so that the part of this line begins at y of the viewport. Says nothing to anybody."""
        index = self._index_of(line)
        top = self._sheets[index].top if index >= 0 else 0.0
        self.verticalScrollBar().setValue(round(top - y))

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
        self.viewport().update()

    def _take_theme(self) -> None:
        fill_with(self, "surface")
        fill_with(self.viewport(), "surface")

    def _on_theme_changed(self) -> None:
        self._take_theme()
        blocks, self._sheets = self._blocks, []
        self._head.lay_out(self._head.words, self._width())
        self.set_blocks(blocks)

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
        width = self._width()
        self._head.lay_out(self._head.words, width)
        for sheet in self._sheets:
            sheet.lay_out(width)
        self._place()

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
