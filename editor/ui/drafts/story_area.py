"""The middle of the drafting screen: one or two editor panes, what is open in them, which one is at work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from editor.domain.articles import Article
from editor.qt.plumbing import Plumbing
from editor.ui.drafts.open_story import OpenStory
from editor.ui.drafts.story_editor import StoryEditor
from editor.ui.drafts.story_group import StoryGroup
from editor.ui.drafts.whereabouts import shown_name
from editor.ui.widgets.banner import BannerStack
from editor.ui.widgets.dropping import drop
from editor.ui.widgets.splitter import PaneSplitter

if TYPE_CHECKING:
    from editor.services.desk import Desk


@dataclass(frozen=True)
class OpenPane:
    """The stories open in an editor pane, by id in the order of the tabs, and the one in front."""

    ids: tuple[str, ...]
    front: str


class StoryArea(QWidget):
    """Holds every open story once. `front_changed` when another story is at work; `split_changed` with the panes.

    `closed` follows each story that was closed. It lives on unseen until its last words are on disk, and comes back
    when they cannot be saved.
    """

    front_changed = Signal()
    closed = Signal()
    split_changed = Signal()
    story_changed = Signal(object)
    publish_asked = Signal()
    files_given = Signal(tuple)
    articles_asked = Signal()
    new_asked = Signal()

    def __init__(self, plumbing: Plumbing, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plumbing = plumbing
        self._desk = desk
        self.banners = BannerStack()
        self._splitter = PaneSplitter(Qt.Orientation.Horizontal)
        self._groups: list[StoryGroup] = []
        self._closing: list[StoryEditor] = []
        self._toggle_shown = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banners)
        column.addWidget(self._splitter, 1)
        self._active = self._make_group()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    @property
    def groups(self) -> tuple[StoryGroup, ...]:
        """The editor panes from the left."""
        return tuple(self._groups)

    @property
    def front(self) -> StoryEditor | None:
        """The story at work."""
        return self._active.front

    @property
    def editors(self) -> tuple[StoryEditor, ...]:
        """Every open story."""
        return tuple(editor for group in self._groups for editor in group.editors)

    @property
    def panes(self) -> tuple[OpenPane, ...]:
        """What is open where."""
        return tuple(
            OpenPane(
                tuple(editor.story.article.id for editor in group.editors),
                group.front.story.article.id if group.front is not None else "",
            )
            for group in self._groups
        )

    @property
    def stories(self) -> tuple[OpenStory, ...]:
        """Everything that may hold unsaved words: the open stories, and closed ones that are still being saved."""
        return tuple(editor.story for editor in (*self.editors, *self._closing))

    @property
    def is_split(self) -> bool:
        """Whether two editor panes stand side by side."""
        return len(self._groups) > 1

    def show_open(self, article_id: str) -> StoryEditor | None:
        """Bring a story that is open already to the front; None when it is not open."""
        for group in self._groups:
            for index, editor in enumerate(group.editors):
                if editor.story.article.id == article_id:
                    group.show_index(index)
                    self._set_active(group)
                    return editor
        for editor in self._closing:
            if editor.story.article.id == article_id:
                self._closing.remove(editor)
                self._active.add(editor)
                return editor
        return None

    def open(self, article: Article) -> StoryEditor:
        """Open a story in the pane at work, or bring it to the front."""
        found = self.show_open(article.id)
        if found is None:
            found = self._make_editor(article)
            self._active.add(found)
        return found

    def open_behind(self, article: Article, pane: int) -> None:
        """Open a story that is not open yet in pane 0 or 1, behind the one in front there."""
        group = self._groups[pane] if pane < len(self._groups) else self._make_group()
        group.add(self._make_editor(article), front=False)

    def move_to_side(self) -> None:
        """Move the story at work to the other pane, which is made when there is none; the panes close when empty."""
        editor = self._active.front
        if editor is None or (not self.is_split and len(self._active.editors) < 2):
            return
        source = self._active
        target = next((group for group in self._groups if group is not source), None) or self._make_group()
        source.take(editor)
        target.add(editor)
        self._set_active(target)
        editor.source.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_front(self) -> None:
        """Close the story at work."""
        if self._active.front is not None:
            self.close_story(self._active.front)

    def close_story(self, editor: StoryEditor) -> None:
        """Close a story; what is unsaved is saved first, and while that fails the story stays open."""
        failing = editor.story.failing
        editor.story.save()
        if failing:
            self._plumbing.messages.error("The story stays open: its last words are not saved yet. It says why.")
            return
        editor.banners.take("refused")  # was read; one that comes from now on brings the story back
        group = next(group for group in self._groups if editor in group.editors)
        group.take(editor)
        editor.hide()
        editor.setParent(self)
        self._closing.append(editor)
        self._settle_closing(editor)
        if group in self._groups:
            self._set_active(group)
        self.closed.emit()

    def step(self, by: int) -> None:
        """Bring the next open story of the pane at work to the front."""
        self._active.step(by)
        if self._active.front is not None:
            self._active.front.source.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_toggle(self, shown: bool) -> None:
        """Offer the button that brings the list of stories back, in the leftmost pane."""
        self._toggle_shown = shown
        for index, group in enumerate(self._groups):
            group.show_toggle(shown and index == 0)

    def _make_editor(self, article: Article) -> StoryEditor:
        editor = StoryEditor(self._plumbing, self._desk, article)
        editor.changed.connect(lambda: self.story_changed.emit(editor))
        editor.files_given.connect(self.files_given)
        editor.story.refreshed.connect(lambda: self._settle_closing(editor))
        return editor

    def _make_group(self) -> StoryGroup:
        group = StoryGroup()
        group.front_changed.connect(lambda: self._on_group_front_changed(group))
        group.emptied.connect(lambda: self._on_emptied(group))
        group.close_asked.connect(self.close_story)
        group.publish_asked.connect(lambda: self._on_publish_asked(group))
        group.articles_asked.connect(self.articles_asked)
        group.new_asked.connect(self.new_asked)
        self._groups.append(group)
        self._splitter.addWidget(group)
        self.show_toggle(self._toggle_shown)
        if self.is_split:
            self._splitter.setSizes([1000, 1000])
            self.split_changed.emit()
        return group

    def _settle_closing(self, editor: StoryEditor) -> None:
        """Let a closed story go once nothing of it is under way; one that has a problem comes back and says it."""
        if editor not in self._closing:
            return
        if editor.story.failing or "refused" in editor.banners.names:
            self._closing.remove(editor)
            self._active.add(editor, front=False)
            name = shown_name(editor.form.headline.words())
            self._plumbing.messages.error(f"“{name}” is open again, because something went wrong. It says what.")
        elif not editor.story.busy:
            self._closing.remove(editor)
            drop(editor)
        else:
            editor.story.save()  # at once: nobody types on

    def _on_publish_asked(self, group: StoryGroup) -> None:
        self._set_active(group)
        self.publish_asked.emit()

    def _on_emptied(self, group: StoryGroup) -> None:
        if self.is_split:
            self._groups.remove(group)
            drop(group)
            self._set_active(self._groups[0])
            self.show_toggle(self._toggle_shown)
            self.split_changed.emit()

    def _on_group_front_changed(self, group: StoryGroup) -> None:
        if group is self._active:
            self.front_changed.emit()

    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        for group in self._groups:
            if now is not None and group.isAncestorOf(now):
                self._set_active(group)

    def _set_active(self, group: StoryGroup) -> None:
        if group is not self._active:
            self._active = group
            for each in self._groups:
                each.set_active(each is group)
            self.front_changed.emit()
