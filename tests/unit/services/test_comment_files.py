"""Files of comments: what is read, and the one sentence for what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from editor.domain.errors import BadInput
from editor.services.comment_files import LONGEST_LINE, CommentFile, FiledComment


def read(path: Path, content: bytes, *, skip_bad: bool = False) -> tuple[list[FiledComment], CommentFile]:
    path.write_bytes(content)
    file = CommentFile(path, skip_bad)
    return list(file), file


CSV_READ = {
    "label": (b"text,label\nhello,1\nbye,0\n", [("hello", True), ("bye", False)]),
    "decision": (
        b"id,text,decision\n7,hello,remove\n8,bye,approve\n9,hm,\n",
        [("hello", True), ("bye", False), ("hm", None)],
    ),
    "line ends of Windows": (b"text,label\r\nhello,1\r\n", [("hello", True)]),
    "byte-order mark": (b"\xef\xbb\xbftext,label\nhello,1\n", [("hello", True)]),
    "lines and commas inside quotes": (b'label,text\n1,"one,\ntwo ""three"""\n', [('one,\ntwo "three"', True)]),
    "capitals and spaces in the header": (b"Text , LABEL\nhello,1\n", [("hello", True)]),
    "blank lines": (b"text,label\n\nhello,1\n\n", [("hello", True)]),
    "no last line end": (b"text\nhello", [("hello", None)]),
    "a decision in other words": (b"text,decision\na,Approved\nb,REMOVED\n", [("a", False), ("b", True)]),
    "labels as floats": (b"text,label\na,1.0\nb,0.0\n", [("a", True), ("b", False)]),
    "NUL in a text": (b"text,label\na\x00b,1\n", [("a\x00b", True)]),
}


@pytest.mark.parametrize("name", CSV_READ)
def test_csv_is_read(tmp_path: Path, name: str) -> None:
    content, expected = CSV_READ[name]
    assert [(c.text, c.removed) for c in read(tmp_path / "comments.csv", content)[0]] == expected


JSON_READ = {
    "decisions": (
        b'{"text": "a", "decision": "remove", "author": "kim"}\n{"text": "b", "decision": {"verdict": "approve"}}\n',
        [("a", True), ("b", False)],
    ),
    "blank lines, line ends of Windows, a mark": (
        b'\xef\xbb\xbf{"text": "a"}\r\n\r\n{"text": "b"}',
        [("a", None), ("b", None)],
    ),
    "a lone surrogate": (b'{"text": "a\\ud800"}\n', [("a\ud800", None)]),
    "other keys": (b'{"text": "a", "likes": 3, "decision": null}\n', [("a", None)]),
    "NUL in a text": (b'{"text": "a\\u0000b"}\n', [("a\x00b", None)]),
}


@pytest.mark.parametrize("name", JSON_READ)
def test_json_lines_are_read(tmp_path: Path, name: str) -> None:
    content, expected = JSON_READ[name]
    assert [(c.text, c.removed) for c in read(tmp_path / "comments.jsonl", content)[0]] == expected


BAD = {
    "not UTF-8": (".csv", b"text\ngood\nbad \xff\ngood\n", "line 3: it is not UTF-8"),
    "too many fields": (
        ".csv",
        b"text,label\ngood,1\na,b,1\ngood,1\n",
        "line 3: it has 3 fields, the first line has 2",
    ),
    "too few fields": (".csv", b"text,label\ngood,1\na\ngood,1\n", "line 3: it has 1 fields"),
    "another label": (
        ".csv",
        b"text,label\ngood,1\na,maybe\ngood,0\n",
        "line 3: its decision is “maybe”; approve and remove",
    ),
    "text after quotes": (".csv", b'text\ngood\n"a"b\ngood\n', "line 3: it is no sound CSV"),
    "long line": (".csv", b"text\ngood\n" + b"x" * (LONGEST_LINE + 5) + b"\ngood\n", "line 3: it is longer than 4 MB"),
    "cut off": (".jsonl", b'{"text": "good"}\n\n{"text": "ba\n{"text": "good"}\n', "line 3: it ends in the middle"),
    "no object": (".jsonl", b'{"text": "good"}\n\n[1]\n{"text": "good"}\n', "line 3: it is not a JSON object"),
    "no text": (".jsonl", b'{"text": "good"}\n\n{"body": "x"}\n{"text": "good"}\n', "line 3: it has no “text”"),
    "nested": (
        ".jsonl",
        b'{"text": "good"}\n\n' + b"[" * 100_000 + b'\n{"text": "good"}\n',
        "line 3: it is nested too deeply",
    ),
    "not UTF-8 either": (
        ".jsonl",
        b'{"text": "good"}\n\n{"text": "\xff"}\n{"text": "good"}\n',
        "line 3: it is not UTF-8",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_stops_the_reading_or_is_passed_over(tmp_path: Path, name: str) -> None:
    ending, content, sentence = BAD[name]
    path = tmp_path / f"comments{ending}"
    with pytest.raises(BadInput, match=sentence) as stopped:
        read(path, content)
    assert str(path) in stopped.value.detail and stopped.value.detail.endswith("--skip-bad passes over such lines.")
    found, file = read(path, content, skip_bad=True)
    assert [c.text for c in found] == ["good", "good"]
    assert file.skipped == 1 and sentence in file.first_problem


REFUSED = {
    "empty": (".csv", b"", "is empty"),
    "no column text": (".csv", b"id,comment_text\n1,a\n", "names no column “text”. Did you mean “comment_text”?"),
    "a column nearly text": (".csv", b"id,texts\n1,a\n", "Did you mean “texts”?"),
    "UTF-16": (".csv", "text\nhello\n".encode("utf-16"), "UTF-16"),
    "UTF-16 lines": (".jsonl", '{"text": "a"}\n'.encode("utf-16"), "UTF-16"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_something_else_is_refused_either_way(tmp_path: Path, name: str) -> None:
    ending, content, sentence = REFUSED[name]
    for skip_bad in (False, True):
        with pytest.raises(BadInput, match=sentence.replace("?", r"\?")):
            read(tmp_path / f"comments{ending}", content, skip_bad=skip_bad)


@pytest.mark.parametrize("ending", [".csv", ".jsonl"])
def test_no_file_and_a_folder_are_refused(tmp_path: Path, ending: str) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        list(CommentFile(tmp_path / f"nothing{ending}"))
    (tmp_path / f"folder{ending}").mkdir()
    with pytest.raises(BadInput, match="folder"):
        list(CommentFile(tmp_path / f"folder{ending}"))


def test_progress_ends_at_the_end(tmp_path: Path) -> None:
    for ending, line in ((".csv", b"hello there\n"), (".jsonl", b'{"text": "hello there"}\n')):
        path, told = tmp_path / f"many{ending}", []
        path.write_bytes(b"text\n" * (ending == ".csv") + line * 20_000)
        assert sum(1 for _ in CommentFile(path, progress=lambda done, of, told=told: told.append((done, of)))) == 20_000
        assert told == sorted(told) and len(told) < 50
        assert told[-1][0] > 0.98 * path.stat().st_size
