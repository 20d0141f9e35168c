"""Reads text files strictly: UTF-8, bounded, no NUL; anything else is one sentence that names the file."""

from __future__ import annotations

from pathlib import Path

from editor.domain.errors import BadInput

LARGEST = 20_000_000  # bytes of a story; a novel has one
LARGEST_OF_BOOK = 4_000_000  # bytes of a file of a style book


def read_text(path: Path, largest: int = LARGEST) -> str:
    """The text of a file without its byte-order mark; line ends as they are. Raises BadInput."""
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except IsADirectoryError:
        raise BadInput(f"{path} is a folder, not a file.") from None
    except OSError as problem:
        raise BadInput(f"{path} cannot be read: {problem.strerror or problem}.") from problem
    if len(data) > largest:
        raise BadInput(f"{path} is larger than {largest // 1_000_000} MB.")
    if b"\x00" in data:
        raise BadInput(f"{path} is not a text file: it has NUL bytes.")
    try:
        return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as problem:
        raise BadInput(f"{path} is not UTF-8 (byte {problem.start + 1:,}); save it as UTF-8.") from problem
