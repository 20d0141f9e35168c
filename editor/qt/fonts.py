"""Loads the shipped typefaces: those of the first screen at once, the others after the first frame."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtGui import QFontDatabase

from editor.qt.resource_files import resource

FRAME_FACES = (
    "inter/Inter_400Regular",
    "inter/Inter_500Medium",
    "inter/Inter_600SemiBold",
    "source-serif-4/SourceSerif4_600SemiBold",
)
"""Faces (paths under fonts/ without .ttf) of the window's frame: wordmark, tabs, footer."""

FIRST_FACES = (
    *FRAME_FACES,
    "source-serif-4/SourceSerif4_400Regular",
    "source-serif-4/SourceSerif4_400Regular_Italic",
    "source-serif-4/SourceSerif4_700Bold",
)
"""Faces that the first screen may show, Drafts with its preview included."""

_loaded: set[Path] = set()


def load_frame_faces() -> None:
    """Load the faces of the window's frame (half a millisecond each)."""
    _load(_path(face) for face in FRAME_FACES)


def load_first_faces() -> None:
    """Load the faces of the first screen."""
    _load(_path(face) for face in FIRST_FACES)


def load_other_faces() -> None:
    """Load every other shipped face: the sans italic, the typewriter face, emoji."""
    _load(sorted(resource("third_party", "fonts").glob("*/*.ttf")))


def _path(face: str) -> Path:
    return resource("third_party", "fonts", f"{face}.ttf")


def _load(paths: Iterable[Path]) -> None:
    for path in paths:
        if path not in _loaded:
            _loaded.add(path)
            QFontDatabase.addApplicationFont(str(path))
