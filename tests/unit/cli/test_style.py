"""backbench style: lines, JSON, exit codes, and one sentence for every file that cannot be used."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from editor.cli.main import main
from tests.helpers.command_line import Answer, CommandLine

RULE = "extends: existence\nmessage: 'Not %s.'\nlevel: warning\ntokens: [foo]\n"
OURS = "backbench:\n  must_fire: [{text: a foo, marks: [foo]}]\n  must_not_fire: [a bar]\n"


class InProcess:
    """The program without a process of its own: quicker, and these commands keep nothing."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def run(self, *words: str) -> Answer:
        """What a command printed and how it ended."""
        self._capsys.readouterr()
        code = main(words)
        return Answer(code, *self._capsys.readouterr())


@pytest.fixture
def line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> InProcess:
    """A command line beside a small style book."""
    (tmp_path / "styles" / "Mine").mkdir(parents=True)
    (tmp_path / "styles" / "Mine" / "Foo.yml").write_text(RULE + OURS, "utf-8")
    (tmp_path / "styles" / "Mine" / "Legal.yml").write_text(
        RULE.replace("foo", "guilty")
        + "backbench:\n  route: [needs-legal]\n  must_fire: [guilty]\n  must_not_fire: [not]\n",
        "utf-8",
    )
    (tmp_path / ".vale.ini").write_text(
        "StylesPath = styles\nMinAlertLevel = warning\n[*]\nBasedOnStyles = Mine\n", "utf-8"
    )
    return InProcess(capsys)


def test_check_prints_lines_and_leaves_with_1(line: InProcess, tmp_path: Path) -> None:
    story = tmp_path / "story.md"
    story.write_text("# Head\n\nA *foo*, guilty.\n\n“A foo.”\n", "utf-8")
    done = line.run("style", "check", str(story), "--config", str(tmp_path / ".vale.ini"))
    assert done.out == f"{story}:3:4:Mine.Foo:Not foo.\n{story}:3:10:Mine.Legal:[needs-legal] Not guilty.\n"
    assert (done.code, done.err) == (1, "")


def test_check_of_clean_files_leaves_with_0(line: InProcess, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Clean.", "utf-8")
    (tmp_path / "b.txt").write_bytes(b"\xef\xbb\xbfClean.\r\n")
    done = line.run(
        "style", "check", str(tmp_path / "a.md"), str(tmp_path / "b.txt"), "--styles", str(tmp_path / "styles")
    )
    assert (done.code, done.out, done.err) == (0, "", "")


def test_check_as_json(line: InProcess, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("A foo, guilty.", "utf-8")
    done = line.run("style", "check", str(tmp_path / "a.md"), "--json", "--config", str(tmp_path / ".vale.ini"))
    (report,) = done.json
    assert done.code == 1
    assert report["file"] == str(tmp_path / "a.md")
    assert [
        (f["rule"], f["level"], f["start"], f["end"], f["line"], f["column"], f["text"]) for f in report["findings"]
    ] == [("Mine.Foo", "warning", 2, 5, 1, 3, "foo")]
    assert report["routes"][0]["routes"] == ["needs-legal"]
    assert (report["right"], report["ignored"]) == ([], 0)


def test_what_is_right_already_is_told_as_json(line: InProcess, tmp_path: Path) -> None:
    (tmp_path / "styles" / "Mine" / "Swap.yml").write_text(
        "extends: substitution\nmessage: m\nswap: {'fo+': foo}", "utf-8"
    )
    (tmp_path / "a.md").write_text("A foo.", "utf-8")
    done = line.run("style", "check", str(tmp_path / "a.md"), "--json", "--config", str(tmp_path / ".vale.ini"))
    assert done.json[0]["right"] == [{"rule": "Mine.Swap", "start": 2, "end": 5, "text": "foo"}]


def test_findings_below_the_minimum_level_do_not_count(line: InProcess, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("“A foo.”", "utf-8")
    assert line.run("style", "check", str(tmp_path / "a.md"), "--config", str(tmp_path / ".vale.ini")).code == 0


def test_ignored_findings_are_left_out(line: InProcess, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("A foo.", "utf-8")
    (tmp_path / "ignored.jsonl").write_text('{"rule": "Mine.Foo", "text": "foo", "sentence": "A foo."}\n', "utf-8")
    words = ["style", "check", str(tmp_path / "a.md"), "--config", str(tmp_path / ".vale.ini"), "--ignored"]
    assert line.run(*words, str(tmp_path / "ignored.jsonl")).code == 0
    (tmp_path / "ignored.jsonl").write_text('{"rule": "Mine.Foo", "text": ', "utf-8")
    done = line.run(*words, str(tmp_path / "ignored.jsonl"))
    assert (done.code, done.out) == (2, "")
    assert "line 1 is no ignore record" in done.err


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"caf\xe9", "is not UTF-8 (byte 4); save it as UTF-8."),
        (b"a\x00b", "it has NUL bytes"),
        (b"x" * 20_000_001, "is larger than 20 MB"),
        (None, "cannot be read: No such file or directory"),
        ("folder", "is a folder, not a file"),
    ],
)
def test_files_that_cannot_be_read(line: InProcess, tmp_path: Path, content: bytes | str | None, says: str) -> None:
    path = tmp_path / "bad.md"
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content:
        path.mkdir()
    done = line.run("style", "check", str(path), "--config", str(tmp_path / ".vale.ini"))
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("extends: script\nmessage: m\nscript: x\n", "script rules are not supported"),
        ("extends: existence\nmessage: m\ntokns: [a]\n", "“tokens” or “raw” is needed"),
        ("extends: existence\nmessage: m\ntokens: [a]\nignorcase: true\n", "did you mean “ignorecase”?"),
        ("a: [b\n", "is not YAML"),
        ("extends: existence\nmessage: m\ntokens: ['(a']\n", "Mine.Foo cannot be used"),
        ("extends: existence\nmessage: m\nraw: ['(a|aa)+$']\n", "Mine.Foo took longer than 1 s"),
    ],
)
def test_rules_that_cannot_be_used(line: InProcess, tmp_path: Path, rule: str, says: str) -> None:
    (tmp_path / "styles" / "Mine" / "Foo.yml").write_text(rule, "utf-8")
    (tmp_path / "a.md").write_text("a" * 4_000 + "!", "utf-8")
    done = line.run("style", "check", str(tmp_path / "a.md"), "--config", str(tmp_path / ".vale.ini"))
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert done.err.count("\n") == 1


