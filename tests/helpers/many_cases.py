"""The same law over few generated cases in every run, and over many in the long ones (make test-long)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings

MANY = 3_000
T = TypeVar("T", bound=Callable[..., Any])


def few(cases: int) -> Callable[[T], T]:
    """For a test of every run; beside ``given``."""
    return settings(max_examples=cases, deadline=None)


def many(test: T) -> T:
    """For the same test in the long runs; beside ``given``."""
    generated = settings(max_examples=MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])(test)
    marked: T = pytest.mark.long(pytest.mark.timeout(1800)(generated))
    return marked
