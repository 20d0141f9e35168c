"""Keeping the database sound: check it, back it up, rebuild what can be rebuilt."""

from __future__ import annotations

from pathlib import Path

from db.engine import Key, open_engine
from editor.domain.errors import DamagedDatabase
from editor.domain.feed import EMPTY_DIGEST, Kind, digest_of
from editor.domain.inbox import Queue
from editor.store.codes import QUEUE_CODE
from editor.store.desk import Desk, Unit, View, read_digests
from editor.store.inbound import revisions
from editor.store.projection import project
from editor.store.troubles import translated

LOOK_MS = 500  # how long another program's short write is waited for


def back_up(desk: Desk, target: Path) -> None:
    """A consistent copy under the same key, while the desk is in use. Raises StorageError."""
    desk.backup(target)


def settle_log(path: Path, key: Key) -> None:
    """Move the write-ahead log into the file of a database that nobody has open, and leave none beside it.

    Raises DatabaseInUse when another program (or this one) has it open, and StorageError.
    """
    with translated(str(path)):
        engine = open_engine(path, key, busy_ms=LOOK_MS)
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode = DELETE")
        finally:
            engine.dispose()


def problems(desk: Desk) -> tuple[str, ...]:
    """Sentences about what is wrong: pages, index of words, counters, digests; empty when all is sound. Long."""
    found: list[str] = []
    with desk.read() as view:
        found += [f"A page does not decrypt: {row[0]}" for row in view.rows("PRAGMA cipher_integrity_check")]
        found += [f"SQLite: {row[0]}" for row in view.rows("PRAGMA integrity_check(20)") if row[0] != "ok"]
        found += wrong_counters(view)
        held = read_digests(view)
        for kind in Kind:
            if digest_of(kind, revisions(view, kind, "", -1)) != held.get(kind, EMPTY_DIGEST):
                found.append(f"The digest of kind {kind} is not the sum of its objects.")
    found += _index_problems(desk)
    return tuple(found)


def wrong_counters(view: View) -> list[str]:
    """Sentences about counters that do not equal what they count."""
    counted: dict[int, int] = dict(view.rows("SELECT queue, count(*) FROM comment GROUP BY queue"))
    kept: dict[int, int] = dict(view.rows("SELECT queue, count FROM counter"))
    return [
        f"The counter of “{queue}” says {kept.get(code, 0)}, there are {counted.get(code, 0)}."
        for queue, code in QUEUE_CODE.items()
        if queue is not Queue.EVERYTHING and kept.get(code, 0) != counted.get(code, 0)
    ]


def rebuild_projection(unit: Unit) -> set[str]:
    """Work out every comment's projection and the counters again from rows and logs; ids of those that had differed."""
    changed: set[str] = set()
    after = 0
    while keys := unit.rows("SELECT key, id FROM comment WHERE key > ? ORDER BY key LIMIT 1000", (after,)):
        after = keys[-1][0]
        changed |= project(unit, [id_ for _, id_ in keys])
    unit.flush()
    unit.run("DELETE FROM counter")
    unit.run("INSERT INTO counter SELECT queue, count(*) FROM comment GROUP BY queue")
    return changed


def _index_problems(desk: Desk) -> list[str]:
    try:
        with desk.write(background=True) as unit:
            unit.run("INSERT INTO comment_words(comment_words, rank) VALUES ('integrity-check', 1)")
    except DamagedDatabase:
        return ["The index of words does not match the comments."]
    return []
