"""Clauses being written: what was typed, what is on disk, and the timers between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from editor.domain.rulebook import Clause
from editor.domain.sentences import sentence_for
from editor.qt.plumbing import Plumbing
from editor.ui.operations import rules

if TYPE_CHECKING:
    from editor.domain.changes import Done
    from editor.services.desk import Desk
    from editor.services.rulebook import Editing

REST = 400  # ms after the last key
LONGEST = 700  # ms from the first unsaved key
RETRY = 5_000  # ms after a failure


class ClauseDraft(QObject):
    """Saves the clause that `read` returns, and keeps each one until it is on disk, whichever is in the form by then.

    `refreshed` follows every step, `saved(Editing)` each clause that reached the disk. `problem(sentence)` says why
    saving fails; "" when all is saved.
    """

    refreshed = Signal()
    saved = Signal(object)
    problem = Signal(str)

    def __init__(self, plumbing: Plumbing, desk: Desk, read: Callable[[], Clause | None], parent: QObject) -> None:
        super().__init__(parent)
        self._plumbing = plumbing
        self._desk = desk
        self._read = read
        self._typed = False
        self._kept: dict[int, Clause] = {}  # given to the disk, which has not said yes yet
        self._writing: dict[int, Clause] = {}
        self._again: set[int] = set()  # asked for once more while a try was under way
        self._failing = False
        self._told = False  # whether a problem is shown
        self._then: Callable[[], object] | None = None
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._longest = QTimer(self, singleShot=True, interval=LONGEST)
        self._retry = QTimer(self, singleShot=True, interval=RETRY)
        for timer in (self._rest, self._longest, self._retry):
            timer.timeout.connect(self.save)

    @property
    def typed(self) -> bool:
        """Whether the form holds something that was not given to the disk yet."""
        return self._typed

    @property
    def unsaved(self) -> bool:
        """Whether something was typed that is not on disk yet, in this clause or in another."""
        return self._typed or bool(self._kept)

    @property
    def failing(self) -> bool:
        """Whether the last try to save failed."""
        return self._failing

    @property
    def unsaved_numbers(self) -> tuple[int, ...]:
        """The clauses given to the disk that are not there yet."""
        return tuple(sorted(self._kept))

    def kept(self, number: int) -> Clause | None:
        """A clause as it was typed, while it is not on disk yet."""
        return self._kept.get(number)

    def note_edit(self) -> None:
        """Something was typed."""
        self._typed = True
        self._rest.start()
        if not self._longest.isActive():
            self._longest.start()
        self.refreshed.emit()

    def save(self) -> None:
        """Save now what is unsaved; returns at once. Writes keep their order, so the last save stands."""
        clause = self._read()
        if self._typed and clause is not None:
            self._typed = False
            self._kept[clause.number] = clause
        if not self._kept:
            return
        self.rest()
        self._failing = False
        for one in self._kept.values():
            if self._writing.get(one.number) is one:
                self._again.add(one.number)  # asked by somebody who may know better than the try under way
            else:
                self._write(one)

    def when_saved(self, then: Callable[[], object]) -> None:
        """Save, and do this once everything is on disk. It is dropped when saving fails."""
        self.save()
        if self.unsaved:
            self._then = then
        else:
            then()

    def forget(self) -> None:
        """Nothing of what was typed is wanted any more."""
        self.rest()
        self._typed = self._failing = False
        self._kept.clear()
        self._writing.clear()
        self._again.clear()
        self._all_well()

    def rest(self) -> None:
        """Try nothing by itself any more until something is typed or `save` is called."""
        for timer in (self._rest, self._longest, self._retry):
            timer.stop()

    def _write(self, clause: Clause) -> None:
        self._writing[clause.number] = clause
        self._plumbing.operations.run(
            rules.save_clause(desk=self._desk, clause=clause),
            done=lambda done: self._on_saved(clause, done),
            failed=lambda error: self._on_failed(clause, error),
            owner=self,
        )

    def _answered(self, clause: Clause) -> bool:
        """Note that a save has ended; whether it was the newest one of this clause."""
        if self._writing.get(clause.number) is clause:
            del self._writing[clause.number]
        return self._kept.get(clause.number) is clause

    def _on_saved(self, clause: Clause, done: Done[Editing]) -> None:
        self._again.discard(clause.number)
        if self._answered(clause):
            del self._kept[clause.number]
        self.saved.emit(done.result)
        if not self._kept:
            self._all_well()
        self.refreshed.emit()
        if not self.unsaved and self._then is not None:
            then, self._then = self._then, None
            then()

    def _on_failed(self, clause: Clause, error: BaseException) -> None:
        if not self._answered(clause):
            return  # newer words of it are on their way, or it was given up
        if clause.number in self._again:
            self._again.discard(clause.number)
            self._write(clause)
            return
        self._failing = self._told = True
        self._then = None
        self._retry.start()
        self.problem.emit(sentence_for(error))
        self.refreshed.emit()

    def _all_well(self) -> None:
        if self._told:
            self._told = False
            self.problem.emit("")
