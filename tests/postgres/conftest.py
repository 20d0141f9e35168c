"""A schema of its own on PostgreSQL for each test; BACKBENCH_TEST_POSTGRES_URL says where."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest

from editor.domain.ids import new_id
from tests.helpers.website import TestSite, running_site


@pytest.fixture
def site_address() -> Iterator[str]:
    """An empty schema, gone after the test."""
    address = os.environ.get("BACKBENCH_TEST_POSTGRES_URL")
    if not address:
        pytest.skip("BACKBENCH_TEST_POSTGRES_URL names no PostgreSQL; make test-postgres starts one")
    plain = address.replace("postgresql+psycopg://", "postgresql://")
    schema = f"test_{new_id().replace('-', '')}"
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    joint = "&" if "?" in plain else "?"
    yield f"{plain}{joint}options=-csearch_path%3D{schema}"
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture
def site(site_address: str) -> Iterator[TestSite]:
    """A running site with rules and nothing else."""
    with running_site(site_address) as running:
        yield running
