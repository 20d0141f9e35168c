"""The time line: what happened to which thing, when, by whom."""

from __future__ import annotations

from datetime import datetime, timedelta

from editor.domain.activity import Happening
from editor.domain.times import from_ms, to_ms
from editor.store.desk import Unit, View

# Saves of the same person on the same story within this time are one line, or autosave would fill the page.
SAVES_TOGETHER = timedelta(minutes=5)


def add(unit: Unit, at: datetime, what: str, subject: str, words: str, actor: str = "") -> None:
    """Add a line (fields as in Happening)."""
    if what == "saved":
        last = unit.row(
            "SELECT n, what, actor, at_ms FROM journal WHERE subject = ? ORDER BY n DESC LIMIT 1", (subject,)
        )
        if last and last[1:3] == (what, actor) and to_ms(at) - last[3] < SAVES_TOGETHER // timedelta(milliseconds=1):
            unit.run("UPDATE journal SET words = ? WHERE n = ?", (words, last[0]))
            return
    unit.run(
        "INSERT INTO journal(at_ms, what, subject, words, actor) VALUES (?, ?, ?, ?, ?)",
        (to_ms(at), what, subject, words, actor),
    )


def latest(view: View, subject: str | None, limit: int) -> tuple[Happening, ...]:
    """Lines, newest first; of one subject when it is given."""
    where, parameters = ("WHERE subject = ?", (subject, limit)) if subject is not None else ("", (limit,))
    found = view.rows(
        f"SELECT at_ms, what, subject, words, actor FROM journal {where} ORDER BY n DESC LIMIT ?", parameters
    )
    return tuple(Happening(from_ms(at), what, about, words, actor) for at, what, about, words, actor in found)
