"""Both ways to the schema give the same one; newer files are refused; a backup comes first."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from db.engine import open_engine
from db.migrations.run import upgrade_to_head
from db.problems import DatabaseTrouble, Problem, diagnose
from db.upgrade import HEAD, backup, prepare, revision_name, schema_number

KEY = b"k" * 32


def schema(engine: Engine) -> dict[str, str]:
    """Name -> definition with blanks evened out."""
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'"
        ).fetchall()
    return {name: "".join(sql.split()) for name, sql in rows}


def test_migrations_and_the_models_give_the_same_schema(tmp_path: Path) -> None:
    made = open_engine(tmp_path / "made.db", KEY)
    prepare(made, tmp_path / "made.db")
    migrated = open_engine(tmp_path / "migrated.db", KEY)
    upgrade_to_head(migrated)
    assert schema(made) == schema(migrated)
    assert schema_number(made) == schema_number(migrated) == HEAD
    with made.connect() as one, migrated.connect() as other:
        sql = "SELECT version_num FROM alembic_version"
        assert one.exec_driver_sql(sql).scalar_one() == other.exec_driver_sql(sql).scalar_one() == revision_name(HEAD)
        sql = "SELECT * FROM comment_words_config ORDER BY 1"
        assert one.exec_driver_sql(sql).fetchall() == other.exec_driver_sql(sql).fetchall()
    made.dispose()
    migrated.dispose()


def test_opening_never_imports_alembic_or_the_orm(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from db.engine import open_engine; from db.upgrade import prepare\n"
        "path = Path(sys.argv[1])\n"
        "for _ in range(2):\n    engine = open_engine(path, b'k' * 32); prepare(engine, path); engine.dispose()\n"
        "assert 'alembic' not in sys.modules and 'sqlalchemy.orm' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "desk.db")], check=True, timeout=60)


def test_a_newer_database_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    engine = open_engine(path, KEY)
    prepare(engine, path)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version = {HEAD + 3}")
    engine.dispose()
    before = path.read_bytes()
    engine = open_engine(path, KEY)
    with pytest.raises(DatabaseTrouble) as caught:
        prepare(engine, path)
    engine.dispose()
    assert caught.value.problem is Problem.NEWER
    assert caught.value.fields == {"found": HEAD + 3, "known": HEAD}
    assert path.read_bytes() == before


def test_an_upgrade_takes_a_backup_under_the_same_key_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "desk.db"
    engine = open_engine(path, KEY)
    prepare(engine, path)
    with engine.connect() as connection:
        connection.exec_driver_sql("INSERT INTO meta VALUES ('note', 'kept')")
    monkeypatch.setattr("db.upgrade.HEAD", HEAD + 1)

    def next_schema(upgraded: Engine) -> None:
        with upgraded.connect() as connection:
            connection.exec_driver_sql("UPDATE meta SET value = 'changed by the migration'")

    monkeypatch.setattr("db.migrations.run.upgrade_to_head", next_schema)
    copy = tmp_path / f"desk.db.schema-{revision_name(HEAD)}.backup"
    assert prepare(engine, path) == copy
    engine.dispose()
    assert note_in(path) == "changed by the migration"
    assert note_in(copy) == "kept"


def test_upgrades_that_fail_leave_one_backup_with_what_was_written_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "desk.db"
    engine = open_engine(path, KEY)
    prepare(engine, path)
    monkeypatch.setattr("db.upgrade.HEAD", HEAD + 1)

    def fails(_engine: Engine) -> None:
        raise RuntimeError("no such column")

    monkeypatch.setattr("db.migrations.run.upgrade_to_head", fails)
    for words in ("first", "second", "third"):
        with engine.connect() as connection:
            connection.exec_driver_sql("INSERT OR REPLACE INTO meta VALUES ('note', ?)", (words,))
        with pytest.raises(RuntimeError):
            prepare(engine, path)
    engine.dispose()
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "desk.db",
        f"desk.db.schema-{revision_name(HEAD)}.backup",
    ]
    assert note_in(tmp_path / f"desk.db.schema-{revision_name(HEAD)}.backup") == "third"


def note_in(path: Path) -> str:
    engine = open_engine(path, KEY)
    with engine.connect() as connection:
        note = str(connection.exec_driver_sql("SELECT value FROM meta WHERE name = 'note'").scalar_one())
    engine.dispose()
    return note


def test_a_failed_upgrade_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    engine = open_engine(path, KEY)
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE outbox (n)")  # in the way of the migration's own
    with pytest.raises(Exception, match="already exists"):
        upgrade_to_head(engine)
    assert schema(engine) == {"outbox": "CREATETABLEoutbox(n)"}
    engine.dispose()


def test_a_backup_is_whole_or_absent(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "desk.db", KEY)
    prepare(engine, tmp_path / "desk.db")
    (tmp_path / "copy.db.part").write_bytes(b"left by a backup that was cut short")
    backup(engine, tmp_path / "copy.db")
    engine.dispose()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["copy.db", "desk.db"]
    copy = open_engine(tmp_path / "copy.db", KEY)
    assert schema_number(copy) == HEAD
    copy.dispose()


def test_a_backup_that_fails_leaves_no_half_copy(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "desk.db", KEY)
    prepare(engine, tmp_path / "desk.db")
    (tmp_path / "copy.db" / "in the way").mkdir(parents=True)
    with pytest.raises(OSError, match="directory"):
        backup(engine, tmp_path / "copy.db")
    engine.dispose()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["copy.db", "desk.db"]


def test_a_disk_that_fills_up_during_an_upgrade_is_called_full(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    engine = open_engine(path, KEY)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 12")
    with pytest.raises(Exception, match="full") as caught:
        upgrade_to_head(engine)
    assert diagnose(caught.value) is Problem.FULL
    assert schema(engine) == {}
    engine.dispose()
