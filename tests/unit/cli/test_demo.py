"""The demo: what it refuses before anything is seeded, and what it leaves behind (nothing)."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest

from editor.cli.main import main
from editor.cli.walk import steps
from editor.cli.walk.paper import Paper
from editor.domain.errors import BadInput
from tests.helpers.command_line import CommandLine


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """Commands whose folder for temporary files is the test's own."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    return CommandLine(tmp_path / "home", TMPDIR=str(folder))


def test_a_taken_port_is_said_as_it_is(line: CommandLine, taken: int, tmp_path: Path) -> None:
    words = ["demo", "--headless", "--out", str(tmp_path / "out"), "--port", str(taken)]
    assert line.refused(*words) == (
        f"127.0.0.1:{taken} is already in use. Stop the other program or choose another port with --port."
    )
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_refused_first(line: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for out, why in (("/proc/nope", "No such file or directory"), (str(tmp_path / "file"), "File exists")):
        assert line.refused("demo", "--headless", "--out", out) == f"Pictures cannot be kept in {out}: {why}."
    assert list((tmp_path / "tmp").iterdir()) == []


def test_what_the_site_says_is_what_the_person_reads(taken: int, tmp_path: Path) -> None:
    paper = Paper(tmp_path, port=taken)
    with pytest.raises(BadInput, match=rf"^127.0.0.1:{taken} is already in use\. Stop the other program"):
        paper.start()
    assert not paper.running
    with pytest.raises(BadInput) as seeding:
        Paper(tmp_path, port=0)  # on a database that holds the paper already
    assert not seeding.value.detail.startswith("backbench") and seeding.value.detail.endswith(".")


@pytest.mark.parametrize("fails", [False, True], ids=["walked", "failed"])
def test_nothing_stays_in_the_keyring(fails: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[tuple[str, str], str] = keyring.get_keyring()._secrets  # type: ignore[attr-defined]  # the tests' own
    during: list[int] = []

    def walk(*_: Any) -> bool:
        during.append(len(kept))
        if fails:
            raise BadInput("The walk needs Chromium.")
        return True

    monkeypatch.setattr(steps, "walk", walk)
    monkeypatch.setenv("BACKBENCH_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("BACKBENCH_PASSPHRASE", raising=False)
    assert main(["demo", "--headless", "--out", str(tmp_path / "out")]) == (2 if fails else 0)
    assert during == [2] and kept == {}, "a key and a token, and neither afterwards"
    assert os.environ["BACKBENCH_HOME"] == str(tmp_path / "home")
