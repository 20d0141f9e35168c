"""Settings of the desk's windows in an ini file beside the database; every setting is declared once, here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar, cast

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

T = TypeVar("T")


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One setting: its key in the file, the value when nothing is stored, and what it does in words."""

    key: str
    default: T
    help: str


THEME = Setting("look/theme", "system", "Colours: system, light or dark.")
TEXT_SCALE = Setting("look/text_scale", 100, "Size of all text in per cent, 80 to 200.")
REDUCED_MOTION = Setting("look/reduced_motion", False, "Show changes at once, without movement.")
GEOMETRY = Setting("window/geometry", b"", "Place and size of the main window.")
SCREEN = Setting("window/screen", "", "The screen that was open last.")
OPEN_STORIES = Setting("drafts/open", "", "The stories that were open, pane by pane; * marks the one in front of each.")


class Settings(QObject):
    """Reads and writes declared settings. `changed(key)` follows every change of a value."""

    changed = Signal(str)

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._store = QSettings(str(path), QSettings.Format.IniFormat)

    def get(self, setting: Setting[T]) -> T:
        """The stored value, or the default when there is none or it has another type."""
        value = self._store.value(setting.key)
        if value is None:
            return setting.default
        return _as(setting.default, value)

    def set(self, setting: Setting[T], value: T) -> None:
        """Store a value; it is on disk after `sync` or when the window closes."""
        if self.get(setting) != value:
            self._store.setValue(setting.key, QByteArray(value) if isinstance(value, bytes) else value)
            self.changed.emit(setting.key)

    def pane_widths(self, screen: str) -> list[int]:
        """Widths of a screen's panes as the person left them, or [] when they were never moved."""
        stored = self._store.value(f"panes/{screen}")
        parts = str(stored).split(" ") if stored else []
        return [int(part) for part in parts if part.isdigit()]

    def set_pane_widths(self, screen: str, widths: list[int]) -> None:
        """Remember the widths of a screen's panes in logical pixels."""
        self._store.setValue(f"panes/{screen}", " ".join(str(width) for width in widths))

    def sync(self) -> None:
        """Write to disk now."""
        self._store.sync()


def _as(default: T, value: object) -> T:
    """A value from the ini file, where everything is a string, in the type of the default."""
    try:
        if isinstance(default, bool):
            return cast(T, str(value).lower() in ("true", "1"))
        if isinstance(default, int):
            return cast(T, int(str(value)))
        if isinstance(default, bytes):
            return cast(T, bytes(value.data()) if isinstance(value, QByteArray) else b"")
        return cast(T, str(value))
    except ValueError:
        return default


def declared() -> tuple[Setting[object], ...]:
    """Every declared setting, for the help and its test."""
    return tuple(value for value in globals().values() if isinstance(value, Setting))
