"""tests/unit/website/test_attacks.py, on PostgreSQL."""

from __future__ import annotations

import pytest

from tests.unit.website.test_attacks import *  # noqa: F403  # the same tests with another database

pytestmark = pytest.mark.postgres
