"""Conditions as functions, with three answers: so, not so, and not known; and which leaves they cannot do without."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from editor.domain.rulebook_checks import AllOf, AnyOf, Condition, Leaf, Not
from editor.triage import fact_checks
from editor.triage.causes import Looking, Place

Test = Callable[[Looking, list[Place]], bool | None]


def compiled(condition: Condition, numbered: Mapping[Leaf, int]) -> Test:
    """A condition as a function: True with its places, False, or None when it is not known."""
    if isinstance(condition, AllOf | AnyOf):
        tests = [compiled(inner, numbered) for inner in condition.conditions]
        return _all_of(tests) if isinstance(condition, AllOf) else _any_of(tests)
    if isinstance(condition, Not):
        return _not(compiled(condition.condition, numbered))
    leaf, number = condition, numbered[condition]

    def test(looking: Looking, spots: list[Place]) -> bool | None:
        found = looking.found.get(number)
        if found is not None:
            spots.extend(found)
            return True
        return False if fact_checks.known(leaf, looking.facts) else None

    return test


def _all_of(tests: list[Test]) -> Test:
    def test(looking: Looking, spots: list[Place]) -> bool | None:
        mine: list[Place] = []
        result: bool | None = True
        for one in tests:
            answer = one(looking, mine)
            if answer is False:
                return False
            result = result if answer else None
        if result:
            spots.extend(mine)
        return result

    return test


def _any_of(tests: list[Test]) -> Test:
    def test(looking: Looking, spots: list[Place]) -> bool | None:
        answers = [one(looking, spots) for one in tests]
        return True if True in answers else None if None in answers else False

    return test


def _not(inner: Test) -> Test:
    def test(looking: Looking, spots: list[Place]) -> bool | None:
        answer = inner(looking, [])
        return None if answer is None else not answer

    return test


def needed_leaves(condition: Condition, numbered: Mapping[Leaf, int]) -> frozenset[int] | None:
    """Leaves of which at least one must be so for the condition to be so; None when it can be so without any."""
    if isinstance(condition, Not):
        return None
    if isinstance(condition, AllOf):
        known = [needed for inner in condition.conditions if (needed := needed_leaves(inner, numbered)) is not None]
        return min(known, key=len) if known else None
    if isinstance(condition, AnyOf):
        parts = [needed_leaves(inner, numbered) for inner in condition.conditions]
        return None if None in parts else frozenset().union(*(part for part in parts if part is not None))
    return frozenset((numbered[condition],))
