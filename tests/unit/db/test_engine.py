"""Keys, encryption on disk, and what a wrong key or another file says."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from db.engine import new_key, open_engine, private_folder
from db.problems import DatabaseTrouble, Problem
from db.upgrade import backup, prepare

WORDS = "Gannets over the breakwater at dusk"


def make(path: Path, key: bytes | str) -> None:
    engine = open_engine(path, key)
    prepare(engine, path)
    with engine.connect() as connection:
        connection.exec_driver_sql("INSERT INTO meta VALUES ('note', ?)", (WORDS,))
    engine.dispose()


def note(path: Path, key: bytes | str) -> str:
    engine = open_engine(path, key)
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT value FROM meta WHERE name = 'note'").scalar_one()
    engine.dispose()
    return str(found)


def test_keys_are_random_and_32_bytes() -> None:
    assert len({new_key() for _ in range(5)}) == 5
    assert len(new_key()) == 32


def test_what_is_stored_is_there_again_under_the_same_key(tmp_path: Path) -> None:
    make(tmp_path / "desk.db", b"k" * 32)
    assert note(tmp_path / "desk.db", b"k" * 32) == WORDS


@pytest.mark.parametrize(
    ("right", "wrong"), [(b"k" * 32, b"x" * 32), ("tide table", "tide tables"), ("tide", b"k" * 32)]
)
def test_another_key_is_refused(tmp_path: Path, right: bytes | str, wrong: bytes | str) -> None:
    make(tmp_path / "desk.db", right)
    with pytest.raises(DatabaseTrouble) as caught:
        open_engine(tmp_path / "desk.db", wrong)
    assert caught.value.problem is Problem.WRONG_KEY
    assert note(tmp_path / "desk.db", right) == WORDS


def test_a_key_of_another_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseTrouble, match="wrong_key"):
        open_engine(tmp_path / "desk.db", b"short")


def test_a_passphrase_opens_the_file_with_any_sqlcipher_tool(tmp_path: Path) -> None:
    make(tmp_path / "desk.db", "it's höher, than before")
    plain = driver.connect(str(tmp_path / "desk.db"))
    plain.execute("PRAGMA key = 'it''s höher, than before'")
    assert plain.execute("SELECT value FROM meta WHERE name = 'note'").fetchone() == (WORDS,)
    plain.close()


def test_a_plain_file_is_not_opened(tmp_path: Path) -> None:
    plain = sqlite3.connect(tmp_path / "desk.db")
    plain.execute("CREATE TABLE t(a)")
    plain.close()
    with pytest.raises(DatabaseTrouble, match="wrong_key"):
        open_engine(tmp_path / "desk.db", b"k" * 32)


def test_sqlite_cannot_read_the_file_and_no_words_stand_in_it(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    engine = open_engine(path, b"k" * 32)
    prepare(engine, path)
    with engine.connect() as connection:
        connection.exec_driver_sql("INSERT INTO meta VALUES ('note', ?)", (WORDS,))
        backup(engine, tmp_path / "copy.db")
        files = sorted(tmp_path.iterdir())
        assert tmp_path / "desk.db-wal" in files
        for file in files:
            content = file.read_bytes()
            assert WORDS.encode() not in content, file
            assert WORDS.encode("utf-16-le") not in content, file
            if not file.name.endswith("-shm"):  # the index of the log holds page numbers only
                assert b"CREATE TABLE" not in content, file
                assert b"SQLite format 3" not in content, file
    engine.dispose()
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(path).execute("SELECT * FROM sqlite_master")
    assert note(tmp_path / "copy.db", b"k" * 32) == WORDS


def test_connections_wait_write_ahead_and_check_foreign_keys(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "desk.db", b"k" * 32)
    with engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "temp_store")
        }
    engine.dispose()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000, "temp_store": 2}


def test_a_folder_of_our_own_is_closed_to_others(tmp_path: Path) -> None:
    private_folder(tmp_path / "deep" / "desk")
    assert stat.S_IMODE((tmp_path / "deep" / "desk").stat().st_mode) == 0o700


def test_a_file_in_the_folders_place_is_reported(tmp_path: Path) -> None:
    (tmp_path / "desk").write_text("not a folder")
    with pytest.raises(DatabaseTrouble, match="read_only"):
        private_folder(tmp_path / "desk")


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(DatabaseTrouble, match="does not exist"):
        open_engine(tmp_path / "none" / "desk.db", b"k" * 32)
