"""From the key of a verdict until it is on the disk and the next comment is painted: alone, and while a sync runs."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.report import Report, Row, percentile
from tests.benchmarks.scale import PASSPHRASE, cache_folder, make_home, scale_database

if TYPE_CHECKING:
    from editor.domain.feed import Change
    from editor.store.desk import Desk
    from editor.ui.desk_window import DeskWindow
    from editor.ui.inbox.screen import InboxScreen
    from editor.ui.widgets.card_list import CardList

FRAME = 1000 / 60  # ms
PAUSE_MS = (150, 850)  # between the verdicts of a quick moderator on plain cases: two a second
SITE_COMMENTS = 60_000
SAMPLES, QUICK_SAMPLES = 300, 100
MODES = ("alone", "feed", "site")
_WAIT_MS = 15_000
PAGE_SECONDS = 0.03  # to make a page of a feed
AFTER_MS = 40  # the frame beside comes by then
FRAMES: list[Callable[[], None]] = []
CARDS: list[Callable[[CardList], None]] = []


@dataclass
class Figures:
    """Milliseconds of each verdict.

    ``stored`` until the write came back, ``painted`` until the frame with the next card was complete, ``beside`` until
    that with its reader's record and the answers below was, too.
    """

    stored: list[float] = field(default_factory=list)
    painted: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    synced: int = 0  # changes that came in meanwhile
    seconds: float = 0.0


class Round:
    """Decides comment after comment by key in a real window and notes the times."""

    def __init__(self, desk: DeskWindow) -> None:
        from PySide6.QtCore import QEventLoop, QTimer

        self.desk = desk
        self.screen: InboxScreen = desk.window.current_screen  # type: ignore[assignment]
        self._loop = QEventLoop()
        self._decided = self._painted = self._beside = 0.0
        self._awaited, self._drawn = "", False
        self._timer = QTimer
        self.screen.work.verdicts.decided.connect(self._on_decided)
        FRAMES.append(self._on_frame)
        CARDS.append(self._on_card)

    def _on_card(self, cards: CardList) -> None:
        row = cards.current_row
        if self._decided and row is not None and row.id != self._awaited and self._at_front(row.id):
            self._drawn = True

    def _on_frame(self) -> None:
        now = time.perf_counter()
        if self._drawn and not self._painted:
            self._painted = self._beside = now
            self._timer.singleShot(AFTER_MS, self._loop.quit)
        elif self._painted and self._beside == self._painted:
            self._beside = now

    def _at_front(self, comment_id: str) -> bool:
        card = self.screen.work.card
        return card is not None and card.id == comment_id

    def _on_decided(self, _last: object) -> None:
        self._decided = time.perf_counter()

    def wait(self, milliseconds: int) -> None:
        """Let the window live for a moment."""
        self._timer.singleShot(milliseconds, self._loop.quit)
        self._loop.exec()

    def decide(self, keys: str) -> tuple[float, float, float]:
        """(stored, painted, beside) in ms from the last of ``keys`` on."""
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        card = self.screen.work.card
        assert card is not None, "there is no comment to decide"
        target = QApplication.focusWidget() or self.screen
        for key in keys[:-1]:
            QTest.keyClick(target, key)
            self.wait(5)
        self._awaited, self._drawn = card.id, False
        self._decided = self._painted = self._beside = 0.0
        guard = threading.Timer(_WAIT_MS / 1000, os._exit, (3,))
        guard.start()
        began = time.perf_counter()
        QTest.keyClick(target, keys[-1])
        self._loop.exec()
        guard.cancel()
        return tuple((moment - began) * 1000 for moment in (self._decided, self._painted, self._beside))

    def measure(self, samples: int, goes_on: Callable[[], bool] = lambda: True) -> Figures:
        """Two approvals, then a removal under rule 3, and so on."""
        figures, pauses = Figures(), random.Random(3)
        for number in range(samples + 10):
            if not goes_on():
                break
            stored, painted, beside = self.decide("r3" if number % 3 == 2 else "a")
            if number >= 10:  # the first few warm up
                figures.stored.append(stored)
                figures.painted.append(painted)
                figures.beside.append(beside)
            self.wait(pauses.randint(*PAUSE_MS))
        return figures


@contextmanager
def feed_running(desk: Desk, tell: Callable[[Any], None]) -> Iterator[list[int]]:
    """New comments taken over without a pause on a thread of their own, as the sync loop takes over pages."""
    from editor.domain.feed import Cursor
    from editor.store import inbound

    stop, done = threading.Event(), [0]

    pages = feed_pages()

    def work() -> None:
        while not stop.is_set():
            desk.gate.take_turn(needs=PAGE_SECONDS)  # as before a page from a site is read
            page = next(pages)
            tell(inbound.apply_changes(desk, page, Cursor("benchmark", page[-1].seq)))
            done[0] += len(page)

    thread = threading.Thread(target=work, name="sync", daemon=True)
    thread.start()
    try:
        yield done
    finally:
        stop.set()
        thread.join()


def feed_pages() -> Iterator[list[Change]]:
    """Pages of a thousand new comments without end, the same in each run."""
    chance = random.Random(7)
    made, numbers = datetime(2026, 12, 1, tzinfo=UTC), count(1)
    while True:
        yield [_change(next(numbers), made, chance) for _ in range(1_000)]


def _change(number: int, first: datetime, chance: random.Random) -> Change:
    from editor.domain.comments import CommentState, SiteComment
    from editor.domain.feed import Change, Kind

    created = first + timedelta(seconds=number)
    words = "The harbour dues went up twice last year and nobody asked us. " * chance.randint(1, 4)
    comment = SiteComment(
        f"feed-{number}",
        f"story-{number % 50}",
        None,
        f"reader-{number % 20_000}",
        "A. Reader",
        words,
        created,
        None,
        CommentState.PUBLISHED,
        None,
        None,
        1,
    )
    return Change(number, Kind.COMMENT, comment.id, 1, False, comment)


def watch_frames() -> None:
    """Let FRAMES hear of each complete frame and CARDS of each list painted; before there is a window."""
    from PySide6.QtCore import QEvent

    from editor.ui.main_window import MainWindow
    from editor.ui.widgets.card_list import CardList

    event, paint = MainWindow.event, CardList.paintEvent

    def watched_event(window: MainWindow, happened: QEvent) -> bool:
        handled = event(window, happened)
        if happened.type() == QEvent.Type.UpdateRequest:
            for hear in FRAMES:
                hear()
        return handled

    def watched_paint(cards: CardList, happened: Any) -> None:
        paint(cards, happened)
        for hear in CARDS:
            hear(cards)

    MainWindow.event = watched_event  # type: ignore[method-assign]
    CardList.paintEvent = watched_paint  # type: ignore[method-assign]


def open_inbox(home: str) -> DeskWindow:
    """The only profile below ``home`` in a real window, with its first comment at the front."""
    os.environ["BACKBENCH_HOME"] = home
    from PySide6.QtWidgets import QApplication

    from editor import profiles
    from editor.bootstrap.window import make_window

    watch_frames()
    desk = make_window(profiles.get(None), passphrase=PASSPHRASE)
    desk.show()
    desk.window.resize(1440, 900)
    until = time.monotonic() + 60
    while not desk.desk.is_open or desk.window.current_screen.work.card is None:  # type: ignore[attr-defined]
        QApplication.processEvents()
        time.sleep(0.001)
        assert time.monotonic() < until, "the inbox did not open"
    return desk


def child(mode: str, samples: int, home: str) -> int:
    """One window, one mode; prints the figures as JSON."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    desk = open_inbox(home)
    round_ = Round(desk)
    round_.wait(1500)
    began = time.monotonic()
    if mode == "feed":
        with feed_running(desk.desk, lambda changes: desk.plumbing.changes.post(changes, "sync")) as done:
            figures = round_.measure(samples)
            figures.synced = done[0]
    elif mode == "site":
        until = time.monotonic() + 30
        while desk.site_status.pulling == 0:
            round_.wait(20)
            assert time.monotonic() < until, f"the sync did not begin: {desk.site_status}"
        began = time.monotonic()
        started, latest = desk.site_status.pulled, [0]

        def pulling() -> bool:
            latest[0] = max(latest[0], desk.site_status.pulled)
            return desk.site_status.pulling > 0

        figures = round_.measure(samples, pulling)
        figures.synced = latest[0] - started
    else:
        figures = round_.measure(samples)
    figures.seconds = time.monotonic() - began
    print(json.dumps(asdict(figures)), flush=True)
    QTimer.singleShot(0, QApplication.quit)
    desk.close()
    return 0


