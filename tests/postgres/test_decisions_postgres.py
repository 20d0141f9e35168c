"""tests/unit/website/test_decisions.py, on PostgreSQL."""

from __future__ import annotations

import pytest

from tests.unit.website.test_decisions import *  # noqa: F403  # the same tests with another database

pytestmark = pytest.mark.postgres
