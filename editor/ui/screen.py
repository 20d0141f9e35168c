"""What the main window asks of a screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from editor.ui.commands import Command, Hint, bind_commands


class Screen(QWidget):
    """Base of the screens. Override `commands` and `focus_first`; call `commands_changed.emit()` when they change.

    The window binds the keys of `commands()` to the screen, shows those with `footer` words in the footer, offers all
    of them in the palette and lists every one with a key on the shortcut sheet.
    """

    commands_changed = Signal()

    title = ""
    sheet_key = "?"
    """The key of the shortcut sheet in the footer; F1 where the keyboard is in a text and "?" would be typed."""

    def commands(self) -> list[Command]:
        """Everything a person can do here now."""
        return []

    def key_hints(self) -> list[Hint]:
        """What the footer shows: the commands with footer words; commands with the same words share their keycaps."""
        hints: dict[str, tuple[str, ...]] = {}
        for command in self.commands():
            if command.footer and command.keys:
                hints[command.footer] = (*hints.get(command.footer, ()), *command.keys)
        return [Hint(keys, words) for words, keys in hints.items()]

    def focus_first(self) -> None:
        """Give the keyboard to the part where work starts."""
        self.setFocus()

    def arrived(self) -> None:
        """Called each time the screen comes to the front."""

    def may_leave(self) -> bool:
        """Asked before the window closes; save what must be saved here."""
        return True

    def bind(self) -> None:
        """Bind the keys; the window calls it when the screen is made and when its commands change."""
        bind_commands(self, self.commands())


@dataclass(frozen=True)
class ScreenEntry:
    """A screen the window can show. `make` is called the first time it is needed."""

    name: str
    title: str
    make: Callable[[], Screen]
