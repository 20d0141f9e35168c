"""Deciding as a person does: on what the desk shows of a comment at this moment."""

from __future__ import annotations

from dataclasses import replace

from editor.domain.changes import Done
from editor.domain.decisions import Decision, Seen
from editor.domain.inbox import seen_on
from editor.services import moderation, rulebook
from editor.store.desk import Desk


def seen(desk: Desk, comment_id: str, **other: object) -> Seen:
    """What stands on the card now; ``other`` for what the person saw otherwise."""
    card = moderation.context(desk, comment_id=comment_id).card
    return replace(seen_on(card, rulebook.in_force(desk).version), **other)  # type: ignore[arg-type]


def undo(desk: Desk, comment_id: str) -> Done[Decision | None]:
    """Take back the decision that the card shows."""
    return moderation.undo(desk, comment_id=comment_id, decision_id=seen(desk, comment_id).decision_id)
