"""One cycle between desk and site: pull, resolve, push, pull again, compare."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

from editor.domain.changes import ChangeSet
from editor.domain.errors import ManyDeletions, ResyncRequired
from editor.domain.feed import ChangePage, Cursor, Kind
from editor.ports import Cancelled, SiteApi
from editor.store import inbound, journal
from editor.store.desk import Desk
from editor.sync.comparing import compare
from editor.sync.deletions import DeletionGuard
from editor.sync.outcome import Moment, Outcome, Tell
from editor.sync.pushing import Pusher, Sent

PAGE = 1_000  # changes asked for at once
SMALL_PAGE = 150  # the same while a person writes: a page is read in one go that nothing else can come between
CLOCK_REFUSE = 300.0  # seconds of skew from which operations bound to a time wait
ECHO_PULLS = 5  # how often to look for our own echoes before the digest says what is missing


class Cycle:
    """Runs cycles over one desk and one site, never two at once. ``on_changes`` is called after each commit."""

    def __init__(
        self,
        desk: Desk,
        site: SiteApi,
        *,
        on_changes: Tell = lambda changes: None,
        on_progress: Callable[[Moment], None] = lambda moment: None,
    ) -> None:
        self.allowed: frozenset[tuple[Kind, str]] = frozenset()  # deletions that a person has confirmed
        self._desk = desk
        self._site = site
        self._on_changes = on_changes
        self._on_progress = on_progress
        self._single = threading.Lock()
        self._stopped = threading.Event()
        self._outcome = Outcome()
        self._read_to_the_end = False
        self._skew = 0.0  # seconds this desk's clock is ahead; noted the moment an answer comes

    def stop(self) -> None:
        """End the present cycle soon, and every later one at once: they raise Cancelled. From any thread."""
        self._stopped.set()
        self._site.cancel()

    def run(self, page: ChangePage | None = None) -> Outcome:
        """One whole cycle; ``page`` are changes that a long poll has brought already.

        Raises SiteError (what was pulled and sent before stays), ManyDeletions (once what waits is sent), Cancelled,
        StorageError.
        """
        with self._single:
            self._outcome = Outcome()
            guard = DeletionGuard(self._desk, self.allowed)
            try:
                self._pull(guard, page)
            except ManyDeletions:
                if self._bases_known():  # what is sent need not wait for a person's answer
                    self._push()
                raise
            done = self._push()
            self._pull_echoes(guard, done.seq)
            self._compare(guard)
            self.allowed = frozenset()
            if done.failed is not None:
                raise done.failed
            self._outcome = replace(self._outcome, skew=self._skew, in_step_at=self._desk.clock.now())
            return self._outcome

    def _push(self) -> Sent:
        pusher = Pusher(
            self._desk,
            self._site,
            self._tell,
            stop=self._check_stopped,
            on_sending=lambda count: self._on_progress(Moment(sending=count)),
        )
        try:
            pusher.resolve()
            pusher.push(clock_is_right=abs(self._skew) < CLOCK_REFUSE)
        finally:
            done = pusher.result
            self._outcome = replace(
                self._outcome, sent=done.sent, parked=done.parked, held_for_clock=done.held_for_clock
            )
        return done

    def _bases_known(self) -> bool:
        """Whether a revision held here means the same words there: not while another history is half read."""
        with self._desk.read() as view:
            return self._read_to_the_end or inbound.resyncing(view) is None

    def cursor(self) -> Cursor | None:
        """Where the desk stands in the site's feed."""
        with self._desk.read() as view:
            return inbound.cursor(view)

    def _pull(self, guard: DeletionGuard, page: ChangePage | None = None) -> int:
        """Fetch and store everything beyond the cursor; how much that was."""
        with self._desk.read() as view:
            epoch = inbound.resyncing(view)
        if epoch is None:
            try:
                return self._pull_pages(guard, self.cursor(), page)
            except ResyncRequired:
                epoch = self._begin_resync()
        return self._resync(guard, epoch)

    def _begin_resync(self) -> str:
        epoch = self._site.info().epoch
        inbound.begin_resync(self._desk, epoch)
        return epoch

    def _resync(self, guard: DeletionGuard, epoch: str) -> int:
        """The site has another history: take over all of it, then let go of what it does not have. Never a wipe."""
        cursor = self.cursor()
        since = cursor if cursor is not None and cursor.epoch == epoch else None
        try:
            pulled = self._pull_pages(guard, since)
        except ResyncRequired:  # restored once more while we were at it
            self._begin_resync()
            pulled = self._pull_pages(guard, None)
        for kind in Kind:
            compare(self._desk, self._site, kind, guard, self._tell, stop=self._check_stopped)
        place = self.cursor()
        assert place is not None
        with self._desk.write(background=True) as unit:
            inbound.end_resync(unit, place)
        return pulled

    def _pull_pages(self, guard: DeletionGuard, since: Cursor | None, first: ChangePage | None = None) -> int:
        self._read_to_the_end = False
        pulled, expected = 0, 0
        for page in self._pages(since, first):
            self._check_stopped()
            guard.pass_on([(change.kind, change.id) for change in page.changes if change.deleted])
            expected = max(expected, pulled + page.total)
            self._tell(inbound.apply_changes(self._desk, page.changes, page.next))
            pulled += len(page.changes)
            self._outcome = replace(self._outcome, pulled=self._outcome.pulled + len(page.changes))
            if expected:
                self._on_progress(Moment(pulled=pulled, pulling=expected))
        self._read_to_the_end = True
        return pulled

    def _pages(self, since: Cursor | None, page: ChangePage | None) -> Iterator[ChangePage]:
        """Page after page to the end of the feed; the next one is on its way while the last one is being stored."""
        self._check_stopped()
        if page is None:
            page = self._fetch(since)
        else:
            self._note_clock(page)
        if not page.has_more:  # as nearly always: not worth a thread
            yield page
            return
        with ThreadPoolExecutor(1, thread_name_prefix="pull") as ahead:
            coming: Future[ChangePage] | None = ahead.submit(self._fetch, page.next)
            yield page
            while coming is not None:
                page = coming.result()
                coming = ahead.submit(self._fetch, page.next) if page.has_more else None
                yield page

    def _fetch(self, since: Cursor | None) -> ChangePage:
        page = self._site.changes(since, limit=min(PAGE, SMALL_PAGE) if self._desk.gate.person_near else PAGE)
        self._note_clock(page)
        return page

    def _pull_echoes(self, guard: DeletionGuard, seq: int) -> None:
        """Until the feed has shown us what we sent: only then is the desk in step."""
        for _ in range(ECHO_PULLS):
            cursor = self.cursor()
            if cursor is None or cursor.seq >= seq:
                return
            self._pull(guard)

    def _compare(self, guard: DeletionGuard) -> None:
        """Digest by digest; a kind that differs is read again where it differs, and the time line says so."""
        different = self._different()
        # The site may have moved on between our pull and its digest: only a quiet site can be compared with.
        while different and self._pull(guard):
            different = self._different()
        corrected = []
        for kind in different:
            count = compare(self._desk, self._site, kind, guard, self._tell, stop=self._check_stopped)
            if not count:
                inbound.recount(self._desk, kind)  # our own sum may be what is wrong; else every cycle would compare
            else:
                corrected.append(kind)
                with self._desk.write(background=True) as unit:
                    words = f"{count} {_NAMES[kind]} differed from the site and were read again"
                    journal.add(unit, self._desk.clock.now(), "resync", "", words)
        self._outcome = replace(self._outcome, corrected=tuple(corrected))

    def _different(self) -> list[Kind]:
        self._check_stopped()
        theirs = self._site.digests()
        with self._desk.read() as view:
            mine = inbound.digests(view)
        return [kind for kind in Kind if kind in theirs and theirs[kind] != mine[kind]]

    def _note_clock(self, page: ChangePage) -> None:
        self._skew = (self._desk.clock.now() - page.server_time).total_seconds()

    def _tell(self, changes: ChangeSet) -> None:
        if changes:
            self._on_changes(changes)

    def _check_stopped(self) -> None:
        if self._stopped.is_set():
            raise Cancelled


_NAMES = {
    Kind.ARTICLE: "stories",
    Kind.READER: "readers",
    Kind.COMMENT: "comments",
    Kind.REPORT: "reports",
    Kind.DECISION: "decisions",
    Kind.SANCTION: "sanctions",
    Kind.RULEBOOK: "versions of the rules",
}
