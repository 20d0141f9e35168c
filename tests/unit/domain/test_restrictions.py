"""Restrictions join to the strictest; a merge never loosens one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor.domain.restrictions import (
    Embargo,
    Restrictions,
    is_as_strict,
    merge_restrictions,
    strictest,
)

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
EMBARGOES = st.none() | st.builds(
    lambda hours, zone: Embargo(NOON + timedelta(hours=hours), zone),
    st.integers(-3, 3),
    st.sampled_from(["UTC", "Europe/London"]),
)
RESTRICTIONS = st.builds(Restrictions, EMBARGOES, st.booleans(), st.booleans(), st.booleans())


@given(RESTRICTIONS, RESTRICTIONS, RESTRICTIONS)
def test_it_is_a_lattice(a: Restrictions, b: Restrictions, c: Restrictions) -> None:
    assert strictest(a, a) == a
    assert strictest(a, b) == strictest(b, a)
    assert strictest(strictest(a, b), c) == strictest(a, strictest(b, c))
    assert strictest(a, Restrictions()) == a
    joined = strictest(a, b)
    assert is_as_strict(joined, a) and is_as_strict(joined, b)
    # and the least such: whatever is as strict as both is as strict as the join
    assert not (is_as_strict(c, a) and is_as_strict(c, b)) or is_as_strict(c, joined)


@given(RESTRICTIONS, RESTRICTIONS, RESTRICTIONS)
def test_merging_never_loosens(base: Restrictions, mine: Restrictions, theirs: Restrictions) -> None:
    merged = merge_restrictions(base, mine, theirs)
    swapped = merge_restrictions(base, theirs, mine)
    assert all(is_as_strict(merged.restrictions, one) for one in (base, mine, theirs))
    assert merged.restrictions == swapped.restrictions
    assert merged.loosening_by_mine == swapped.loosening_by_theirs
    assert bool(merged.loosening_by_mine) == (not is_as_strict(mine, base))
    for hours in range(-4, 5):
        at = NOON + timedelta(hours=hours, minutes=1)
        assert merged.restrictions.holds(at) == any(one.holds(at) for one in (base, mine, theirs))


def test_a_loosening_is_named() -> None:
    base = Restrictions(Embargo(NOON), legal_hold=True)
    mine = Restrictions(Embargo(NOON - timedelta(hours=1)), killed=True)
    theirs = Restrictions(None, legal_hold=True)
    merged = merge_restrictions(base, mine, theirs)
    assert merged.restrictions == Restrictions(Embargo(NOON), legal_hold=True, killed=True)
    assert merged.loosening_by_mine == ("embargo", "legal_hold") and merged.loosening_by_theirs == ("embargo",)


def test_embargoes_are_compared_as_instants() -> None:
    summer = timezone(timedelta(hours=1))
    london = Embargo(datetime(2026, 5, 1, 13, 30, tzinfo=summer), "Europe/London")
    assert strictest(Restrictions(london), Restrictions(Embargo(NOON))).embargo == london
    noon = Restrictions(Embargo(NOON))
    assert not noon.holds(NOON) and noon.holds(NOON - timedelta(seconds=1))
    with pytest.raises(ValueError, match="time zone"):
        strictest(Restrictions(Embargo(datetime(2026, 5, 1))), Restrictions())  # noqa: DTZ001 - the mistake itself
