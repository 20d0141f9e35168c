"""Ids sort by time; times keep their zone."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor.domain.ids import is_id, new_id
from editor.domain.times import from_iso, from_ms, to_iso, to_ms


def test_ids_are_version_7_and_sort_by_time() -> None:
    ids = [new_id(ms) for ms in (1, 2, 1_700_000_000_000, 1_700_000_000_001)]
    assert ids == sorted(ids)
    assert all(uuid.UUID(i).version == 7 and uuid.UUID(i).variant == uuid.RFC_4122 for i in ids)
    assert uuid.UUID(ids[2]).int >> 80 == 1_700_000_000_000


def test_is_id_takes_only_the_canonical_form() -> None:
    good = new_id()
    assert is_id(good)
    assert not is_id(good.upper())
    assert not is_id(good.replace("-", ""))
    assert not is_id("x")


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2100, 1, 1)), st.integers(-12, 12))  # noqa: DTZ001
def test_times_survive_both_ways(naive: datetime, hours: int) -> None:
    moment = naive.replace(microsecond=naive.microsecond // 1000 * 1000, tzinfo=timezone(timedelta(hours=hours)))
    assert from_ms(to_ms(moment)) == moment
    assert from_iso(to_iso(moment)) == moment
    assert to_iso(moment).endswith("Z")


def test_times_without_a_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        to_ms(datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="zone"):
        from_iso("2026-01-01T00:00:00")
    assert from_iso("2026-01-01T01:00:00+01:00") == datetime(2026, 1, 1, tzinfo=UTC)
