"""Opens a desk: folder, key, schema."""

from __future__ import annotations

from pathlib import Path

from db.engine import BUSY_MS, Key, open_engine, private_folder
from db.upgrade import prepare
from editor.ports import Clock
from editor.store.desk import Desk
from editor.store.troubles import translated


def open_desk(path: Path, key: Key, clock: Clock, *, busy_ms: int = BUSY_MS) -> Desk:
    """The desk at ``path``, made when there is none, upgraded (after a backup beside it) when it is older.

    Raises WrongKey, NewerDatabase, DamagedDatabase, DiskFull, ReadOnlyStorage, DatabaseInUse.
    """
    with translated(str(path)):
        private_folder(path.parent)
        engine = open_engine(path, key, busy_ms=busy_ms)
        try:
            prepare(engine, path)
            return Desk(engine, path, clock)
        except BaseException:
            engine.dispose()
            raise
