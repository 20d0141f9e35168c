"""Earlier versions of a story in the place of the preview: which were kept, what differs now, and restoring one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from editor.domain.articles import ArticleFields, ArticleVersion
from editor.qt.tasks import CancelToken, Tasks
from editor.qt.theme import current_theme
from editor.ui.drafts.story_editor import StoryEditor
from editor.ui.drafts.version_words import FieldChange, changes_of, origin_words, version_items, version_name
from editor.ui.operations import drafting
from editor.ui.widgets.buttons import BORDERED_INSET, Button
from editor.ui.widgets.dropping import drop_all
from editor.ui.widgets.empty_state import EmptyState
from editor.ui.widgets.labels import Hairline, Line
from editor.ui.widgets.pane_head import PaneHead
from editor.ui.widgets.reading_text import ReadingText
from editor.ui.widgets.scroll import ScrollPane
from editor.ui.widgets.side_row import SideList, SideRow
from editor.ui.widgets.themed import Pane

if TYPE_CHECKING:
    from editor.services.desk import Desk
    from editor.services.drafting import KeptVersions

_GUTTER = 28
_ROOM = 8


class VersionsPane(Pane):
    """Follows one story at a time. Up and Down walk, Enter restores, Tab goes into the words, Esc leaves (`closed`)."""

    closed = Signal()

    def __init__(self, tasks: Tasks, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("surface", (), parent)
        self._tasks = tasks
        self._desk = desk
        self._editor: StoryEditor | None = None
        self._kept: KeptVersions | None = None
        self._comparing = CancelToken()
        self._wants_keyboard = False
        self.list = SideList("Earlier versions")
        self.restore = Button("Restore these words", "Return")
        self.empty = EmptyState(
            "history",
            "No earlier version yet",
            "One is kept whenever you pause. Write on, and it stands here.",
            "Back to the text",
            "Esc",
        )
        self._lay_out()
        self.list.installEventFilter(self)
        self.list.chosen.connect(self._on_chosen)
        self.restore.clicked.connect(self._restore)
        self.empty.acted.connect(self.closed)
        self._show_parts()

    @property
    def chosen(self) -> ArticleVersion | None:
        """The version whose words are shown."""
        kept = self._kept.earlier if self._kept is not None else ()
        return next((version for version in kept if version.id == self.list.current), None)

    def follow(self, editor: StoryEditor | None) -> None:
        """Show the versions of this story from now on; None rests."""
        if editor is self._editor:
            return
        if self._editor is not None:
            self._editor.story.refreshed.disconnect(self._on_refreshed)
        self._editor = editor
        self._kept = None
        self._show_kept()
        if editor is not None:
            editor.story.save()  # what is on screen is among the versions
            editor.story.refreshed.connect(self._on_refreshed)
            self._read()

    def take_keyboard(self) -> None:
        """The list has the keyboard, or, where there is nothing to choose, the way back."""
        self._wants_keyboard = self._kept is None
        (self.list if self._kept is not None and self._kept.earlier else self.empty).setFocus(
            Qt.FocusReason.ShortcutFocusReason
        )

    def _lay_out(self) -> None:
        self._head = PaneHead("Versions", "", gutter=_GUTTER, style="ui_semi")
        close = Button("Back to the text", "Esc", "plain", height="button_in_bar")
        close.clicked.connect(self.closed)
        self._head.add_action(close)
        rows = Pane("surface")
        column = QVBoxLayout(rows)
        column.setContentsMargins(_GUTTER - 16, _ROOM, 0, _ROOM)
        column.addWidget(self.list)
        column.addStretch(1)
        self._rows = ScrollPane(rows)
        inside = Pane("surface")
        self._words = QVBoxLayout(inside)
        self._words.setContentsMargins(_GUTTER, 12, 20, 20)
        self._words.setSpacing(4)
        self._text = ScrollPane(inside)
        foot = Pane("surface", ("top",))
        row = QHBoxLayout(foot)
        row.setContentsMargins(_GUTTER - BORDERED_INSET, 5, 16, 4)
        row.setSpacing(8)
        row.addWidget(self.restore)
        row.addWidget(Line("What stands now is kept as a version.", "meta", "text3", grows=True), 1)
        self._parts = (self._rows, Hairline(), self._text, foot)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._head)
        for part, stretch in zip(self._parts, (2, 0, 3, 0), strict=True):
            whole.addWidget(part, stretch)
        whole.addWidget(self.empty, 1)

    def _on_refreshed(self) -> None:
        article = self._editor.story.article if self._editor is not None else None
        if article is not None and (self._kept is None or self._kept.now.id != article.head_version):
            self._read()

    def _read(self) -> None:
        if self._editor is None:
            return
        editor = self._editor
        self._tasks.read(
            partial(drafting.read_versions, self._desk, editor.story.article.id),
            lambda kept: self._on_read(editor, kept),
            owner=self,
        )

    def _on_read(self, editor: StoryEditor, kept: KeptVersions) -> None:
        if editor is self._editor:
            self._kept = kept
            self._show_kept()
            if self._wants_keyboard:
                self.take_keyboard()

    def _show_kept(self) -> None:
        """The list, with the version chosen before still chosen, else the newest."""
        kept = self._kept
        current = self.list.current
        self.list.set_items(version_items(kept) if kept is not None else [])
        number = len(kept.earlier) if kept is not None else 0
        which = "newest" if kept is not None and kept.more else "earlier"
        self._head.set_count(f"{number} {which}" if number else "")
        ids = [version.id for version in kept.earlier] if kept is not None else []
        self.list.set_current(current if current in ids else ids[0] if ids else "")
        self._show_parts()
        self._compare()

    def _show_parts(self) -> None:
        """The list and the words, or what to do where there is nothing; while it is read, neither."""
        some = self._kept is not None and bool(self._kept.earlier)
        for part in self._parts:
            part.setVisible(some)
        self.empty.setVisible(self._kept is not None and not some)
        self.setFocusProxy(self.list if some else self.empty)
        self._fit_rows()

    def _fit_rows(self) -> None:
        """A short list leaves its room to the words."""
        number = len(self._kept.earlier) if self._kept is not None else 0
        self._rows.setMaximumHeight(number * current_theme().size("row") + 2 * _ROOM)

    def _on_theme_changed(self) -> None:
        super()._on_theme_changed()
        self._fit_rows()

    def _on_chosen(self, name: str) -> None:
        for row in self.list.findChildren(SideRow):
            if row.isChecked():
                self._rows.ensureWidgetVisible(row, 0, row.height())
        self._compare()

    def _compare(self) -> None:
        """Find what differs, on a worker: in a long story it takes a while."""
        self._comparing.cancel()
        version, kept = self.chosen, self._kept
        if version is None or kept is None:
            drop_all(self._words)
            return
        self._comparing = self._tasks.read(
            partial(_changes, kept.now.fields, version),
            lambda found: self._show_changes(*found),
            owner=self,
            token=CancelToken(),
        )

    def _show_changes(self, version: ArticleVersion, changes: tuple[FieldChange, ...]) -> None:
        if version is not self.chosen:
            return
        drop_all(self._words)
        self._words.addWidget(Line(version_name(version), "ui_semi", grows=True))
        how = origin_words(version)
        marked = f"{how} Marked is what restoring it brings back, and what it takes out." if changes else how
        self._words.addWidget(Line(marked, "meta", "text3", grows=True))
        self._words.addSpacing(8)
        last: QWidget = self.list
        for change in changes:
            self._words.addWidget(Line(change.name, "meta", "text2", grows=True))
            words = ReadingText(change.text, "read" if change.is_body else "card", name=f"{change.name}, against now")
            words.set_text(change.text, change.marks)
            self._words.addWidget(words)
            self._words.addSpacing(8)
            QWidget.setTabOrder(last, words)
            last = words
        if not changes:
            self._words.addWidget(Line("These are the words that stand now.", "ui", "text2", grows=True))
        QWidget.setTabOrder(last, self.restore)
        self._words.addStretch(1)
        self.restore.setEnabled(bool(changes))
        self._text.verticalScrollBar().setValue(0)

    def _restore(self) -> None:
        if self._editor is not None and self.chosen is not None and self.restore.isEnabled():
            self._editor.restore(self.chosen.id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter on the list restores; a click only chooses."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.isAutoRepeat():
            self._restore()
        return is_enter

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _changes(now: ArticleFields, version: ArticleVersion) -> tuple[ArticleVersion, tuple[FieldChange, ...]]:
    return version, changes_of(now, version.fields)
