"""What a rule writer does: save a clause, discard the draft, publish the next version; and the reads for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from editor.qt.operation import Operation

if TYPE_CHECKING:
    from editor.domain.changes import Done
    from editor.domain.rulebook import Clause, Rulebook
    from editor.services.desk import Desk
    from editor.services.rulebook import Editing


@dataclass(frozen=True, slots=True)
class RulebookView:
    """What the rules screen shows: the draft beside what is in force, every version known (newest first), and the
    draft's rules as safe HTML by clause number."""

    editing: Editing
    history: tuple[Rulebook, ...]
    page: dict[int, str]


def read_rulebook(desk: Desk) -> RulebookView:
    """Everything the rules screen shows. Run it on a read worker."""
    from editor.services import preview, rulebook

    editing = rulebook.editing(desk)
    page = {clause.number: preview.render_once(clause.public_text) for clause in editing.draft.clauses}
    return RulebookView(editing, rulebook.history(desk), page)


def save_clause(*, desk: Desk, clause: Clause) -> Operation[Done[Editing]]:
    """Keep a changed clause in the draft; silent, because the head of the clause says it."""

    def work() -> Done[Editing]:
        from editor.services import rulebook

        return rulebook.save_clause(desk, clause=clause)

    return Operation("Save rule", work)


def discard_draft(*, desk: Desk) -> Operation[Done[Editing]]:
    """Go back to the words in force."""

    def work() -> Done[Editing]:
        from editor.services import rulebook

        return rulebook.discard_draft(desk)

    return Operation("Discard draft", work, "The draft was discarded. The rules are as they are in force.")


def publish(*, desk: Desk, note: str) -> Operation[Done[Rulebook]]:
    """Queue the draft as the next version."""

    def work() -> Done[Rulebook]:
        from editor.services import rulebook

        return rulebook.publish(desk, note=note)

    return Operation(
        "Publish rules", work, lambda done: f"Version {done.result.version} of the rules is on its way to the site."
    )
