"""One editor pane: the stories open in it, its head with tabs, whereabouts and Publish."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from editor.domain.articles import ArticleState
from editor.qt.theme import current_theme
from editor.ui.drafts.source import GUTTER
from editor.ui.drafts.story_editor import StoryEditor
from editor.ui.drafts.tab_row import TabRow
from editor.ui.drafts.whereabouts import mark_of, shown_name
from editor.ui.widgets.buttons import Button, IconButton
from editor.ui.widgets.empty_state import EmptyState
from editor.ui.widgets.keycap import Chip
from editor.ui.widgets.themed import Pane

_ROOM_FOR_CHIP = 520

PUBLISH_KEY = "Ctrl+Shift+P"


class StoryGroup(QWidget):
    """Tabs over a stack of editors. `front_changed` when another story comes to the front, `emptied` after the last.

    `close_asked(editor)` follows the cross of a tab.
    """

    front_changed = Signal()
    emptied = Signal()
    close_asked = Signal(object)
    publish_asked = Signal()
    articles_asked = Signal()
    new_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs = TabRow()
        self._chip = Chip("", "neutral", "hard-drive", plain=True)
        self._publish = Button("Publish", PUBLISH_KEY)
        self._toggle = IconButton("panel-left", "Show the stories", "Ctrl+B")
        self._toggle.clicked.connect(self.articles_asked)
        self._toggle.hide()
        self._stack = QStackedWidget()
        self._empty = EmptyState(
            "file-text",
            "No story is open",
            "Choose one from the list with Ctrl+L, or begin a new one.",
            "New",
            "Ctrl+N",
        )
        self._empty.acted.connect(self.new_asked)
        self._stack.addWidget(self._empty)
        self._editors: list[StoryEditor] = []
        self._lay_out()
        self._tabs.chosen.connect(self.show_index)
        self._tabs.closed.connect(lambda index: self.close_asked.emit(self._editors[index]))
        self._publish.clicked.connect(self.publish_asked)
        self._show_head()

    @property
    def editors(self) -> tuple[StoryEditor, ...]:
        """The open stories in the order of the tabs."""
        return tuple(self._editors)

    @property
    def front(self) -> StoryEditor | None:
        """The story in front, None when none is open."""
        widget = self._stack.currentWidget()
        return widget if isinstance(widget, StoryEditor) else None

    @property
    def chip_words(self) -> str:
        """What the head says about where the story is."""
        return self._chip.accessibleName()

    def add(self, editor: StoryEditor, *, front: bool = True) -> None:
        """Open a story here, in front or behind the one that is there."""
        self._editors.append(editor)
        self._stack.addWidget(editor)
        editor.changed.connect(self._show_head)
        if front or self.front is None:
            self.show_index(len(self._editors) - 1)
        else:
            self._show_head()

    def take(self, editor: StoryEditor) -> None:
        """Take a story out without closing it."""
        index = self._editors.index(editor)
        editor.changed.disconnect(self._show_head)
        self._editors.remove(editor)
        self._stack.removeWidget(editor)
        if self._editors:
            self.show_index(min(index, len(self._editors) - 1))
        else:
            self._stack.setCurrentWidget(self._empty)
            self._show_head()
            self.front_changed.emit()
            self.emptied.emit()

    def show_index(self, index: int) -> None:
        """Bring a story to the front."""
        before = self.front
        if before is not None and before is not self._editors[index]:
            before.story.save()
        self._stack.setCurrentWidget(self._editors[index])
        self._show_head()
        self.front_changed.emit()

    def step(self, by: int) -> None:
        """Bring the next story (1) or the one before (-1) to the front, round the end."""
        front = self.front
        if front is not None:
            self.show_index((self._editors.index(front) + by) % len(self._editors))

    def set_active(self, active: bool) -> None:
        """Whether this pane has the keyboard or had it last."""
        self._tabs.set_active(active)

    def show_toggle(self, shown: bool) -> None:
        """Offer the button that brings the stories back when they are folded away."""
        self._toggle.setVisible(shown)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = _Head()
        head.row.addWidget(self._toggle)
        head.row.addWidget(self._tabs, 1)
        head.row.addWidget(self._chip)
        head.row.addWidget(self._publish)
        column.addWidget(head)
        ground = Pane("surface")  # the head's, also where no story is open
        under = QVBoxLayout(ground)
        under.setContentsMargins(0, 0, 0, 0)
        under.addWidget(self._stack)
        column.addWidget(ground, 1)

    def _show_head(self) -> None:
        front = self.front
        names = tuple(shown_name(editor.form.headline.words()) for editor in self._editors)
        self._tabs.set_names(names, self._editors.index(front) if front is not None else -1)
        self._publish.setVisible(front is not None)
        self._fit_chip()
        if front is None:
            return
        article = front.story.article
        mark = mark_of(article.state, article.whereabouts)
        self._chip.set_text(mark.words, mark.state, mark.icon)
        self._publish.setEnabled(front.can_publish)
        self._publish.set_text("Publish change" if article.state is ArticleState.PUBLISHED else "Publish")

    def _fit_chip(self) -> None:
        self._chip.setVisible(self.front is not None and self.width() >= _ROOM_FOR_CHIP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_chip()


class _Head(Pane):
    """48 high, with the hairline of every pane head."""

    def __init__(self) -> None:
        super().__init__("surface", ("bottom",))
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(GUTTER, 0, 12, 1)
        self.row.setSpacing(10)
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(current_theme().size("pane_head") + 1)

    def _on_theme_changed(self) -> None:
        super()._on_theme_changed()
        self._fit()
