"""A site in memory with a story, a reader and a rulebook, and desks on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from editor.domain.people import Role
from editor.sites.memory import MemorySite
from tests.contracts import making
from tests.helpers.desks import DeskOnSite

MakeDesk = Callable[..., DeskOnSite]


@pytest.fixture
def site() -> MemorySite:
    """With version 1 of the rules in force."""
    site = MemorySite()
    making.done(site.api(site.sign_in("Ada", Role.ADMINISTRATOR)), making.publish_rulebook(1))
    return site


@pytest.fixture
def make_desk(tmp_path: Path, site: MemorySite) -> Iterator[MakeDesk]:
    """Makes desks by the name of who works there."""
    made: list[DeskOnSite] = []

    def make(name: str = "Mara", role: Role = Role.ADMINISTRATOR) -> DeskOnSite:
        made.append(DeskOnSite(tmp_path / name / "desk.db", site, name, role))
        return made[-1]

    yield make
    for desk in made:
        desk.close()
