"""What of a style book holds for one kind of file."""

from __future__ import annotations

from dataclasses import dataclass

from editor.style.findings import Level
from editor.style.inline_text import Ignored
from editor.style.rules import Rule


@dataclass(frozen=True, slots=True, eq=False)
class InForce:
    """Rules with their levels, what is ignored, and how the file is read. Equal only to itself."""

    rules: tuple[tuple[Rule, Level], ...]
    ignored: Ignored
    block_ignores: tuple[str, ...]
    skipped: frozenset[str]
    markdown: bool
