"""backbench merge: files in, a file or lines out, marks and exit 1 where people must choose."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from editor.cli.merge import as_data
from editor.domain.merge import merge
from tests.helpers.command_line import Answer, CommandLine

BASE, MINE, THEIRS = "One. Two.\n", "One x. Two.\n", "One. Two x.\n"


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path / "desk")


def run(line: CommandLine, folder: Path, *texts: str | bytes, more: tuple[str, ...] = ()) -> Answer:
    """The command on three files with these contents."""
    paths = [folder / name for name in ("base.md", "mine.md", "theirs.md")]
    for path, text in zip(paths, texts, strict=True):
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return line.run("merge", *map(str, paths), *more)


def test_clean(line: CommandLine, tmp_path: Path) -> None:
    answer = run(line, tmp_path, BASE, MINE, THEIRS)
    assert (answer.code, answer.out, answer.err) == (0, "One x. Two x.\n", "")
    assert not (tmp_path / "desk").exists()  # no desk is needed, and none is made


def test_marks_and_exit_1(line: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "out.md"
    out.write_text("old")
    out.chmod(0o640)
    answer = run(line, tmp_path, BASE, MINE, "One y. Two.\n", more=("-o", str(out)))
    assert answer.code == 1 and answer.out == f"1 place needs a choice in {out}\n"
    assert out.read_text() == (
        "<<<<<<< mine.md\nOne x.\n||||||| base.md\nOne.\n=======\nOne y.\n>>>>>>> theirs.md\nTwo.\n"
    )
    assert stat.S_IMODE(out.stat().st_mode) == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["base.md", "mine.md", "out.md", "theirs.md"]


def test_json(line: CommandLine, tmp_path: Path) -> None:
    answer = run(line, tmp_path, BASE, MINE, "One y. Two é.\n", more=("--json",))
    assert answer.code == 1
    data = answer.json
    assert data == as_data(merge(BASE, MINE, "One y. Two é.\n")) and data["conflicts"] == 1
    assert [hunk["kind"] for hunk in data["hunks"]] == ["changed by both", "changed by theirs"]
    texts = {"base": BASE, "mine": MINE, "theirs": "One y. Two é.\n"}
    assert "".join(data["text"][slice(*piece["result"])] for piece in data["pieces"]) == data["text"]
    for piece in data["pieces"]:
        for side, text in texts.items():
            assert piece[side] is None or text[slice(*piece[side])] == data["text"][slice(*piece["result"])]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((BASE, MINE.replace("\n", "\r\n"), THEIRS), b"One x. Two x.\r\n"),
        ((BASE.replace("\n", "\r\n"), MINE.replace("\n", "\r\n"), THEIRS), b"One x. Two x.\n"),
        (("One.\r\nTwo.\n", "One x.\r\nTwo.\n", "One.\r\nTwo x.\n"), b"One x.\r\nTwo x.\n"),
        (("One.\rTwo.\r", "One x.\rTwo.\r", "One.\rTwo x.\r"), b"One x.\rTwo x.\r"),
        ((BASE, "\ufeff" + MINE, THEIRS), "\ufeffOne x. Two x.\n".encode()),
        (("One. Two.", "One x. Two.", "One. Two x."), b"One x. Two x."),
        (("", "", ""), b""),
    ],
)
def test_line_ends_and_byte_order_marks(
    line: CommandLine, tmp_path: Path, texts: tuple[str, str, str], expected: bytes
) -> None:
    out = tmp_path / "out.md"
    assert run(line, tmp_path, *texts, more=("-o", str(out))).code == 0
    assert out.read_bytes() == expected


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (b"caf\xe9\n", "is not UTF-8 text (byte 3)"),
        (b"lone \xed\xa0\x80\n", "is not UTF-8 text (byte 5)"),
        (b"a\0b", "holds NUL characters"),
        (b"\xff\xfea\0", "is not UTF-8 text (byte 0)"),
        (b"word " * 2_000_000, "is larger than 8 MB"),
    ],
)
def test_bad_files_are_refused_in_one_sentence(line: CommandLine, tmp_path: Path, bad: bytes, sentence: str) -> None:
    out = tmp_path / "out.md"
    answer = run(line, tmp_path, BASE, bad, THEIRS, more=("-o", str(out)))
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert str(tmp_path / "mine.md") in answer.err and sentence in answer.err
    assert not out.exists()


def test_what_cannot_be_read_or_written(line: CommandLine, tmp_path: Path) -> None:
    run(line, tmp_path, BASE, MINE, THEIRS)
    three = [str(tmp_path / name) for name in ("base.md", "mine.md", "theirs.md")]
    assert "no such file" in line.refused("merge", *three[:2], str(tmp_path / "none.md"))
    assert "is a directory" in line.refused("merge", *three[:2], str(tmp_path))
    assert "cannot be written" in line.refused("merge", *three, "-o", str(tmp_path / "none" / "out.md"))
    assert "cannot be written" in line.refused("merge", *three, "-o", str(tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["base.md", "mine.md", "theirs.md"]


def test_the_result_may_replace_one_of_the_files_or_what_a_link_names(line: CommandLine, tmp_path: Path) -> None:
    assert run(line, tmp_path, BASE, MINE, THEIRS, more=("-o", str(tmp_path / "mine.md"))).code == 0
    assert (tmp_path / "mine.md").read_text() == "One x. Two x.\n"
    link = tmp_path / "link.md"
    link.symlink_to(tmp_path / "base.md")
    assert run(line, tmp_path, BASE, MINE, THEIRS, more=("-o", str(link))).code == 0
    assert link.is_symlink() and (tmp_path / "base.md").read_text() == "One x. Two x.\n"


@pytest.mark.skipif(os.name == "nt", reason="names of files are text there")
def test_a_file_name_that_is_no_text(line: CommandLine, tmp_path: Path) -> None:
    odd = os.fsdecode(os.fsencode(str(tmp_path)) + b"/caf\xe9.md")
    Path(odd).write_text("One z. Two.\n")
    run(line, tmp_path, BASE, MINE, THEIRS)
    answer = line.run("merge", str(tmp_path / "base.md"), str(tmp_path / "mine.md"), odd)
    assert answer.code == 1 and "One z." in answer.out


def test_help_has_an_example(line: CommandLine) -> None:
    assert "Example: backbench merge" in line.ok("merge", "--help").out
