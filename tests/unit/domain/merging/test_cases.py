"""The merge on hand-written cases from a newsroom; each file in tests/data/merge states its point."""

from __future__ import annotations

import pytest

from editor.domain.merge import merge
from tests.helpers.merge_cases import Case, merge_cases

CASES = merge_cases()


def test_there_are_cases_enough_and_each_states_a_point_of_its_own() -> None:
    assert len(CASES) >= 60
    assert all(case.title for case in CASES) and len({case.title for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case(case: Case) -> None:
    merged = merge(case.base, case.mine, case.theirs)
    assert merged.marked() == case.expected, case.title
    assert bool(merged.conflicts) == ("<<<<<<<" in case.expected)
    assert merged.conflicts or merged.text == case.expected
