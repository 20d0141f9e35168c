"""The rules screen in a window over a real desk, offscreen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from editor.qt.plumbing import Plumbing
from editor.store.desk import Desk
from editor.ui.main_window import MainWindow
from editor.ui.rules.screen import RulesScreen
from editor.ui.screen import ScreenEntry
from tests.helpers import desk_store
from tests.helpers.desk_store import Feed, make_desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = make_desk(tmp_path / "desk.db")
    feed = Feed(made)
    feed.send(desk_store.rulebook(), desk_store.article(), desk_store.reader(), desk_store.comment())
    return made


@pytest.fixture
def screen(plumbing: Plumbing, desk: Desk, qtbot: QtBot) -> Iterator[RulesScreen]:
    window = MainWindow(plumbing, [ScreenEntry("rules", "Rules", lambda: RulesScreen(plumbing, desk))], first="rules")
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    plumbing.tasks.wait_idle()
    found = window.current_screen
    assert isinstance(found, RulesScreen)
    found.focus_first()
    yield found
    plumbing.tasks.wait_idle()
    window.close()
    plumbing.tasks.wait_idle()
