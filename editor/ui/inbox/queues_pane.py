"""The queues at the left with their counts; Everything stands apart at the foot."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from editor.domain.inbox import Queue
from editor.ui.inbox.wording import QUEUE_ICONS, QUEUE_NAMES
from editor.ui.widgets.labels import Hairline, SectionLabel
from editor.ui.widgets.side_row import SideItem, SideList
from editor.ui.widgets.themed import Pane

UPPER = (Queue.REPORTED, Queue.HELD, Queue.NEW, Queue.DECIDED)


class QueuesPane(Pane):
    """``chosen`` names the queue a person walks to; ``entered`` follows a click or Enter, which lead into its list."""

    chosen = Signal(object)
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("canvas", (), parent)
        self._upper = SideList("Queues")
        self._lower = SideList("All comments")
        self._counts: dict[Queue, int] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 4)
        column.setSpacing(0)
        label = QVBoxLayout()
        label.setContentsMargins(16, 0, 16, 0)
        label.addWidget(SectionLabel("Queues"))
        column.addLayout(label)
        column.addWidget(self._upper)
        column.addStretch(1)
        column.addWidget(Hairline())
        column.addSpacing(4)
        column.addWidget(self._lower)
        self.setFocusProxy(self._upper)
        self.setMinimumWidth(150)
        for rows in (self._upper, self._lower):
            rows.chosen.connect(lambda name: self.chosen.emit(Queue(name)))
            rows.entered.connect(lambda _name: self.entered.emit())
        self._show()

    def show_counts(self, counts: Mapping[Queue, int]) -> None:
        """Show how many comments each queue holds."""
        if dict(counts) != self._counts:
            self._counts = dict(counts)
            self._show()

    def show_current(self, queue: Queue) -> None:
        """Mark the queue whose comments are in the list."""
        self._upper.set_current(queue.value)
        self._lower.set_current(queue.value)

    def _show(self) -> None:
        self._upper.set_items([self._item(queue) for queue in UPPER])
        self._lower.set_items([self._item(Queue.EVERYTHING)])

    def _item(self, queue: Queue) -> SideItem:
        count = self._counts.get(queue)
        return SideItem(queue.value, QUEUE_NAMES[queue], QUEUE_ICONS[queue], f"{count:,}" if count is not None else "")
