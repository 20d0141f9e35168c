"""One running site of each kind for the contract suite."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from editor.domain.people import Role
from tests.contracts import making
from tests.contracts.bundled_driver import BundledDriver
from tests.contracts.drivers import Driver, MemoryDriver


@pytest.fixture(scope="session")
def bundled_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BundledDriver]:
    """The bundled site in a process of its own, one for the whole run."""
    driver = BundledDriver(tmp_path_factory.mktemp("site"))
    making.done(driver.staff(Role.MODERATOR), making.publish_rulebook(1))
    yield driver
    driver.close()


@pytest.fixture(params=["memory", "bundled"])
def site(request: pytest.FixtureRequest) -> Iterator[Driver]:
    """A site with a rulebook in force."""
    if request.param == "bundled":
        driver: BundledDriver = request.getfixturevalue("bundled_site")
        yield driver
        driver.between_tests()
        return
    memory = MemoryDriver()
    making.done(memory.staff(Role.MODERATOR), making.publish_rulebook(1))
    yield memory
