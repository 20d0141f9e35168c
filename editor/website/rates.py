"""How often something may be tried: a sliding window for each key, in memory."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from editor.website.refusals import Refusal
from editor.website.settings import Rate
from editor.wire.errors import Code

MAX_KEYS = 50_000


class RateLimiter:
    """Counts tries. One process serves one site, so memory is enough; a restart forgives."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tries: dict[tuple[str, ...], deque[float]] = {}
        self._lock = threading.Lock()

    def count(self, rate: Rate, *key: str) -> None:
        """Count one try under ``key``. Raises Refusal TOO_MANY_TRIES, with the seconds to wait."""
        now = self._clock()
        with self._lock:
            tries = self._tries.setdefault(key, deque())
            while tries and tries[0] <= now - rate.seconds:
                tries.popleft()
            if len(tries) >= rate.count:
                raise Refusal(Code.TOO_MANY_TRIES, retry_after=max(1, int(tries[0] + rate.seconds - now) + 1))
            tries.append(now)
            if len(self._tries) > MAX_KEYS:
                self._forget_oldest()

    def forgive(self, *key: str) -> None:
        """Forget the tries under ``key``: the right password was given."""
        with self._lock:
            self._tries.pop(key, None)

    def _forget_oldest(self) -> None:
        by_age = sorted(self._tries, key=lambda k: self._tries[k][-1] if self._tries[k] else 0.0)
        for key in by_age[: MAX_KEYS // 2]:
            del self._tries[key]
