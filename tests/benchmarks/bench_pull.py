"""How fast a feed is taken over, beside the same rows inserted raw into the same encrypted tables and indexes."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from db.engine import new_key
from editor.domain.comments import SiteComment
from editor.domain.feed import Change, Cursor
from editor.domain.times import to_ms
from editor.ports import SystemClock
from editor.sites.bundled import BundledSite, sign_in
from editor.store import arrivals, inbound
from editor.store.desk import Desk, Identity
from editor.store.open import open_desk
from editor.sync.cycle import Cycle
from tests.benchmarks.bench_verdict import feed_pages
from tests.benchmarks.report import Report, Row
from tests.benchmarks.scale import cache_folder
from tests.helpers.site_process import PASSWORD, SiteProcess

CHANGES, QUICK_CHANGES = 60_000, 20_000
SITE_COMMENTS = 20_000
ROUNDS = 3
GOAL = 0.6


def run(report: Report, *, quick: bool) -> None:
    """Rows a second of both, alternated; each time into a new database, in transactions of the same size."""
    number = QUICK_CHANGES if quick else CHANGES
    pages = list(islice(feed_pages(), number // 1_000))
    rows = list(_rows(pages))  # made before the clock starts: the limit is SQLite's alone
    ours: list[float] = []
    raw: list[float] = []
    for _ in range(ROUNDS):
        for measure, batches, into in ((_raw, rows, raw), (_ours, pages, ours)):
            with tempfile.TemporaryDirectory(prefix="backbench-benchmark-", dir=cache_folder()) as folder:
                desk = open_desk(Path(folder) / "desk.db", new_key(), SystemClock())
                try:
                    began = time.perf_counter()
                    measure(desk, batches)
                    into.append(number / (time.perf_counter() - began))
                finally:
                    desk.close()
    limit = "raw keyed executemany, same indexes"
    for name, rate in (
        (f"feed of {number:,} comments taken over", median(ours)),
        (f"pull of {SITE_COMMENTS:,} comments from a real site, on the same cores", _from_a_site()),
    ):
        report.add(Row(name, rate, "rows/s", limit, median(raw), GOAL, more_is_better=True))


def _ours(desk: Desk, pages: list[list[Change]]) -> None:
    for page in pages:
        inbound.apply_changes(desk, page, Cursor("benchmark", page[-1].seq))


def _raw(desk: Desk, batches: list[list[tuple[Any, ...]]]) -> None:
    """Rows and their index of words, moved into the file as often as ours; nothing else is compared or kept."""
    words = "INSERT INTO comment_words(rowid, text, author_name) SELECT key, text, author_name FROM comment WHERE key "
    for rows in batches:
        with desk.write(background=True, durable=False) as unit:
            unit.run_many(arrivals.INSERT, rows)
            unit.run(f"{words} BETWEEN ? AND ?", (rows[0][0], rows[-1][0]))
        if desk.checkpoint_due(len(rows) * inbound.PAGES_PER_CHANGE):
            desk.checkpoint()


def _rows(pages: list[list[Change]]) -> Iterator[list[tuple[Any, ...]]]:
    """The same comments as rows, in transactions of the size that a sync with nobody at the desk takes."""
    for page in pages:
        for start in range(0, len(page), inbound.FULL_BATCH):
            part = page[start : start + inbound.FULL_BATCH]
            yield [arrivals.insert_values(comment, key)[0] for key, comment in _keyed(part)]


def _from_a_site() -> float:
    """Rows a second of a first sync over HTTP: the site's process, the wire and the desk together."""
    with tempfile.TemporaryDirectory(prefix="backbench-benchmark-", dir=cache_folder()) as folder:
        site = SiteProcess(Path(folder), seed=True, comments=SITE_COMMENTS)
        site.add_staff("benchmark", "I. Marwick", "administrator")
        with site:
            token, device, member = sign_in(site.url, "benchmark", PASSWORD, "benchmark")
            desk = open_desk(Path(folder) / "desk.db", new_key(), SystemClock())
            api = BundledSite(site.url, token)
            try:
                desk.set_identity(Identity(member, device, "Benchmark", site.url))
                began = time.perf_counter()
                outcome = Cycle(desk, api).run()
                return outcome.pulled / (time.perf_counter() - began)
            finally:
                api.close()
                desk.close()


def _keyed(changes: list[Change]) -> Iterator[tuple[int, SiteComment]]:
    for change in changes:
        assert isinstance(change.thing, SiteComment)
        yield arrivals.first_key(to_ms(change.thing.created), change.id), change.thing
