"""SIGKILL at any moment of typing, deciding and taking over a feed: what was acknowledged is there afterwards."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from editor.domain.operations import OperationState
from editor.services import drafting
from editor.store import inbound, outbox_rows, upkeep
from editor.store.open import open_desk
from tests.helpers.desk_store import KEY, Feed, HandClock, make_desk, reader, rulebook


def killed_after(path: Path, turn: int, seconds: float) -> list[list[str]]:
    """Let the writer work that long after it has opened, kill it; the whole lines it had said."""
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.store_writer", str(path), str(turn)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "open\n", writer.communicate()[1]
    time.sleep(seconds)
    writer.kill()
    out, err = writer.communicate(timeout=60)
    assert err == ""
    assert writer.returncode == -9
    return [line.split() for line in out.splitlines(keepends=True) if line.endswith("\n")]


def check(path: Path, said: list[list[str]]) -> None:
    """Open again: everything said is there, and nothing is half there."""
    desk = open_desk(path, KEY, HandClock())
    with desk.read() as view:
        cursor = inbound.cursor(view)
        seq = cursor.seq if cursor else 0
        assert view.value("SELECT count(*) FROM comment") == seq
        assert view.value("SELECT count(*) FROM comment WHERE id = ?", (f"c{seq}",)) == (1 if seq else 0)
        reports = "SELECT count(*) FROM report WHERE comment_id = 'c' || rulebook_version"
        assert view.value(reports) == view.value("SELECT count(*) FROM report") == seq // 10
        for kind, *names in said:
            if kind == "cursor":
                assert seq >= int(names[0])
            elif kind == "version":
                found = {version.id: version for version in drafting.versions(desk, article_id=names[0], limit=100_000)}
                assert found[names[1]].fields.body.startswith(f"Words {names[2]} ")
            elif kind == "decision":
                operation = outbox_rows.find(view, names[0])
                assert operation is not None
                assert view.value("SELECT decision_id FROM comment WHERE id = ?", (names[1],)) == names[0]
            elif kind == "sending":
                operation = outbox_rows.find(view, names[0])
                assert operation is not None
                assert operation.state is OperationState.UNKNOWN
        for head, id_ in view.rows("SELECT head, id FROM article"):
            assert view.value("SELECT article_id FROM article_version WHERE id = ?", (head,)) == id_
        orphans = "SELECT count(*) FROM decision d LEFT JOIN outbox o ON o.id = d.id WHERE d.own = 1 AND o.id IS NULL"
        assert view.value(orphans) == 0
    with desk.write() as unit:
        assert upkeep.rebuild_projection(unit) == set()
    assert upkeep.problems(desk) == ()
    desk.close()


def kills(path: Path, count: int, seed: int) -> None:
    desk = make_desk(path)
    Feed(desk).send(rulebook(), reader())
    with desk.write() as unit:
        unit.run("DELETE FROM meta WHERE name = 'cursor'")  # the writer's feed begins at 1
    desk.close()
    chance = random.Random(seed)
    said: list[list[str]] = []
    for turn in range(count):
        said += killed_after(path, turn, chance.uniform(0.01, 0.5))
        check(path, said[-400:])
    wanted = {"story", "version", "cursor", "decision", "sending"}
    while not wanted <= {line[0] for line in said}:  # a busy machine: killed before there was something of each
        turn += 1
        assert turn < count + 20, f"the writer never got on: {said[-20:]}"
        said += killed_after(path, turn, 1.0)
        check(path, said[-400:])


def test_five_kills_lose_nothing(tmp_path: Path) -> None:
    kills(tmp_path / "desk.db", 5, seed=7)


@pytest.mark.faults
@pytest.mark.timeout(600)
def test_fifty_kills_lose_nothing(tmp_path: Path) -> None:
    kills(tmp_path / "desk.db", 50, seed=11)
