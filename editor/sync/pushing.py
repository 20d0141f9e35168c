"""Sends the outbox: first what became of operations whose answer was lost, then what is due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from editor.domain.changes import ChangeSet
from editor.domain.errors import NotOurSite, SiteBusy, SiteError, SiteRefused, SiteUnreachable, TokenRefused
from editor.domain.operations import Applied, Operation, OperationResult, RefusedOperation, Stale
from editor.ports import SiteApi
from editor.store import outbox
from editor.store.desk import Desk, Unit
from editor.sync.outcome import Tell

BATCH = 50  # operations in one request
LOOKUP = 100  # operations asked for at once
SUSPECT = 2  # attempts after which an operation goes alone: it may be what the site fails on


@dataclass
class Sent:
    """What came of sending. ``seq`` is the highest number the feed gave to anything of ours.

    ``failed`` is what the site said to an operation that it cannot bear, while it answers everything else.
    """

    sent: int = 0
    parked: int = 0
    held_for_clock: int = 0
    seq: int = 0
    failed: SiteError | None = None


class Pusher:
    """One cycle's sending over one site."""

    def __init__(
        self, desk: Desk, site: SiteApi, tell: Tell, *, stop: Callable[[], None], on_sending: Callable[[int], None]
    ) -> None:
        self._desk = desk
        self._site = site
        self._tell = tell
        self._stop = stop
        self._on_sending = on_sending
        self.result = Sent()

    def resolve(self) -> None:
        """Ask what became of operations whose answer was lost; those the site never saw wait again."""
        with self._desk.read() as view:
            unknown = [operation.id for operation in outbox.unknown(view)]
        for start in range(0, len(unknown), LOOKUP):
            self._stop()
            self._look_up(unknown[start : start + LOOKUP])

    def push(self, *, clock_is_right: bool) -> None:
        """Send what is due, in order. A refusal parks one operation and stops no other.

        Neither does one that the site has failed on more than once: it goes last and alone. Without a right clock,
        operations bound to a time wait, and none of them is too old. Raises SiteError; what was on its way then is
        unknown.
        """
        with self._desk.write(background=True) as unit:
            if clock_is_right:
                self._tell(outbox.expire(unit, self._desk.clock.now()))
            else:
                self.result.held_for_clock = outbox.time_bound(unit)
        tried: set[str] = set()
        alone = False
        while due := self._next_batch(tried, time_bound=clock_is_right, most=1 if alone else BATCH):
            self._stop()
            batch = self._take(due)
            if not batch:
                continue  # taken back in this very moment
            try:
                results = self._send(batch)
            except SiteRefused as refusal:
                # The request as a whole was refused: find out which of its operations the site cannot bear.
                self._back(batch)
                if len(batch) > 1:
                    alone = True
                    continue
                results = [RefusedOperation(batch[0].id, refusal.code, refusal.sentence, refusal.field)]
            except (SiteUnreachable, NotOurSite):
                if due[0].attempts < SUSPECT:
                    raise
                tried.add(batch[0].id)
                self._pass_over(batch[0])
                continue
            answered = {result.operation_id for result in results}
            tried.update(answered or {operation.id for operation in batch})
            with self._desk.write(background=True) as unit:
                changes = self._settle(unit, results)
                if answered:
                    outbox.back_to_waiting(unit, [o.id for o in batch if o.id not in answered])
            self._tell(changes)

    def _next_batch(self, tried: set[str], *, time_bound: bool, most: int) -> list[Operation]:
        """Due operations in order, one for each subject, since the next may rest on what the first one brings back."""
        with self._desk.read() as view:
            due = outbox.due(view, self._desk.clock.now(), BATCH + len(tried))
        ready: list[Operation] = []
        subjects: set[str] = set()
        for operation in due:
            if operation.subject in subjects:
                continue
            subjects.add(operation.subject)
            if operation.id not in tried and (operation.expires_at is None or time_bound):
                ready.append(operation)
        trusted = [operation for operation in ready if operation.attempts < SUSPECT]
        return trusted[:most] or sorted(ready, key=lambda operation: operation.attempts)[:1]

    def _look_up(self, ids: Sequence[str]) -> bool:
        """Settle what the site knows of these, let the others wait again; whether it knew any."""
        found = self._site.lookup(ids)
        with self._desk.write(background=True) as unit:
            changes = self._settle(unit, [found[id_] for id_ in ids if id_ in found])
            outbox.back_to_waiting(unit, [id_ for id_ in ids if id_ not in found])
        self._tell(changes | ChangeSet(outbox=True))
        return bool(found)

    def _pass_over(self, operation: Operation) -> None:
        """The site failed on this one alone: it waits for the next cycle. Raises SiteError when nothing else works."""
        if not self._look_up([operation.id]):
            what = f"it fails whenever it is sent “{operation.label}”. Everything else goes on."
            self.result.failed = SiteError(what)

    def _take(self, due: Sequence[Operation]) -> list[Operation]:
        """Unknown from before the first byte leaves: whatever happens to this process, the answer is then asked for."""
        with self._desk.write(background=True) as unit:
            leaving = outbox.mark_sending(unit, [operation.id for operation in due])
        self._tell(ChangeSet(outbox=True))
        return leaving

    def _send(self, batch: Sequence[Operation]) -> Sequence[OperationResult]:
        self._on_sending(len(batch))
        try:
            return self._site.apply(batch)
        except (SiteBusy, TokenRefused):
            self._back(batch)  # turned away at the door: surely not done
            raise
        finally:
            self._on_sending(0)

    def _back(self, batch: Sequence[Operation]) -> None:
        with self._desk.write(background=True) as unit:
            outbox.back_to_waiting(unit, [operation.id for operation in batch])
        self._tell(ChangeSet(outbox=True))

    def _settle(self, unit: Unit, results: Sequence[OperationResult]) -> ChangeSet:
        changes = ChangeSet()
        for result in results:
            if isinstance(result, Applied):
                changes |= outbox.acknowledge(unit, result)
                self.result.sent += 1
                self.result.seq = max(self.result.seq, result.seq)
            elif isinstance(result, Stale):
                changes |= outbox.stale(unit, result)
            else:
                changes |= outbox.refuse(unit, result)
                self.result.parked += 1
        return changes
