"""From key to painted letter in a story of 10,000 words, with preview, autosave and a real encrypted desk."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from editor.domain.articles import ArticleFields
from editor.domain.people import Role
from editor.qt.plumbing import make_application, make_plumbing
from editor.services import drafting
from editor.ui.drafts.screen import DraftsScreen
from tests.benchmarks.report import Report, Row, percentile
from tests.helpers.seeded_desk import new_desk

WORDS = 10_000
KEYS = 600
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


def run(report: Report, *, quick: bool) -> None:
    """Key to paint in 10,000 words, beside one frame; and beside a bare editor that neither saves nor previews."""
    global KEYS
    KEYS = 200 if quick else 600
    limit, ours = measure()
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        mine, frame = percentile(ours, share), 1000 / 60
        report.add(Row(f"typing, {WORDS:,} words: key to paint {name}", mine, "ms", "one frame at 60 Hz", frame, 1.0))
    report.note(f"a bare QPlainTextEdit: p50 {percentile(limit, 0.5):.2f} ms, p99 {percentile(limit, 0.99):.2f} ms")


if __name__ == "__main__":
    run(Report(), quick="--quick" in sys.argv)
