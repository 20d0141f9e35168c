"""tests/unit/website/test_desk_api.py, on PostgreSQL."""

from __future__ import annotations

import pytest

from tests.unit.website.test_desk_api import *  # noqa: F403  # the same tests with another database

pytestmark = pytest.mark.postgres
