"""Keeping the database and going in step without a window."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from editor.bootstrap.storage import open_profile
from editor.profiles import Profile
from tests.helpers.command_line import PASSPHRASE, CommandLine
from tests.helpers.site_process import SiteProcess


@pytest.fixture
def profile(desk: CommandLine, site: SiteProcess) -> Profile:
    return Profile("paper", "bundled", site.url, desk.home / "profiles" / "paper")


def approve_one(desk: CommandLine) -> str:
    """Decide on the first new comment; its id."""
    id_ = desk.ok("comments", "list", "--queue", "new", "--limit", "1", "--json").json["comments"][0]["id"]
    desk.ok("comments", "decide", id_, "--approve")
    return str(id_)


def queue_of(desk: CommandLine, id_: str) -> str:
    return str(desk.ok("comments", "show", id_, "--json").json["card"]["queue"])


def test_check(desk: CommandLine) -> None:
    assert desk.ok("db", "check").out == "Sound.\n"
    assert desk.ok("db", "check", "--json").json == {"problems": []}


def test_watching_has_no_json(desk: CommandLine) -> None:
    assert desk.refused("sync", "--watch", "--json") == "--json goes with --once: --watch prints nothing."


def test_check_finds_what_is_wrong(desk: CommandLine, profile: Profile, tmp_path: Path) -> None:
    desk.ok("db", "backup", str(tmp_path / "good.db"))
    found = open_profile(profile, passphrase=PASSPHRASE)
    with found.desk.write() as unit:
        unit.run("UPDATE counter SET count = count + 1")
    found.desk.close()
    answer = desk.run("db", "check")
    assert answer.code == 1 and "The counter of “reported” says" in answer.out
    as_json = desk.run("db", "check", "--json")
    assert as_json.code == 1 and as_json.json == {"problems": answer.out.splitlines()}
    desk.ok("db", "restore", str(tmp_path / "good.db"))
    assert desk.ok("db", "check").out == "Sound.\n"


def test_backup_and_restore(desk: CommandLine, profile: Profile, tmp_path: Path) -> None:
    backup = tmp_path / "desk-backup.db"
    assert desk.ok("db", "backup", str(backup)).out == f"Backed up to {backup}\n"
    assert desk.refused("db", "backup", str(backup)).endswith("Choose another name; nothing was overwritten.")
    id_ = approve_one(desk)
    assert queue_of(desk, id_) == "decided"
    said = desk.ok("db", "restore", str(backup)).out
    kept = profile.folder / said.rsplit(" ", 1)[1].strip()
    assert kept.is_file() and not (profile.folder / "restore.part").exists()
    assert queue_of(desk, id_) == "new"
    desk.ok("db", "restore", str(kept))  # and back again: what stood before a restore is never lost
    assert queue_of(desk, id_) == "decided"


def test_a_wrong_backup_changes_nothing(desk: CommandLine, profile: Profile, tmp_path: Path) -> None:
    (tmp_path / "junk.db").write_bytes(os.urandom(8_192))
    before = profile.database.read_bytes()
    assert desk.refused("db", "restore", str(tmp_path / "junk.db")) == (
        f"{tmp_path / 'junk.db'} is no backup of this desk: its key does not open it."
    )
    assert desk.refused("db", "restore", str(tmp_path / "missing.db")).endswith("is not a file.")
    assert profile.database.read_bytes() == before
    assert not (profile.folder / "restore.part").exists()


def test_restore_waits_until_the_desk_is_closed(desk: CommandLine, profile: Profile, tmp_path: Path) -> None:
    # else the open desk would go on writing to the file that was put aside
    desk.ok("db", "backup", str(tmp_path / "b.db"))
    found = open_profile(profile, passphrase=PASSPHRASE)
    try:
        with found.desk.read():
            pass
        assert desk.refused("db", "restore", str(tmp_path / "b.db")) == (
            "Another program is using this desk's database. Close it and try again; nothing was changed."
        )
    finally:
        found.desk.close()
    assert not list(profile.folder.glob("restore.part*"))
    desk.ok("db", "restore", str(tmp_path / "b.db"))


def test_a_wrong_passphrase_and_none(desk: CommandLine) -> None:
    assert desk.refused("article", "list", BACKBENCH_PASSPHRASE="another").startswith("The key does not open")
    none = {"BACKBENCH_PASSPHRASE": "", "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    assert desk.refused("article", "list", **none).startswith("No keyring was found on this computer.")


def test_the_end_of_input_at_the_passphrase_prompt_gives_one_sentence_on_a_line_of_its_own(desk: CommandLine) -> None:
    none = {"BACKBENCH_PASSPHRASE": "", "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    terminal, inside = pty.openpty()
    with subprocess.Popen(
        desk.command("article", "list"), stdin=inside, stdout=inside, stderr=inside, start_new_session=True,
        env=os.environ | desk.environment | none,
    ) as child:  # fmt: skip
        os.close(inside)
        shown = b""
        with suppress(OSError):  # how Linux says that nobody has the other end any more
            while part := os.read(terminal, 1_000):
                shown += part
                if shown.endswith(b"Passphrase of this desk: "):
                    os.write(terminal, b"\x04")  # Ctrl-D
        code = child.wait(60)
    os.close(terminal)
    assert (code, shown.decode().splitlines()) == (
        2,
        [
            "Passphrase of this desk: ",
            "backbench: No passphrase was typed, and no keyring was found on this computer.",
        ],
    )


def test_sync_with_the_site_away_and_back(desk: CommandLine, site: SiteProcess) -> None:
    site.stop()
    id_ = approve_one(desk)
    assert desk.refused("sync", "--once").startswith("The site cannot be reached. Everything is saved on this desk")
    site.start()
    until = time.monotonic() + 20
    while not desk.ok("sync", "--once").out.endswith("waiting 0\n"):  # a decision waits its five seconds
        assert time.monotonic() < until
    assert desk.ok("comments", "show", id_, "--json").json["card"]["delivery"] == "sent"


def test_sync_says_when_a_person_must_look(desk: CommandLine, site: SiteProcess, tmp_path: Path) -> None:
    # the same story published at another desk in the meantime
    other = CommandLine(tmp_path / "other")
    words = ["profile", "add", "paper", "--url", site.url, "--user", "desk", "--password-stdin"]
    other.ok(*words, text="a-password-for-tests")
    other.ok("sync", "--once")
    id_ = other.ok("article", "list", "--state", "published", "--json").json[0]["id"]
    for line, headline in ((desk, "Here"), (other, "There")):
        _change_headline(line, site, id_, headline)
        line.ok("article", "publish", id_)
    assert "sent 1, parked 0" in other.ok("sync", "--once").out
    answer = desk.run("sync", "--once")
    assert answer.code == 1 and "parked 1" in answer.out
    whole = desk.ok("article", "show", id_, "--json").json
    assert whole["whereabouts"] == "conflict" and whole["fields"]["headline"] == "Here"
    assert whole["conflict"]["theirs"]["fields"]["headline"] == "There"


def test_watch_goes_on_until_interrupted(desk: CommandLine, site: SiteProcess) -> None:
    id_ = approve_one(desk)
    child = subprocess.Popen(
        desk.command("sync", "--watch"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | desk.environment,
        # A shell that runs the tests in the background has interrupts ignored, and children would inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    until = time.monotonic() + 30
    while desk.ok("comments", "show", id_, "--json").json["card"]["delivery"] != "sent":
        assert time.monotonic() < until and child.poll() is None
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=20)
    assert (child.returncode, out, err) == (130, "", "")


def _change_headline(desk: CommandLine, site: SiteProcess, id_: str, headline: str) -> None:
    from dataclasses import replace

    from editor.services import drafting

    folder = desk.home / "profiles" / "paper"
    found = open_profile(Profile("paper", "bundled", site.url, folder), passphrase=PASSPHRASE)
    try:
        story = drafting.open_story(found.desk, article_id=id_)
        fields = replace(story.fields, headline=headline)
        drafting.save(found.desk, article_id=id_, fields=fields, parent=story.head_version)
    finally:
        found.desk.close()
