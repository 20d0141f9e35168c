"""Signing a desk in and out: what is kept, what is refused, what is left behind when it fails (nothing)."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.helpers.command_line import CommandLine
from tests.helpers.site_process import PASSWORD, SiteProcess


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path / "home")


def add(site: SiteProcess, name: str = "paper", user: str = "ines", url: str = "") -> list[str]:
    """The words that sign a desk in."""
    return ["profile", "add", name, "--url", url or site.url, "--user", user, "--password-stdin"]


def devices(site: SiteProcess) -> list[bool]:
    """Whether each device the site ever knew may still speak to it."""
    with closing(sqlite3.connect(site.database)) as connection:
        return [revoked is None for (revoked,) in connection.execute("SELECT revoked_ms FROM device ORDER BY rowid")]


def test_add_list_and_remove(site: SiteProcess, line: CommandLine) -> None:
    before = devices(site)
    said = line.ok(*add(site), text=PASSWORD).out
    assert said == f"paper: signed in to {site.url} as Ines Marrable, editor\n"
    assert line.ok("profile", "list").lines == [["paper", "bundled", site.url]]
    assert line.ok("profile", "list", "--json").json == [{"name": "paper", "kind": "bundled", "url": site.url}]
    assert (line.home / "profiles" / "paper").stat().st_mode & 0o077 == 0
    assert devices(site) == [*before, True]
    assert line.ok("profile", "remove", "paper").out == "paper: forgotten\n"
    assert not (line.home / "profiles" / "paper").exists()
    assert devices(site) == [*before, False]
    assert line.ok("profile", "list").out == ""


def test_two_profiles_need_a_name(site: SiteProcess, line: CommandLine) -> None:
    line.ok(*add(site, "one"), text=PASSWORD)
    line.ok(*add(site, "two", "joss"), text=PASSWORD)
    assert line.refused("article", "list") == (
        "There are several sites on this desk: name one with --profile (one, two)."
    )
    assert line.ok("--profile", "two", "article", "list").out == ""


@pytest.mark.parametrize(
    ("name", "user", "url", "password", "said"),
    [
        ("paper", "ines", "", "wrong", "That name and password do not go together."),
        ("paper", "nobody", "", PASSWORD, "That name and password do not go together."),
        ("paper", "ines", "http://127.0.0.1:1", PASSWORD, "The site cannot be reached."),
        ("paper", "ines", "ftp://news.example", PASSWORD, "The address must look like https://news.example."),
        ("paper", "ines", "http://news.example", PASSWORD, "must be reached by https"),
        ("The Paper", "ines", "", PASSWORD, "A profile's name has small letters, digits and hyphens"),
    ],
)
def test_what_is_refused_leaves_nothing(
    site: SiteProcess, line: CommandLine, name: str, user: str, url: str, password: str, said: str
) -> None:
    before = devices(site)
    assert said in line.refused(*add(site, name, user, url), text=password)
    assert line.ok("profile", "list").out == ""
    assert not list((line.home / "profiles").glob("*")) if (line.home / "profiles").exists() else True
    assert devices(site) == before


def test_a_taken_name_is_refused_before_the_password_is_used(site: SiteProcess, line: CommandLine) -> None:
    line.ok(*add(site), text=PASSWORD)
    before = devices(site)
    assert line.refused(*add(site), text=PASSWORD) == "There is already a site called paper on this desk."
    assert devices(site) == before
    assert line.ok("article", "list").out == ""


def test_without_a_keyring_or_passphrase_no_token_is_made(site: SiteProcess, line: CommandLine) -> None:
    before = devices(site)
    environment = {"BACKBENCH_PASSPHRASE": "", "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    said = line.refused(*add(site), text=PASSWORD, **environment)
    assert said == "No keyring was found on this computer. Start one, or set a passphrase for this desk."
    assert devices(site) == before
    assert line.ok("profile", "list").out == ""


def test_the_keyring_keeps_key_and_token_and_forgets_them(
    site: SiteProcess, line: CommandLine, real_keyring: None
) -> None:
    import keyring

    environment = {"BACKBENCH_PASSPHRASE": ""}
    line.ok(*add(site), text=PASSWORD, **environment)
    folder = line.home / "profiles" / "paper"
    names = [f"{folder}:database-key", f"{folder}:site-token"]
    kept = [keyring.get_password("Backbench", name) for name in names]
    assert all(kept)
    assert "sent 0" in line.ok("sync", "--once", **environment).out
    line.ok("profile", "remove", "paper", **environment)
    assert [keyring.get_password("Backbench", name) for name in names] == [None, None]
    # a sign-in that fails leaves no key behind
    line.refused(*add(site), text="wrong", **environment)
    assert [keyring.get_password("Backbench", name) for name in names] == [None, None]


def test_what_waits_is_not_given_up_without_a_word(site: SiteProcess, line: CommandLine, tmp_path: Path) -> None:
    line.ok(*add(site, user="desk"), text=PASSWORD)
    line.ok("sync", "--once")
    comment = line.ok("comments", "list", "--limit", "1", "--json").json["comments"][0]["id"]
    line.ok("comments", "decide", comment, "--approve")
    answer = line.run("profile", "remove", "paper")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == "1 thing is not on the site yet. Say --yes to give up what waits.\n"
    assert (line.home / "profiles" / "paper" / "desk.db").exists()
    line.ok("profile", "remove", "paper", "--yes")
    assert not (line.home / "profiles" / "paper").exists()


def test_a_desk_whose_key_is_lost_can_be_removed(site: SiteProcess, line: CommandLine) -> None:
    line.ok(*add(site), text=PASSWORD)
    assert "The key does not open" in line.refused("profile", "remove", "paper", BACKBENCH_PASSPHRASE="another")
    answer = line.run("profile", "remove", "paper", "--yes", BACKBENCH_PASSPHRASE="another")
    assert (answer.code, answer.out) == (0, "paper: forgotten\n")
    assert answer.err == "The site could not be told; it still knows this computer.\n"
    assert "no site" in line.refused("article", "list")


def test_signing_in_again_keeps_the_work(site: SiteProcess, line: CommandLine) -> None:
    line.ok(*add(site, user="desk"), text=PASSWORD)
    line.ok("sync", "--once")
    comment = line.ok("comments", "list", "--limit", "1", "--json").json["comments"][0]["id"]
    line.ok("comments", "decide", comment, "--approve")
    with closing(sqlite3.connect(site.database)) as connection, connection:
        connection.execute("UPDATE device SET revoked_ms = 1 WHERE rowid = (SELECT max(rowid) FROM device)")
    assert line.refused("sync", "--once").startswith("The site no longer accepts this desk. Sign in again")
    words = ["profile", "sign-in", "paper", "--password-stdin", "--user"]
    before = devices(site)
    assert line.refused(*words, "desk", text="wrong") == "That name and password do not go together."
    assert line.refused(*words, "ines", text=PASSWORD).startswith("This is Rowan Teal’s desk.")
    assert devices(site) == [*before, False]
    assert line.ok(*words, "desk", text=PASSWORD).out.startswith("paper: signed in")
    until = time.monotonic() + 30
    while not line.ok("sync", "--once").out.endswith("waiting 0\n"):
        assert time.monotonic() < until
    assert line.ok("comments", "show", comment, "--json").json["card"]["delivery"] == "sent"
