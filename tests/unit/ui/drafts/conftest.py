"""A drafting screen in a real window, over a real encrypted desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from editor.qt.plumbing import Plumbing
from editor.store.desk import Desk
from editor.ui.drafts.screen import DraftsScreen
from editor.ui.main_window import MainWindow
from editor.ui.screen import ScreenEntry
from tests.helpers.desk_store import Feed, article, make_desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = make_desk(tmp_path / "desk.db")
    Feed(made).send(article())
    return made


@pytest.fixture
def window(plumbing: Plumbing, desk: Desk, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(plumbing, [ScreenEntry("drafts", "Drafts", lambda: DraftsScreen(plumbing, desk))], first="drafts")
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    plumbing.tasks.wait_idle()
    yield made
    plumbing.tasks.wait_idle()
    made.close()
    plumbing.tasks.wait_idle()


@pytest.fixture
def screen(window: MainWindow) -> DraftsScreen:
    found = window.current_screen
    assert isinstance(found, DraftsScreen)
    return found
