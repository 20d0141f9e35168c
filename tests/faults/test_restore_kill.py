"""SIGKILL at every step of a restore: the desk that opens next holds the work before or the backup's, never nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from editor import profiles
from editor.bootstrap import storage
from editor.domain.articles import ArticleFields
from editor.domain.errors import StorageError
from editor.domain.people import Member, Role
from editor.profiles import Profile
from editor.services import drafting
from editor.store.desk import Identity

PASSPHRASE = "a long passphrase"
BEFORE = {"In the backup", "Written since"}


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Profile:
    """A desk with one story in ``copy.db`` and one written since."""
    monkeypatch.setenv("BACKBENCH_HOME", str(tmp_path))
    monkeypatch.setenv(storage.PASSPHRASE, PASSPHRASE)
    made = profiles.add("one", "bundled", "http://127.0.0.1:9")
    write(made, "In the backup")
    storage.back_up("one", tmp_path / "copy.db")
    write(made, "Written since")
    return made


def write(profile: Profile, headline: str) -> None:
    desk = storage.open_profile(profile, passphrase=PASSPHRASE).desk
    desk.set_identity(Identity(Member("m1", "Isla Morran", Role.EDITOR), "d1", "Tideline", profile.url))
    drafting.new_story(desk, fields=ArticleFields(headline))
    desk.close()


def headlines(profile: Profile) -> set[str]:
    desk = storage.open_profile(profile, passphrase=PASSPHRASE).desk
    try:
        return {row.headline for row in drafting.stories(desk)}
    finally:
        desk.close()


def test_a_restore_killed_at_any_step_leaves_one_of_the_two(profile: Profile, tmp_path: Path) -> None:
    at_rest = tmp_path / "at-rest"
    shutil.copytree(profile.folder, at_rest)
    found, step, code = [], 0, -9
    while code == -9:
        shutil.rmtree(profile.folder)
        shutil.copytree(at_rest, profile.folder)
        child = [sys.executable, "-m", "tests.faults.restore_child", str(tmp_path / "copy.db"), str(step)]
        code = subprocess.run(child, env=os.environ, check=False, timeout=60).returncode
        found.append(headlines(profile))
        step += 1
    assert code == 0
    assert all(stories in (BEFORE, {"In the backup"}) for stories in found), found
    assert found == sorted(found, key=len, reverse=True)  # once it is the backup's, it stays so
    assert len(found) > 4 and BEFORE in found
    storage.restore("one", tmp_path / "copy.db")
    assert not list(profile.folder.glob("restore.part*"))


def test_a_database_that_is_gone_while_an_older_one_is_kept_is_not_made_anew(profile: Profile, tmp_path: Path) -> None:
    kept = storage.restore("one", tmp_path / "copy.db")
    profile.database.unlink()
    with pytest.raises(StorageError, match=f"backbench db restore {kept}"):
        storage.open_profile(profile, passphrase=PASSPHRASE)
    assert not profile.database.exists()
    storage.restore("one", kept)
    assert headlines(profile) == BEFORE
