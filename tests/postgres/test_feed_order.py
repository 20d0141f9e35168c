"""Numbers of the feed come in the order of commits, also when many write at once; a plain sequence would not."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, text

from editor.domain.feed import Cursor, Kind
from editor.domain.ids import new_id
from editor.website import feed
from editor.website.database import Database

pytestmark = pytest.mark.postgres

WRITERS, EACH = 8, 20


def write_and_follow(database: Database, *, by_entries: bool = False) -> tuple[set[str], set[str]]:
    """Ids that were written, and ids that somebody saw who followed the feed with a cursor meanwhile."""
    written: set[str] = set()
    seen: set[str] = set()
    over = threading.Event()

    def write(number: int) -> None:
        chance = random.Random(number)
        for _ in range(EACH):
            id_ = new_id()
            with database.write() as connection:
                feed.record(connection, Kind.READER, id_, 1)
                time.sleep(chance.random() * 0.01)  # what a transaction still does after it has its number
            written.add(id_)

    def follow() -> None:
        pages, cursor = feed.Reader(), None
        while True:
            last = over.is_set()
            with database.read() as connection:
                page = pages.after(connection, cursor, 1_000)
            seen.update(entry.id for entry in page.entries)
            if not by_entries:
                cursor = page.next
            elif page.entries:
                cursor = Cursor(page.next.epoch, page.entries[-1].seq)
            if last and not page.entries:
                return

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        following = pool.submit(follow)
        for writing in [pool.submit(write, number) for number in range(WRITERS)]:
            writing.result(60)
        over.set()
        following.result(60)
    return written, seen


def test_no_change_is_passed_over(site_address: str) -> None:
    database = Database(site_address)
    try:
        written, seen = write_and_follow(database)
        assert len(written) == WRITERS * EACH
        assert seen == written
        with database.read() as connection:
            assert feed.digests(connection)[Kind.READER].count == len(written)
    finally:
        database.close()


def test_a_plain_sequence_would_pass_changes_over(site_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(site_address)
    with database.write_quietly() as connection:
        connection.execute(text("CREATE SEQUENCE plain"))

    def from_sequence(connection: Connection) -> int:
        return int(connection.execute(text("SELECT nextval('plain')")).scalar_one())

    def position(connection: Connection) -> Cursor:
        return Cursor("one", 10**9)

    # The digest's row is a lock as well: without the feed's own order it would still make writers queue.
    monkeypatch.setattr(feed, "_move_digest", lambda *_: None)
    monkeypatch.setattr(feed, "take_turn", lambda _: None)
    monkeypatch.setattr(feed, "next_seq", from_sequence)
    monkeypatch.setattr(feed, "position", position)
    try:
        written, seen = write_and_follow(database, by_entries=True)
        assert len(written) == WRITERS * EACH
        assert seen < written
    finally:
        database.close()


def test_two_processes_may_start_on_an_empty_database(site_address: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        databases = list(pool.map(Database, [site_address] * 4))
    epochs = set()
    for database in databases:
        with database.read() as connection:
            epochs.add(feed.position(connection).epoch)
        database.close()
    assert len(epochs) == 1


def test_another_process_writing_wakes_a_long_poll(site_address: str) -> None:
    from tests.helpers.website import running_site

    with running_site(site_address) as site:
        desk = site.desk()
        cursor = desk.changes()["next"]
        other = Database(site_address)

        def write() -> None:
            time.sleep(0.3)
            with other.write() as connection:
                feed.record(connection, Kind.READER, new_id(), 1, deleted=True)

        thread = threading.Thread(target=write)
        thread.start()
        began = time.monotonic()
        changes = desk.changes(cursor, wait=20)["changes"]
        thread.join()
        other.close()
        assert [c["deleted"] for c in changes] == [True]
        assert time.monotonic() - began < 5
