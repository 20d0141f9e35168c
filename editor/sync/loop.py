"""Keeps a desk in step with its site: waits for news, sends what is due, backs off when the site is away.

Runs on whatever thread calls :meth:`SyncLoop.run`; its callbacks are called on that thread.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from editor.domain.activity import Connection, SiteStatus
from editor.domain.changes import ChangeSet
from editor.domain.errors import (
    ClockSkew,
    ManyDeletions,
    ResyncRequired,
    SiteBusy,
    SiteUnreachable,
    StorageError,
    WorldError,
)
from editor.domain.feed import ChangePage, Kind
from editor.domain.sentences import sentence_for
from editor.ports import Cancelled, SiteApi
from editor.store import inbound, outbox
from editor.store.desk import Desk
from editor.sync.cycle import CLOCK_REFUSE, PAGE, Cycle
from editor.sync.outcome import Moment, Outcome

CLOCK_WARN = 60.0  # seconds of skew from which the person is told
HELD = 25.0  # seconds of a long poll
SOON = 6.0  # seconds: when something is due sooner than this, wait for it instead of asking the site
UPKEEP_REST = 0.05  # seconds between two pieces of upkeep, for whoever wants to write
STORAGE_RETRY = 5.0  # seconds at most until the desk's own disk is tried again: its owner is making room
SHORTEST_POLL = 1.0  # seconds: a site that does not hold our request is not asked faster than this


class SyncLoop:
    """One loop for one desk and one site. All public methods but :meth:`run` may be called from any thread."""

    def __init__(
        self,
        desk: Desk,
        site: SiteApi,
        *,
        on_status: Callable[[SiteStatus], None] = lambda status: None,
        on_changes: Callable[[ChangeSet], None] = lambda changes: None,
        on_bug: Callable[[BaseException], None] = lambda error: None,
        first_retry: float = 1.0,
        last_retry: float = 60.0,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """``on_bug`` gets what is our own mistake; the loop goes on after it, slowly."""
        self._desk = desk
        self._site = site
        self._on_status = on_status
        self._on_bug = on_bug
        self._first_retry = first_retry
        self._last_retry = last_retry
        self._jitter = jitter
        self._cycle = Cycle(desk, site, on_changes=on_changes, on_progress=self._on_progress)
        self._status = SiteStatus(Connection.NEVER)
        self._turn = threading.Condition()
        self._stopped = False
        self._nudged = False
        self._hurried = False
        self._polling = False
        self._clock_is_wrong = False  # so much that something bound to a time is held back
        self._held: frozenset[tuple[Kind, str]] = frozenset()

    @property
    def status(self) -> SiteStatus:
        """The latest word to the window."""
        return self._status

    def run(self) -> None:
        """Go on until :meth:`stop`."""
        failures = 0
        page: ChangePage | None = None
        while not self._stopped:
            try:
                outcome = self._cycle.run(page)
                failures = 0
                self._held = frozenset()
                self._say_in_step(outcome)
                page = self._idle()
                continue
            except Cancelled:
                page = None
                continue
            except ManyDeletions as many:
                self._held = many.items
                self._say(Connection.TROUBLE, sentence=sentence_for(many))
                seconds = self._last_retry
            except Exception as error:
                failures += 1
                seconds = self._meet(error, failures)
            page = None
            self._rest(seconds)

    def stop(self) -> None:
        """Make :meth:`run` return soon; it cannot be run again."""
        with self._turn:
            self._stopped = True
            self._turn.notify_all()
        self._cycle.stop()

    def nudge(self) -> None:
        """The outbox got something: look at it now. While the site is away this does not hurry anything."""
        with self._turn:
            self._nudged = True
            self._turn.notify_all()
            polling = self._polling
        if polling:
            self._site.cancel()

    def retry_now(self) -> None:
        """Try again at once instead of waiting; a time that the site itself has named is still waited for."""
        with self._turn:
            self._hurried = True
            self._turn.notify_all()
        self.nudge()

    def confirm_deletions(self, items: frozenset[tuple[Kind, str]]) -> None:
        """Let go of ``items``, which a person has seen as ``held`` in the status, and go on."""
        self._cycle.allowed = items
        self.retry_now()

    def _idle(self) -> ChangePage | None:
        """Wait until there is something to do; the changes, if that is what there is."""
        while not self._stopped:
            with self._turn:
                self._nudged = False
            seconds = self._seconds_to_due()
            if seconds <= 0:
                return None
            if seconds < SOON:
                self._wait(seconds, lambda: self._nudged)
                continue
            if self._keep_up():
                continue
            try:
                page = self._poll(min(HELD, seconds))
            except ResyncRequired:
                return None
            if page is None:
                continue
            if page.changes or page.has_more:
                return page
            if self._clock_is_wrong:
                return page  # it may have been set right
            self._say(Connection.ONLINE, sentence=self._status.sentence, in_step_at=self._desk.clock.now())
        return None

    def _keep_up(self) -> bool:
        """A few milliseconds of the database's own upkeep; whether more is left to do."""
        if inbound.idle_work(self._desk):
            self._wait(UPKEEP_REST, lambda: self._nudged)
            return True
        return False

    def _poll(self, seconds: float) -> ChangePage | None:
        """A long poll; None when it was cut short by a nudge, or when there is nothing to go on from."""
        cursor = self._cycle.cursor()
        with self._turn:
            if self._nudged or self._stopped:
                return None
            self._polling = True
        began = time.monotonic()
        try:
            page = self._site.changes(cursor, limit=PAGE, wait=seconds)
        except Cancelled:
            return None
        finally:
            with self._turn:
                self._polling = False
        if not page.changes:
            self._wait(SHORTEST_POLL - (time.monotonic() - began), lambda: self._nudged)
        return page

    def _seconds_to_due(self) -> float:
        now = self._desk.clock.now()
        with self._desk.read() as view:
            # What waits for the clock to be set right is due and yet cannot leave.
            due = outbox.next_due(view, now, time_bound=not self._clock_is_wrong)
        return HELD if due is None else (due - now).total_seconds()

    def _rest(self, seconds: float) -> None:
        self._wait(seconds, lambda: self._hurried)
        with self._turn:
            self._hurried = False

    def _wait(self, seconds: float, until: Callable[[], bool]) -> None:
        with self._turn:
            if seconds > 0:
                self._turn.wait_for(lambda: self._stopped or until(), seconds)

    def _meet(self, error: Exception, failures: int) -> float:
        """Say what happened; how many seconds to wait before the next try."""
        seconds = min(self._last_retry, self._first_retry * 2.0 ** min(failures - 1, 10) * (1 + self._jitter() / 2))
        sentence = sentence_for(error)
        if isinstance(error, SiteBusy):
            self._say(Connection.TROUBLE, sentence=sentence)
            self._wait(error.retry_after, lambda: False)  # for everything we do, and whoever is in a hurry
            return 0.0
        if isinstance(error, SiteUnreachable):
            self._say(Connection.OFFLINE, sentence=sentence)
            return seconds
        self._say(Connection.TROUBLE, sentence=sentence)
        if not isinstance(error, WorldError):
            self._on_bug(error)
            return self._last_retry
        return min(seconds, STORAGE_RETRY) if isinstance(error, StorageError) else seconds

    def _say_in_step(self, outcome: Outcome) -> None:
        skew = abs(outcome.skew)
        sentence = ""
        if skew >= CLOCK_REFUSE:
            sentence = sentence_for(ClockSkew(outcome.skew))
        elif skew >= CLOCK_WARN:
            sentence = f"This computer’s clock is {outcome.skew:+.0f} s away from the site’s."
        self._clock_is_wrong = outcome.held_for_clock > 0
        self._say(
            Connection.TROUBLE if self._clock_is_wrong else Connection.ONLINE,
            sentence=sentence,
            in_step_at=outcome.in_step_at,
        )

    def _on_progress(self, moment: Moment) -> None:
        self._publish(replace(self._status, pulled=moment.pulled, pulling=moment.pulling, sending=moment.sending))

    def _say(self, connection: Connection, *, sentence: str, in_step_at: datetime | None = None) -> None:
        since = self._status.since if connection is self._status.connection else self._desk.clock.now()
        in_step_at = in_step_at or self._status.in_step_at
        self._publish(SiteStatus(connection, since, in_step_at, sentence, held=self._held))

    def _publish(self, status: SiteStatus) -> None:
        if status != self._status:
            self._status = status
            self._on_status(status)
