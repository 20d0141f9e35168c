"""Two texts as one, with the words that were inserted and deleted marked."""

from __future__ import annotations

from editor.domain.rulebook import Piece, word_difference
from editor.ui.widgets.reading_text import Mark


def changed_passages(before: str, after: str) -> tuple[str, list[Mark]]:
    """The paragraphs that differ, with inserted and deleted words marked; unchanged paragraphs become "…"."""
    old, new = before.split("\n\n"), after.split("\n\n")
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    tail = 0
    while tail < min(len(old), len(new)) - start and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    middle_old = "\n\n".join(old[start : len(old) - tail])
    middle_new = "\n\n".join(new[start : len(new) - tail])
    text, marks = difference_text(middle_old, middle_new)
    lead = "…\n" if start else ""
    shifted = [Mark(mark.start + len(lead), mark.end + len(lead), mark.kind) for mark in marks]
    return lead + text + ("\n…" if tail else ""), shifted


def difference_text(before: str, after: str) -> tuple[str, list[Mark]]:
    """Both texts in one, deleted words kept in place, with marks for what was inserted and deleted."""
    text = ""
    marks: list[Mark] = []
    for piece, words in word_difference(before, after):
        if piece is not Piece.SAME:
            marks.append(Mark(len(text), len(text) + len(words), "insert" if piece is Piece.INSERTED else "delete"))
        text += words
    return text, marks
