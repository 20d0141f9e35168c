"""The queues as a menu, where a narrow window folds their pane away: G opens it, and the next key completes the G."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from editor.domain.inbox import Queue
from editor.ui.inbox.keys import GO_LETTERS, GO_NEW
from editor.ui.inbox.wording import QUEUE_NAMES


class QueueMenu(QMenu):
    """Counts and keys of the queues, and of what is new. `chosen(letter)` follows a row and a letter alike."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget, counts: Mapping[Queue, int], current: Queue, new: int) -> None:
        super().__init__(parent)
        for letter, queue in GO_LETTERS.items():
            self._add(letter, f"{QUEUE_NAMES[queue]}  {counts.get(queue, 0):,}", checked=queue is current)
        if new:
            self.addSeparator()
            self._add(GO_NEW, f"Show {new:,} new", checked=False)
        self.triggered.connect(lambda action: self.chosen.emit(action.data()))
        self.aboutToHide.connect(self.deleteLater)

    def _add(self, letter: str, words: str, *, checked: bool) -> None:
        action = self.addAction(f"{words}\tG {letter.upper()}")
        action.setData(letter)
        action.setCheckable(True)
        action.setChecked(checked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text().lower()
        if letter.isalpha():  # one that names nothing closes the menu, as it ends a G where there is none
            self.close()
            self.chosen.emit(letter)
        else:
            super().keyPressEvent(event)