def _sign_in(database: Path, url: str | None) -> None:
    """Make somebody of the desk's database: of a site when there is one, else of nobody's."""
    from editor.domain.people import Member, Role
    from editor.ports import SystemClock
    from editor.profiles import Profile
    from editor.sites.bundled import sign_in
    from editor.store.desk import Identity
    from editor.store.open import open_desk
    from editor.store.vault import Vault
    from tests.helpers.site_process import PASSWORD

    desk = open_desk(database, PASSPHRASE, SystemClock())
    try:
        if url is None:
            member = Member("member-1", "I. Marwick", Role.ADMINISTRATOR)
            desk.set_identity(Identity(member, "device-1", "Benchmark", "http://127.0.0.1:9"))
            return
        token, device, member = sign_in(url, "benchmark", PASSWORD, "benchmark")
        desk.set_identity(Identity(member, device, "Benchmark", url))
        profile = Profile("benchmark", "bundled", url, database.parent)
        Vault(desk).set(profile.token_name, token)
    finally:
        desk.close()


def measure(mode: str, database: Path, samples: int) -> Figures:
    """Run one mode in a process of its own on a copy of ``database``."""
    from tests.helpers.site_process import SiteProcess

    with tempfile.TemporaryDirectory(prefix="backbench-benchmark-", dir=cache_folder()) as folder:
        home = Path(folder) / "home"
        if mode != "site":
            return _child(mode, samples, without_a_site(home, database))
        site_folder = Path(folder) / "site"
        site_folder.mkdir()
        site = SiteProcess(site_folder, seed=True, comments=SITE_COMMENTS)
        site.add_staff("benchmark", "I. Marwick", "administrator")
        with site:
            _sign_in(make_home(home, database, site.url), site.url)
            return _child(mode, samples, home)


