"""The list of stories and its counts at 3,000 stories: what they cost must not depend on how long the stories are."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

from editor.domain.articles import ArticleFields, ArticleState, SiteArticle
from editor.domain.times import from_ms
from editor.ports import SystemClock
from editor.services import drafting
from editor.store import inbound
from editor.store.desk import Desk
from editor.store.open import open_desk
from tests.benchmarks.report import Report, Row
from tests.benchmarks.scale import PASSPHRASE

STORIES = 3_000
SHORT, LONG = 600, 60_000  # characters
GOAL = 1.3
ROUNDS = 20
_WORDS = ArticleFields("Ferry timetable cut by a third", "Fewer boats.", "Gethin Sorrel", "Harbour")
_BATCH = 100


def run(report: Report, *, quick: bool) -> None:
    """Median milliseconds with long stories, beside those with short ones."""
    with tempfile.TemporaryDirectory(prefix="backbench-benchmark-") as folder:
        short, long = (_milliseconds(Path(folder), size, STORIES // 10 if quick else STORIES) for size in (SHORT, LONG))
    for name, value in long.items():
        limit = f"at {SHORT:,} characters"
        report.add(Row(f"{name}, stories of {LONG:,} characters", value, "ms", limit, short[name], GOAL))


def _milliseconds(folder: Path, size: int, count: int) -> dict[str, float]:
    desk = open_desk(folder / f"{size}.db", PASSPHRASE, SystemClock())
    try:
        for start in range(0, count, _BATCH):
            inbound.store_things(desk, [_story(n, size) for n in range(start, start + _BATCH)])
        desk.checkpoint()
        return {name: _median(job) for name, job in _jobs(desk).items()}
    finally:
        desk.close()


def _jobs(desk: Desk) -> dict[str, Callable[[], object]]:
    return {
        "drafts": lambda: drafting.stories(desk, state=ArticleState.DRAFT),
        "published stories": lambda: drafting.stories(desk, state=ArticleState.PUBLISHED),
        "all stories": lambda: drafting.stories(desk),
        "counts of stories": lambda: drafting.story_counts(desk),
    }


def _story(n: int, size: int) -> SiteArticle:
    public = n % 2 == 0
    saved = from_ms(1_700_000_000_000 + n * 1000)
    return SiteArticle(
        id=f"story-{n:05}",
        fields=replace(_WORDS, slug=f"story-{n}", body="Words of a story. " * (size // 18)),
        state=ArticleState.PUBLISHED if public else ArticleState.DRAFT,
        version_id=f"version-{n}",
        published_at=saved if public else None,
        updated_at=saved,
        updated_by="Tom Harkness",
        rev=1,
    )


def _median(job: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS + 2):
        began = time.perf_counter()
        job()
        times.append((time.perf_counter() - began) * 1000)
    return median(times[2:])
