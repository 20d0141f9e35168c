"""A story of 10,000 words opened, then from key to painted letter in it, with preview, autosave and a real desk."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from editor.domain.articles import Article, ArticleFields
from editor.domain.people import Role
from editor.qt.plumbing import make_application, make_plumbing
from editor.services import drafting
from editor.ui.drafts.screen import DraftsScreen
from tests.benchmarks.report import Report, Row, percentile
from tests.helpers.seeded_desk import new_desk

WORDS = 10_000
KEYS = 600
OPENINGS = 7
OPENING_MS = 1_000  # in which colours and preview are done as well
FRAME_MS = 1000 / 60
PAUSE_MS = 30  # about 33 keys a second, three times as fast as a fast typist


class _Painted(QObject):
    """Remembers when a widget was painted last."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.at = 0.0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.at = time.perf_counter()
        return False


def story() -> str:
    """10,000 words in paragraphs with crossheads, emphasis and links."""
    sentence = "The board of Skerrow Harbour sold the *lifeboat slip* in March, say [minutes](https://a.example). "
    parts = []
    for n in range(WORDS // 60):
        parts.append(f"## Part {n}" if n % 12 == 0 else (sentence * 4).strip())
    return "\n\n".join(parts)


def type_keys(target: QWidget, painted: _Painted) -> list[float]:
    """Milliseconds from each key to the end of the paint that shows it."""
    took = []
    for index in range(KEYS):
        started = time.perf_counter()
        QTest.keyClick(target, Qt.Key.Key_Space if index % 6 == 5 else Qt.Key.Key_E)
        while painted.at < started:
            QApplication.processEvents()
        QApplication.processEvents()
        took.append((time.perf_counter() - started) * 1_000)
        QTest.qWait(PAUSE_MS)
    return took


def holds(screen: DraftsScreen, article: Article) -> tuple[float, float]:
    """Milliseconds the window's thread is held by opening a story; and at most in any turn of its loop afterwards.

    A timer that is always due beats once a turn: nothing a person does is heard between two beats.
    """
    beats: list[float] = []
    beat = QTimer(interval=0)
    beat.timeout.connect(lambda: beats.append(time.perf_counter()))
    beat.start()
    opened: list[float] = []

    def open_it() -> None:
        opened.append(time.perf_counter())
        screen.show_story(article)

    QTimer.singleShot(50, open_it)
    watch = QElapsedTimer()
    watch.start()
    while watch.elapsed() < OPENING_MS:
        QApplication.processEvents()
    beat.stop()
    turns = [(began, (ended - began) * 1_000) for began, ended in pairwise(beats)]
    first = next(took for began, took in turns if began + took / 1_000 > opened[0])
    return first, max(took for began, took in turns if began > opened[0])


def measure_opening() -> tuple[list[float], list[float], list[float]]:
    """Holds of opening ten words, of opening 10,000, and of what follows on 10,000 until colours and preview stand."""
    app = make_application()
    short, long, after = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        plumbing = make_plumbing(app, Path(folder))
        desk = new_desk(Path(folder) / "desk.db", Role.EDITOR)
        screen = DraftsScreen(plumbing, desk)
        screen.resize(1440, 830)
        screen.show()
        for number in range(OPENINGS + 1):
            for body in ("Ten words.", story()):
                fields = ArticleFields(headline=f"Bench {number}", body=body)
                found = holds(screen, drafting.new_story(desk, fields=fields).result)
                screen.area.close_front()
                plumbing.tasks.wait_idle()
                if not number:
                    continue  # the first of each also loads fonts and icons
                (short if len(body) < 100 else long).append(found[0])
                if len(body) > 100:
                    after.append(found[1])
        screen.may_leave()
        plumbing.tasks.wait_idle()
        screen.close()
        plumbing.tasks.close()
        desk.close()
    return short, long, after


def measure() -> tuple[list[float], list[float]]:
    """Milliseconds of every key: in a bare QPlainTextEdit, then in a story of ours with the same words."""
    app = make_application()
    with tempfile.TemporaryDirectory() as folder:
        plumbing = make_plumbing(app, Path(folder))
        desk = new_desk(Path(folder) / "desk.db", Role.EDITOR)
        article = drafting.new_story(desk, fields=ArticleFields(headline="Bench", body=story())).result
        bare = QPlainTextEdit(story())
        bare.resize(620, 800)
        bare.show()
        limit = type_keys(bare, _Painted(bare.viewport()))
        bare.hide()
        screen = DraftsScreen(plumbing, desk)
        screen.resize(1440, 830)
        screen.show()
        editor = screen.show_story(article)
        plumbing.tasks.wait_idle()
        editor.source.show_line(editor.source.document().blockCount() // 2, move_cursor=True)
        ours = type_keys(editor.source, _Painted(editor.source.viewport()))
        screen.may_leave()
        plumbing.tasks.wait_idle()
        stored = drafting.open_story(desk, article_id=article.id).fields.body
        assert stored == editor.source.words()
        screen.close()
        plumbing.tasks.close()
        desk.close()
    return limit, ours


def report_opening(report: Report) -> None:
    """The longest hold of the window's thread: by what the length adds to an opening, and until all of it stands."""
    short, long, after = measure_opening()
    typical, bare = statistics.median(long), statistics.median(short)
    name = f"opening {WORDS:,} words: hold of the thread"
    report.add(Row(name, typical, "ms", "ten words, and a frame", bare + FRAME_MS, 1.0))
    name = f"opening {WORDS:,} words: longest hold while the rest follows"
    report.add(Row(name, max(after), "ms", "one frame at 60 Hz", FRAME_MS, 1.0))


def run(report: Report, *, quick: bool) -> None:
    """Key to paint in 10,000 words, beside one frame; and beside a bare editor that neither saves nor previews."""
    global KEYS
    KEYS = 200 if quick else 600
    report_opening(report)
    limit, ours = measure()
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        mine = percentile(ours, share)
        row = Row(f"typing, {WORDS:,} words: key to paint {name}", mine, "ms", "one frame at 60 Hz", FRAME_MS, 1.0)
        report.add(row)
    report.note(f"a bare QPlainTextEdit: p50 {percentile(limit, 0.5):.2f} ms, p99 {percentile(limit, 0.99):.2f} ms")


if __name__ == "__main__":
    run(Report(), quick="--quick" in sys.argv)
