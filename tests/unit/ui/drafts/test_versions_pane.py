"""Looking back at a story by keyboard: what was kept, what differs, restoring it and taking that back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from editor.domain.articles import Article, ArticleFields
from editor.qt.plumbing import Plumbing
from editor.services import drafting
from editor.store.desk import Desk
from editor.ui.drafts.screen import DraftsScreen
from editor.ui.drafts.story_editor import StoryEditor
from editor.ui.widgets.buttons import Button
from editor.ui.widgets.reading_text import ReadingText
from tests.helpers.desk_store import Feed, article

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key
FIRST = ArticleFields("Dues rise", "Again.", "Ines Marrable", "Harbour", "dues-rise", "One.\n\nTwo was here.\n\nThree.")
SECOND = replace(FIRST, body="One.\n\nTwo is here now.\n\nThree.")
THIRD = replace(SECOND, headline="Dues rise once more", body="One.\n\nTwo is here now.\n\nThree.\n\nFour.")


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert isinstance(widget, QWidget)
    return widget


@pytest.fixture
def press(plumbing: Plumbing) -> Callable[..., None]:
    def each(*keys: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            QTest.keyClick(focus(), key, modifiers)
            plumbing.tasks.wait_idle()
            plumbing.tasks.wait_idle()  # what was read asks for what differs

    return each


def written(desk: Desk, *texts: ArticleFields) -> Article:
    story = drafting.new_story(desk, fields=texts[0]).result
    for fields in texts[1:]:
        story = drafting.save(desk, article_id=story.id, fields=fields, parent=story.head_version).result
    return story


@pytest.fixture
def editor(screen: DraftsScreen, desk: Desk) -> StoryEditor:
    found = screen.show_story(written(desk, FIRST, SECOND, THIRD))
    found.focus_field("body")
    return found


def shown(screen: DraftsScreen) -> dict[str, str]:
    texts = [text for text in screen.versions.findChildren(ReadingText) if text.isVisible()]
    return {text.accessibleName().partition(",")[0]: text.text for text in texts}


def test_what_was_kept_is_listed_and_shows_what_restoring_it_changes(
    screen: DraftsScreen, editor: StoryEditor, press: Callable[..., None]
) -> None:
    press(Key.Key_H, modifiers=CTRL)
    pane = screen.versions
    assert pane.isVisible()
    assert not screen.preview.isVisible()
    assert focus() is pane.list
    assert pane.chosen is not None
    assert pane.chosen.fields == SECOND
    assert shown(screen) == {"Headline": "Dues rise once more", "Text": "…\nFour."}
    assert "Isla Morran" in pane.list.accessibleDescription()
    assert "on this desk" in pane.list.accessibleDescription()
    press(Key.Key_Down)
    assert pane.chosen.fields == FIRST
    assert "Two washere" not in shown(screen)["Text"]
    assert "was" in shown(screen)["Text"]
    press(Key.Key_Tab)
    assert isinstance(focus(), ReadingText)
    walked = []
    for _ in range(2):
        press(Key.Key_F6)
        walked.append(focus())
    assert walked == [editor.source, pane.list]
    press(Key.Key_Escape)
    assert not pane.isVisible()
    assert screen.preview.isVisible()
    assert focus() is editor.source


def test_enter_restores_in_one_step_and_nothing_is_lost(
    screen: DraftsScreen, editor: StoryEditor, desk: Desk, press: Callable[..., None]
) -> None:
    QTest.keyClicks(editor.source, "Typed. ")
    typed = editor.source.words()
    press(Key.Key_H, modifiers=CTRL)
    press(Key.Key_Down, Key.Key_Down, Key.Key_Return)
    assert editor.fields == FIRST
    kept = drafting.versions(desk, article_id=editor.story.article.id)
    assert [version.fields for version in kept] == [FIRST, replace(THIRD, body=typed), THIRD, SECOND, FIRST]
    assert kept[0].origin == "restored"
    assert focus() is screen.versions.list
    assert editor.banners.names == ("restored",)

    editor.focus_field("body")
    press(Key.Key_Z, modifiers=CTRL)
    assert editor.source.words() == typed, "in the text it was one step"
    assert not editor.banners.names
    press(Key.Key_Z, modifiers=CTRL | SHIFT)
    assert editor.source.words() == FIRST.body


def test_the_banner_takes_all_fields_back(
    screen: DraftsScreen, editor: StoryEditor, desk: Desk, press: Callable[..., None]
) -> None:
    press(Key.Key_H, modifiers=CTRL)
    press(Key.Key_Down, Key.Key_Return)
    assert editor.fields == FIRST
    back = next(b for b in editor.banners.findChildren(Button) if b.text() == "Take it back")
    back.setFocus(Qt.FocusReason.TabFocusReason)
    press(Key.Key_Return)
    assert editor.fields == THIRD
    assert not editor.banners.names
    assert len(drafting.versions(desk, article_id=editor.story.article.id)) == 5
    assert drafting.open_story(desk, article_id=editor.story.article.id).fields == THIRD


def test_a_click_only_chooses(screen: DraftsScreen, editor: StoryEditor, press: Callable[..., None]) -> None:
    press(Key.Key_H, modifiers=CTRL)
    rows = screen.versions.list.findChildren(QWidget)
    QTest.mouseClick(rows[1], Qt.MouseButton.LeftButton)
    assert screen.versions.chosen is not None
    assert screen.versions.chosen.fields == FIRST
    assert editor.fields == THIRD


def test_a_story_without_an_earlier_version_says_what_to_do(
    screen: DraftsScreen, desk: Desk, press: Callable[..., None]
) -> None:
    editor = screen.show_story(written(desk, FIRST))
    press(Key.Key_H, modifiers=CTRL)
    pane = screen.versions
    assert pane.empty.isVisible()
    assert not pane.restore.isVisible()
    assert pane.isAncestorOf(focus())
    press(Key.Key_Escape)
    assert focus() is editor.source


def test_the_pane_follows_the_story_in_front_and_what_is_saved(
    screen: DraftsScreen, editor: StoryEditor, desk: Desk, press: Callable[..., None], plumbing: Plumbing
) -> None:
    press(Key.Key_H, modifiers=CTRL)
    pane = screen.versions
    press(Key.Key_Down)
    editor.focus_field("body")
    QTest.keyClicks(editor.source, "More. ")
    editor.story.save()
    press()
    plumbing.tasks.wait_idle()
    plumbing.tasks.wait_idle()
    assert [item.fields for item in pane._kept.earlier] == [THIRD, SECOND, FIRST]  # type: ignore[union-attr]
    assert pane.chosen is not None
    assert pane.chosen.fields == FIRST, "whoever reads one goes on reading it"
    assert "More. " in shown(screen)["Text"]
    other = screen.show_story(written(desk, SECOND, FIRST))
    plumbing.tasks.wait_idle()
    plumbing.tasks.wait_idle()
    assert pane.chosen.fields == SECOND
    assert screen.area.front is other


def test_the_version_that_readers_see_says_so(
    screen: DraftsScreen, desk: Desk, press: Callable[..., None], plumbing: Plumbing
) -> None:
    Feed(desk).send(article("a9", slug="nine"))
    now = drafting.open_story(desk, article_id="a9")
    story = drafting.save(
        desk, article_id="a9", fields=replace(now.fields, body="Mine."), parent=now.head_version
    ).result
    screen.show_story(story).focus_field("body")
    press(Key.Key_H, modifiers=CTRL)
    assert "readers see it" in screen.versions.list.accessibleDescription()
    press(Key.Key_Return)
    restored = drafting.open_story(desk, article_id="a9")
    assert restored.fields == now.fields
