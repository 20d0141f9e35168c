"""Tells every screen, once, what an operation changed and who started it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from editor.domain.changes import ChangeSet


class ChangeBroadcast(QObject):
    """`changed(changes, initiator)` is emitted on the UI thread; a screen compares the initiator with itself to
    leave out its own echo, and looks into the change set to see whether it cares."""

    changed = Signal(object, object)
    _posted = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._stopped = False
        self._posted.connect(self.send, Qt.ConnectionType.QueuedConnection)

    def send(self, changes: ChangeSet, initiator: object | None = None) -> None:
        """Send from the UI thread, at once. Nothing is sent when nothing changed."""
        if changes and not self._stopped:
            self.changed.emit(changes, initiator)

    def stop(self) -> None:
        """Send nothing any more, what was posted before included: the desk closes."""
        self._stopped = True

    def post(self, changes: ChangeSet, initiator: object | None = None) -> None:
        """Send from any thread (the sync loop); arrives with the next turn of the event loop."""
        if changes:
            self._posted.emit(changes, initiator)
