"""The left pane: drafts or published stories, with New and Import in its head and the other kind at its foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from editor.domain.articles import ArticleRow, ArticleState
from editor.domain.changes import ChangeSet
from editor.qt.plumbing import Plumbing
from editor.ui.drafts.story_list import StoryDelegate, needs_somebody
from editor.ui.operations import drafting
from editor.ui.operations.drafting import StoryLists
from editor.ui.widgets.buttons import Button
from editor.ui.widgets.card_list import CardList
from editor.ui.widgets.card_source import ListSource
from editor.ui.widgets.empty_state import EmptyState
from editor.ui.widgets.labels import Line
from editor.ui.widgets.pane_head import PaneHead, SubHead
from editor.ui.widgets.side_row import SideItem, SideRow
from editor.ui.widgets.themed import Pane

if TYPE_CHECKING:
    from editor.services.desk import Desk

_OTHER = {ArticleState.DRAFT: ArticleState.PUBLISHED, ArticleState.PUBLISHED: ArticleState.DRAFT}
_TITLE = {ArticleState.DRAFT: "Drafts", ArticleState.PUBLISHED: "Published"}
_ICON = {ArticleState.DRAFT: "pencil", ArticleState.PUBLISHED: "history"}


class StoryCards(CardList):
    """Opens a story with one click, as Enter does."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.row_at(event.position().toPoint().y()) >= 0:
            self.activated.emit(self.current)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if self.current < 0:
            self.set_current(self.visible_rows()[0])  # keys must stand somewhere
        super().focusInEvent(event)


