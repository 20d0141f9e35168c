"""The activity screen: what waits and what needs a person on the left, what happened on the right."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from editor.domain.changes import ChangeSet
from editor.qt.plumbing import Plumbing
from editor.ui.activity.gone import LET_GO_KEY, GonePane
from editor.ui.activity.held import HeldDeletions
from editor.ui.activity.outgoing import DROP_KEY, TRY_KEY, Outgoing, is_rules
from editor.ui.activity.timeline import MomentDelegate, moments
from editor.ui.commands import Command
from editor.ui.operations import activity
from editor.ui.operations.activity import ActivityView
from editor.ui.screen import Screen
from editor.ui.widgets.card_list import CardList
from editor.ui.widgets.card_source import ListSource
from editor.ui.widgets.empty_state import EmptyState
from editor.ui.widgets.pane_head import PaneHead
from editor.ui.widgets.reading_text import ReadingText
from editor.ui.widgets.splitter import PaneSplitter
from editor.ui.widgets.themed import Pane

if TYPE_CHECKING:
    from editor.services.desk import Desk

_WHERE = (
    "Everything is saved on this desk the moment it is done, and sent to the site in this order when it answers. "
    "What the site would not take stays here until somebody decides."
)


class ActivityScreen(Screen):
    """Reads again after every change that shows here.

    `counted(n)`: waiting and parked; `rules_asked`: the way on is to publish the rules anew.
    """

    counted = Signal(int)
    rules_asked = Signal()
    title = "Activity"

    def __init__(
        self, plumbing: Plumbing, desk: Desk, held: HeldDeletions | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._plumbing = plumbing
        self._desk = desk
        self._held = held or HeldDeletions(self)
        self._listed = self._held.items  # those whose names are on screen, which a person may confirm
        self.gone = GonePane()
        self._reading = False
        self._again = False
        self.outgoing = Outgoing(self.focusWidget)
        self._source = ListSource()
        self._delegate = MomentDelegate()
        self.timeline = CardList(self._source, self._delegate, "What happened", inset=20)
        self._empty = EmptyState("history", "Nothing has happened yet", "What is saved, sent and received comes here.")
        self._splitter = PaneSplitter(Qt.Orientation.Horizontal, plumbing.settings, "activity")
        self._lay_out()
        self.outgoing.try_asked.connect(self.try_again)
        self.outgoing.drop_asked.connect(self.drop)
        self.gone.let_go_asked.connect(self.let_go)
        self._held.changed.connect(self.load)
        self.outgoing.emptied.connect(self.timeline.setFocus)
        plumbing.changes.changed.connect(self._on_changes)
        self.load()

    def commands(self) -> list[Command]:
        """What can be done about what the site would not take."""

        def needed() -> bool:
            return self.outgoing.current is not None

        def with_current(action: str) -> None:
            operation = self.outgoing.current
            if operation is not None:
                getattr(self, action)(operation.id)

        group = "What needs you"
        return [
            Command(
                "activity.try",
                "Try again",
                lambda: with_current("try_again"),
                TRY_KEY,
                group,
                "refresh-cw",
                footer="try again",
                enabled=needed,
            ),
            Command(
                "activity.drop",
                "Drop, never send it",
                lambda: with_current("drop"),
                DROP_KEY,
                group,
                "x",
                footer="drop",
                enabled=needed,
            ),
            Command(
                "activity.let_go",
                "Let go of what the site says is gone",
                self.let_go,
                LET_GO_KEY,
                group,
                "trash-2",
                footer="let go",
                enabled=lambda: self.gone.count > 0,
            ),
            Command(
                "activity.next",
                "Next that needs you",
                lambda: self.outgoing.step(1),
                "N",
                group,
                footer="next",
            ),
            Command(
                "activity.previous",
                "Before",
                lambda: self.outgoing.step(-1),
                "P",
                group,
                in_palette=False,
            ),
            Command(
                "activity.timeline",
                "What happened",
                self.timeline.setFocus,
                "Ctrl+L",
                "Panes",
                "history",
                footer="what happened",
            ),
        ]

    def focus_first(self) -> None:
        """What needs a person, else the time line."""
        if not self.outgoing.focus_first():
            self.timeline.setFocus()

    def arrived(self) -> None:
        """The days may have changed."""
        self.load()

    def load(self) -> None:
        """Read off the UI thread; one read at a time."""
        if self._reading:
            self._again = True
            return
        self._reading = True
        held = self._held.items

        def show(view: ActivityView) -> None:
            self._listed = held
            self._show(view)

        self._plumbing.tasks.read(
            lambda: activity.read_activity(self._desk, held), show, failed=self._on_failed, owner=self
        )

    def try_again(self, operation_id: str) -> None:
        """Put it back in the queue; rules are published anew where they are written."""
        current = self.outgoing.parked(operation_id)
        if current is not None and is_rules(current):
            self.rules_asked.emit()
            return
        self.outgoing.note_settled(operation_id)
        self._plumbing.operations.run(activity.try_again(desk=self._desk, operation_id=operation_id), owner=self)

    def drop(self, operation_id: str) -> None:
        """Give it up."""
        self.outgoing.note_settled(operation_id)
        self._plumbing.operations.run(activity.drop(desk=self._desk, operation_id=operation_id), owner=self)

    def let_go(self) -> None:
        """What is listed as gone may go here too."""
        if self._listed:
            self._held.confirmed.emit(self._listed)
            self._plumbing.messages.info("The desk lets go of what the site says is gone.")

    def _lay_out(self) -> None:
        left = Pane("surface")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._head = PaneHead("Activity")
        foot = Pane("surface", ("top",))
        words = QVBoxLayout(foot)
        words.setContentsMargins(20, 10, 20, 10)
        words.addWidget(ReadingText(_WHERE, "meta", "text3", name="Where things are", selectable=False))
        column.addWidget(self._head)
        column.addWidget(self.gone, 1)
        column.addWidget(self.outgoing, 1)
        column.addWidget(foot)
        right = Pane("surface")
        list_column = QVBoxLayout(right)
        list_column.setContentsMargins(0, 0, 0, 0)
        list_column.setSpacing(0)
        list_column.addWidget(PaneHead("What happened", style="ui_semi"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.timeline)
        self._stack.addWidget(self._empty)
        list_column.addWidget(self._stack, 1)
        self._splitter.addWidget(left)
        self._splitter.addWidget(right)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.restore([640, 800])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._splitter)

    def _show(self, view: ActivityView) -> None:
        self._reading = False
        outbox = view.outbox
        self.outgoing.show_outbox(outbox)
        self.gone.show_gone(view.gone)
        rows = moments(view.timeline, datetime.now(UTC))
        untouched = self.timeline.current <= 0 and not self.timeline.hasFocus()
        self._source.update(rows, self._delegate.key)
        if untouched:
            self.timeline.set_current(0, reveal=False)  # nobody has chosen a line yet
        self._stack.setCurrentIndex(0 if rows else 1)
        waiting = outbox.waiting + outbox.unknown
        self._head.set_count(
            ", ".join(
                words
                for words in (
                    f"{view.gone.count:,} gone on the site" if view.gone.count else "",
                    f"{outbox.parked:,} need{'s' if outbox.parked == 1 else ''} you" if outbox.parked else "",
                    f"{waiting:,} waiting" if waiting else "",
                )
                if words
            )
            or "all sent"
        )
        self.counted.emit(waiting + outbox.parked)
        if self._again:
            self._again = False
            self.load()

    def _on_failed(self, error: BaseException) -> None:
        self._reading = False
        raise error

    def _on_changes(self, changes: ChangeSet, initiator: object) -> None:
        if changes.outbox or changes.articles or changes.rulebook:
            self.load()
