"""Opens the encrypted database: key, pragmas, pool.

A key is either 32 random bytes (kept in the keyring) or a passphrase. With a passphrase the key is derived as
SQLCipher 4 itself does (PBKDF2-HMAC-SHA512, 256,000 rounds, the salt is the file's first 16 bytes), once for each
opening instead of once for each connection; any SQLCipher tool opens the file with the same passphrase.
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import QueuePool

from db.models import TERMS_DDL
from db.problems import DatabaseTrouble, Problem, diagnose

Key = bytes | str  # 32 bytes, or a passphrase

BUSY_MS = 5_000  # how long another program may hold the database before we give up
KDF_ROUNDS = 256_000  # SQLCipher 4's default
READER_CACHE_KB = 8_000
WRITER_CACHE_KB = 48_000
CHECKPOINT_PAGES = 16_000  # 64 MB of WAL; the sync loop checkpoints earlier, between its batches


def new_key() -> bytes:
    """A fresh random key."""
    return os.urandom(32)


def open_engine(path: Path, key: Key, *, busy_ms: int = BUSY_MS) -> Engine:
    """An engine on the database at ``path``, made empty when there is none. The folder must exist.

    Connections are in driver autocommit: whoever writes says BEGIN. They may be used from any thread, one at a time.
    Raises DatabaseTrouble (wrong key, read-only folder, damage, in use).
    """
    spelled = _spell_key(path, key)

    def connect() -> Any:
        return _connect(path, spelled, busy_ms)

    engine = create_engine(
        "sqlite+pysqlite://",
        module=driver,
        creator=connect,
        poolclass=QueuePool,
        pool_size=6,
        max_overflow=10,
        pool_use_lifo=True,  # the connection used last has the pages wanted next
        pool_reset_on_return=None,  # the unit of work always ends its own transaction
        isolation_level="AUTOCOMMIT",
    )
    event.listen(engine, "connect", _configure)
    try:
        with engine.connect() as probe:
            probe.exec_driver_sql("SELECT count(*) FROM sqlite_master")
    except Exception as error:
        engine.dispose()
        trouble = trouble_from(error, path)
        if trouble is None:
            raise
        raise trouble from error
    return engine


def trouble_from(error: Exception, path: Path) -> DatabaseTrouble | None:
    """The DatabaseTrouble that ``error`` amounts to, None when it is another kind of error."""
    if isinstance(error, DatabaseTrouble):
        return error
    problem = diagnose(error)
    if problem is None:
        return None
    if problem is Problem.READ_ONLY and not path.parent.is_dir():
        return DatabaseTrouble(Problem.OTHER, f"the folder {path.parent} does not exist")
    if problem is Problem.READ_ONLY:
        return DatabaseTrouble(problem, str(path.parent))
    return DatabaseTrouble(problem, str(path))


def _connect(path: Path, spelled: str, busy_ms: int) -> Any:
    connection = driver.connect(
        str(path), isolation_level=None, check_same_thread=False, timeout=busy_ms / 1000, cached_statements=256
    )
    connection.execute("PRAGMA cipher_log = off")  # its complaints go to us as errors, not to the terminal
    connection.execute(f'PRAGMA key = "{spelled}"')
    return connection


def _configure(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA temp_store = MEMORY")
    cursor.execute(f"PRAGMA cache_size = -{READER_CACHE_KB}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    cursor.execute(TERMS_DDL)
    cursor.close()


def _spell_key(path: Path, key: Key) -> str:
    """The key as SQLCipher's raw form: 64 hex digits, and 32 more for the salt when it came from a passphrase."""
    if isinstance(key, bytes):
        if len(key) != 32:
            raise DatabaseTrouble(Problem.WRONG_KEY, str(path))
        return f"x'{key.hex()}'"
    salt = _salt_of(path) or os.urandom(16)
    derived = hashlib.pbkdf2_hmac("sha512", key.encode("utf-8"), salt, KDF_ROUNDS, 32)
    return f"x'{derived.hex()}{salt.hex()}'"


def _salt_of(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            salt = file.read(16)
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise DatabaseTrouble(Problem.READ_ONLY, str(path.parent)) from error
    return salt if len(salt) == 16 else None


def private_folder(path: Path) -> None:
    """Make the folder of a database, open to its owner only. Raises DatabaseTrouble when that is not allowed."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=stat.S_IRWXU)
    except OSError as error:
        raise DatabaseTrouble(Problem.READ_ONLY, str(path)) from error
