"""The loop on a thread: news by itself, sending at once, backing off, and what it says to the window."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from editor.domain.activity import Connection, SiteStatus
from editor.domain.articles import ArticleFields, SiteArticle
from editor.domain.changes import ChangeSet
from editor.domain.decisions import Decision, Verdict
from editor.domain.errors import DiskFull
from editor.domain.people import Role
from editor.services import activity, drafting, moderation, publishing
from editor.sites.memory import Fault, MemorySite
from editor.store.desk import Desk, Unit
from editor.sync.loop import SyncLoop
from tests.contracts import making
from tests.helpers import moderating
from tests.helpers.desks import DeskOnSite, TurnedClock
from tests.unit.sync.conftest import MakeDesk

WORDS = ArticleFields("Ferry cut", "By a third", "Mara Lind", "Harbour", "ferry-cut", "The last boat leaves at four.")


class Running:
    """A loop on a thread, with what it said."""

    def __init__(self, on: DeskOnSite, last_retry: float = 0.3) -> None:
        self.said: list[SiteStatus] = []
        self.told: list[ChangeSet] = []
        self.bugs: list[BaseException] = []
        self.loop = SyncLoop(
            on.desk,
            on.api,
            on_status=self.said.append,
            on_changes=self.told.append,
            on_bug=self.bugs.append,
            first_retry=0.05,
            last_retry=last_retry,
        )
        self.thread = threading.Thread(target=self.loop.run)
        self.thread.start()

    def until(self, condition: Callable[[], object], seconds: float = 10) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, (self.said[-3:], self.bugs)
            time.sleep(0.01)

    def until_connected(self, connection: Connection) -> None:
        self.until(lambda: self.loop.status.connection is connection)


@pytest.fixture
def run() -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def start(on: DeskOnSite, last_retry: float = 0.3) -> Running:
        running.append(Running(on, last_retry))
        return running[-1]

    yield start
    for one in running:
        one.loop.stop()
        one.thread.join(10)
        assert not one.thread.is_alive(), "the loop waited for its poll to end"


Run = Callable[..., Running]


def test_news_of_the_site_arrive_by_themselves(site: MemorySite, make_desk: MakeDesk, run: Run) -> None:
    running = run(make_desk())
    running.until_connected(Connection.ONLINE)
    reader = site.readers.add("Tom")
    running.until(lambda: any(reader.id in changes.readers for changes in running.told))
    assert running.loop.status.in_step_at is not None
    assert running.bugs == []


def test_the_index_of_words_is_merged_in_quiet_moments(site: MemorySite, make_desk: MakeDesk, run: Run) -> None:
    api = site.api(site.sign_in("Edith", Role.ADMINISTRATOR))
    story, reader = making.published(api).id, site.readers.add("Tom").id
    on = make_desk()
    running = run(on)
    for number in range(40):  # each arrives by itself and leaves a piece of the index behind
        site.readers.post(reader, story, f"Words about the harbour, number {number}")
        running.until(lambda: comment_count(on.desk) == number + 1)  # noqa: B023
    running.until(lambda: index_pieces(on.desk) <= 4)


def comment_count(desk: Desk) -> int:
    with desk.read() as view:
        return int(view.value("SELECT count(*) FROM comment"))


def index_pieces(desk: Desk) -> int:
    with desk.read() as view:
        return int(view.value("SELECT count(DISTINCT segid) FROM comment_words_idx"))


def test_a_nudge_sends_at_once(site: MemorySite, make_desk: MakeDesk, run: Run) -> None:
    on = make_desk()
    running = run(on)
    running.until(lambda: site.calls.count("changes") >= 2)  # holding a long poll
    id_ = drafting.new_story(on.desk, fields=WORDS).result.id
    publishing.publish(on.desk, article_id=id_)
    running.loop.nudge()
    running.until(lambda: site.state.find(SiteArticle, id_))  # long before the poll would have ended by itself
    assert any(status.sending == 1 for status in running.said)
    running.until(lambda: running.loop.status.sending == 0)


def test_what_waits_for_its_time_leaves_without_a_nudge(site: MemorySite, make_desk: MakeDesk, run: Run) -> None:
    api = site.api(site.sign_in("Edith", Role.ADMINISTRATOR))
    comment = site.readers.post(site.readers.add("Tom").id, making.published(api).id, "Words")
    on = make_desk()
    running = run(on)
    running.until(lambda: site.calls.count("changes") >= 2)
    done = moderation.decide(
        on.desk, comment_id=comment.id, verdict=Verdict.REMOVE, clause=3, seen=moderating.seen(on.desk, comment.id)
    )
    on.clock.ahead = timedelta(seconds=2)
    running.loop.nudge()
    time.sleep(0.3)
    assert site.state.find(Decision, done.result.id) is None
    running.until(lambda: site.state.find(Decision, done.result.id))


def test_offline_and_back(site: MemorySite, make_desk: MakeDesk, run: Run) -> None:
    site.online = False
    on = make_desk()
    running = run(on)
    running.until_connected(Connection.OFFLINE)
    assert "saved on this desk" in running.loop.status.sentence
    since = running.loop.status.since
    id_ = drafting.new_story(on.desk, fields=WORDS).result.id
    publishing.publish(on.desk, article_id=id_)
    running.loop.nudge()
    time.sleep(0.4)
    assert running.loop.status.since == since
    assert activity.outgoing(on.desk).waiting == 1
    tries = len(site.calls)
    assert tries < 40  # without rests in between it would be hundreds
    site.online = True
    running.until(lambda: site.state.find(SiteArticle, id_))
    running.until_connected(Connection.ONLINE)
    assert running.loop.status.sentence == ""


def test_the_time_a_busy_site_names_is_waited_whoever_is_in_a_hurry(
    site: MemorySite, make_desk: MakeDesk, run: Run
) -> None:
    site.fail_next(Fault.BUSY, retry_after=6.0)
    running = run(make_desk())
    running.until_connected(Connection.TROUBLE)
    calls = len(site.calls)
    for _ in range(5):
        running.loop.nudge()
        running.loop.retry_now()
        time.sleep(0.1)
    assert len(site.calls) == calls
    running.until_connected(Connection.ONLINE)


def test_a_refused_token_is_trouble_and_says_so(site: MemorySite, make_desk: MakeDesk, run: Run) -> None:
    on = make_desk()
    site.revoke(on.token)
    running = run(on)
    running.until_connected(Connection.TROUBLE)
    assert "Sign in again" in running.loop.status.sentence


def test_many_deletions_wait_for_a_word(site: MemorySite, make_desk: MakeDesk, run: Run) -> None:
    readers = [site.readers.add(f"Reader {n}") for n in range(100)]
    running = run(make_desk())
    running.until_connected(Connection.ONLINE)
    with site.changed:
        for reader in readers[:30]:
            site.readers.forget(reader.id)
    running.until(lambda: running.loop.status.held)
    assert len(running.loop.status.held) == 30
    assert "30 things" in running.loop.status.sentence
    running.loop.confirm_deletions(running.loop.status.held)
    running.until_connected(Connection.ONLINE)
    assert running.loop.status.held == frozenset()
    assert {r.id for r in readers[:30]} <= set().union(*(changes.readers for changes in running.told))


def test_a_restored_site_is_no_trouble(site: MemorySite, make_desk: MakeDesk, run: Run) -> None:
    for n in range(50):
        site.readers.add(f"Reader {n}")
    running = run(make_desk())
    running.until_connected(Connection.ONLINE)
    backup = site.backup()
    site.restore(backup)
    late = site.readers.add("After the restore")
    running.until(lambda: any(late.id in changes.readers for changes in running.told))
    running.until_connected(Connection.ONLINE)
    assert running.bugs == []


def test_a_full_disk_is_tried_again_soon_however_often_it_was_full(
    site: MemorySite, make_desk: MakeDesk, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("editor.sync.loop.STORAGE_RETRY", 0.05)
    on = make_desk()
    real, full = on.desk.write, threading.Event()

    @contextmanager
    def write(background: bool = False, durable: bool = True, gives_way: bool = False) -> Iterator[Unit]:
        if full.is_set() and background:
            raise DiskFull
        with real(background=background, durable=durable, gives_way=gives_way) as unit:
            yield unit

    monkeypatch.setattr(on.desk, "write", write)
    running = run(on, last_retry=60)
    running.until_connected(Connection.ONLINE)
    full.set()
    reader = site.readers.add("Tom")
    running.until_connected(Connection.TROUBLE)
    assert "The disk is full." in running.loop.status.sentence
    calls = site.calls.count("changes")
    running.until(lambda: site.calls.count("changes") > calls + 8)  # doubling: five
    full.clear()
    running.until_connected(Connection.ONLINE)
    assert any(reader.id in changes.readers for changes in running.told) and running.bugs == []


def test_a_mistake_of_ours_is_reported_and_the_loop_goes_on(site: MemorySite, make_desk: MakeDesk, run: Run) -> None:
    on = make_desk()
    real, wrong = on.api.digests, [True]

    def digests() -> object:
        if wrong.pop() if wrong else False:
            raise KeyError("ours")
        return real()

    on.api.digests = digests  # type: ignore[method-assign, assignment]
    running = run(on)
    running.until(lambda: running.bugs)
    assert isinstance(running.bugs[0], KeyError)
    running.until_connected(Connection.ONLINE)


@pytest.mark.parametrize(("minutes", "connection"), [(2, Connection.ONLINE), (6, Connection.TROUBLE)])
def test_a_wrong_clock_is_told(
    site: MemorySite, make_desk: MakeDesk, run: Run, minutes: int, connection: Connection
) -> None:
    clock = TurnedClock()
    clock.ahead = timedelta(minutes=-minutes)
    site.clock = clock
    on = make_desk()
    publishing.publish(on.desk, article_id=drafting.new_story(on.desk, fields=WORDS).result.id)
    running = run(on)
    running.until_connected(connection)
    running.until(lambda: "clock" in running.loop.status.sentence)


def test_an_idle_loop_asks_seldom(site: MemorySite, make_desk: MakeDesk, run: Run) -> None:
    running = run(make_desk())
    running.until(lambda: site.calls.count("changes") >= 2)  # holding a long poll
    calls = len(site.calls)
    time.sleep(1.0)
    assert len(site.calls) <= calls + 1


def test_what_a_wrong_clock_holds_back_holds_nothing_else_up(site: MemorySite, make_desk: MakeDesk, run: Run) -> None:
    api = site.api(site.sign_in("Edith", Role.ADMINISTRATOR))
    comment = site.readers.post(site.readers.add("Tom").id, making.published(api).id, "Words")
    on = make_desk()
    on.clock.ahead = timedelta(minutes=10)
    publishing.publish(on.desk, article_id=drafting.new_story(on.desk, fields=WORDS).result.id)
    running = run(on)
    running.until_connected(Connection.TROUBLE)
    done = moderation.decide(
        on.desk, comment_id=comment.id, verdict=Verdict.REMOVE, clause=3, seen=moderating.seen(on.desk, comment.id)
    )
    on.clock.ahead += timedelta(seconds=4)
    running.loop.nudge()
    running.until(lambda: site.state.find(Decision, done.result.id), 8)
    assert running.loop.status.connection is Connection.TROUBLE
    assert activity.outgoing(on.desk).waiting == 1
