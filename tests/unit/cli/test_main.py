"""The program as a whole: help, wrong words, pipes that close, terminals without the letters."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from editor.cli.main import COMMANDS, parser
from tests.helpers.command_line import CommandLine


@pytest.fixture
def bare(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path / "home")


def commands_below(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """A command and all its sub-commands, however deep."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from commands_below(below)


def test_help_lists_what_works(bare: CommandLine) -> None:
    listed = re.findall(r"^    ([a-z]+) ", bare.ok("--help").out, re.M)
    assert (
        listed
        == ["demo", "profile", "sync", "article", "merge", "comments", "style", "rules", "triage", "db", "site"]
        == list(COMMANDS)
    )
    assert "Example: backbench article list --state draft" in bare.ok("article", "list", "--help").out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example_that_is_understood(name: str) -> None:
    commands = [c for c in commands_below(parser(name)) if c.prog.startswith(f"backbench {name}")]
    assert commands
    for command in commands:
        before, _, example = (command.epilog or "").partition(": ")
        # what stands before and behind is told apart: "put it back, then backbench …; behind a proxy: backbench …"
        given = [words for words in re.split(r" && |; |: |, then ", example) if words.startswith("backbench ")]
        assert before in ("Example", "Examples") and given, f"{command.prog} has no example"
        assert any(words.startswith(command.prog) for words in given), f"{command.prog}: {example}"
        for words in given:
            assert callable(parser(name).parse_args(shlex.split(words)[1:]).run), words


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sync", "--once", "--profile", "two"], "two"),
        (["article", "list", "--profile", "two"], "two"),
        (["article", "--profile", "two", "list"], "two"),
        (["--profile", "one", "comments", "list", "--profile", "two"], "two"),
        (["--profile", "one", "db", "check"], "one"),
        (["rules", "show"], None),
    ],
)
def test_the_site_may_be_named_before_and_behind_the_command(words: list[str], said: str | None) -> None:
    name = next(word for word in words if word in COMMANDS)
    assert parser(name).parse_args(words).profile == said


def test_a_site_named_behind_the_command_is_the_one_that_is_opened(bare: CommandLine) -> None:
    for name in ("one", "two"):
        folder = bare.home / "profiles" / name
        folder.mkdir(parents=True)
        (folder / "profile.json").write_text(f'{{"name": "{name}", "kind": "bundled", "url": "http://127.0.0.1:1"}}')
    assert "name one with --profile" in bare.refused("article", "list")
    assert bare.ok("article", "list", "--profile", "two").out == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["publish"], "argument command: invalid choice: 'publish'"),
        (["article"], "the following arguments are required: action. See backbench article --help."),
        (["article", "list", "--limit", "0"], "argument --limit: must be a whole number from 1 to 1,000,000,000."),
        (["article", "list", "--limit", "many"], "argument --limit: must be a whole number from 1 to 1,000,000,000."),
        (["article", "list", "--limit", "9" * 20], "argument --limit: must be a whole number from 1 to"),
        (["comments", "list", "--limit", "9" * 20], "argument --limit: must be a whole number from 1 to"),
        (["comments", "search", "x", "--limit", "9" * 5_000], "argument --limit: must be a whole number from 1 to"),
        (["site", "serve", "--port", "-5"], "argument --port: must be a whole number from 0 to 65,535."),
        (["site", "serve", "--port", "70000"], "argument --port: must be a whole number from 0 to 65,535."),
        (["site", "seed", "--comments", "9" * 20], "argument --comments: must be a whole number from 0 to"),
        (["demo", "--port", "99999"], "argument --port: must be a whole number from 0 to 65,535."),
        (["comments", "decide", "x"], "one of the arguments --approve --remove --undo is required."),
        (["comments", "list", "--queue", "lost"], "argument --queue: invalid choice: 'lost'"),
        (["sync", "--once", "--watch"], "not allowed with argument --once."),
        (["profile", "add", "a", "--url", "x", "--user", "y", "--kind", "ghost"], "argument --kind: invalid choice"),
    ],
)
def test_wrong_words_are_one_sentence(bare: CommandLine, words: list[str], said: str) -> None:
    assert said in bare.refused(*words)


