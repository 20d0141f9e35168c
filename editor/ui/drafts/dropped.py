"""Files that are dropped or pasted on a story: they are imported, never written into its words."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData


def local_files(data: QMimeData) -> tuple[Path, ...]:
    """The files of this computer in what is dropped or pasted; a link to a page elsewhere is none."""
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
