"""Who may write next: one writer at a time, people before the sync loop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from editor.domain.errors import Bug

RECENT_SECONDS = 2.0  # a person who has just written will probably write again
SETTLE_SECONDS = 0.03  # after a person's write the window paints what comes next, undisturbed
REST = 1.0  # while somebody works, background writers rest so many times as long as they wrote
LONGEST_SETTLE = 0.25  # a background writer is not held up longer than this by people who go on writing


class Gate:
    """A lock with two doors. Background writers wait while a person's write waits, and a moment after it.

    While somebody works they also rest between two writes, so that most keys meet none of them.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._changed = threading.Condition()
        self._owner: int | None = None
        self._people_waiting = 0
        self._last_person = float("-inf")
        self._began = self._rest_until = float("-inf")

    @property
    def person_near(self) -> bool:
        """Whether a person's write waits or was made in the last two seconds: background writers keep it short."""
        return self._people_waiting > 0 or self._monotonic() - self._last_person < RECENT_SECONDS

    def enter(self, *, background: bool) -> None:
        """Wait for the turn to write. Raises Bug when this thread is writing already."""
        me = threading.get_ident()
        with self._changed:
            if self._owner == me:
                raise Bug("a write inside a write")
            if background:
                self._wait_in_background()
            else:
                self._people_waiting += 1
                try:
                    self._changed.wait_for(lambda: self._owner is None)
                finally:
                    self._people_waiting -= 1
            self._owner = me
            self._began = self._monotonic()

    def leave(self, *, background: bool) -> None:
        """Let the next one in."""
        with self._changed:
            self._owner = None
            now = self._monotonic()
            if background:
                self._rest_until = now + REST * (now - self._began)
            else:
                self._last_person = now
            self._changed.notify_all()

    def _wait_in_background(self) -> None:
        until = time.monotonic() + LONGEST_SETTLE
        while (patience := until - time.monotonic()) > 0:
            if not self._changed.wait_for(lambda: self._owner is None and not self._people_waiting, patience):
                break
            settling = self._last_person + SETTLE_SECONDS - self._monotonic()
            if self.person_near:
                settling = max(settling, self._rest_until - self._monotonic())
            if settling <= 0:
                return
            self._changed.wait(min(settling, until - time.monotonic()))
        # people who write without a pause do not keep the site's words out for ever
        self._changed.wait_for(lambda: self._owner is None)
