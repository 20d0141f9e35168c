"""Merge files: read three versions of a text, put them together, write the result so that nothing is half written."""

from __future__ import annotations

import contextlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from editor.domain.errors import BadInput
from editor.domain.merge import Merged, merge
from editor.domain.merging.fields import merge_value
from editor.domain.merging.marks import Names

MAX_BYTES = 8_000_000
"""Larger files are no story: the longest a desk keeps has 400,000 characters."""

_MARK = "\ufeff"


@dataclass(frozen=True)
class MergedFiles:
    """A merge of three files. ``written`` is what belongs in a file: marks, line ends and byte-order mark included.

    Positions in ``merged`` count in the texts as they were merged: without a byte-order mark, and with one kind of line
    end where the files differed in theirs.
    """

    merged: Merged
    written: str


def merge_files(base: Path, mine: Path, theirs: Path) -> MergedFiles:
    """Merge three UTF-8 files. A line end or byte-order mark that one side changed throughout is changed in the result.

    Raises BadInput with one sentence for a file that cannot be read as text.
    """
    texts = [_read(path) for path in (base, mine, theirs)]
    marks = [text.startswith(_MARK) for text in texts]
    texts = [text.removeprefix(_MARK) for text in texts]
    ends = [_line_end(text) for text in texts]
    line_end, _ = merge_value(*(end or "\n" for end in ends))
    differ = len({end for end in ends if end}) > 1
    if differ:
        texts = [text.replace("\r\n", "\n") for text in texts]
    merged = merge(texts[0], texts[1], texts[2])
    names = [" ".join(path.name.encode("utf-8", "replace").decode().split()) for path in (base, mine, theirs)]
    written = merged.marked(Names(*names) if len(set(names)) == 3 else Names())
    if differ and line_end == "\r\n":
        written = written.replace("\n", "\r\n")
    with_mark, _ = merge_value(*marks)
    return MergedFiles(merged, _MARK * with_mark + written)


def write_file(path: Path, text: str) -> None:
    """Put ``text`` in ``path`` as UTF-8, whole or not at all. Raises BadInput with one sentence when it cannot be."""
    try:
        target = path.resolve() if path.is_symlink() else path
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:50]}.", suffix=".part")
        part = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
            part.chmod(mode)
            part.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink()
            raise
    except OSError as problem:
        raise BadInput(f"{path} cannot be written: {_reason(problem)}.") from problem


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as problem:
        raise BadInput(f"{path} cannot be read: {_reason(problem)}.") from problem
    if len(data) > MAX_BYTES:
        raise BadInput(f"{path} is larger than {MAX_BYTES // 1_000_000} MB; no story is.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise BadInput(
            f"{path} is not UTF-8 text (byte {problem.start:,}). Save it as UTF-8 and try again."
        ) from problem
    if "\0" in text:
        raise BadInput(f"{path} is not a text: it holds NUL characters.")
    return text


def _line_end(text: str) -> str:
    """The one line end of a text; empty when it has none or several kinds."""
    pairs = text.count("\r\n")
    if text.count("\r") > pairs:
        return ""
    singles = text.count("\n") - pairs
    return "" if bool(pairs) == bool(singles) else "\r\n" if pairs else "\n"


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def _reason(problem: OSError) -> str:
    return (problem.strerror or str(problem)).lower()
