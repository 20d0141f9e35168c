"""The rules screen's commands, for keys, palette, footer and the sheet of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.ui.commands import Command
from editor.ui.rules.publish_bar import PUBLISH_KEY

if TYPE_CHECKING:
    from editor.ui.rules.screen import RulesScreen

_CLAUSE, _VERSION, _PANES = "This rule", "This version", "Panes"


def rules_commands(screen: RulesScreen) -> list[Command]:
    """Everything a rule writer can do now."""
    fields = screen.form
    return [
        Command(
            "rules.publish",
            "Publish the rules",
            screen.publish,
            PUBLISH_KEY,
            _VERSION,
            "scroll-text",
            footer="publish",
            enabled=lambda: screen.can_publish,
        ),
        Command("rules.note", "Note on the change", screen.write_note, "Ctrl+M", _VERSION, "pencil"),
        Command(
            "rules.discard",
            "Discard the draft",
            screen.discard,
            "",
            _VERSION,
            "trash-2",
            enabled=lambda: screen.has_draft,
        ),
        Command("rules.history", "Versions", screen.toggle_history, "Ctrl+H", _VERSION, "history", footer="versions"),
        Command(
            "rules.next", "Next rule", lambda: screen.step(1), "Alt+Down", _CLAUSE, "arrow-down", footer="next rule"
        ),
        Command(
            "rules.previous",
            "Rule before",
            lambda: screen.step(-1),
            "Alt+Up",
            _CLAUSE,
            "arrow-up",
            footer="next rule",
        ),
        Command(
            "rules.text",
            "What readers see",
            lambda: screen.go_into(fields.public_text),
            "F2",
            _CLAUSE,
            "type",
            footer="words",
        ),
        Command(
            "rules.message",
            "Message to the author",
            lambda: screen.go_into(fields.message),
            "F3",
            _CLAUSE,
            "message-square",
        ),
        Command("rules.list", "List of rules", screen.outline.list.setFocus, "Ctrl+L", _PANES, "list", footer="rules"),
        Command(
            "rules.proof",
            "Show or hide what readers will see",
            screen.toggle_proof,
            "F5",
            _PANES,
            "eye",
            footer="preview",
        ),
    ]
