"""What the site says is gone, between the sync loop that holds it back and the screen where a person confirms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from editor.domain.feed import Kind

    Items = frozenset[tuple[Kind, str]]


class HeldDeletions(QObject):
    """`changed` when there are others, or none any more; `confirmed(items)` when a person lets go of those."""

    changed = Signal()
    confirmed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.items: Items = frozenset()

    def hold(self, items: Items) -> None:
        """These wait for a person's word."""
        if items != self.items:
            self.items = items
            self.changed.emit()
