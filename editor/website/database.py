"""The site's database: opening it, reading at one moment, writing one after the other."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, insert, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from editor.domain.errors import BadInput, NewerDatabase
from editor.domain.ids import new_id
from editor.website import feed
from editor.website.schema import SCHEMA_VERSION, feed_clock, metadata, site

BUSY_SECONDS = 20.0
_WHAT_IT_IS = "The database must be a path, or an address of SQLite or PostgreSQL."


class Database:
    """One site's tables. Threads may share it; every connection goes back to its pool."""

    def __init__(self, address: str) -> None:
        """Open (and create) the database at ``address``: a URL of SQLite or PostgreSQL, or a path of an SQLite file.

        Raises BadInput when it cannot be used, NewerDatabase when a later version of the program wrote it.
        """
        self.engine = _engine(address)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._listeners: list[Callable[[], None]] = []
        # SQLite lets one writer in and makes the others poll; a lock lets the threads of this process queue instead.
        self._turn = threading.Lock()
        try:
            self._prepare()
        except (DatabaseError, OperationalError) as problem:
            self.engine.dispose()
            raise BadInput(f"The site's database cannot be used: {_first_line(problem)}.") from problem
        except NewerDatabase:
            self.engine.dispose()
            raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees the database as it is at one moment."""
        options: dict[str, Any] = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with self.engine.connect().execution_options(**options) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that may change what desks are told. Such transactions run one after the other.

        Commits at the end, rolls back on any error, and then wakes those who wait for changes.
        """
        with self._in_turn(), self._transaction() as connection:
            feed.take_turn(connection)
            yield connection
        for listener in tuple(self._listeners):
            listener()

    @contextmanager
    def write_quietly(self) -> Iterator[Connection]:
        """A transaction over what desks never see: sessions, devices."""
        with self._in_turn(), self._transaction() as connection:
            yield connection

    def when_written(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` after each committed :meth:`write`, on the thread that wrote."""
        self._listeners.append(listener)

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        with self._turn:
            yield

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self.engine.connect().execution_options(backbench_write=True) as connection, connection.begin():
            yield connection

    def _prepare(self) -> None:
        with self.engine.connect().execution_options(backbench_write=True) as connection, connection.begin():
            if not self.is_sqlite:
                # Two processes may start on an empty database at the same moment.
                connection.execute(text("SELECT pg_advisory_xact_lock(4201)"))
            if inspect(connection).has_table(site.name):
                found = connection.execute(select(site.c.schema_version)).scalar_one()
                if found > SCHEMA_VERSION:
                    raise NewerDatabase(str(self.engine.url), found=found, known=SCHEMA_VERSION)
                return
            metadata.create_all(connection)
            now = feed.now_ms()
            connection.execute(insert(site).values(id=1, schema_version=SCHEMA_VERSION, created_ms=now))
            connection.execute(insert(feed_clock).values(id=1, epoch=new_id(), seq=0))
            feed.create_digests(connection)


def _engine(address: str) -> Engine:
    if "://" not in address:
        address = f"sqlite:///{_with_folder(address)}"
    try:
        url = make_url(address)
    except ArgumentError as problem:
        raise BadInput(_WHAT_IT_IS, field="database") from problem
    if url.get_backend_name() == "postgresql":
        return create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_size=10,
            max_overflow=40,
            pool_pre_ping=True,
            hide_parameters=True,
        )
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise BadInput(_WHAT_IT_IS, field="database")
    _keep_private(Path(url.database))
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=10,
        max_overflow=50,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        hide_parameters=True,  # what readers write and who they are must not reach the log by way of an error
    )
    event.listen(engine, "connect", _on_sqlite_connect)
    event.listen(engine, "begin", _on_sqlite_begin)
    return engine


def _with_folder(path: str) -> Path:
    """The path of a database with a folder to lie in. Raises BadInput when that cannot be made."""
    try:
        file = Path(path).expanduser()
        file.parent.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else problem
        raise BadInput(f"The folder of the database {path} cannot be made: {why}.", field="database") from problem
    return file


def _keep_private(path: Path) -> None:
    """Make a new file readable by its owner only: it will hold addresses and password hashes. Its log follows it."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError:
        return  # there already, or not to be made: opening it says so in words


def _on_sqlite_connect(connection: Any, _record: object) -> None:
    # The driver's own BEGIN comes too late for reads and too weak for writes, so it is switched off.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _on_sqlite_begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("backbench_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _first_line(problem: DatabaseError) -> str:
    return str(problem.orig).strip().split("\n")[0].rstrip(".")
