"""What is sent is what stands on screen, whatever the autosave is doing at that moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from editor.domain.articles import ArticleFields, ArticleState, Whereabouts
from editor.domain.changes import ChangeSet
from editor.domain.operations import PutArticle
from editor.qt.plumbing import Plumbing
from editor.services import activity, drafting
from editor.store.desk import Desk
from editor.ui.drafts.screen import DraftsScreen
from editor.ui.drafts.story_editor import StoryEditor
from tests.helpers.desk_store import Feed, article

WORDS = ArticleFields("Net loft to close", "The last one.", "Ines Marrable", "Harbour", "net-loft", "It closes.")
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@contextmanager
def busy_lane(plumbing: Plumbing) -> Iterator[None]:
    """The write lane is held up by another write until the end of the block."""
    free = threading.Event()
    plumbing.tasks.write(lambda: free.wait(10))
    try:
        yield
    finally:
        free.set()


@pytest.fixture
def idle(plumbing: Plumbing) -> Callable[[], None]:
    return lambda: plumbing.tasks.wait_idle()


def opened(screen: DraftsScreen, idle: Callable[[], None], article_id: str) -> StoryEditor:
    screen.focus_first()
    screen.open_story(article_id)
    idle()
    front = screen.area.front
    assert front is not None
    front.focus_field("body")
    return front


def publish(editor: StoryEditor) -> None:
    QTest.keyClick(editor.source, Qt.Key.Key_P, CTRL_SHIFT)


def queued(desk: Desk) -> PutArticle:
    (operation,) = activity.outgoing(desk).operations
    assert isinstance(operation.body, PutArticle)
    return operation.body


def test_what_is_on_screen_is_published_while_an_older_save_is_under_way(
    screen: DraftsScreen, desk: Desk, plumbing: Plumbing, idle: Callable[[], None], qtbot: QtBot
) -> None:
    story = drafting.new_story(desk, fields=WORDS).result
    editor = opened(screen, idle, story.id)
    with busy_lane(plumbing):
        QTest.keyClicks(editor.source, "First half. ")
        editor.story.save()
        QTest.keyClicks(editor.source, "The correction. ")
        publish(editor)
        QTest.keyClicks(editor.source, "Typed after the key. ")
        assert editor.story.unsaved
    idle()
    assert queued(desk).fields.body == "First half. The correction. It closes."
    qtbot.waitUntil(lambda: not editor.story.unsaved)
    now = drafting.open_story(desk, article_id=story.id)
    assert now.fields.body == "First half. The correction. Typed after the key. It closes."
    assert (now.conflict, now.whereabouts) == (None, Whereabouts.DESK)
    parents = [version.parent_id for version in drafting.versions(desk, article_id=story.id)]
    assert len(parents) == len(set(parents)) == 4  # one line of versions


def test_a_story_closed_at_once_is_still_published(
    screen: DraftsScreen, desk: Desk, plumbing: Plumbing, idle: Callable[[], None]
) -> None:
    story = drafting.new_story(desk, fields=WORDS).result
    editor = opened(screen, idle, story.id)
    with busy_lane(plumbing):
        QTest.keyClicks(editor.source, "First half. ")
        editor.story.save()
        publish(editor)
        QTest.keyClick(editor.source, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
        assert screen.area.front is None
    idle()
    assert queued(desk).fields.body == "First half. It closes."


def test_nothing_is_published_when_the_words_on_screen_cannot_be_saved(
    screen: DraftsScreen, desk: Desk, idle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafting, "MAX_BODY", 60)  # the preview of a story as long as the real limit takes its time
    story = drafting.new_story(desk, fields=WORDS).result
    editor = opened(screen, idle, story.id)
    QTest.keyClicks(editor.source, "Longer than a story can be. " * 3)
    publish(editor)
    idle()
    assert activity.outgoing(desk).waiting == 0
    assert {"refused", "save"} <= set(editor.banners.names)
    QTest.keyClick(editor.source, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(editor.source, "Short again.")
    publish(editor)
    idle()
    assert queued(desk).fields.body == "Short again."
    assert not {"refused", "save"} & set(editor.banners.names)


def test_a_colleagues_draft_that_comes_in_with_the_save_is_shown_and_not_published(
    screen: DraftsScreen, desk: Desk, plumbing: Plumbing, idle: Callable[[], None]
) -> None:
    feed = Feed(desk)
    feed.seq = 1
    feed.send(article("d1", state=ArticleState.DRAFT, published_at=None, slug="d1"))
    editor = opened(screen, idle, "d1")
    with busy_lane(plumbing):
        QTest.keyClicks(editor.source, "Mine. ")
        editor.story.save()
        publish(editor)
        feed.send(article("d1", 2, state=ArticleState.DRAFT, published_at=None, slug="d1", headline="Tom’s headline"))
        plumbing.changes.send(ChangeSet(articles=frozenset({"d1"})), "sync")
    idle()
    assert activity.outgoing(desk).waiting == 0
    assert "refused" in editor.banners.names
    assert editor.fields.headline == "Tom’s headline"
    assert editor.fields.body.startswith("Mine. ")
    publish(editor)
    idle()
    assert queued(desk).fields == editor.fields


def test_a_colleagues_draft_that_is_not_on_screen_yet_is_shown_and_not_published(
    screen: DraftsScreen, desk: Desk, idle: Callable[[], None]
) -> None:
    feed = Feed(desk)
    feed.seq = 1
    feed.send(article("d1", state=ArticleState.DRAFT, published_at=None, slug="d1"))
    editor = opened(screen, idle, "d1")
    feed.send(article("d1", 2, state=ArticleState.DRAFT, published_at=None, slug="d1", headline="Tom’s headline"))
    publish(editor)  # before the window has heard of the change
    idle()
    assert activity.outgoing(desk).waiting == 0
    assert "refused" in editor.banners.names
    assert editor.fields.headline == "Tom’s headline"
