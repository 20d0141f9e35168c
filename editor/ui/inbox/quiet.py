"""Work that can wait: begun some time after it was asked for, and put off while somebody decides."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal


class QuietTimer(QObject):
    """Fires once, ``delay`` ms after :meth:`start`. Each :meth:`put_off` begins the delay anew, up to ``most`` ms.

    Workers and the window share the interpreter: what runs beside a verdict makes it slower.
    """

    timeout = Signal()

    def __init__(self, parent: QObject, *, delay: int, most: int) -> None:
        super().__init__(parent)
        self._delay, self._most = delay, most
        self._began = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.timeout)

    def isActive(self) -> bool:
        """Whether it will fire."""
        return self._timer.isActive()

    def start(self) -> None:
        """Fire after the delay; the wait begins now."""
        self._began = time.monotonic()
        self._timer.start(self._delay)

    def stop(self) -> None:
        """Do not fire."""
        self._timer.stop()

    def put_off(self) -> None:
        """Begin the delay anew, as far as the longest wait allows; nothing when it is not active."""
        if self._timer.isActive():
            left = self._most - round((time.monotonic() - self._began) * 1000)
            self._timer.start(max(min(self._delay, left), 0))