def test_examples_hold_or_are_told(line: InProcess, tmp_path: Path) -> None:
    book = ["--config", str(tmp_path / ".vale.ini")]
    done = line.run("style", "test", *book)
    assert (done.code, done.out) == (0, "2 rules, 4 examples: all hold\n")
    (tmp_path / "styles" / "Mine" / "Foo.yml").write_text(
        RULE + "backbench:\n  must_fire: [a bar, {text: a foo, marks: [a foo]}]\n  must_not_fire: [a foo]\n", "utf-8"
    )
    done = line.run("style", "test", *book)
    assert done.code == 1
    assert done.out.splitlines() == [
        "Mine.Foo: It must fire, but did not. In: “a bar”",
        "Mine.Foo: It must mark “a foo”, but marked “foo”. In: “a foo”",
        "Mine.Foo: It must not fire, but marked “foo”. In: “a foo”",
        "2 rules, 5 examples: 1 rules fail",
    ]
    assert line.run("style", "test", "Mine.Legal", "--json", *book).json == [
        {"rule": "Mine.Legal", "examples": 2, "failures": []}
    ]
    done = line.run("style", "test", "Mine.Fo", *book)
    assert (done.code, done.err) == (2, "backbench: The style book has no rule “Mine.Fo” (did you mean “Mine.Foo”?).\n")


def test_a_rule_without_examples_does_not_pass(line: InProcess, tmp_path: Path) -> None:
    (tmp_path / "styles" / "Mine" / "Foo.yml").write_text(RULE, "utf-8")
    done = line.run("style", "test", "Mine.Foo", "--styles", str(tmp_path / "styles"))
    assert done.code == 1
    assert "It has no “must_fire” example." in done.out


def test_the_starter_book_checks_a_story(tmp_path: Path) -> None:
    line = CommandLine(tmp_path / "home")
    (tmp_path / "a.md").write_text("The harbuor was closed.\n", "utf-8")
    done = line.run("style", "check", str(tmp_path / "a.md"))
    assert done.code == 1
    assert f"{tmp_path / 'a.md'}:1:5:Backbench.Spelling:" in done.out


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    import subprocess

    program = (
        "import sys; import editor.cli.style; print({'yaml', 'regex', 'markdown_it', 'hunspell'} & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "set()\n"
