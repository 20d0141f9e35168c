"""Pages and searches at 10,000, 100,000 and 1,000,000 comments: how they grow."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from statistics import median
from typing import TypeVar

from editor.domain.inbox import Order, Queue
from editor.ports import SystemClock
from editor.services import moderation
from editor.store.desk import Desk
from editor.store.open import open_desk
from tests.benchmarks.report import Report, Row
from tests.benchmarks.scale import PASSPHRASE, cache_folder, make_home, scale_database

SIZES = (10_000, 100_000, 1_000_000)
GOAL = 1.3
ROUNDS = 40
K = TypeVar("K")


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
        "search, two words": lambda: moderation.find(desk, words="the harbour"),
        "search, five words": lambda: moderation.find(desk, words="the of and to in"),
        "search, the beginning of a word": lambda: moderation.find(desk, words="timet"),
    }


# The smaller the database, the less of these there is to fetch: their growth is not that of the search alone.
_RARE_TOGETHER = {
    "search, two words seldom together": "people more",
    "search, five words hardly ever together": "the harbour people more board",
}


def run(report: Report, *, quick: bool) -> None:
    """Median milliseconds of each, beside those of the smallest database, all sizes in turn."""
    sizes = SIZES[:2] if quick else SIZES
    with ExitStack() as opened:
        desks = {size: _open(size, report, opened) for size in sizes}
        jobs = {size: _jobs(desk) for size, desk in desks.items()}
        for name in jobs[sizes[0]]:
            found = _milliseconds({size: jobs[size][name] for size in sizes}, ROUNDS)
            for size in sizes[1:]:
                report.add(Row(f"{name}, {size:,}", found[size], "ms", f"at {sizes[0]:,}", found[sizes[0]], GOAL))
        _rare_together(desks, report)
        _all_keys(desks[sizes[-1]], sizes[-1], report)


def _open(size: int, report: Report, opened: ExitStack) -> Desk:
    database = scale_database(size, report.note)
    folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="backbench-benchmark-", dir=cache_folder()))
    desk = open_desk(make_home(Path(folder), database), PASSPHRASE, SystemClock())
    return opened.enter_context(closing(desk))


def _rare_together(desks: dict[int, Desk], report: Report) -> None:
    """Words that fill no page in the smallest database: all places of the rarest have to be gone through to know it."""
    small, *larger = desks
    for name, words in _RARE_TOGETHER.items():
        counts = {size: len(moderation.find(desk, words=words).cards) for size, desk in desks.items()}
        shown = ", ".join(f"{count} of a page of 50 at {size:,}" for size, count in counts.items())
        report.note(f"{name}: {shown}")
        found = _milliseconds(
            {size: partial(moderation.find, desk, words=words) for size, desk in desks.items()}, ROUNDS
        )
        for size in larger:
            report.add(Row(f"{name}, {size:,}", found[size], "ms", f"at {small:,}", found[small], GOAL))


def _all_keys(desk: Desk, size: int, report: Report) -> None:
    """What a reader thread takes once when a queue is opened grows with the queue: it is held against a bare query."""

    def raw() -> None:
        with desk.read() as view:
            view.rows("SELECT key FROM comment INDEXED BY comment_queue")

    found = _milliseconds({"ours": lambda: moderation.keys(desk, queue=Queue.EVERYTHING), "raw": raw}, 7)
    name = f"all keys of everything, behind the window, {size:,}"
    report.add(Row(name, found["ours"], "ms", "the same keys by bare SQL, unsorted", found["raw"], GOAL))


def _milliseconds(jobs: dict[K, Callable[[], object]], rounds: int) -> dict[K, float]:
    """Medians; the jobs take turns, so that all of them meet the same moments of the machine."""
    times: dict[K, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds + 3):
        for name, job in jobs.items():
            began = time.perf_counter()
            job()
            times[name].append((time.perf_counter() - began) * 1000)
    return {name: median(measured[3:]) for name, measured in times.items()}