@pytest.mark.parametrize(
    "words",
    [
        ["profile", "add", "paper", "--url", "http://127.0.0.1:1", "--user", "ines"],
        ["site", "user", "add", "ines", "--name", "Ines", "--role", "editor", "--ask"],
    ],
)
@pytest.mark.parametrize("closed", [False, True], ids=["nothing to read", "closed"])
def test_a_password_that_nobody_can_type(bare: CommandLine, words: list[str], closed: bool) -> None:
    done = subprocess.run(
        bare.command(*words),
        stdin=None if closed else subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | bare.environment,
        start_new_session=True,  # no terminal either
        preexec_fn=(lambda: os.close(0)) if closed else None,
    )
    said = "backbench: No password was typed. Without a terminal, send it in with --password-stdin.\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


def test_a_desk_without_a_site_says_how_to_begin(bare: CommandLine) -> None:
    sentence = "This desk works with no site yet. Add one with “backbench profile add”, or try “backbench demo”."
    for words in (["sync"], ["article", "list"], ["comments", "list"], ["rules", "show"], ["db", "check"]):
        assert bare.refused(*words) == sentence
    assert bare.ok("profile", "list").out == ""


def test_a_profile_may_be_called_like_a_command(bare: CommandLine) -> None:
    # "--profile demo sync" once loaded the demo's arguments instead of those of sync
    folder = bare.home / "profiles" / "demo"
    folder.mkdir(parents=True)
    (folder / "profile.json").write_text('{"name": "demo", "kind": "bundled", "url": "http://127.0.0.1:1"}')
    assert bare.ok("--profile", "demo", "article", "list").out == ""
    assert bare.ok("--profile=demo", "article", "list", "--json").json == []
    assert "no site called sync" in bare.refused("--profile", "sync", "rules", "show")


def test_a_damaged_profile_is_named(bare: CommandLine) -> None:
    folder = bare.home / "profiles" / "paper"
    folder.mkdir(parents=True)
    (folder / "profile.json").write_text('{"name": "paper"')
    assert "profile.json is damaged" in bare.refused("profile", "list")


def test_a_mistake_of_ours_goes_to_a_log(bare: CommandLine) -> None:
    program = (
        "import editor.cli.profile as p, sys; p._list = None\nfrom editor.cli.main import main\n"
        "p.register.__globals__['_list'] = lambda arguments: 1 / 0\nsys.exit(main(['profile', 'list']))"
    )
    done = subprocess.run(
        [*bare.command()[:2], program], capture_output=True, text=True, timeout=60, env=os.environ | bare.environment
    )
    log = bare.home / "crash.log"
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert done.stderr.splitlines() == [
        "backbench: Backbench made a mistake of its own. Your work is saved; the log has the details.",
        f"The log is {log}",
    ]
    assert "ZeroDivisionError" in log.read_text()


def test_a_reader_that_leaves_is_no_error(desk: CommandLine) -> None:
    for words in (["comments", "list", "--queue", "everything", "--limit", "500", "--json"], ["article", "list"]):
        child = subprocess.Popen(
            desk.command(*words),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | desk.environment,
        )
        assert child.stdout is not None and child.stderr is not None
        child.stdout.close()  # before anything was printed
        err = child.stderr.read()
        child.stderr.close()
        assert (child.wait(60), err) == (0, "")


def test_a_terminal_without_the_letters_shows_their_numbers(desk: CommandLine) -> None:
    found = desk.ok("comments", "search", "الحافلة", PYTHONIOENCODING="ascii").out
    assert "\\u0627\\u0644\\u062d\\u0627\\u0641\\u0644\\u0629" in found


def test_the_language_of_the_machine_does_not_matter(desk: CommandLine) -> None:
    assert "الحافلة" in desk.ok("comments", "search", "الحافلة", LC_ALL="C").out
