"""Text files a person gives or gets: read with one clear sentence for what is no text, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from editor.domain.errors import BadInput

LARGEST = 20 << 20  # bytes: a rulebook of twenty megabytes is no rulebook


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, line ends as \\n, without a byte-order mark. Raises BadInput."""
    try:
        if path.is_file() and path.stat().st_size > LARGEST:
            raise BadInput(f"{path.name} is larger than {LARGEST >> 20} MB, which no rulebook or list is.")
        raw = path.read_bytes()
    except IsADirectoryError as problem:
        raise BadInput(f"{path} is a folder, not a file.") from problem
    except OSError as problem:
        raise BadInput(f"{path} cannot be read: {(problem.strerror or 'no reason given').lower()}.") from problem
    except ValueError as problem:
        raise BadInput("The name of the file holds a character that no name can have.") from problem
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise BadInput(f"{path.name} is in UTF-16. Save it as UTF-8.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        raise BadInput(f"{path.name} is not UTF-8: line {line:,} has bytes that are no text.") from problem
    if "\x00" in text:
        raise BadInput(f"{path.name} holds a NUL in line {text.count(chr(10), 0, text.index(chr(0))) + 1:,}.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def write_text(path: Path, text: str, *, private: bool = False) -> None:
    """Write a file beside and put it in its place, so that a reader finds the old or the new. Raises BadInput.

    ``private``: only its owner can read it.
    """
    temporary = ""
    try:
        data = text.encode("utf-8")
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = file.name
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if not private:  # a temporary file is private by birth
            Path(temporary).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        Path(temporary).replace(path)
    except UnicodeEncodeError as problem:
        raise BadInput("A text holds half a character, which cannot be saved.") from problem
    except OSError as problem:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise BadInput(f"{path} cannot be written: {(problem.strerror or 'no reason given').lower()}.") from problem


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
