"""The shipped faces: which are loaded when, and emoji on a computer that has none."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtGui import QTextLayout

from editor.qt.fonts import FIRST_FACES, load_other_faces
from editor.qt.plumbing import Plumbing
from editor.qt.resource_files import resource


def test_the_faces_named_for_the_first_frames_are_shipped() -> None:
    assert [face for face in FIRST_FACES if not resource("third_party", "fonts", f"{face}.ttf").is_file()] == []


@pytest.mark.parametrize("style", ["card", "read", "thread", "ui"])
def test_emoji_are_drawn_in_the_shipped_face_and_words_in_their_own(plumbing: Plumbing, style: str) -> None:
    load_other_faces()
    layout = QTextLayout("Thank you 💙 7 🦭", plumbing.theme.font(style))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    families: dict[str, int] = {}
    for run in layout.glyphRuns():
        family = run.rawFont().familyName()
        families[family] = families.get(family, 0) + len(run.glyphIndexes())
        assert 0 not in run.glyphIndexes(), "a glyph is missing, so a box would be drawn"
    assert families.pop("Noto Emoji") == 2
    assert set(families) <= {"Inter", "Source Serif 4"}


def test_the_first_frame_has_the_faces_it_shows() -> None:
    """In a process of its own: here every face is loaded already, and a font that was matched once stays so."""
    code = (
        "from PySide6.QtGui import QFontInfo\n"
        "from editor.qt.fonts import load_frame_faces\n"
        "from editor.qt.plumbing import make_application\n"
        "from editor.qt.theme import Theme\n"
        "app = make_application()\n"
        "load_frame_faces()\n"
        "theme = Theme(mode='light')\n"
        "styles = ('h2', 'ui', 'ui_med', 'ui_semi', 'meta', 'keycap')\n"
        "print([QFontInfo(theme.font(style)).family() for style in styles])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(["Source Serif 4", *["Inter"] * 5])
