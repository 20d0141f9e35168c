"""Where the cards of a very long list stand: an anchor (top row, pixels of it above the edge), measured row by row.

Only rows in view and the rows walked over are ever measured, so the cost does not depend on the length of the list.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

STEPS_PER_ROW = 64
"""Scroll bar steps of one row; a fraction of a row is a fraction of them. 1,000,000 rows stay inside 32 bits."""


class Placed(NamedTuple):
    """A row in view: its index, the y of its top edge in the viewport (may be negative) and its height, in pixels."""

    row: int
    top: int
    height: int


class CardColumn:
    """Scroll position and placement. Knows nothing of Qt; `height_of` measures one row in pixels (at least 1)."""

    def __init__(self, height_of: Callable[[int], int]) -> None:
        self._height_of = height_of
        self.count = 0
        self.view_height = 0
        self.top_row = 0
        self.offset = 0

    def placed(self) -> list[Placed]:
        """Rows in view from top to bottom."""
        rows: list[Placed] = []
        y = -self.offset
        index = self.top_row
        while y < self.view_height and index < self.count:
            height = self._height_of(index)
            rows.append(Placed(index, y, height))
            y += height
            index += 1
        return rows

    def scroll_by(self, pixels: int) -> None:
        """Move the content up by so many pixels (negative: down), stopping at both ends."""
        offset = self.offset + pixels
        row = self.top_row
        while offset < 0 and row > 0:
            row -= 1
            offset += self._height_of(row)
        while row < self.count - 1 and offset >= (height := self._height_of(row)):
            offset -= height
            row += 1
        self._move_to(row, offset)

    def bottom(self) -> tuple[int, int]:
        """The anchor at which the last row ends at the lower edge; (0, 0) when everything fits."""
        return self._anchor_ending_with(self.count - 1)

    def settle(self) -> None:
        """Bring the anchor back into its bounds after heights, the count or the view changed."""
        self._move_to(self.top_row, self.offset)

    def reveal(self, index: int) -> None:
        """Scroll as little as possible so that the whole row is in view; a row taller than the view shows its top."""
        if not 0 <= index < self.count:
            return
        if index <= self.top_row:
            if index < self.top_row or self.offset:
                self._move_to(index, 0)
            return
        lowest = self._anchor_ending_with(index)
        if self._height_of(index) >= self.view_height:
            lowest = (index, 0)
        if (self.top_row, self.offset) < lowest:
            self._move_to(*lowest)

    def inserted(self, first: int, count: int) -> None:
        """Rows came in at `first`: what is in view stays where it is."""
        self.count += count
        if first < self.top_row or (first == self.top_row and self.offset > 0):
            self.top_row += count

    def removed(self, first: int, count: int) -> None:
        """Rows went away: what is in view below them closes up, what is above stays."""
        self.count -= count
        if first + count <= self.top_row:
            self.top_row -= count
        elif first <= self.top_row:
            self.top_row, self.offset = first, 0
        self.settle()

    def steps(self, anchor: tuple[int, int] | None = None) -> int:
        """Scroll bar value of an anchor (the present one by default)."""
        row, offset = anchor if anchor is not None else (self.top_row, self.offset)
        if row >= self.count:
            return 0
        return row * STEPS_PER_ROW + offset * STEPS_PER_ROW // max(self._height_of(row), 1)

    def go_to_steps(self, value: int) -> None:
        """Scroll to a scroll bar value."""
        row = min(value // STEPS_PER_ROW, max(self.count - 1, 0))
        part = value - row * STEPS_PER_ROW
        offset = part * self._height_of(row) // STEPS_PER_ROW if self.count else 0
        self._move_to(row, offset)

    def go_to_end(self) -> None:
        """Scroll so that the last row ends at the lower edge."""
        self.top_row, self.offset = self.bottom()

    def _anchor_ending_with(self, index: int) -> tuple[int, int]:
        missing = self.view_height
        while index >= 0:
            missing -= self._height_of(index)
            if missing <= 0:
                return index, -missing
            index -= 1
        return 0, 0

    def _move_to(self, row: int, offset: int) -> None:
        if self.count == 0:
            self.top_row = self.offset = 0
            return
        row = min(max(row, 0), self.count - 1)
        offset = min(max(offset, 0), self._height_of(row) - 1)
        # a row has a pixel at least: so far from the end nothing needs to be measured
        far_from_end = row < self.count - 1 - self.view_height
        self.top_row, self.offset = (row, offset) if far_from_end else min((row, offset), self.bottom())
