"""How fast a feed is taken over, beside the same rows inserted raw into the same encrypted tables and indexes."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import median

from db.engine import new_key
from editor.domain.comments import SiteComment
from editor.domain.feed import Change, Cursor
from editor.domain.times import to_ms
from editor.ports import SystemClock
from editor.store import arrivals, inbound
from editor.store.desk import Desk
from editor.store.open import open_desk
from tests.benchmarks.bench_verdict import _pages
from tests.benchmarks.report import Report, Row

CHANGES, QUICK_CHANGES = 60_000, 20_000
ROUNDS = 3
GOAL = 0.6


def run(report: Report, *, quick: bool) -> None:
    """Rows a second of both, alternated; each time into a new database, in transactions of the same size."""
    number = QUICK_CHANGES if quick else CHANGES
    pages = list(islice(_pages(), number // 1_000))
    ours, raw = [], []
    for _ in range(ROUNDS):
        for measure, into in ((_raw, raw), (_ours, ours)):
            with tempfile.TemporaryDirectory(prefix="backbench-benchmark-") as folder:
                desk = open_desk(Path(folder) / "desk.db", new_key(), SystemClock())
                try:
                    began = time.perf_counter()
                    measure(desk, pages)
                    into.append(number / (time.perf_counter() - began))
                finally:
                    desk.close()
    report.add(
        Row(
            f"pull of {number:,} comments",
            median(ours),
            "rows/s",
            "raw keyed executemany, same indexes",
            median(raw),
            GOAL,
            more_is_better=True,
        )
    )


def _ours(desk: Desk, pages: list[list[Change]]) -> None:
    for page in pages:
        inbound.apply_changes(desk, page, Cursor("benchmark", page[-1].seq))


def _raw(desk: Desk, pages: list[list[Change]]) -> None:
    """Rows and their index of words, nothing else: no revisions compared, no counters, no digests, no cursor."""
    words = "INSERT INTO comment_words(rowid, text, author_name) SELECT key, text, author_name FROM comment WHERE key "
    for page in pages:
        for start in range(0, len(page), inbound.FULL_BATCH):
            part = page[start : start + inbound.FULL_BATCH]
            rows = [arrivals.insert_values(comment, key)[0] for key, comment in _keyed(part)]
            with desk.write(background=True, durable=False) as unit:
                unit.run_many(arrivals.INSERT, rows)
                unit.run(f"{words} BETWEEN ? AND ?", (rows[0][0], rows[-1][0]))


def _keyed(changes: list[Change]) -> Iterator[tuple[int, SiteComment]]:
    for change in changes:
        assert isinstance(change.thing, SiteComment)
        yield arrivals.first_key(to_ms(change.thing.created), change.id), change.thing
