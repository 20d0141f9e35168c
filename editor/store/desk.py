"""The desk's database as services see it: read views, write units, who works here."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine
from sqlalchemy.pool import PoolProxiedConnection

from db.engine import WRITER_CACHE_KB
from db.problems import is_from_sqlite
from db.upgrade import backup
from editor.domain.errors import Bug, NotFound
from editor.domain.feed import EMPTY_DIGEST, Digest, Kind, digest_changed
from editor.domain.inbox import Queue
from editor.domain.people import Member, Role
from editor.domain.times import to_ms
from editor.ports import Clock
from editor.store.codes import QUEUE_CODE
from editor.store.gate import Gate, GaveWay
from editor.store.troubles import translated

Row = tuple[Any, ...]
_MASK = (1 << 64) - 1
STOP_ASKED_EVERY = 20_000  # steps of SQLite's machine, a millisecond or so
CHECKPOINT_EVERY = 2_000  # pages written by bulk work


@dataclass(frozen=True, slots=True)
class Identity:
    """Who works at this desk, for which site. ``site_url`` has no slash at its end."""

    member: Member
    device_id: str
    site_name: str
    site_url: str


class View:
    """A look at the database at one moment. Use it in one thread at a time; rows never leave editor.store."""

    def __init__(self, raw: Any, clock: Clock, identity: Identity | None) -> None:
        self.raw = raw
        self.clock = clock
        self.site_url = identity.site_url if identity else ""
        self.device_id = identity.device_id if identity else ""

    @property
    def now_ms(self) -> int:
        """The present time in milliseconds."""
        return to_ms(self.clock.now())

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """All rows of a query."""
        found: list[Row] = self.raw.execute(sql, parameters).fetchall()
        return found

    def row(self, sql: str, parameters: Sequence[object] = ()) -> Row | None:
        """The first row of a query, None when there is none."""
        found: Row | None = self.raw.execute(sql, parameters).fetchone()
        return found

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        """The first column of the first row, None when there is no row."""
        found = self.row(sql, parameters)
        return found[0] if found else None


class Unit(View):
    """A transaction. Counters and digests are collected here and written once, before the commit."""

    def __init__(self, raw: Any, clock: Clock, identity: Identity | None, gate: Gate | None = None) -> None:
        """``gate`` is that of a transaction which gives way to people."""
        super().__init__(raw, clock, identity)
        self._gate = gate
        self._counts: dict[int, int] = {}
        self._digests: dict[Kind, Digest] = {}

    def run(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Execute one statement; how many rows it changed."""
        self.look_up()
        changed: int = self.raw.execute(sql, parameters).rowcount
        return changed

    def run_many(self, sql: str, parameters: Iterable[Sequence[object]]) -> None:
        """Execute one statement for every set of parameters."""
        self.look_up()
        self.raw.executemany(sql, parameters)

    def look_up(self) -> None:
        """Raises GaveWay when this transaction gives way and a person waits."""
        if self._gate is not None and self._gate.person_waits:
            raise GaveWay

    def count(self, queue_code: int, by: int) -> None:
        """One queue has ``by`` more comments."""
        self._counts[queue_code] = self._counts.get(queue_code, 0) + by

    def digest(self, kind: Kind, id_: str, before: int | None, after: int | None) -> None:
        """An object of the site went from one revision to another (None or 0: not there)."""
        start = self._digests.get(kind, EMPTY_DIGEST)
        self._digests[kind] = digest_changed(start, kind, id_, before or None, after or None)

    def flush(self) -> None:
        """Write the collected counters and digests."""
        for code, by in self._counts.items():
            if by:
                self.run(
                    "INSERT INTO counter VALUES (?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
                    (code, by),
                )
        self._counts.clear()
        for kind, change in self._digests.items():
            if change != EMPTY_DIGEST:
                found = self.row("SELECT count, total FROM digest WHERE kind = ?", (kind,)) or (0, "0")
                total = (int(found[1]) + change.total) & _MASK
                self.run("INSERT OR REPLACE INTO digest VALUES (?, ?, ?)", (kind, found[0] + change.count, str(total)))
        self._digests.clear()


