"""The drafting screen by keyboard, over a real desk: write, save, publish, import, settle, split, leave."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from editor.domain.articles import ArticleFields, ArticleState, Whereabouts
from editor.domain.changes import ChangeSet
from editor.domain.errors import DiskFull
from editor.domain.operations import PutArticle
from editor.qt.plumbing import Plumbing
from editor.services import activity, drafting
from editor.store.desk import Desk
from editor.ui.drafts.open_story import LONGEST
from editor.ui.drafts.screen import DraftsScreen
from editor.ui.main_window import MainWindow
from tests.helpers.desk_store import Feed, article

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
Key = Qt.Key


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert isinstance(widget, QWidget)
    return widget


def write(words: str) -> None:
    QTest.keyClicks(focus(), words)


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(focus(), key, modifiers)


def saved(screen: DraftsScreen) -> bool:
    front = screen.area.front
    return front is not None and not front.story.unsaved


@pytest.fixture
def idle(plumbing: Plumbing) -> Callable[[], None]:
    return lambda: plumbing.tasks.wait_idle()


def begin(screen: DraftsScreen, idle: Callable[[], None]) -> None:
    screen.focus_first()
    press(Key.Key_N, CTRL)
    idle()


def test_a_story_is_written_and_published_by_keyboard_alone(
    screen: DraftsScreen, desk: Desk, idle: Callable[[], None], qtbot: QtBot
) -> None:
    begin(screen, idle)
    write("Net loft to close")
    press(Key.Key_Return)
    write("The last one on Cable Street.")
    press(Key.Key_Tab)
    write("Ines Marrable")
    press(Key.Key_Return)
    write("Harbour")
    press(Key.Key_Tab)
    press(Key.Key_Tab)
    write("It closes *on Friday*.")
    front = screen.area.front
    assert front is not None
    assert front.foot.saving == "Saving"
    press(Key.Key_P, CTRL | SHIFT)
    idle()
    qtbot.waitUntil(lambda: saved(screen))
    stored = drafting.open_story(desk, article_id=front.story.article.id)
    assert stored.fields.slug == "net-loft-to-close"
    assert stored.fields.body == "It closes *on Friday*."
    assert stored.whereabouts is Whereabouts.WAITING
    (operation,) = activity.outgoing(desk).operations
    assert isinstance(operation.body, PutArticle)
    assert operation.body.publish
    assert operation.body.fields == stored.fields
    assert screen.area.groups[0].chip_words == "Not sent yet"
    qtbot.waitUntil(lambda: [b.html for b in screen.preview.blocks] == ["<p>It closes <em>on Friday</em>.</p>"])


def test_what_is_missing_is_said_and_the_keyboard_goes_there(screen: DraftsScreen, idle: Callable[[], None]) -> None:
    begin(screen, idle)
    write("Only a headline")
    press(Key.Key_P, CTRL | SHIFT)
    front = screen.area.front
    assert front is not None
    assert "problem" in front.banners.names
    assert front.foot.missing == "Before readers can see it: standfirst, byline, section and text"
    assert focus() is front.form.standfirst


def test_words_are_on_disk_within_a_second_while_somebody_goes_on_typing(
    screen: DraftsScreen, desk: Desk, idle: Callable[[], None]
) -> None:
    begin(screen, idle)
    press(Key.Key_F3)
    stored = ""
    for _ in range(100):
        write("x")
        QTest.qWait(40)  # never a rest of 400 ms
        stored = drafting.open_story(desk, article_id=screen.area.front.story.article.id).fields.body  # type: ignore[union-attr]
        if stored:
            break
    assert stored
    assert LONGEST <= 700  # ms from the first key, which leaves 300 for the commit


def test_saved_is_only_said_after_the_commit_and_a_full_disk_is_said_and_tried_again(
    screen: DraftsScreen, desk: Desk, idle: Callable[[], None], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(screen, idle)
    press(Key.Key_F3)
    front = screen.area.front
    assert front is not None

    def full(*_: object, **__: object) -> None:
        raise DiskFull

    with monkeypatch.context() as patch:
        patch.setattr(drafting, "save", full)
        write("Words that matter")
        qtbot.waitUntil(lambda: front.story.failing)
        assert front.foot.saving == "Not saved yet"
        assert "save" in front.banners.names
        assert not screen.may_leave()
    front.story.save()
    qtbot.waitUntil(lambda: saved(screen))
    assert front.foot.saving.startswith("Saved on this desk")
    assert "save" not in front.banners.names
    assert drafting.open_story(desk, article_id=front.story.article.id).fields.body == "Words that matter"


def test_leaving_at_once_loses_no_key(screen: DraftsScreen, desk: Desk, idle: Callable[[], None]) -> None:
    begin(screen, idle)
    press(Key.Key_F3)
    write("The last key")
    assert screen.may_leave()
    front = screen.area.front
    assert front is not None
    assert drafting.open_story(desk, article_id=front.story.article.id).fields.body == "The last key"


def test_closing_a_story_at_once_saves_it(screen: DraftsScreen, desk: Desk, idle: Callable[[], None]) -> None:
    begin(screen, idle)
    press(Key.Key_F3)
    write("Closed at once")
    front = screen.area.front
    assert front is not None
    article_id = front.story.article.id
    press(Key.Key_W, CTRL)
    idle()
    assert screen.area.front is None
    assert drafting.open_story(desk, article_id=article_id).fields.body == "Closed at once"


def open_published(screen: DraftsScreen, idle: Callable[[], None]) -> None:
    press(Key.Key_L, CTRL | SHIFT)
    idle()
    press(Key.Key_Return)
    idle()
    assert screen.articles.state is ArticleState.PUBLISHED


def test_words_from_the_site_come_in_where_nothing_is_unsaved_and_keep_the_cursor(
    screen: DraftsScreen, desk: Desk, plumbing: Plumbing, idle: Callable[[], None]
) -> None:
    screen.focus_first()
    open_published(screen, idle)
    front = screen.area.front
    assert front is not None
    for _ in range(3):
        press(Key.Key_Right)
    feed = Feed(desk)
    feed.seq = 1
    feed.send(article(rev=2, body="The ferry company will run fewer boats. Readers wrote in.\n"))
    plumbing.changes.send(ChangeSet(articles=frozenset({"a1"})), "sync")
    idle()
    assert front.source.words().endswith("Readers wrote in.\n")
    assert front.source.textCursor().position() == 3
    assert not front.story.unsaved


def test_two_versions_are_settled_by_key_and_publishing_waits(
    screen: DraftsScreen, desk: Desk, plumbing: Plumbing, idle: Callable[[], None]
) -> None:
    screen.focus_first()
    open_published(screen, idle)
    write("MINE ")
    feed = Feed(desk)
    feed.seq = 1
    feed.send(article(rev=2, body="Theirs.\n"))
    plumbing.changes.send(ChangeSet(articles=frozenset({"a1"})), "sync")
    idle()
    front = screen.area.front
    assert front is not None
    assert front.story.article.conflict is not None
    assert front.conflict.isVisible()
    assert "conflict" in front.banners.names
    assert front.source.words().startswith("MINE ")  # nothing is written into the text being typed
    press(Key.Key_P, CTRL | SHIFT)
    idle()
    assert activity.outgoing(desk).waiting == 0
    press(Key.Key_2, ALT)
    idle()
    assert front.source.words() == "Theirs.\n"
    assert not front.conflict.isVisible()
    assert drafting.open_story(desk, article_id="a1").whereabouts is Whereabouts.PUBLISHED


def test_a_file_is_imported_by_keyboard_and_a_bad_one_is_one_sentence(
    screen: DraftsScreen, idle: Callable[[], None], tmp_path: Path, qtbot: QtBot
) -> None:
    story = tmp_path / "lights.md"
    story.write_text("# Harbour lights out\n\nBy Ines Marrable\n\nThe lights went out on Friday.\n", encoding="utf-8")
    screen.focus_first()
    press(Key.Key_O, CTRL)
    dialog = screen.findChild(QFileDialog)
    assert dialog is not None
    dialog.selectFile(str(story))
    dialog.accept()
    idle()
    front = screen.area.front
    assert front is not None
    assert front.form.headline.words() == "Harbour lights out"
    assert front.form.byline.text() == "Ines Marrable"
    assert screen.articles.selected_id == front.story.article.id
    bad = tmp_path / "notes.docx"
    bad.write_bytes(b"not a word document")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(bad))])
    drop = QDropEvent(
        QPointF(500, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    screen.dropEvent(drop)
    idle()
    assert screen.area.banners.names == ("import",)
    assert screen.area.front is front


def drop_on(target: QWidget, path: Path) -> None:
    """Carry a file over a widget and let go, as the platform tells the application about it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    data.setText(str(path))  # file managers give both
    place, copy = QPoint(20, 6), Qt.DropAction.CopyAction
    held = (data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter, move = QDragEnterEvent(place, copy, *held), QDragMoveEvent(place, copy, *held)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    move.accept()  # Qt sends it accepted when the enter was
    QApplication.sendEvent(target, move)
    assert move.isAccepted()
    QApplication.sendEvent(target, QDropEvent(QPointF(place), copy, *held))


def test_a_file_dropped_or_pasted_on_a_story_is_imported_and_not_written_into_it(
    screen: DraftsScreen, idle: Callable[[], None], tmp_path: Path
) -> None:
    file = tmp_path / "lights.md"
    file.write_text("# Harbour lights out\n\nThe lights went out on Friday.\n", encoding="utf-8")
    begin(screen, idle)
    editor = screen.area.front
    assert editor is not None
    write("Mine")
    before = editor.fields
    form = editor.form
    targets = (editor.source.viewport(), form.headline.viewport(), form.standfirst.viewport(), form.byline)
    for count, target in enumerate(targets, 2):
        screen.area.show_open(editor.story.article.id)
        drop_on(target, file)
        idle()
        assert len(screen.area.editors) == count
        assert screen.area.front is not None
        assert screen.area.front.fields.headline == "Harbour lights out"
        assert editor.fields == before
    screen.area.show_open(editor.story.article.id)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    QApplication.clipboard().setMimeData(data)
    try:
        for field in (editor.source, form.headline):
            screen.area.show_open(editor.story.article.id)
            field.setFocus()
            press(Key.Key_V, CTRL)
            idle()
    finally:
        QApplication.clipboard().clear()  # Qt would let go of what Python made only after Python has ended
    assert len(screen.area.editors) == len(targets) + 3
    assert editor.fields == before


def test_two_stories_stand_side_by_side_with_their_words(screen: DraftsScreen, idle: Callable[[], None]) -> None:
    begin(screen, idle)
    write("First")
    press(Key.Key_N, CTRL)
    idle()
    write("Second")
    press(Key.Key_Backslash, CTRL)
    assert screen.area.is_split
    assert [group.front.fields.headline for group in screen.area.groups if group.front] == ["First", "Second"]
    write("in the second")
    press(Key.Key_F6)
    press(Key.Key_F6)
    press(Key.Key_W, CTRL)
    press(Key.Key_W, CTRL)
    assert not screen.area.is_split
    idle()


def test_find_walks_the_story_and_goes_back_to_it(screen: DraftsScreen, idle: Callable[[], None]) -> None:
    begin(screen, idle)
    press(Key.Key_F3)
    write("boat and boat")
    press(Key.Key_F, CTRL)
    write("boat")
    front = screen.area.front
    assert front is not None
    first = front.source.textCursor().selectionStart()
    press(Key.Key_Return)
    assert front.source.textCursor().selectionStart() != first
    press(Key.Key_Escape)
    assert focus() is front.source
    assert front.source.textCursor().selectedText() == "boat"


def test_panes_fold_by_the_windows_width_and_come_back(
    screen: DraftsScreen, window: MainWindow, idle: Callable[[], None]
) -> None:
    screen.focus_first()
    assert screen.articles.isVisible()
    assert not screen.preview_side.isVisible()  # nothing is open that it could show
    open_published(screen, idle)
    assert screen.articles.isVisible()
    assert screen.preview_side.isVisible()
    window.resize(1280, 800)
    assert not screen.articles.isVisible()
    assert screen.preview_side.isVisible()
    screen.focus_first()
    screen.toggle_articles()
    assert screen.articles.isVisible()
    press(Key.Key_E, CTRL)
    assert not screen.preview_side.isVisible()
    press(Key.Key_F11)
    assert not screen.articles.isVisible()


def test_larger_text_folds_as_a_narrower_window_does(
    screen: DraftsScreen, plumbing: Plumbing, idle: Callable[[], None]
) -> None:
    screen.focus_first()
    open_published(screen, idle)
    assert screen.articles.isVisible()
    plumbing.theme.set_scale(1.5)
    assert not screen.articles.isVisible()
    plumbing.theme.set_scale(1.0)
    assert screen.articles.isVisible()


def test_every_command_has_words_and_no_two_share_a_key(screen: DraftsScreen) -> None:
    commands = screen.commands()
    assert all(command.words for command in commands)
    keys = [command.shortcut for command in commands if command.shortcut]
    assert len(keys) == len(set(keys))


def test_the_list_marks_no_other_story_than_the_one_in_front(screen: DraftsScreen, idle: Callable[[], None]) -> None:
    begin(screen, idle)
    write("A draft")
    draft = screen.area.front
    assert draft is not None
    screen.open_story("a1")  # published: the list of drafts does not have it
    idle()
    assert screen.area.front is not draft
    assert screen.articles.selected_id is None
    screen.articles.load()
    idle()
    assert screen.articles.selected_id is None
    screen.area.show_open(draft.story.article.id)
    assert screen.articles.selected_id == draft.story.article.id
    screen.open_story("a1")
    press(Key.Key_L, CTRL)
    assert screen.articles.selected_id == draft.story.article.id  # the keyboard needs a row to stand on


def test_the_list_keeps_its_place_and_selection_when_a_story_arrives(
    screen: DraftsScreen, desk: Desk, plumbing: Plumbing, idle: Callable[[], None]
) -> None:
    for number in range(30):
        done = drafting.new_story(desk, fields=ArticleFields(f"Story {number}", "", "", "", f"s{number}", ""))
        plumbing.changes.send(done.changes)
    idle()
    screen.focus_first()
    stories = screen.articles.list
    for _ in range(25):
        press(Key.Key_J)
    chosen, top = stories.current_row, stories.row_rect(stories.current).top()
    stories.scroll_bar.setValue(stories.scroll_bar.value() - 200)
    moved = stories.row_rect(stories.current).top()
    assert moved != top
    done = drafting.new_story(desk, fields=ArticleFields("From elsewhere", "", "", "", "elsewhere", ""))
    plumbing.changes.send(done.changes)
    idle()
    assert stories.current_row == chosen
    assert stories.row_rect(stories.current).top() == moved


def test_a_published_story_without_a_change_is_not_sent_again(
    screen: DraftsScreen, desk: Desk, window: MainWindow, idle: Callable[[], None]
) -> None:
    screen.open_story("a1")
    idle()
    press(Key.Key_P, CTRL | SHIFT)
    idle()
    assert window.footer.sentence == "Readers have these words already."
    assert activity.outgoing(desk).waiting == 0
    write("Changed. ")
    press(Key.Key_P, CTRL | SHIFT)
    idle()
    assert activity.outgoing(desk).waiting == 1


def test_tab_walks_the_fields_and_the_text_before_the_preview(screen: DraftsScreen, idle: Callable[[], None]) -> None:
    begin(screen, idle)
    front = screen.area.front
    assert front is not None
    form = front.form
    walked = [focus()]
    while walked[-1] is not screen.preview and len(walked) < 20:
        press(Key.Key_Tab)
        walked.append(focus())
    fields = (form.headline, form.standfirst, form.byline, form.section, form.slug)
    assert walked == [*fields, front.source, screen.preview]
