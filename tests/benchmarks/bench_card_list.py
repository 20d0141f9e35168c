"""The card list alone over 1,000,000 made-up rows: to show, to remove a row, to paint a frame while moving."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from editor.ui.widgets.card_list import CardList
from editor.ui.widgets.card_source import CardSource, CardState
from editor.ui.widgets.painting import paint_chip, paint_text
from editor.ui.widgets.reading_text import lay_out
from tests.benchmarks.report import Report, Row

ROWS = 1_000_000
_SENTENCES = (
    "Can the paper please print the March minutes in full?",
    "The two pages I was shown have no vote.",
    "Nobody on that board has hauled a boat in thirty years.",
    "The harbour dues went up twice last year.",
)


@dataclass(frozen=True)
class Card:
    """One invented comment."""

    id: int

    @property
    def words(self) -> str:
        """One to five sentences."""
        return " ".join(_SENTENCES[(self.id + step) % 4] for step in range(1 + self.id * 7 % 5))


class Cards(CardSource):
    """A million cards of which some went away."""

    def __init__(self) -> None:
        super().__init__()
        self.gone = 0

    def count(self) -> int:
        return ROWS - self.gone

    def row(self, index: int) -> Any | None:
        return Card(index + self.gone)


class Painter:
    """Paints as the inbox does: name, time, comment of at most three lines, two chips."""

    def __init__(self) -> None:
        self._layouts: dict[tuple[int, int], Any] = {}
        self.painted = 0

    def key(self, row: Card) -> int:
        return row.id

    def _layout(self, row: Card, width: int) -> Any:
        layout = self._layouts.get((row.id, width))
        if layout is None:
            layout = self._layouts[row.id, width] = lay_out(row.words, "card", width - 36, most_lines=3)
        return layout

    def height(self, row: Card, width: int) -> int:
        return 12 + 20 + self._layout(row, width).lineCount() * 21 + 30

    def paint(self, painter: QPainter, rect: QRect, row: Card, state: CardState) -> None:
        self.painted += 1
        paint_text(painter, "ui_semi", "text", QRectF(20, rect.top() + 10, 200, 20), f"Reader {row.id}")
        paint_text(
            painter,
            "meta",
            "text3",
            QRectF(rect.right() - 56, rect.top() + 10, 40, 20),
            "13:58",
            Qt.AlignmentFlag.AlignRight,
        )
        self._layout(row, rect.width()).draw(painter, QPointF(20, rect.top() + 30))
        middle = rect.bottom() - 18
        width = paint_chip(painter, 20, middle, "4 reports · Abuse", "neutral", "flag")
        paint_chip(painter, 28 + width, middle, "Insult near a name", "held", "shield-alert")

    def text_for_accessibility(self, row: Card) -> str:
        return row.words

    def action_at(self, row: Card, rect: QRect, position: QPoint) -> str | None:
        return None


def measure() -> dict[str, float]:
    """Milliseconds: show, remove, frame_p50, frame_p99. Needs an application with a theme."""
    source = Cards()
    before = time.perf_counter()
    painter = Painter()
    cards = CardList(source, painter, "Comments")
    cards.resize(392, 800)
    cards.show()
    while not painter.painted:
        QApplication.processEvents()
    show = _since(before)
    cards.setFocus()
    frames = []
    for step in range(600):
        before, painted = time.perf_counter(), painter.painted
        if step % 100 == 99:
            cards.set_current(step * 1500)
        else:
            QTest.keyClick(cards, Qt.Key.Key_J)
        cards.viewport().repaint()
        frames.append(_since(before))
        assert painter.painted > painted, "no frame was painted, so nothing was measured"
    removals = []
    for _ in range(50):
        before = time.perf_counter()
        source.gone += 1
        source.rows_removed.emit(0, 1)
        cards.viewport().repaint()
        removals.append(_since(before))
    frames.sort()
    return {
        "show": show,
        "remove": statistics.median(removals),
        "frame_p50": frames[len(frames) // 2],
        "frame_p99": frames[round(len(frames) * 0.99) - 1],
    }


def _since(before: float) -> float:
    return (time.perf_counter() - before) * 1000


def run(report: Report, *, quick: bool) -> None:
    """Each beside a frame or two; the list is measured the second time round, with fonts and icons loaded."""
    frame = 1000 / 60
    limits = {"show": ("two frames at 60 Hz", 2 * frame)}
    for name, value in _figures().items():
        words, limit = limits.get(name, ("one frame at 60 Hz", frame))
        report.add(Row(f"card list alone, {ROWS:,} rows: {name.replace('_', ' ')}", value, "ms", words, limit, 1.0))


def _figures() -> dict[str, float]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from editor.qt.plumbing import make_application, make_plumbing

    app = make_application()
    plumbing = make_plumbing(app, Path(tempfile.mkdtemp(prefix="backbench-bench-")))
    QApplication.processEvents()
    measure()  # fonts and icons are loaded once per start, not once per list
    found = measure()
    plumbing.tasks.close()
    return found
