"""Pages and searches at 10,000, 100,000 and 1,000,000 comments: how they grow."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from editor.domain.inbox import Order, Queue
from editor.ports import SystemClock
from editor.services import moderation
from editor.store.desk import Desk
from editor.store.open import open_desk
from tests.benchmarks.report import Report, Row
from tests.benchmarks.scale import PASSPHRASE, make_home, scale_database

SIZES = (10_000, 100_000, 1_000_000)
GOAL = 1.3
ROUNDS = 40


def _jobs(desk: Desk) -> dict[str, Callable[[], object]]:
    everything = moderation.keys(desk, queue=Queue.EVERYTHING).keys
    middle = list(everything[len(everything) // 2 :][:100])
    some = moderation.cards(desk, wanted=middle[:1])[0]
    return {
        "first page, reported": lambda: moderation.first_page(desk, queue=Queue.REPORTED),
        "first page, most reported": lambda: moderation.first_page(
            desk, queue=Queue.REPORTED, order=Order.MOST_REPORTED
        ),
        "first page, everything": lambda: moderation.first_page(desk, queue=Queue.EVERYTHING),
        "100 cards from the middle": lambda: moderation.cards(desk, wanted=middle),
        "everything beside a card": lambda: moderation.context(desk, comment_id=some.id),
        "counts of all queues": lambda: moderation.queue_counts(desk),
        "search, a common word": lambda: moderation.find(desk, words="harbour"),
        "search, two words": lambda: moderation.find(desk, words="people more"),
        "search, the beginning of a word": lambda: moderation.find(desk, words="timet"),
    }


def run(report: Report, *, quick: bool) -> None:
    """Median milliseconds of each, beside those of the smallest database."""
    sizes = SIZES[:2] if quick else SIZES
    found: dict[int, dict[str, float]] = {}
    for size in sizes:
        database = scale_database(size, report.note)
        with tempfile.TemporaryDirectory(prefix="backbench-benchmark-") as folder:
            desk = open_desk(make_home(Path(folder), database), PASSPHRASE, SystemClock())
            try:
                found[size] = {name: _milliseconds(job) for name, job in _jobs(desk).items()}
            finally:
                desk.close()
    for name, smallest in found[sizes[0]].items():
        for size in sizes[1:]:
            report.add(Row(f"{name}, {size:,}", found[size][name], "ms", f"at {sizes[0]:,}", smallest, GOAL))


def _milliseconds(job: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS + 5):
        began = time.perf_counter()
        job()
        times.append((time.perf_counter() - began) * 1000)
    return median(times[5:])
