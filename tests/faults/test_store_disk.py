"""A full disk, a folder that cannot be written, damage, two programs: one clear error, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from db.upgrade import HEAD
from editor.domain import errors
from editor.domain.sentences import sentence_for
from editor.services import drafting, moderation
from editor.store import upkeep
from editor.store.open import open_desk
from tests.helpers.desk_store import KEY, Feed, HandClock, article, comment, make_desk, rulebook

FILL = """
import sys
from pathlib import Path
from dataclasses import replace
from editor.domain.errors import DiskFull
from editor.domain.articles import ArticleFields
from editor.services import drafting
from tests.helpers.desk_store import make_desk
desk = make_desk(Path(sys.argv[1]))
story = drafting.new_story(desk, fields=ArticleFields(body="The first words")).result
try:
    for n in range(1000):
        fields = ArticleFields(body=f"Words {n} " + "x" * 50_000)
        story = drafting.save(desk, article_id=story.id, fields=fields, parent=story.head_version).result
    print("never full")
except DiskFull:
    kept = drafting.open_story(desk, article_id=story.id)
    assert kept == story, "what was acknowledged is not the head"
    print("full after", len(drafting.versions(desk, article_id=story.id, limit=2000)), "versions")
"""


def test_a_full_disk_is_named_and_everything_acknowledged_is_there(tmp_path: Path) -> None:
    # a file system of 4 MB of our own; needs a user namespace, which a build machine may forbid
    mount = 'mount -t tmpfs -o size=4m none "$1" && shift && exec "$@"'
    folder = tmp_path / "small"
    folder.mkdir()
    probe = ["unshare", "-rm", "sh", "-c", mount, "sh", str(folder)]
    if shutil.which("unshare") is None or subprocess.run([*probe, "true"], capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a file system of their own")
    done = subprocess.run(
        [*probe, sys.executable, "-c", FILL, str(folder / "desk.db")], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("full after ")
    assert int(done.stdout.split()[2]) > 5


def test_a_database_that_may_not_grow_says_the_disk_is_full(tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "desk.db")
    Feed(desk).send(rulebook(), comment())
    story = drafting.new_story(desk, fields=article().fields).result
    with desk.write() as unit:
        pages = unit.value("PRAGMA page_count")
        unit.run(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(errors.DiskFull) as caught:
        drafting.save(desk, article_id=story.id, fields=article(body="x" * 100_000).fields, parent=story.head_version)
    assert "disk is full" in sentence_for(caught.value)
    assert drafting.open_story(desk, article_id=story.id) == story
    with desk.write() as unit:
        unit.run("PRAGMA max_page_count = 1000000")
    drafting.save(desk, article_id=story.id, fields=article(body="y").fields, parent=story.head_version)
    assert upkeep.problems(desk) == ()
    desk.close()


READ_ONLY = """
import os, sys
from pathlib import Path
from editor.domain.errors import StorageError
from editor.store.open import open_desk
from tests.helpers.desk_store import KEY, HandClock
import editor.store.troubles, db.migrations  # everything is imported before we become somebody else
if os.getuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
for path in sys.argv[1:]:
    try:
        open_desk(Path(path), KEY, HandClock())
        print("opened")
    except StorageError as error:
        print(type(error).__name__, error.detail)
"""


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    # As root permissions mean nothing: the child becomes nobody first.
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents:
        if parent.stat().st_uid == os.getuid() and parent != Path("/") and "pytest" in parent.name:
            parent.chmod(parent.stat().st_mode | 0o055)
    whole = tmp_path / "whole"
    make_desk(whole / "desk.db").close()
    empty = tmp_path / "empty"
    empty.mkdir()
    for folder in (whole, empty):
        folder.chmod(0o555)
    (whole / "desk.db").chmod(0o444)
    before = (whole / "desk.db").read_bytes()
    try:
        done = subprocess.run(
            [
                sys.executable, "-c", READ_ONLY,
                str(whole / "desk.db"), str(empty / "desk.db"), str(empty / "deeper" / "desk.db"),
            ],
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
    finally:
        for folder in (whole, empty):
            folder.chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        f"ReadOnlyStorage {whole}",
        f"ReadOnlyStorage {empty}",
        f"ReadOnlyStorage {empty / 'deeper'}",
    ]
    assert (whole / "desk.db").read_bytes() == before


def test_a_wrong_key_and_a_newer_schema_have_their_own_sentences(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    desk = make_desk(path)
    with pytest.raises(errors.WrongKey):
        open_desk(path, b"w" * 32, HandClock())
    with desk.write() as unit:
        unit.run("PRAGMA user_version = 99")
    desk.close()
    with pytest.raises(errors.NewerDatabase) as caught:
        open_desk(path, KEY, HandClock())
    assert caught.value.fields == {"found": 99, "known": HEAD}
    assert "newer Backbench" in sentence_for(caught.value)


@pytest.mark.parametrize("how", ["flipped", "cut"])
def test_damage_is_called_damage(tmp_path: Path, how: str) -> None:
    path = tmp_path / "desk.db"
    desk = make_desk(path)
    Feed(desk).send(rulebook(), *(comment(f"c{n}", text=f"words {n} " * 50) for n in range(400)))
    desk.checkpoint()
    desk.close()
    content = bytearray(path.read_bytes())
    if how == "flipped":
        for place in range(4096 * 2 + 100, len(content), 4096):
            content[place] ^= 0xFF
    else:
        del content[len(content) // 2 :]
    path.write_bytes(bytes(content))
    with pytest.raises(errors.DamagedDatabase):
        damaged = open_desk(path, KEY, HandClock())
        with damaged.read() as view:
            view.rows("SELECT * FROM comment")
            view.rows("SELECT * FROM article")
            view.rows("PRAGMA integrity_check")


def test_two_programs_on_one_database_wait_for_each_other_and_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    one = make_desk(path)
    Feed(one).send(rulebook(), comment())
    other = open_desk(path, KEY, HandClock(), busy_ms=200)
    first = drafting.new_story(one).result
    second = drafting.new_story(other).result
    assert {row.id for row in drafting.stories(one)} == {row.id for row in drafting.stories(other)} == {
        first.id, second.id,
    }  # fmt: skip
    with one.write(), pytest.raises(errors.DatabaseInUse) as caught:
        drafting.new_story(other)
    assert "Another program" in sentence_for(caught.value)
    with one.write():  # reading goes on
        assert moderation.first_page(other, queue=moderation.Queue.NEW).total == 1
    drafting.new_story(other)
    other.close()
    assert upkeep.problems(one) == ()
    one.close()
