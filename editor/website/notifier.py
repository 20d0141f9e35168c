"""Wakes long polls when something was written, from whatever thread wrote it."""

from __future__ import annotations

import asyncio
import threading


class Notifier:
    """Counts writes; those who wait name the count they have seen, so that no write is missed in between."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._writes = 0
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self.closing = False

    def seen(self) -> int:
        """The present count; taken before looking for changes."""
        with self._lock:
            return self._writes

    def wake(self) -> None:
        """Something was written. May be called from any thread."""
        with self._lock:
            self._writes += 1
            waiting = tuple(self._waiting)
        for loop, event in waiting:
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)

    def close(self) -> None:
        """The site stops: everyone who waits is let go, and nobody waits from now on."""
        self.closing = True
        self.wake()

    async def wait(self, seen: int, seconds: float) -> None:
        """Return once there was a write after ``seen``, when closing, or after ``seconds``."""
        mine = (asyncio.get_running_loop(), asyncio.Event())
        with self._lock:
            if self.closing or self._writes != seen:
                return
            self._waiting.add(mine)
        try:
            async with asyncio.timeout(seconds):
                await mine[1].wait()
        except TimeoutError:
            pass
        finally:
            with self._lock:
                self._waiting.discard(mine)
