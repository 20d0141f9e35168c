"""Before a window closes: wait until what was typed is on disk."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QThread

_MOST_SECONDS = 5.0


class Autosaved(Protocol):
    """Something typed that saves itself."""

    @property
    def unsaved(self) -> bool:
        """Whether something is not on disk yet."""

    @property
    def failing(self) -> bool:
        """Whether the last try to save failed."""

    def save(self) -> None:
        """Save now; returns at once."""


def all_saved(parts: Callable[[], Iterable[Autosaved]]) -> bool:
    """Ask each part to save and turn the event loop until all have; False when one fails or it takes over 5 s."""
    for part in parts():
        part.save()
    until = time.monotonic() + _MOST_SECONDS
    while time.monotonic() < until:
        pending = [part for part in parts() if part.unsaved]
        if not pending:
            return True
        if any(part.failing for part in pending):
            return False
        QCoreApplication.processEvents()
        QThread.msleep(2)
    return False