class ArticlesPane(Pane):
    """Lists stories. `opened(id)` follows Enter or a click; it reads again when a story changes, keeping the place."""

    opened = Signal(str)
    new_asked = Signal()
    counted = Signal(object)

    def __init__(self, plumbing: Plumbing, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("canvas", (), parent)
        self._plumbing = plumbing
        self._desk = desk
        self._state = ArticleState.DRAFT
        self._source = ListSource()
        self._reading = False
        self._again = False
        self._sort = True
        self._front: str | None = None
        self._wanted: str | None = None
        self.list = StoryCards(self._source, StoryDelegate(), "Stories", ground="canvas", inset=16)
        self._head = PaneHead("Drafts", role="canvas", gutter=16)
        self._line = Line("By last change", "meta", "text3", grows=True)
        self._other = SideRow(SideItem("other", "Published", "history"))
        self._empty = EmptyState(
            "file-text", "No drafts", "Stories begun or imported here appear in this list.", "New", "Ctrl+N"
        )
        self._lay_out()
        self._empty.acted.connect(self.new_asked)
        self.list.activated.connect(self._on_activated)
        self.list.double_clicked.connect(self._on_activated)
        self._other.clicked.connect(self.toggle_state)
        plumbing.changes.changed.connect(self._on_changes)
        self.set_least_width(200)

    @property
    def state(self) -> ArticleState:
        """Which stories are listed."""
        return self._state

    @property
    def selected_id(self) -> str | None:
        """The story the list stands on."""
        row = self.list.current_row
        return row.id if row is not None else None

    def take_keyboard(self) -> None:
        """Give the keyboard to the list, or to what stands in its place while it is empty."""
        part = self.list if self._stack.currentIndex() == 0 else self._empty
        part.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def load(self) -> None:
        """Read the list off the UI thread; one read at a time."""
        if self._reading:
            self._again = True
            return
        self._reading = True
        state = self._state
        self._plumbing.tasks.read(
            lambda: drafting.read_stories(self._desk, state),
            lambda lists: self._show(state, lists),
            failed=self._on_failed,
            owner=self,
        )

    def toggle_state(self) -> None:
        """List the other kind."""
        self._state = _OTHER[self._state]
        self._other.setChecked(False)
        self.sort()

    def sort(self) -> None:
        """Read again and put the stories in the order of their last change."""
        self._sort = True
        self.load()

    def select(self, article_id: str | None) -> None:
        """Stand on the story in front without opening it, on none while it is not listed; None when none is open."""
        self._front = self._wanted = article_id
        if article_id is not None:
            self._stand_on(article_id)

    def _stand_on(self, article_id: str, *, reveal: bool = True) -> None:
        """Go to a story. While the one in front is not listed, no other is marked, unless the keyboard needs a row."""
        index = next((i for i, row in enumerate(self._source.rows) if row.id == article_id), -1)
        if index >= 0:
            self.list.set_current(index, reveal=reveal)
            if article_id == self._wanted:
                self._wanted = None
        elif self._front is not None and not self.list.hasFocus():
            self.list.clear_current()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        new = Button("New", "Ctrl+N", "plain", height="button_in_bar")
        new.clicked.connect(self.new_asked)
        self._head.add_action(new)
        self._head.row.setSpacing(5)
        self._head.row.setContentsMargins(16, 0, 8, 1)  # the button has 8 of its own
        sub = SubHead(role="canvas", gutter=16)
        sub.row.addWidget(self._line, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        foot = Pane("canvas", ("top",))
        row = QVBoxLayout(foot)
        row.setContentsMargins(0, 4, 0, 4)
        row.addWidget(self._other)
        for widget in (self._head, sub):
            column.addWidget(widget)
        column.addWidget(self._stack, 1)
        column.addWidget(foot)

    def _show(self, state: ArticleState, lists: StoryLists) -> None:
        self._reading = False
        if self._again or state is not self._state:
            self._again = False
            self.load()
            return
        here = {row.id for row in lists.rows}
        comes = self._wanted is not None and self._wanted in here
        chosen = self._wanted if comes else self.selected_id
        self._take_rows(lists.rows, sort=self._sort)
        count = lists.counts.get(state, 0)
        other = _OTHER[state]
        self._head.set_title(_TITLE[state])
        self._head.set_count(f"{count:,}")
        clashes = needs_somebody(lists.rows)
        self._line.set_text(
            f"{clashes} with two versions" if clashes else "By last change", "conflict" if clashes else "text3"
        )
        self._other.set_item(SideItem("other", _TITLE[other], _ICON[other], f"{lists.counts.get(other, 0):,}"))
        nothing = "No drafts" if state is ArticleState.DRAFT else "Nothing is published"
        self._empty.set_words(
            nothing,
            "Stories begun or imported here appear in this list."
            if state is ArticleState.DRAFT
            else "Published stories appear in this list.",
        )
        self._show_list(bool(lists.rows))
        chosen = chosen or self._wanted
        if chosen is not None:
            self._stand_on(chosen, reveal=comes or self._sort)
        self._sort = False
        self.counted.emit(lists.counts)

    def _show_list(self, shown: bool) -> None:
        """Show the list or what stands in its place; who had the keyboard there keeps it there."""
        focus = QApplication.focusWidget()
        had_keyboard = focus is not None and self._stack.isAncestorOf(focus)
        self._stack.setCurrentIndex(0 if shown else 1)
        if had_keyboard:
            self.take_keyboard()

    def _take_rows(self, rows: tuple[ArticleRow, ...], *, sort: bool) -> None:
        """Without `sort` rows keep their place while somebody types, and new ones come to the top."""
        old: list[ArticleRow] = self._source.rows
        if sort and [row.id for row in old] != [row.id for row in rows]:
            self._source.set_rows(list(rows))
            return
        fresh = {row.id: row for row in rows}
        known = {row.id for row in old}
        ordered = [row for row in rows if row.id not in known]
        ordered += [fresh[row.id] for row in old if row.id in fresh]
        self._source.update(ordered, lambda row: row.id)

    def _on_failed(self, error: BaseException) -> None:
        self._reading = False
        raise error

    def _on_changes(self, changes: ChangeSet, initiator: object) -> None:
        if changes.articles:
            self.load()

    def _on_activated(self, index: int) -> None:
        row = self._source.row(index)
        if row is not None:
            self.opened.emit(row.id)
