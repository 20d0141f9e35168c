"""A seeded site in a process of its own, and a desk signed in to it, for all tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.helpers.command_line import CommandLine
from tests.helpers.site_process import PASSWORD, SiteProcess


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteProcess]:
    """The invented paper with its staff; ``desk`` is the administrator."""
    with SiteProcess(tmp_path_factory.mktemp("site"), seed=True) as running:
        yield running


@pytest.fixture(scope="module")
def desk(site: SiteProcess, tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """A desk that has everything from the site."""
    line = CommandLine(tmp_path_factory.mktemp("home"))
    line.ok("profile", "add", "paper", "--url", site.url, "--user", "desk", "--password-stdin", text=PASSWORD)
    assert line.ok("sync", "--once").out.endswith("sent 0, parked 0, waiting 0\n")
    return line
