"""Reading the feed page by page while others write."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from editor.domain.feed import Cursor, Kind
from editor.domain.ids import new_id
from editor.website import feed
from editor.website.database import Database


def test_a_long_pull_counts_what_is_left_once(site_address: str) -> None:
    database = Database(site_address)
    counted_from: list[int] = []

    def note(_c: Any, _k: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "count(" in statement:
            (number,) = parameters.values() if isinstance(parameters, dict) else parameters
            counted_from.append(number)

    event.listen(database.engine, "before_cursor_execute", note)
    with database.write() as connection:
        feed.record_many(connection, [(Kind.READER, new_id(), 1) for _ in range(30)])
        first = new_id()
        feed.record(connection, Kind.READER, first, 1)
    pages, cursor = feed.Reader(), None
    seen: list[str] = []
    ends: list[int] = []
    totals: list[int] = []
    while True:
        with database.read() as connection:
            page = pages.after(connection, cursor, 10)
            ends.append(feed.position(connection).seq)
        assert page.total >= len(page.entries)
        totals.append(page.total)
        seen += [entry.id for entry in page.entries]
        cursor = page.next
        if not page.has_more:
            break
        with database.write() as connection:  # a new object, and one that the pull has still before it
            feed.record(connection, Kind.READER, new_id(), 1)
            feed.record(connection, Kind.READER, first, len(ends) + 1)
    database.close()
    assert counted_from == [0, *ends[: len(counted_from) - 1]]  # the first page counts all, the others what is new
    assert len(counted_from) > 2
    assert len(set(seen)) == 31 + len(ends) - 1
    assert cursor == Cursor(cursor.epoch, ends[-1])
    assert totals[0] == 31
    assert totals == sorted(totals, reverse=True)
