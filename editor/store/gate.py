"""Who may write next: one writer at a time, people before the sync loop, bulk work between two of their acts."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from editor.domain.errors import Bug

SETTLE_SECONDS = 0.03  # after a person's write the window paints what comes next, undisturbed
TURN_SECONDS = 0.12  # then bulk work has its turn: nobody answers a new card so soon (to see and press takes 0.2 s)
QUIET_SECONDS = 2.0  # after that it keeps still: a person who has just written will probably write again
WORKING_SECONDS = 30.0  # so long after a write somebody is still at work, reading
SHORT_PIECE, LONG_PIECE = 0.004, 0.03  # of bulk work while somebody works: at any moment, and at most in a turn
REST = 1.0  # while somebody reads, bulk work rests so many times as long as it worked
ASK_AGAIN = 0.001
LONGEST_SETTLE = 0.25  # no background writer is held up longer than this by people who write without a pause
LONGEST_WAIT = 5.0  # nor bulk work longer than this


class GaveWay(Exception):
    """A person came while bulk work was writing: nothing of that transaction was kept, and it is to be done again."""


class Gate:
    """A lock with two doors. Background writers wait while a person's write waits, and a moment after it.

    Bulk work (taking over pages, merging, checkpoints) asks :meth:`take_turn` first. While somebody decides it is done
    in the moment between the next card's painting and the earliest key, so that keys do not meet it; when one does all
    the same, the work is stopped, undone and done again later.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._changed = threading.Condition()
        self._owner: int | None = None
        self._give_way: Callable[[], object] | None = None
        self._people_waiting = 0
        self._last_person = float("-inf")
        self._open = True
        self._crowded = False  # people write without a pause, and bulk work does not give way

    @property
    def person_near(self) -> bool:
        """Whether a person's write waits or was made in the last half minute: bulk work goes in small pieces."""
        return self._people_waiting > 0 or self._monotonic() - self._last_person < WORKING_SECONDS

    @property
    def person_waits(self) -> bool:
        """Whether a person's write waits for which bulk work ends here."""
        return self._people_waiting > 0 and not self._crowded

    def enter(self, *, background: bool, give_way: Callable[[], object] | None = None) -> None:
        """Wait for the turn to write. Raises Bug when this thread is writing already.

        ``give_way`` is called, from the person's thread and maybe several times, when a person comes meanwhile.
        """
        me = threading.get_ident()
        with self._changed:
            if self._owner == me:
                raise Bug("a write inside a write")
            if background:
                self._wait_in_background()
            else:
                self._people_waiting += 1
                try:
                    self._push_in()
                finally:
                    self._people_waiting -= 1
            self._owner = me
            self._give_way = give_way

    def leave(self, *, background: bool) -> None:
        """Let the next one in."""
        with self._changed:
            self._owner = self._give_way = None
            if not background:
                self._last_person = self._monotonic()
            self._changed.notify_all()

    def take_turn(self, worked: float = 0.0, needs: float = SHORT_PIECE) -> float:
        """Wait until a piece of bulk work disturbs nobody, five seconds at most; the seconds the piece may take.

        ``needs`` are the seconds it will probably take, when it cannot be cut to what is left. ``worked`` are those of
        the piece before: while somebody reads, the rest is as long. Infinity when nobody is at work. Not to be called
        while writing.
        """
        until = time.monotonic() + LONGEST_WAIT
        unbroken: float | None = None  # since when people have written without a pause
        with self._changed:
            self._crowded = self._crowded and self._settling
            rest_until = self._monotonic() + REST * worked
            while self._open and not self._crowded and (patience := until - time.monotonic()) > 0:
                if (wait := self._seconds_to_turn(rest_until, needs)) <= 0:
                    break
                if not self._settling:
                    unbroken = None
                elif unbroken is None:
                    unbroken = time.monotonic()
                elif time.monotonic() - unbroken > LONGEST_SETTLE:
                    self._crowded = True  # this is no hand at the keys
                    break
                self._changed.wait(min(wait, patience))
            if not self.person_near:
                return float("inf")
            left = self._last_person + SETTLE_SECONDS + TURN_SECONDS - self._monotonic()
            return min(max(left, SHORT_PIECE), LONG_PIECE)

    def no_more_turns(self) -> None:
        """The desk is about to close: let whoever waits for a turn go on, to its end."""
        with self._changed:
            self._open = False
            self._changed.notify_all()

    @property
    def _settling(self) -> bool:
        return self._people_waiting > 0 or self._monotonic() - self._last_person < SETTLE_SECONDS

    def _seconds_to_turn(self, rest_until: float, needs: float) -> float:
        now = self._monotonic()
        idle = now - self._last_person
        if self._settling:
            return SETTLE_SECONDS if self._people_waiting else SETTLE_SECONDS - idle
        if idle < SETTLE_SECONDS + TURN_SECONDS - needs:
            return 0.0
        if idle < QUIET_SECONDS:
            return QUIET_SECONDS - idle
        return rest_until - now if idle < WORKING_SECONDS else 0.0

    def _push_in(self) -> None:
        while self._owner is not None:
            if self._give_way is None or self._crowded:
                self._changed.wait()
            else:
                self._give_way()  # again and again: between two statements there is nothing to stop
                self._changed.wait(ASK_AGAIN)

    def _wait_in_background(self) -> None:
        until = time.monotonic() + (0.0 if self._crowded else LONGEST_SETTLE)
        while (patience := until - time.monotonic()) > 0:
            if not self._changed.wait_for(lambda: self._owner is None and not self._people_waiting, patience):
                break
            settling = self._last_person + SETTLE_SECONDS - self._monotonic()
            if settling <= 0:
                return
            self._changed.wait(min(settling, until - time.monotonic()))
        # people who write without a pause do not keep the site's words out for ever
        self._changed.wait_for(lambda: self._owner is None)
