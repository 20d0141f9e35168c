"""Counts of the queues, and what came into the open queue since its list was taken."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QObject, Signal

from editor.domain.inbox import Queue, QueueCount
from editor.ui.inbox.queue_source import QueueSource, fresh_keys
from editor.ui.inbox.quiet import QuietTimer
from editor.ui.operations.moderation import Reads

_COUNT_DELAY = 150  # ms: several decisions in a row are counted once
_NEW_DELAY = 300
_MOST_DELAY = 1_000  # however fast somebody decides
_EXACT_UP_TO = 20_000  # a queue this short is compared key by key: an old comment newly reported is new here too


class Arrivals(QObject):
    """Looks again some time after ``touch``; never moves the list."""

    counted = Signal(object)  # dict of Queue to count
    waiting = Signal(int)  # how many came since

    def __init__(self, reads: Reads, source: QueueSource, parent: QObject) -> None:
        super().__init__(parent)
        self._reads, self._source = reads, source
        self.counts: dict[Queue, int] = {}
        self.number = 0
        self.first_fresh: int | None = None
        self.since = datetime.now(UTC)
        self._count_later = QuietTimer(self, delay=_COUNT_DELAY, most=_MOST_DELAY)
        self._count_later.timeout.connect(self.count)
        self._look_later = QuietTimer(self, delay=_NEW_DELAY, most=_MOST_DELAY)
        self._look_later.timeout.connect(self.look)

    def restart(self) -> None:
        """The list was taken anew: nothing is waiting."""
        self.since = datetime.now(UTC)
        self._tell(0, None)

    def touch(self, *, look: bool) -> None:
        """Something changed: count soon, and look for arrivals too when they may have come."""
        if not self._count_later.isActive():
            self._count_later.start()
        if look and not self._look_later.isActive():
            self._look_later.start()

    def put_off(self) -> None:
        """Somebody is deciding: look a little later."""
        self._count_later.put_off()
        self._look_later.put_off()

    def verdict_done(self) -> None:
        """The verdict is written: look now, if there is anything to look for."""
        self._count_later.verdict_done()
        self._look_later.verdict_done()

    def rest(self) -> None:
        """Look no more until something changes."""
        self._count_later.stop()
        self._look_later.stop()

    def count(self) -> None:
        """Read the counters now."""
        self._reads.queue_counts(done=self._on_counts)

    def look(self) -> None:
        """Compare the queue with the list on screen now."""
        source = self._source
        if not source.complete:
            if source.loaded:
                self._look_later.start()
            return
        taken = self.since
        if self.counts.get(source.queue, 0) <= _EXACT_UP_TO:
            shown = source.keys[:]
            self._reads.keys(
                queue=source.queue,
                order=source.order,
                after=partial(fresh_keys, shown),
                done=lambda fresh: self._on_fresh(taken, len(fresh), fresh[0] if fresh else None),
            )
        else:
            self._reads.new_since(
                queue=source.queue,
                newest_key=source.newest_key,
                done=lambda number: self._on_fresh(taken, number, None),
            )

    def _on_counts(self, counts: tuple[QueueCount, ...]) -> None:
        self.counts = {one.queue: one.count for one in counts}
        self.counted.emit(self.counts)

    def _on_fresh(self, taken: datetime, number: int, first: int | None) -> None:
        if taken == self.since:  # otherwise the list was taken anew in the meantime
            self._tell(number, first)

    def _tell(self, number: int, first: int | None) -> None:
        self.number, self.first_fresh = number, first
        self.waiting.emit(number)
