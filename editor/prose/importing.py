"""Import a story from a file of a kind that reporters send: .docx, .md, .html, .txt."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from editor.prose import errors
from editor.prose.imported import Fields, ImportedArticle

__all__ = ["MAX_BYTES", "SUFFIXES", "ImportedArticle", "import_file"]

MAX_BYTES = 25 * 1024 * 1024
SUFFIXES = (".docx", ".md", ".markdown", ".html", ".htm", ".txt")
"""Endings that can be imported, for a file chooser."""

Reader = Callable[[str, bytes, list[str]], Fields]


def import_file(path: Path | str) -> ImportedArticle:
    """Read a story. The file is only read, never changed; safe to call in any thread.

    Raises a subclass of `errors.ImportRefused`, whose `sentence` tells the person what to do.
    """
    path = Path(path)
    reader = _reader(path)
    data = _bytes(path)
    notes: list[str] = []
    fields = reader(path.name, data, notes)
    if not fields.body.strip() and not fields.headline.strip():
        raise errors.NothingInside(path.name)
    return ImportedArticle(
        headline=fields.headline.strip(),
        standfirst=fields.standfirst.strip(),
        byline=fields.byline.strip(),
        body_markdown=fields.body.strip("\n"),
        notes=notes,
        source_sha256=hashlib.sha256(data).hexdigest(),
    )


def _reader(path: Path) -> Reader:
    # the readers' libraries take 100 ms to load, which the first screen must not pay
    match path.suffix.lower():
        case ".docx":
            from editor.prose.docx_reader import read_docx

            return read_docx
        case ".docm" | ".dotm":
            raise errors.HasMacros(path.name)
        case ".doc" | ".dot":
            raise errors.OlderWordFile(path.name)
    from editor.prose import text_reader

    match path.suffix.lower():
        case ".md" | ".markdown":
            return text_reader.read_markdown
        case ".html" | ".htm":
            return text_reader.read_html
        case ".txt":
            return text_reader.read_txt
    raise errors.UnknownKind(path.name)


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise errors.FileUnreadable(path.name, reason="it is a folder")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as problem:
        reason = (problem.strerror or type(problem).__name__).lower()
        raise errors.FileUnreadable(path.name, reason=reason) from problem
    if len(data) > MAX_BYTES:
        raise errors.FileTooLarge(path.name, limit=MAX_BYTES // (1024 * 1024))
    if not data:
        raise errors.NothingInside(path.name)
    return data
