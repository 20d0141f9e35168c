"""A desk on a real encrypted file, its clock, and a feed that fills it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from editor.store import upkeep
from editor.store.desk import Desk
from tests.helpers.desk_store import Feed, HandClock, make_desk


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def desk(tmp_path: Path, clock: HandClock) -> Iterator[Desk]:
    """Whatever a test does, counters, digests, pages and the index of words must be sound afterwards."""
    made = make_desk(tmp_path / "desk" / "desk.db", clock)
    yield made
    assert upkeep.problems(made) == ()
    made.close()


@pytest.fixture
def feed(desk: Desk) -> Feed:
    return Feed(desk)
