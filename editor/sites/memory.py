"""A whole site in memory, with the real one's rules and with faults on request: for tests."""

from __future__ import annotations

import secrets
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum

from editor.domain.errors import ResyncRequired, SiteBusy, SiteRefused, SiteUnreachable, TokenRefused
from editor.domain.feed import EMPTY_DIGEST, Change, ChangePage, Cursor, Digest, Kind, SiteObject, told_to
from editor.domain.ids import new_id
from editor.domain.operations import Operation, OperationResult
from editor.domain.people import Member, Role
from editor.ports import Cancelled, Clock, SiteInfo, SystemClock
from editor.sites.memory_readers import Readers
from editor.sites.memory_rules import Sender, carry_out
from editor.sites.memory_state import SiteState
from editor.wire.errors import MEANINGS, Code
from editor.wire.limits import OPERATIONS_MAX, PAGE_MAX, WAIT_MAX


class Fault(StrEnum):
    """What can go wrong with one call."""

    REQUEST_LOST = "request lost"  # the site never hears of it
    ANSWER_LOST = "answer lost"  # the site did it, and the desk cannot know
    DUPLICATED = "duplicated"  # the request arrives twice
    BUSY = "busy"  # 429 with Retry-After


@dataclass(frozen=True, slots=True)
class _Planned:
    call: str  # a method of SiteApi, or empty for any
    fault: Fault
    retry_after: float


