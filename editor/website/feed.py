"""The change feed: numbers in commit order, one entry for each object, digests kept as it goes."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from editor.domain.feed import Cursor, Digest, Kind, digest_changed
from editor.domain.ids import new_id
from editor.website.schema import change, digest, feed_clock

_CLOCK = feed_clock.c.id == 1


def now_ms() -> int:
    """The site's clock in milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


def take_turn(connection: Connection) -> None:
    """Hold the feed until this transaction ends, so that numbers are given out in the order of commits.

    Taken before anything else is locked: two transactions can then never wait for each other. SQLite's BEGIN IMMEDIATE
    has done the same already.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(feed_clock.c.seq).where(_CLOCK).with_for_update())


def next_seq(connection: Connection) -> int:
    """The next number of the feed; the row stays locked until the transaction ends."""
    statement = update(feed_clock).where(_CLOCK).values(seq=feed_clock.c.seq + 1).returning(feed_clock.c.seq)
    return int(connection.execute(statement).scalar_one())


def position(connection: Connection) -> Cursor:
    """The feed's epoch and the number given out last."""
    row = connection.execute(select(feed_clock.c.epoch, feed_clock.c.seq).where(_CLOCK)).one()
    return Cursor(row.epoch, row.seq)


def begin_epoch(connection: Connection) -> Cursor:
    """Begin another history: no desk's place in the old one is known any more, so each compares in full."""
    connection.execute(update(feed_clock).where(_CLOCK).values(epoch=new_id()))
    return position(connection)


def record(connection: Connection, kind: Kind, id_: str, rev: int, *, deleted: bool = False) -> int:
    """Put one object's change at the end of the feed and into its digest; returns its number."""
    here = (change.c.kind == kind) & (change.c.id == id_)
    known = connection.execute(select(change.c.rev, change.c.deleted).where(here)).first()
    seq = next_seq(connection)
    values = {"seq": seq, "kind": kind.value, "id": id_, "rev": rev, "deleted": deleted}
    if known is None:
        connection.execute(insert(change).values(values))
    else:
        connection.execute(update(change).where(here).values(values))
    before = None if known is None or known.deleted else known.rev
    _move_digest(connection, kind, [(id_, before, None if deleted else rev)])
    return seq


def record_many(connection: Connection, entries: Sequence[tuple[Kind, str, int]]) -> None:
    """Put many objects that the feed has never named at its end, in order; for loading in bulk."""
    if not entries:
        return
    statement = update(feed_clock).where(_CLOCK).values(seq=feed_clock.c.seq + len(entries)).returning(feed_clock.c.seq)
    first = int(connection.execute(statement).scalar_one()) - len(entries) + 1
    connection.execute(
        insert(change),
        [
            {"seq": first + i, "kind": kind.value, "id": id_, "rev": rev, "deleted": False}
            for i, (kind, id_, rev) in enumerate(entries)
        ],
    )
    by_kind: dict[Kind, list[tuple[str, int | None, int | None]]] = defaultdict(list)
    for kind, id_, rev in entries:
        by_kind[kind].append((id_, None, rev))
    for kind, moves in by_kind.items():
        _move_digest(connection, kind, moves)


def _move_digest(connection: Connection, kind: Kind, moves: Sequence[tuple[str, int | None, int | None]]) -> None:
    row = connection.execute(select(digest.c.objects, digest.c.total).where(digest.c.kind == kind)).one()
    value = Digest(row.objects, int(row.total))
    for id_, before, after in moves:
        value = digest_changed(value, kind, id_, before, after)
    connection.execute(update(digest).where(digest.c.kind == kind).values(objects=value.count, total=str(value.total)))


def create_digests(connection: Connection) -> None:
    """An empty digest for every kind."""
    connection.execute(insert(digest), [{"kind": kind.value, "objects": 0, "total": "0"} for kind in Kind])


def digests(connection: Connection) -> dict[Kind, Digest]:
    """The digest of every kind."""
    rows = connection.execute(select(digest))
    return {Kind(row.kind): Digest(row.objects, int(row.total)) for row in rows}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the feed, without its object."""

    seq: int
    kind: Kind
    id: str
    rev: int
    deleted: bool


@dataclass(frozen=True, slots=True)
class Entries:
    """Consecutive lines; ``total`` counts all lines beyond the cursor asked for, these included.

    While others write, a line that moved since the page before may count twice, so ``total`` is for showing progress.
    """

    entries: tuple[Entry, ...]
    next: Cursor
    has_more: bool
    total: int


class UnknownCursor(Exception):
    """The cursor belongs to another history of this site."""


class Reader:
    """Reads the feed page by page; counts what is left once for a long pull, and corrects that from page to page."""

    def __init__(self) -> None:
        self._left: dict[tuple[str, int], tuple[int, int]] = {}
        self._lock = threading.Lock()

    def after(self, connection: Connection, since: Cursor | None, limit: int) -> Entries:
        """At most ``limit`` lines after ``since`` (None: from the beginning). Raises UnknownCursor."""
        clock = position(connection)
        start = since or Cursor(clock.epoch, 0)
        if start.epoch != clock.epoch or start.seq > clock.seq:
            raise UnknownCursor
        query = select(change).where(change.c.seq > start.seq).order_by(change.c.seq).limit(limit + 1)
        rows = connection.execute(query).all()
        has_more = len(rows) > limit
        entries = tuple(Entry(row.seq, Kind(row.kind), row.id, row.rev, row.deleted) for row in rows[:limit])
        total = max(len(rows), self._count(connection, start)) if has_more else len(entries)
        # At the end the cursor may pass the gaps that newer changes left behind.
        reached = entries[-1].seq if has_more else clock.seq
        following = Cursor(clock.epoch, reached)
        with self._lock:
            if len(self._left) > 1_000:
                self._left.clear()
            self._left[following.epoch, following.seq] = (clock.seq, total - len(entries))
        return Entries(entries, following, has_more, total)

    def _count(self, connection: Connection, start: Cursor) -> int:
        """Lines beyond ``start``: what was left there when it was handed out, and what has been written since."""
        with self._lock:
            at, left = self._left.get((start.epoch, start.seq), (start.seq, 0))
        return left + int(connection.execute(select(func.count()).where(change.c.seq > at)).scalar_one())


def upsert(connection: Connection) -> type[sqlite.Insert] | type[postgresql.Insert]:
    """The insert statement of this database that knows ON CONFLICT."""
    return sqlite.Insert if connection.dialect.name == "sqlite" else postgresql.Insert
