"""The real inbox over 1,000,000 comments: a queue opened, steps by key, jumps to rows that were never read."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.bench_verdict import open_inbox, without_a_site
from tests.benchmarks.report import Report, Row, percentile
from tests.benchmarks.scale import cache_folder, scale_database

if TYPE_CHECKING:
    from editor.ui.desk_window import DeskWindow

FRAME = 1000 / 60  # ms
OPENINGS, STEPS, JUMPS = 10, 300, 60


class Looking:
    """Moves about in the list as a person does, and sees when a comment is painted at the place."""

    def __init__(self, desk: DeskWindow) -> None:
        from PySide6.QtCore import QEventLoop, QTimer

        from editor.ui.widgets.card_list import CardList

        self._screen: Any = desk.window.current_screen
        self._cards: Any = self._screen.list.cards
        self._timer = QTimer
        self._loop = QEventLoop()  # waits as the program does: readers get the interpreter while nothing happens
        self._waits = False
        paint = CardList._draw_row

        def watched(cards: CardList, painter: Any, placed: Any) -> None:
            paint(cards, painter, placed)
            if self._waits and placed.row == cards.current and cards.current_row is not None:
                self._waits = False
                QTimer.singleShot(0, self._loop.quit)  # runs when this frame is complete

        CardList._draw_row = watched  # type: ignore[method-assign]

    def openings(self) -> list[float]:
        """Milliseconds from choosing Everything until its first comment is painted."""
        from editor.domain.inbox import Queue

        found = []
        for _ in range(OPENINGS):
            for queue, into in ((Queue.REPORTED, None), (Queue.EVERYTHING, found)):
                took = self._until_painted(lambda queue=queue: self._screen.go_to(queue))  # type: ignore[misc]
                if into is not None:
                    into.append(took)
                self._live(0.5)  # all keys have come
        return found

    def steps(self) -> list[float]:
        """Milliseconds of one J with the frame that follows, on the thread of the window."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        self._cards.setFocus()
        found = []
        for _ in range(STEPS):
            began = time.perf_counter()
            QTest.keyClick(self._cards, Qt.Key.Key_J)
            self._cards.viewport().repaint()
            found.append((time.perf_counter() - began) * 1000)
            self._live(0.02)
        return found

    def jumps(self) -> list[float]:
        """Milliseconds from leaping to a row anywhere until its comment is painted."""
        chance, count = random.Random(5), self._screen.work.source.count()
        found = []
        for _ in range(JUMPS):
            row = chance.randrange(count)
            found.append(self._until_painted(lambda row=row: self._cards.set_current(row)))  # type: ignore[misc]
            self._live(0.05)
        return found

    def _until_painted(self, act: Callable[[], object]) -> float:
        guard = threading.Timer(15, os._exit, (3,))
        guard.start()
        self._waits = True
        began = time.perf_counter()
        act()
        self._loop.exec()
        took = (time.perf_counter() - began) * 1000
        guard.cancel()
        return took

    def _live(self, seconds: float) -> None:
        self._timer.singleShot(round(seconds * 1000), self._loop.quit)
        self._loop.exec()


def child(home: str) -> int:
    """One window; prints the figures as JSON."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    desk = open_inbox(home)
    looking = Looking(desk)
    found = {"open": looking.openings(), "step": looking.steps(), "jump": looking.jumps()}
    print(json.dumps(found), flush=True)
    QTimer.singleShot(0, QApplication.quit)
    desk.close()
    return 0


def run(report: Report, *, quick: bool) -> None:
    """Each beside a frame or two."""
    size = 100_000 if quick else 1_000_000
    database = scale_database(size, report.note)
    with tempfile.TemporaryDirectory(prefix="backbench-benchmark-", dir=cache_folder()) as folder:
        home = without_a_site(Path(folder), database)
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.bench_inbox", str(home)],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found = json.loads(done.stdout.splitlines()[-1])
    names = {
        "open": ("a queue opened until its first comment is painted", "two frames at 60 Hz", 2 * FRAME),
        "step": ("J and the frame after it", "one frame at 60 Hz", FRAME),
        "jump": ("a leap to a row never read, until it is painted", "two frames at 60 Hz", 2 * FRAME),
    }
    for name, (words, limit_name, limit) in names.items():
        for share, which in ((0.5, "p50"), (0.99, "p99")):
            value = percentile(found[name], share)
            report.add(Row(f"inbox, {size:,}: {words}, {which}", value, "ms", limit_name, limit, 1.0))


if __name__ == "__main__":
    sys.exit(child(sys.argv[1]))
