"""The newsroom cases of the merge: files with a title, base, mine, theirs, and the marked text that has to come out.

A section begins with a line ``@@ name``; with ``no-newline`` behind the name its last line has no line end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "data" / "merge"
_SECTION = re.compile(r"^@@ (base|mine|theirs|expected)( no-newline)?\n", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """One case; ``title`` states the point."""

    name: str
    title: str
    base: str
    mine: str
    theirs: str
    expected: str


def merge_cases() -> list[Case]:
    """All cases in order."""
    return [_read(path) for path in sorted(FOLDER.glob("*.txt"))]


def _read(path: Path) -> Case:
    head, *parts = _SECTION.split(path.read_bytes().decode("utf-8"))
    sections = {
        name: words.removesuffix("\n") if bare else words
        for name, bare, words in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    }
    assert set(sections) == {"base", "mine", "theirs", "expected"}, path
    title = head.removeprefix("# ").strip()
    return Case(path.stem, title, sections["base"], sections["mine"], sections["theirs"], sections["expected"])