class MemorySite:
    """The site itself. Desks reach it through :meth:`api`, readers through :attr:`readers`, and operators directly."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock: Clock = clock or SystemClock()
        self.changed = threading.Condition(threading.RLock())
        self.state = SiteState(epoch=new_id())
        self.readers = Readers(self)
        self.online = True
        self.calls: list[str] = []
        self._devices: dict[str, Sender] = {}
        self._faults: deque[_Planned] = deque()

    def sign_in(self, name: str, role: Role) -> str:
        """A token for a new device of a member of staff; the same name keeps the same member."""
        token = secrets.token_urlsafe(32)
        with self.changed:
            known = next((d.member.id for d in self._devices.values() if d.member.name == name), None)
            self._devices[token] = Sender(Member(known or new_id(), name, role), new_id())
        return token

    def revoke(self, token: str) -> None:
        """The token opens nothing from now on."""
        with self.changed:
            self._devices.pop(token, None)

    def api(self, token: str) -> MemoryApi:
        """The site as the desk with this token reaches it."""
        return MemoryApi(self, token)

    def fail_next(self, fault: Fault, call: str = "", *, retry_after: float = 1.0) -> None:
        """Plan a fault for the next call (of that method when named); several are met in the order planned."""
        self._faults.append(_Planned(call, fault, retry_after))

    def clear_faults(self) -> None:
        """Forget the faults that have not been met."""
        self._faults.clear()

    def backup(self) -> SiteState:
        """A copy of everything, to restore later."""
        with self.changed:
            return self.state.copy()

    def restore(self, backup: SiteState) -> None:
        """Put a backup back. Its history is another one from here on, so the epoch changes."""
        with self.changed:
            self.state = backup.copy()
            self.state.epoch = new_id()
            self.changed.notify_all()

    @contextmanager
    def writing(self) -> Iterator[SiteState]:
        """The state, for one change at a time; those who wait for changes wake up afterwards."""
        with self.changed:
            yield self.state
            self.changed.notify_all()

    def sender_of(self, token: str) -> Sender:
        """Who holds the token, on which device. Raises TokenRefused."""
        sender = self._devices.get(token)
        if sender is None:
            raise TokenRefused("the site in memory")
        return sender

    def met(self, call: str) -> Fault | None:
        """Note a call and meet what is planned for it. Raises SiteUnreachable, SiteBusy."""
        with self.changed:
            self.calls.append(call)
            if not self.online:
                raise SiteUnreachable("the site in memory")
            planned = next((f for f in self._faults if f.call in ("", call)), None)
            if planned is None:
                return None
            self._faults.remove(planned)
        if planned.fault is Fault.REQUEST_LOST:
            raise SiteUnreachable("the request was lost")
        if planned.fault is Fault.BUSY:
            raise SiteBusy("the site in memory", retry_after=planned.retry_after)
        return planned.fault


class MemoryApi:
    """Implements :class:`editor.ports.SiteApi` over a :class:`MemorySite`."""

    def __init__(self, site: MemorySite, token: str) -> None:
        self._site = site
        self._token = token
        self._cancelled = False

    def __repr__(self) -> str:
        return "MemoryApi()"

    def info(self) -> SiteInfo:
        """Who we are to the site, and its clock."""
        with self._answering("info"):
            member = self._site.sender_of(self._token).member
            epoch = self._site.state.epoch
        return SiteInfo("In memory", "memory:", epoch, member, self._site.clock.now(), frozenset({"longpoll"}))

    def changes(self, since: Cursor | None, *, limit: int, wait: float = 0.0) -> ChangePage:
        """Changes after ``since``; with ``wait``, held until something changes."""
        with self._answering("changes"):
            role = self._site.sender_of(self._token).member.role
            start = since or Cursor(self._site.state.epoch, 0)
            if wait:
                self._hold(start, min(wait, WAIT_MAX))
            return self._page(start, min(limit, PAGE_MAX), role)

    def apply(self, operations: Sequence[Operation]) -> Sequence[OperationResult]:
        """Send operations in this order."""
        with self._answering("apply") as fault:
            sender = self._site.sender_of(self._token)
            if len(operations) > OPERATIONS_MAX:
                raise SiteRefused(Code.TOO_LARGE, MEANINGS[Code.TOO_LARGE].sentence)
            results = self._apply(sender, operations)
            return self._apply(sender, operations) if fault is Fault.DUPLICATED else results

    def lookup(self, operation_ids: Sequence[str]) -> Mapping[str, OperationResult]:
        """What became of operations whose answer was lost."""
        with self._answering("lookup"):
            self._site.sender_of(self._token)
            answers = self._site.state.answers
            return {id_: answers[id_][1] for id_ in operation_ids if id_ in answers}

    def get(self, kind: Kind, id_: str) -> SiteObject | None:
        """One object as it is now."""
        with self._answering("get"):
            role = self._site.sender_of(self._token).member.role
            change = self._site.state.newest.get((kind, id_))
            return _told(change, role).thing if change is not None else None

    def revisions(self, kind: Kind, after: str, *, limit: int) -> Sequence[tuple[str, int]]:
        """(id, rev) in the order of ids, after ``after``."""
        with self._answering("revisions"):
            self._site.sender_of(self._token)
            newest = self._site.state.newest.values()
            return sorted((c.id, c.rev) for c in newest if c.kind is kind and not c.deleted and c.id > after)[:limit]

    def digests(self) -> Mapping[Kind, Digest]:
        """One digest for every kind."""
        with self._answering("digests"):
            self._site.sender_of(self._token)
            return {kind: self._site.state.digests.get(kind, EMPTY_DIGEST) for kind in Kind}

    def cancel(self) -> None:
        """End a long poll of another thread, or the next one if none is held just now."""
        with self._site.changed:
            self._cancelled = True
            self._site.changed.notify_all()

    def close(self) -> None:
        """Nothing to let go of."""

    @contextmanager
    def _answering(self, call: str) -> Iterator[Fault | None]:
        fault = self._site.met(call)
        with self._site.changed:
            yield fault
        if fault is Fault.ANSWER_LOST:
            raise SiteUnreachable("the answer was lost")

    def _apply(self, sender: Sender, operations: Sequence[Operation]) -> list[OperationResult]:
        results = []
        for operation in operations:
            with self._site.writing() as state:
                results.append(carry_out(state, sender, operation, self._site.clock.now()))
        return results

    def _hold(self, start: Cursor, seconds: float) -> None:
        def over() -> bool:
            state = self._site.state
            return self._cancelled or not self._site.online or start != Cursor(state.epoch, state.seq)

        self._site.changed.wait_for(over, seconds)
        if self._cancelled:
            self._cancelled = False
            raise Cancelled
        if not self._site.online:
            raise SiteUnreachable("the site in memory")

    def _page(self, start: Cursor, limit: int, role: Role) -> ChangePage:
        state = self._site.state
        if start.epoch != state.epoch or start.seq > state.seq:
            raise ResyncRequired("the site in memory")
        beyond = list(state.after(start.seq))
        page = tuple(_told(change, role) for change in beyond[:limit])
        has_more = len(beyond) > limit
        reached = page[-1].seq if has_more else state.seq
        return ChangePage(page, Cursor(state.epoch, reached), has_more, self._site.clock.now(), len(beyond))


def _told(change: Change, role: Role) -> Change:
    return change if change.thing is None else replace(change, thing=told_to(role, change.thing))
