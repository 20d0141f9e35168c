"""Work that can wait: begun some time after it was asked for, and kept away from verdicts while somebody decides."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

AFTER = 45  # ms after a verdict: the next card is painted,
UNANSWERED = 0.1  # seconds after it: and nobody has answered that yet
DECIDING = 2.0  # seconds after a verdict the next one is expected


class QuietTimer(QObject):
    """Fires once, ``delay`` ms after :meth:`start`; while somebody decides in the moment after the next verdict.

    It waits ``most`` ms at most. Workers and the window share one interpreter: what runs beside a verdict slows it.
    """

    timeout = Signal()

    def __init__(self, parent: QObject, *, delay: int, most: int) -> None:
        super().__init__(parent)
        self._delay, self._most = delay, most
        self._began = 0.0
        self._decided = float("-inf")
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.timeout)

    def isActive(self) -> bool:
        """Whether it will fire."""
        return self._timer.isActive()

    def start(self) -> None:
        """Fire after the delay, or in a better moment; the wait begins now."""
        self._began = time.monotonic()
        since = self._began - self._decided
        if since < UNANSWERED or self._delay <= AFTER:
            self._timer.start(min(self._delay, AFTER))
        else:
            self._timer.start(self._most if since < DECIDING else self._delay)

    def stop(self) -> None:
        """Do not fire."""
        self._timer.stop()

    def put_off(self) -> None:
        """A verdict has begun: wait anew, as far as the longest wait allows; nothing when it is not active."""
        if self._timer.isActive():
            left = self._most - round((time.monotonic() - self._began) * 1000)
            self._timer.start(max(min(self._delay, left), 0))

    def verdict_done(self) -> None:
        """The verdict is written: this is the moment for what waits."""
        self._decided = time.monotonic()
        if self._timer.isActive():
            self._timer.start(AFTER)