class Desk:
    """One open database. Reads go to a pool and never wait for the writer; writes take turns, people first."""

    def __init__(self, engine: Engine, path: Path, clock: Clock) -> None:
        self.clock = clock
        self.path = path
        self.gate = Gate(time.monotonic)
        self._engine = engine
        self._unmoved = 0.0
        self._writer: PoolProxiedConnection | None = None
        self._durable: bool | None = None  # what the writer's connection is set to
        self._identity: Identity | None = None
        # a write, though an empty one: a folder that cannot be written says so now, not at the first decision
        with self.write(background=True, durable=False) as unit:
            self._identity = _read_identity(unit)

    @property
    def identity(self) -> Identity:
        """Who works here. Raises NotFound before :meth:`set_identity` was ever called."""
        if self._identity is None:
            raise NotFound("An account")
        return self._identity

    def set_identity(self, identity: Identity) -> None:
        """Remember who works here; decisions of ``device_id`` count as this desk's own from now on."""
        values = {
            "member_id": identity.member.id,
            "member_name": identity.member.name,
            "member_role": identity.member.role.value,
            "device_id": identity.device_id,
            "site_name": identity.site_name,
            "site_url": identity.site_url.rstrip("/"),
        }
        with self.write(background=True) as unit:  # nobody decides yet
            unit.run_many("INSERT OR REPLACE INTO meta VALUES (?, ?)", list(values.items()))
            self._identity = _read_identity(unit)

    @contextmanager
    def read(self, stop: Callable[[], bool] | None = None) -> Iterator[View]:
        """A view of one moment, from any thread. Raises StorageError.

        A query ends with an error soon after ``stop`` answers True; it is asked now and then while one runs.
        """
        with translated(str(self.path)):
            pooled = self._engine.raw_connection()
            try:
                raw = _driver(pooled)
                raw.execute("BEGIN")
                if stop is not None:
                    raw.set_progress_handler(stop, STOP_ASKED_EVERY)
                try:
                    yield View(raw, self.clock, self._identity)
                finally:
                    if stop is not None:
                        raw.set_progress_handler(None, 0)
                    if raw.in_transaction:
                        raw.execute("ROLLBACK")
            finally:
                pooled.close()

    @contextmanager
    def write(self, background: bool = False, durable: bool = True, gives_way: bool = False) -> Iterator[Unit]:
        """A transaction: committed at the end, or rolled back when anything is raised.

        People's writes go before ``background`` ones. With ``durable`` the commit has reached the disk when this
        returns; without it the commit survives the death of the program but may be lost, whole, with the power. One
        that ``gives_way`` is stopped and rolled back when a person wants to write.
        Raises StorageError (full disk, read-only folder, another program in the way), Bug (a write inside a write),
        GaveWay (only with ``gives_way``: do it again).
        """
        self.gate.enter(background=background, give_way=self._interrupt if gives_way else None)
        try:
            with translated(str(self.path)):
                raw = self._writing_connection()
                try:
                    self._set_durable(raw, durable)
                    raw.execute("BEGIN IMMEDIATE")
                    unit = Unit(raw, self.clock, self._identity, self.gate if gives_way else None)
                    yield unit
                    unit.flush()
                    unit.look_up()
                    raw.execute("COMMIT")
                except BaseException as error:
                    if raw.in_transaction:
                        raw.execute("ROLLBACK")
                    # An interruption has many names: json_each says that it could not be made. What else it may be is
                    # said again when this is done again.
                    if gives_way and self.gate.person_waits and is_from_sqlite(error):
                        raise GaveWay from error
                    raise
        finally:
            self.gate.leave(background=background)

    def _set_durable(self, raw: Any, durable: bool) -> None:
        if durable != self._durable:  # a tenth of a millisecond of somebody's verdict
            self._durable = None
            raw.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self._durable = durable

    def _interrupt(self) -> None:
        if self._writer is not None:
            _driver(self._writer).interrupt()

    def checkpoint(self) -> None:
        """Move what is in the write-ahead log into the file, without holding up anybody."""
        with translated(str(self.path)):
            pooled = self._engine.raw_connection()
            try:
                _driver(pooled).execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            finally:
                pooled.close()

    def checkpoint_due(self, pages: float) -> bool:
        """Note how much bulk work wrote; whether to checkpoint now: in time, so that no person's commit has to."""
        self._unmoved += pages
        if self._unmoved < CHECKPOINT_EVERY:
            return False
        self._unmoved = 0.0
        return True

    def close(self) -> None:
        """Let go of every connection; the desk cannot be used afterwards."""
        self.gate.enter(background=False)
        try:
            if self._writer is not None:
                self._writer.close()
                self._writer = None
                self._durable = None
            self._engine.dispose()
        finally:
            self.gate.leave(background=False)

    def backup(self, target: Path) -> None:
        """A consistent copy under the same key, while others write; ``target`` must not exist. Raises StorageError."""
        with translated(str(target)):
            backup(self._engine, target)

    def _writing_connection(self) -> Any:
        """The one connection that writes, with a larger cache; kept out of the pool's turns."""
        if self._writer is None:
            self._writer = self._engine.raw_connection()
            _driver(self._writer).execute(f"PRAGMA cache_size = -{WRITER_CACHE_KB}")
        return _driver(self._writer)


def read_digests(view: View) -> dict[Kind, Digest]:
    """The digest of every kind, of what this desk has from the site."""
    found = {Kind(kind): Digest(count, int(total)) for kind, count, total in view.rows("SELECT * FROM digest")}
    return {kind: found.get(kind, EMPTY_DIGEST) for kind in Kind}


def read_counter(view: View, queue: Queue) -> int:
    """How many comments a queue holds; EVERYTHING is the sum of all."""
    if isinstance(view, Unit):
        view.flush()
    if queue is Queue.EVERYTHING:
        return int(view.value("SELECT coalesce(sum(count), 0) FROM counter"))
    return int(view.value("SELECT count FROM counter WHERE queue = ?", (QUEUE_CODE[queue],)) or 0)


def _driver(pooled: PoolProxiedConnection) -> Any:
    if pooled.driver_connection is None:
        raise Bug("a connection without a driver")
    return pooled.driver_connection


def _read_identity(view: View) -> Identity | None:
    values: dict[str, str] = dict(view.rows("SELECT name, value FROM meta"))
    if "member_id" not in values:
        return None
    member = Member(values["member_id"], values["member_name"], Role(values["member_role"]))
    return Identity(member, values["device_id"], values["site_name"], values["site_url"])
