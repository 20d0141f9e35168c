"""Closing a story loses nothing: not with a full disk, not in a pane that goes with it, not with the window."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from editor.domain.articles import ArticleFields
from editor.domain.errors import DiskFull
from editor.qt.plumbing import Plumbing
from editor.services import drafting
from editor.store.desk import Desk
from editor.ui.drafts.screen import DraftsScreen
from editor.ui.drafts.story_editor import StoryEditor
from editor.ui.main_window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = CTRL) -> None:
    widget = QApplication.focusWidget()
    assert isinstance(widget, QWidget)
    QTest.keyClick(widget, key, modifiers)


def write(words: str) -> None:
    widget = QApplication.focusWidget()
    assert isinstance(widget, QWidget)
    QTest.keyClicks(widget, words)


def stored(desk: Desk, editor_id: str) -> str:
    return drafting.open_story(desk, article_id=editor_id).fields.body


@pytest.fixture
def idle(plumbing: Plumbing) -> Callable[[], None]:
    return lambda: plumbing.tasks.wait_idle()


@pytest.fixture
def begin(
    screen: DraftsScreen, desk: Desk, plumbing: Plumbing, idle: Callable[[], None]
) -> Callable[[str], StoryEditor]:
    """Opens a story of this headline, the keyboard in its text."""

    def begun(headline: str) -> StoryEditor:
        done = drafting.new_story(desk, fields=ArticleFields(headline, "", "", "", headline.lower(), ""))
        story = done.result
        plumbing.changes.send(done.changes)
        screen.open_story(story.id)
        idle()
        front = screen.area.front
        assert front is not None
        return front

    return begun


@contextmanager
def busy_lane(plumbing: Plumbing) -> Iterator[threading.Event]:
    """The write lane is held up by another write until the end of the block, or until the event is set."""
    free = threading.Event()
    plumbing.tasks.write(lambda: free.wait(10))
    try:
        yield free
    finally:
        free.set()


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    real = drafting.save

    def full(*_: object, **__: object) -> None:
        raise DiskFull

    return lambda on: monkeypatch.setattr(drafting, "save", full if on else real)


def test_a_story_stays_open_while_its_words_cannot_be_saved(
    screen: DraftsScreen,
    window: MainWindow,
    begin: Callable[[str], StoryEditor],
    full_disk: Callable[[bool], None],
    desk: Desk,
    idle: Callable[[], None],
    qtbot: QtBot,
) -> None:
    editor = begin("Lights")
    full_disk(True)
    write("Words that matter")
    qtbot.waitUntil(lambda: editor.story.failing)
    press(Key.Key_W)
    assert screen.area.front is editor
    assert window.errors.sentence == "The story stays open: its last words are not saved yet. It says why."
    idle()
    assert not window.close()
    full_disk(False)
    editor.story.save()
    idle()
    press(Key.Key_W)
    assert screen.area.front is None
    assert stored(desk, editor.story.article.id) == "Words that matter"


def test_a_closed_story_comes_back_when_its_last_words_cannot_be_saved(
    screen: DraftsScreen,
    window: MainWindow,
    begin: Callable[[str], StoryEditor],
    full_disk: Callable[[bool], None],
    idle: Callable[[], None],
) -> None:
    other, editor = begin("Other"), begin("Lights")
    full_disk(True)
    write("Words that matter")
    press(Key.Key_W)
    assert screen.area.editors == (other,)
    idle()
    assert screen.area.editors == (other, editor)
    assert screen.area.front is other  # the keyboard stays where the person is
    assert window.errors.sentence == "“Lights” is open again, because something went wrong. It says what."
    assert not window.close()
    full_disk(False)
    assert window.close()


def test_words_typed_during_a_save_survive_the_pane_they_stood_in(
    screen: DraftsScreen, begin: Callable[[str], StoryEditor], desk: Desk, plumbing: Plumbing, idle: Callable[[], None]
) -> None:
    begin("Left")
    editor = begin("Right")
    article_id = editor.story.article.id
    press(Key.Key_Backslash)
    assert screen.area.is_split
    with busy_lane(plumbing):
        write("First half. ")
        editor.story.save()
        write("Last words.")
        press(Key.Key_W)
        assert not screen.area.is_split
        QTest.qWait(20)  # the pane is deleted now
    idle()
    assert stored(desk, article_id) == "First half. Last words."
    assert screen.area.stories == screen.area.stories[:1]  # and the editor is let go


def test_the_window_waits_for_a_story_that_was_just_closed(
    screen: DraftsScreen, window: MainWindow, begin: Callable[[str], StoryEditor], desk: Desk, plumbing: Plumbing
) -> None:
    editor = begin("Lights")
    article_id = editor.story.article.id
    with busy_lane(plumbing) as free:
        write("First half. ")
        editor.story.save()
        write("Last words.")
        press(Key.Key_W)
        threading.Timer(0.1, free.set).start()
        assert window.close()
        assert stored(desk, article_id) == "First half. Last words."


def test_a_story_opened_again_while_it_is_being_saved_is_the_same_one(
    screen: DraftsScreen, begin: Callable[[str], StoryEditor], plumbing: Plumbing, idle: Callable[[], None]
) -> None:
    editor = begin("Lights")
    with busy_lane(plumbing):
        write("Words")
        press(Key.Key_W)
        assert screen.area.front is None
        screen.open_story(editor.story.article.id)
        assert screen.area.front is editor
    idle()
    assert editor.source.words() == "Words"
    assert editor.isVisible()


def test_the_keyboard_stays_on_the_screen_when_the_last_story_is_closed(
    screen: DraftsScreen, window: MainWindow, begin: Callable[[str], StoryEditor], idle: Callable[[], None]
) -> None:
    window.resize(1280, 800)
    begin("Lights")
    assert not screen.articles.isVisible()
    press(Key.Key_W)
    idle()
    assert screen.articles.isVisible()  # nothing else is there
    assert QApplication.focusWidget() is screen.articles.list
    screen.toggle_articles()
    press(Key.Key_N)
    idle()
    assert screen.area.front is not None
    press(Key.Key_W)
    idle()
    assert not screen.articles.isVisible()  # what a person asked for stands
    press(Key.Key_L)
    assert QApplication.focusWidget() is screen.articles.list
