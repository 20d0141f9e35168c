"""SIGKILL before every statement of an upgrade: the file is of the old schema or the new one, whole, and opens."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from db.engine import open_engine
from db.upgrade import HEAD, schema_number
from editor.services import moderation
from editor.store import upkeep
from editor.store.open import open_desk
from tests.helpers.desk_store import KEY, Feed, HandClock, report

FIRST = Path(__file__).parents[1] / "migrations" / "0001.db"


def schema_in(path: Path) -> int:
    engine = open_engine(path, KEY)
    try:
        return schema_number(engine)
    finally:
        engine.dispose()


def check(folder: Path) -> None:
    """The desk opens at this program's schema with everything in it, and takes over what comes next."""
    desk = open_desk(folder / "desk.db", KEY, HandClock())
    assert upkeep.problems(desk) == ()
    lines = moderation.context(desk, comment_id="c1").reports
    assert [line.report.rulebook_version for line in lines] == [None]
    feed = Feed(desk)
    feed.seq = 1_000
    feed.send(report("p9", "c1", rulebook_version=1))
    lines = moderation.context(desk, comment_id="c1").reports
    assert {line.report.id: line.report.rulebook_version for line in lines} == {"p1": None, "p9": 1}
    desk.close()
    assert schema_in(folder / "desk.db") == HEAD
    for kept in folder.glob("*.backup"):
        assert schema_in(kept) == 1
    assert not list(folder.glob("*.part"))


def test_an_upgrade_killed_before_any_statement_is_done_again(tmp_path: Path) -> None:
    found, step, code = [], 0, -9
    while code == -9:
        folder = tmp_path / str(step)
        folder.mkdir()
        shutil.copyfile(FIRST, folder / "desk.db")
        child = [sys.executable, "-m", "tests.faults.upgrade_child", str(folder / "desk.db"), str(step)]
        code = subprocess.run(child, check=False, timeout=60).returncode
        found.append(schema_in(folder / "desk.db"))
        check(folder)
        step += 1
    assert code == 0
    assert len(found) > 5  # looking at the number, the backup, each step of the migration
    assert found == sorted(found)  # once it is the new schema, it stays so
    assert {found[0], found[-1]} == {1, HEAD}
