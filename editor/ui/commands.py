"""Commands: one declaration makes the key, the palette row, the footer hint and the row of the shortcut sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from editor.ui.widgets.painting import split_keys


@dataclass(frozen=True)
class Command:
    """Something a person can do on a screen.

    `name` is stable ("inbox.remove.2"); `words` are what the palette and the sheet show; `run` does it. `shortcut` is
    in Qt's portable form ("A", "Ctrl+Return", "G, N" for keys in turn), "" for none. `keys_shown` replaces the keycaps
    when they differ from it ("R", "1–9"). With `footer` the command stands in the footer under these words. `detail`
    is the small text at the right of the palette row. `bound=False`: a widget handles the key itself (the list's j).
    """

    name: str
    words: str
    run: Callable[[], object]
    shortcut: str = ""
    group: str = ""
    icon: str = ""
    icon_role: str = "text2"
    detail: str = ""
    footer: str = ""
    keys_shown: tuple[str, ...] = ()
    enabled: Callable[[], bool] | None = None
    bound: bool = True
    in_palette: bool = True

    @property
    def keys(self) -> tuple[str, ...]:
        """The keycaps to show."""
        return self.keys_shown or (split_keys(self.shortcut) if self.shortcut else ())

    @property
    def is_enabled(self) -> bool:
        """Whether it can be done now."""
        return self.enabled is None or self.enabled()


@dataclass(frozen=True)
class Hint:
    """Keys and what they do, for the footer."""

    keys: tuple[str, ...]
    words: str


_ALSO = {"?": "F1", "Ctrl++": "Ctrl+="}


def bind_commands(widget: QWidget, commands: Sequence[Command]) -> list[QAction]:
    """Give the widget an action for each command with a key; keys work while the focus is inside the widget.

    Letters stay letters in text fields: Qt offers them to the field first. A command that is not enabled does nothing.
    Call again with new commands: actions bound before are taken away.
    """
    for old in widget.actions():
        if old.property("bound_command"):
            widget.removeAction(old)
            old.deleteLater()
    actions = []
    for command in commands:
        if command.shortcut and command.bound:
            actions.append(_action_for(widget, command))
    widget.addActions(actions)
    return actions


def _action_for(widget: QWidget, command: Command) -> QAction:
    action = QAction(command.words, widget)
    action.setObjectName(command.name)
    action.setProperty("bound_command", True)
    action.setShortcuts(key_sequences(command.shortcut))
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.setAutoRepeat(False)
    action.triggered.connect(lambda: command.run() if command.is_enabled else None)
    return action


def key_sequences(shortcut: str) -> list[QKeySequence]:
    """A shortcut with the other keys that mean the same: Enter of the number block, F1 where "?" would be typed."""
    sequences = [QKeySequence(shortcut)]
    if shortcut in _ALSO:
        sequences.append(QKeySequence(_ALSO[shortcut]))
    if "Return" in shortcut:
        sequences.append(QKeySequence(shortcut.replace("Return", "Enter")))
    return sequences
