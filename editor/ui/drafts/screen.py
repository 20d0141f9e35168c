"""The drafting screen: stories on the left, editors side by side, the preview of the story in front."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from editor.domain.articles import Article
from editor.domain.changes import Done
from editor.domain.errors import WorldError
from editor.domain.sentences import sentence_for
from editor.qt.plumbing import Plumbing
from editor.services.preview import Rendering
from editor.ui.commands import Command
from editor.ui.drafts.articles_pane import ArticlesPane
from editor.ui.drafts.dropped import local_files
from editor.ui.drafts.preview_follow import PreviewFollow
from editor.ui.drafts.preview_pane import PreviewPane
from editor.ui.drafts.reopening import Reopening
from editor.ui.drafts.screen_commands import commands_for
from editor.ui.drafts.story_area import StoryArea
from editor.ui.drafts.story_editor import StoryEditor
from editor.ui.drafts.versions_pane import VersionsPane
from editor.ui.leaving import all_saved
from editor.ui.operations import drafting
from editor.ui.screen import Screen
from editor.ui.widgets.banner import Banner
from editor.ui.widgets.folding import WIDE, room
from editor.ui.widgets.labels import Line
from editor.ui.widgets.pane_head import PaneHead
from editor.ui.widgets.splitter import PaneSplitter
from editor.ui.widgets.themed import Pane

if TYPE_CHECKING:
    from editor.services.desk import Desk

_LEAST_FOR_PREVIEW = 900
_LEAST_FOR_SPLIT_AND_PREVIEW = 1900
_KINDS = "Stories (*.docx *.md *.markdown *.html *.htm *.txt);;All files (*)"


class DraftsScreen(Screen):
    """Drafts and published stories. `counted(counts)` gives how many stories stand in each state."""

    counted = Signal(object)
    title = "Drafts"
    sheet_key = "F1"

    def __init__(self, plumbing: Plumbing, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plumbing = plumbing
        self._desk = desk
        self._opening: set[str] = set()
        self._articles_wanted: bool | None = None
        self._preview_wanted: bool | None = None
        self._only_text = self._versions_wanted = False
        self._dialog: QFileDialog | None = None
        self.articles = ArticlesPane(plumbing, desk)
        self.area = StoryArea(plumbing, desk)
        self.preview = PreviewPane()
        self.versions = VersionsPane(plumbing.tasks, desk)
        self._follow = PreviewFollow(self.preview, plumbing.tasks, self)
        self._splitter = PaneSplitter(Qt.Orientation.Horizontal, plumbing.settings, "drafts")
        self._reopening = Reopening(plumbing, desk, self.area, self)
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)
        self.articles.load()
        self._reopening.begin()

    def commands(self) -> list[Command]:
        """Everything a writer can do here."""
        return commands_for(self)

    def focus_first(self) -> None:
        """The story in front, or the list."""
        if self.area.front is not None:
            self.area.front.focus_start()
        elif self.articles.isVisibleTo(self):
            self.articles.take_keyboard()
        else:
            self.setFocus()

    def arrived(self) -> None:
        """The list comes back in its order."""
        self.articles.sort()

    def may_leave(self) -> bool:
        """Everything typed is on disk, or the window stays open and says why."""
        if all_saved(lambda: self.area.stories):
            self._follow.rest()
            self._reopening.remember()
            return True
        self._plumbing.messages.error("The window stays open: some words are not saved yet. The story says why.")
        return False

    def new(self) -> None:
        """Begin a story and open it."""

        def opened(done: Done[Article]) -> None:
            self.show_story(done.result)

        self._plumbing.operations.run(drafting.new_story(desk=self._desk), done=opened, owner=self)

    def open_story(self, article_id: str) -> None:
        """Open a story, or bring it to the front when it is open."""
        found = self.area.show_open(article_id)
        if found is not None:
            found.focus_start()
        elif article_id not in self._opening:
            self._opening.add(article_id)
            self._plumbing.tasks.read(
                lambda: drafting.read_story(self._desk, article_id),
                self._on_read,
                failed=lambda error: self._on_open_failed(article_id, error),
                owner=self,
            )

    def _on_read(self, article: Article) -> None:
        self.show_story(article)

    def show_story(self, article: Article) -> StoryEditor:
        """Open a story whose words are here already."""
        self._opening.discard(article.id)
        editor = self.area.open(article)
        self.articles.select(article.id)
        editor.focus_start()
        return editor

    def ask_for_file(self) -> None:
        """Choose a file to import."""
        dialog = QFileDialog(self, "Import a story", "", _KINDS)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.import_file(Path(name)))
        self._dialog = dialog
        dialog.open()

    def import_file(self, path: Path) -> None:
        """Make a story from a file and open it; a refusal is one sentence in a banner."""
        self.area.banners.take("import")
        self._plumbing.operations.run(
            drafting.import_story(desk=self._desk, path=path),
            done=lambda done: self.show_story(done.result[0]).show_notes(done.result[1]),
            failed=self._on_import_failed,
            owner=self,
        )

    def import_files(self, paths: tuple[Path, ...]) -> None:
        """Make a story from each of these files."""
        for path in paths:
            self.import_file(path)

    def publish(self) -> None:
        """Publish the story at work."""
        if self.area.front is not None:
            self.area.front.publish()

    def toggle_preview(self) -> None:
        """Show or hide the preview."""
        self._preview_wanted = not self.preview.isVisible()
        self._only_text = self._versions_wanted = False
        self._arrange()

    def toggle_versions(self) -> None:
        """Show the versions of the story at work in the place of the preview, or go back to the text."""
        self._versions_wanted = not self._versions_wanted
        self._only_text = False
        self._arrange()
        if self._versions_wanted:
            self.versions.take_keyboard()
        elif self.area.front is not None:
            self.area.front.focus_field("body")

    def toggle_articles(self) -> None:
        """Show or hide the list of stories."""
        self._articles_wanted = not self.articles.isVisible()
        self._only_text = False
        self._arrange()
        if self._articles_wanted:
            self.articles.take_keyboard()

    def toggle_only_text(self) -> None:
        """Leave nothing but the text, or bring the panes back."""
        self._only_text = not self._only_text
        self._arrange()

    def go_to_list(self) -> None:
        """Give the keyboard to the list of stories."""
        if not self.articles.isVisible():
            self.toggle_articles()
        self.articles.take_keyboard()

    def next_pane(self) -> None:
        """Give the keyboard to the next pane: list, editors, preview or versions."""
        panes: list[QWidget] = [self.articles.list] if self.articles.list.isVisible() else []  # not when it is empty
        panes += [group.front.source for group in self.area.groups if group.front is not None]
        panes += [pane for pane in (self.preview, self.versions) if pane.isVisible()]
        focus = QApplication.focusWidget() or self
        here = next((i for i, pane in enumerate(panes) if pane is focus or pane.isAncestorOf(focus)), -1)
        if panes:
            panes[(here + 1) % len(panes)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _lay_out(self) -> None:
        self.preview_side = Pane("surface")
        column = QVBoxLayout(self.preview_side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._preview_head = PaneHead("Preview", "as the site sets it", gutter=28, style="ui_semi")
        self._preview_head.add_action(Line("follows the cursor", "meta", "text3"))
        column.addWidget(self._preview_head)
        column.addWidget(self.preview, 1)
        column.addWidget(self.versions, 1)
        for pane in (self.articles, self.area, self.preview_side):
            self._splitter.addWidget(pane)
        for index, stretch in enumerate((0, 52, 46)):
            self._splitter.setStretchFactor(index, stretch)
        self._splitter.restore([248, 620, 548])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._splitter)

    def _connect(self) -> None:
        self.articles.opened.connect(self.open_story)
        self.articles.counted.connect(self.counted)
        self.articles.new_asked.connect(self.new)
        self.area.new_asked.connect(self.new)
        self.area.files_given.connect(self.import_files)
        self.area.banners.keyboard_lost.connect(self.focus_first)
        self.area.closed.connect(self.focus_first)
        self.area.front_changed.connect(self._on_front_changed)
        self.area.split_changed.connect(self._arrange)
        self.area.story_changed.connect(self._on_story_changed)
        self.area.publish_asked.connect(self.publish)
        self.versions.closed.connect(self.toggle_versions)
        self.area.articles_asked.connect(self.toggle_articles)
        self._follow.rendered.connect(self._on_rendered)
        self._reopening.finished.connect(self._on_reopened)
        self._plumbing.theme.theme_changed.connect(self._arrange)

    def _arrange(self) -> None:
        """Fold by the window's width, never by the content; what a person asked for stands."""
        width = room(self.window())
        least = _LEAST_FOR_SPLIT_AND_PREVIEW if self.area.is_split else _LEAST_FOR_PREVIEW
        empty = self.area.front is None
        articles = width >= WIDE or empty if self._articles_wanted is None else self._articles_wanted
        preview = width >= least if self._preview_wanted is None else self._preview_wanted
        only_text = self._only_text and not empty
        self.articles.setVisible(articles and not only_text)
        versions = self._versions_wanted and not empty
        self.preview_side.setVisible((preview or versions) and not only_text and not empty)
        for part, shown in (
            (self._preview_head, not versions),
            (self.preview, not versions),
            (self.versions, versions),
        ):
            part.setVisible(shown)
        self.versions.follow(self.area.front if versions else None)
        self.area.show_toggle(not self.articles.isVisibleTo(self))

    def _on_front_changed(self) -> None:
        front = self.area.front
        self._follow.follow(front.source if front is not None else None, front.story.preview if front else None)
        if front is not None:
            self.preview.set_head(front.head_words)
            self.setTabOrder(front.source, self.preview)  # the preview was made before any story
        self.articles.select(front.story.article.id if front is not None else None)
        self._arrange()
        self._reopening.remember()
        self.commands_changed.emit()

    def _on_reopened(self) -> None:
        if self.isVisible() and self.focusWidget() is self.articles.list:  # nobody has gone elsewhere
            self.focus_first()

    def _on_rendered(self, rendering: Rendering) -> None:
        if self.area.front is not None:
            self.area.front.take_rendering(rendering)

    def _on_story_changed(self, editor: StoryEditor) -> None:
        if editor is self.area.front:
            self.preview.set_head(editor.head_words)

    def _on_open_failed(self, article_id: str, error: BaseException) -> None:
        self._opening.discard(article_id)
        if not isinstance(error, WorldError):
            raise error
        self._plumbing.messages.error(sentence_for(error))

    def _on_import_failed(self, error: BaseException) -> None:
        if not isinstance(error, WorldError):
            raise error
        banner = Banner("held", sentence_for(error), action="Seen", icon="triangle-alert")
        banner.acted.connect(lambda: self.area.banners.take("import"))
        self.area.banners.put("import", banner)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.import_files(local_files(event.mimeData()))
