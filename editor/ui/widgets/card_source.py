"""What a card list needs from its data and its painter."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QObject, QPoint, QRect, Signal
from PySide6.QtGui import QPainter


@dataclass(frozen=True)
class CardState:
    """How a card is to be painted. `keyboard`: the list has the keyboard. The list paints the ground itself."""

    current: bool = False
    keyboard: bool = False
    hover: bool = False
    marked: bool = False


class CardDelegate(Protocol):
    """Measures and paints cards. Heights are cached per key and width until the source says the row changed."""

    def key(self, row: Any) -> Hashable:
        """What identifies the row: the comment's id."""

    def height(self, row: Any, width: int) -> int:
        """Height of the card in logical pixels, at least 1."""

    def paint(self, painter: QPainter, rect: QRect, row: Any, state: CardState) -> None:
        """Paint the words of the card into rect; ground, bar and hairline are there already."""

    def text_for_accessibility(self, row: Any) -> str:
        """Every word of the card, verdict included."""

    def action_at(self, row: Any, rect: QRect, position: QPoint) -> str | None:
        """Name of the action painted at this position ("undo"), or None."""


class CardSource(QObject):
    """The rows. Subclass it and hold as many of them as you like; announce every change through the signals.

    Emit after the change was made, from the UI thread: `row_changed(index)` when a row's data changed or arrived,
    `rows_changed(first, last)` for a page, `rows_inserted(first, count)`, `rows_removed(first, count)`, `reset()`.
    """

    row_changed = Signal(int)
    rows_changed = Signal(int, int)
    rows_inserted = Signal(int, int)
    rows_removed = Signal(int, int)
    reset = Signal()

    def count(self) -> int:
        """How many rows there are, loaded or not."""
        return 0

    def row(self, index: int) -> Any | None:
        """The row, or None when it is not loaded yet. Called while painting: answer from memory."""
        return None

    def wanted(self, first: int, last: int) -> None:
        """Rows first to last (inclusive) are in view or near it and some are not loaded: load them off the UI thread.

        Called again while they are missing; ask the store once.
        """


class ListSource(CardSource):
    """Rows that are all in memory."""

    def __init__(self, rows: list[Any] | None = None) -> None:
        super().__init__()
        self._rows = list(rows or [])

    @property
    def rows(self) -> list[Any]:
        """A copy of the rows."""
        return list(self._rows)

    def set_rows(self, rows: list[Any]) -> None:
        """Replace all rows."""
        self._rows = list(rows)
        self.reset.emit()

    def update(self, rows: Sequence[Any], key: Callable[[Any], Hashable]) -> None:
        """Become these rows by inserting, removing and replacing, so that a list keeps its place and its current row.

        `key` names what a row is about. Rows that stay are to stand in the order in which they stood.
        """
        keys = [key(row) for row in rows]
        if not {key(row) for row in self._rows} & set(keys):
            self.set_rows(list(rows))
            return
        staying = set(keys)
        for index in reversed(range(len(self._rows))):
            if key(self._rows[index]) not in staying:
                self.remove(index)
        for index, row in enumerate(rows):
            if index >= len(self._rows) or key(self._rows[index]) != keys[index]:
                self.insert(index, row)
            elif self._rows[index] != row:
                self.replace(index, row)
        for index in reversed(range(len(rows), len(self._rows))):
            self.remove(index)

    def replace(self, index: int, row: Any) -> None:
        """Replace one row in place."""
        self._rows[index] = row
        self.row_changed.emit(index)

    def insert(self, index: int, row: Any) -> None:
        """Insert one row."""
        self._rows.insert(index, row)
        self.rows_inserted.emit(index, 1)

    def remove(self, index: int) -> None:
        """Remove one row."""
        del self._rows[index]
        self.rows_removed.emit(index, 1)

    def count(self) -> int:
        return len(self._rows)

    def row(self, index: int) -> Any | None:
        return self._rows[index] if 0 <= index < len(self._rows) else None
