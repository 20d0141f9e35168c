"""A site on an SQLite file for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.website import TestSite, running_site


@pytest.fixture
def site_address(tmp_path: Path) -> str:
    """Where the site's database is; the tests on PostgreSQL give another."""
    return str(tmp_path / "site.sqlite")


@pytest.fixture
def site(site_address: str) -> Iterator[TestSite]:
    """A running site with rules and nothing else."""
    with running_site(site_address) as running:
        yield running