def without_a_site(home: Path, database: Path) -> Path:
    """``home`` with a desk on a copy of ``database`` whose site never answers."""
    _sign_in(make_home(home, database), None)
    return home


def _child(mode: str, samples: int, home: Path) -> Figures:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.bench_verdict", mode, str(samples), str(home)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env=_environment(),
    )
    if done.returncode:
        raise RuntimeError(f"{mode}: {done.returncode} {done.stderr[-2000:]}")
    return Figures(**json.loads(done.stdout.splitlines()[-1]))


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"QT_QPA_PLATFORM": "offscreen"}


def disk_waits(folder: Path) -> list[float]:
    """Milliseconds of writing one page through to the disk, paced as the verdicts are: no commit can be faster."""
    with tempfile.TemporaryFile(dir=folder) as file:
        waits = []
        for number in range(200):
            os.pwrite(file.fileno(), os.urandom(4096), number % 64 * 4096)
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            waits.append((time.perf_counter() - began) * 1000)
            time.sleep(PAUSE_MS[0] / 1000 / 8)
    return waits


NAMES = {"alone": "nothing else going on", "feed": "a feed taken over at full speed", "site": "a full sync from a site"}


def run(report: Report, *, quick: bool) -> None:
    """Print p50 and p99 of each mode beside one frame."""
    size = 100_000 if quick else 1_000_000
    database = scale_database(size, report.note)
    synced = disk_waits(database.parent)
    report.note(
        f"  a page written through to this disk: p50 {percentile(synced, 0.5):.1f} ms, "
        f"p99 {percentile(synced, 0.99):.1f} ms"
    )
    for mode in MODES:
        figures = measure(mode, database, QUICK_SAMPLES if quick else SAMPLES)
        words = f"verdict, {size:,} comments, {NAMES[mode]}"
        if figures.synced:
            rate = figures.synced / figures.seconds
            number = len(figures.painted)
            report.note(f"  {number} verdicts while {figures.synced:,} changes came in, {rate:,.0f} a second")
        for share, name in ((0.5, "p50"), (0.99, "p99")):
            painted = percentile(figures.painted, share)
            report.add(Row(f"{words}: {name}", painted, "ms", "one frame at 60 Hz", FRAME, 1.0))
        report.note(
            f"  of it until stored on the disk: p50 {percentile(figures.stored, 0.5):.1f} ms, "
            f"p99 {percentile(figures.stored, 0.99):.1f} ms; until the record beside it was painted too: "
            f"p50 {percentile(figures.beside, 0.5):.1f} ms, p99 {percentile(figures.beside, 0.99):.1f} ms"
        )


if __name__ == "__main__":
    sys.exit(child(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
