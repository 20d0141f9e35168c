"""What was open is open again after the window was closed and opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from editor.domain.articles import ArticleFields
from editor.domain.errors import BadInput
from editor.qt.plumbing import Plumbing
from editor.qt.settings import OPEN_STORIES, Settings
from editor.services import drafting
from editor.services.desk import PendingDesk
from editor.store.desk import Desk
from editor.ui.drafts.reopening import read_panes, write_panes
from editor.ui.drafts.screen import DraftsScreen
from editor.ui.drafts.story_area import OpenPane
from editor.ui.main_window import MainWindow
from editor.ui.screen import ScreenEntry

Restart = Callable[..., DraftsScreen]


@pytest.fixture
def ids(desk: Desk) -> list[str]:
    return [
        drafting.new_story(desk, fields=ArticleFields(name, "", "", "", name.lower(), f"Words of {name}.")).result.id
        for name in ("One", "Two", "Three", "Four")
    ]


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    return tmp_path / "again.ini"


@pytest.fixture
def restart(plumbing: Plumbing, desk: Desk, settings_file: Path, qtbot: QtBot) -> Iterator[Restart]:
    """Closes the window that is open and opens another on the same settings; gives its drafting screen."""
    windows: list[MainWindow] = []

    def again(on: object = desk, *, wait: bool = True) -> DraftsScreen:
        if windows:
            assert windows.pop().close()
        fresh = replace(plumbing, settings=Settings(settings_file))
        entry = ScreenEntry("drafts", "Drafts", lambda: DraftsScreen(fresh, on))  # type: ignore[arg-type]
        window = MainWindow(fresh, [entry])
        qtbot.addWidget(window)
        windows.append(window)
        window.resize(1440, 900)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        if wait:
            plumbing.tasks.wait_idle()
        screen = window.current_screen
        assert isinstance(screen, DraftsScreen)
        return screen

    yield again
    plumbing.tasks.wait_idle()
    windows.pop().close()


def open_all(screen: DraftsScreen, plumbing: Plumbing, ids: list[str]) -> None:
    for id_ in ids:
        screen.open_story(id_)
        plumbing.tasks.wait_idle()


def test_stories_and_panes_come_back_as_they_were(restart: Restart, plumbing: Plumbing, ids: list[str]) -> None:
    screen = restart()
    open_all(screen, plumbing, ids)
    screen.area.move_to_side()
    screen.area.show_open(ids[1])
    before = screen.area.panes
    assert before == (OpenPane(tuple(ids[:3]), ids[1]), OpenPane((ids[3],), ids[3]))
    screen = restart()
    assert screen.area.panes == before
    assert screen.area.front is not None
    assert screen.area.front.source.words() == "Words of Two."
    assert screen.area.front.source.hasFocus()
    screen.area.close_front()
    assert restart().area.panes == (OpenPane((ids[0], ids[2]), ids[2]), before[1])


def test_a_story_that_is_gone_is_left_out(restart: Restart, settings_file: Path, ids: list[str]) -> None:
    stored = Settings(settings_file)
    stored.set(OPEN_STORIES, f"gone* | {ids[0]} {ids[1]}*")
    stored.sync()
    assert restart().area.panes == (OpenPane((ids[0], ids[1]), ids[1]),)


def test_a_desk_that_does_not_open_forgets_nothing(
    restart: Restart, plumbing: Plumbing, ids: list[str], qtbot: QtBot
) -> None:
    open_all(restart(), plumbing, ids)
    pending = PendingDesk()
    screen = restart(pending, wait=False)
    assert screen.area.editors == ()
    with qtbot.captureExceptions():  # the list of stories hands its failure on to the crash reporter
        pending.failed(BadInput("The desk is closing."))
        plumbing.tasks.wait_idle()
    assert [pane.ids for pane in restart().area.panes] == [tuple(ids)]


def test_who_begins_to_work_at_once_is_not_interrupted(
    restart: Restart, plumbing: Plumbing, desk: Desk, ids: list[str]
) -> None:
    open_all(restart(), plumbing, ids[:3])
    pending = PendingDesk()
    screen = restart(pending, wait=False)
    mine = screen.show_story(drafting.open_story(desk, article_id=ids[3]))
    pending.opened(desk)
    plumbing.tasks.wait_idle()
    assert screen.area.front is mine
    assert len(screen.area.editors) == 4


@pytest.mark.parametrize("text", ["", "a b* | c*", "a*"])
def test_panes_are_read_as_they_were_written(text: str) -> None:
    assert write_panes(read_panes(text)) == text
    assert read_panes("a b")[0].front == "a"
