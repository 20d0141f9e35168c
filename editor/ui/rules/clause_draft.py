"""One clause being written: what was typed, what is on disk, and the timers between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from editor.domain.rulebook import Clause
from editor.domain.sentences import sentence_for
from editor.qt.plumbing import Plumbing
from editor.ui.operations import rules

if TYPE_CHECKING:
    from editor.services.desk import Desk

REST = 400  # ms after the last key
LONGEST = 700  # ms from the first unsaved key
RETRY = 5_000  # ms after a failure


class ClauseDraft(QObject):
    """Saves the clause that `read` returns. `refreshed` follows the saving; `problem(sentence)` says why it fails."""

    refreshed = Signal()
    problem = Signal(str)

    def __init__(self, plumbing: Plumbing, desk: Desk, read: Callable[[], Clause | None], parent: QObject) -> None:
        super().__init__(parent)
        self._plumbing = plumbing
        self._desk = desk
        self._read = read
        self._typed = 0
        self._saved = 0
        self._failing = False
        self._told = False  # whether a problem is shown
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._longest = QTimer(self, singleShot=True, interval=LONGEST)
        self._retry = QTimer(self, singleShot=True, interval=RETRY)
        for timer in (self._rest, self._longest, self._retry):
            timer.timeout.connect(self.save)

    @property
    def unsaved(self) -> bool:
        """Whether something was typed that is not on disk yet."""
        return self._typed != self._saved

    @property
    def failing(self) -> bool:
        """Whether the last try to save failed."""
        return self._failing

    def note_edit(self) -> None:
        """Something was typed."""
        self._typed += 1
        self._rest.start()
        if not self._longest.isActive():
            self._longest.start()
        self.refreshed.emit()

    def save(self) -> None:
        """Save now what is unsaved; returns at once. Writes keep their order, so the last save stands."""
        clause = self._read()
        if not self.unsaved or clause is None:
            return
        for timer in (self._rest, self._longest, self._retry):
            timer.stop()
        self._failing = False
        upto = self._typed
        self._plumbing.operations.run(
            rules.save_clause(desk=self._desk, clause=clause),
            done=lambda _done: self._on_saved(upto),
            failed=self._on_failed,
            owner=self,
        )

    def _on_saved(self, upto: int) -> None:
        self._saved = max(self._saved, upto)
        if self._told:
            self._told = False
            self.problem.emit("")
        self.refreshed.emit()

    def _on_failed(self, error: BaseException) -> None:
        self._failing = self._told = True
        self._retry.start()
        self.problem.emit(sentence_for(error))
        self.refreshed.emit()
