"""Brings a database to this program's schema: makes it, leaves it, upgrades it after a backup, or refuses it.

The schema's number stands in ``PRAGMA user_version`` as well as in Alembic's table, so that opening an up-to-date
database never imports Alembic.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import Connection, Engine

from db.engine import trouble_from
from db.models import SEARCH_DDL, metadata
from db.problems import DatabaseTrouble, Problem

HEAD = 2  # the newest file in migrations/versions


def revision_name(number: int) -> str:
    """Alembic's name of schema ``number``: four digits."""
    return f"{number:04d}"


def prepare(engine: Engine, path: Path) -> Path | None:
    """Make or upgrade the schema; the path of the backup when one was taken.

    Raises DatabaseTrouble: NEWER with ``found`` and ``known``, or what SQLite says.
    """
    try:
        found = schema_number(engine)
        if found == HEAD:
            return None
        if found > HEAD:
            raise DatabaseTrouble(Problem.NEWER, str(path), found=found, known=HEAD)
        if found == 0:
            _make(engine)
            return None
        return _upgrade(engine, path)
    except Exception as error:
        trouble = trouble_from(error, path)
        if trouble is None:
            raise
        raise trouble from error


def schema_number(engine: Engine) -> int:
    """The number of the schema in the file; 0 for an empty database."""
    with engine.connect() as connection:
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def backup(engine: Engine, target: Path) -> None:
    """A consistent copy under the same key, taken while others write; once whole it takes ``target``’s place."""
    partial = target.with_name(target.name + ".part")
    partial.unlink(missing_ok=True)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("VACUUM INTO ?", (str(partial),))
        partial.rename(target)
    except BaseException:
        partial.unlink(missing_ok=True)  # on a full disk half a copy is in everybody's way
        raise


def create_schema(connection: Connection) -> None:
    """Every table of this schema, with its number; the caller holds the transaction."""
    metadata.create_all(connection, checkfirst=False)
    for statement in SEARCH_DDL:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (revision_name(HEAD),))
    connection.exec_driver_sql(f"PRAGMA user_version = {HEAD}")


def _make(engine: Engine) -> None:
    """Make the schema in an empty database, unless another program has made it in the meantime."""
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            if connection.exec_driver_sql("PRAGMA user_version").scalar_one():
                connection.exec_driver_sql("ROLLBACK")
                return
            create_schema(connection)
            connection.exec_driver_sql("COMMIT")
        except BaseException:
            if connection.connection.driver_connection.in_transaction:  # type: ignore[union-attr]
                connection.exec_driver_sql("ROLLBACK")
            raise


def _upgrade(engine: Engine, path: Path) -> Path:
    from db.migrations.run import upgrade_to_head  # Alembic takes 150 ms to import

    target = path.with_name(f"{path.name}.schema-{revision_name(schema_number(engine))}.backup")
    backup(engine, target)  # in place of that of a start that failed: the desk may have been used since
    upgrade_to_head(engine)
    return target
