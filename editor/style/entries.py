"""Typed reading of a mapping out of a rule file: each key asked for is known, every other one an error."""

from __future__ import annotations

from typing import Any

from editor.domain.errors import BadInput
from editor.style.near import did_you_mean
from editor.style.yaml_file import Entries

_TRUE, _FALSE = frozenset({"true", "True", "TRUE"}), frozenset({"false", "False", "FALSE"})


class Reader:
    """Takes values out of a mapping. Every method raises BadInput naming the file, the line and the key."""

    def __init__(self, entries: Entries, name: str) -> None:
        self.name = name
        self._entries = entries
        self._asked: set[str] = set()

    def where(self, key: str = "") -> str:
        """The file and the line of a key, to begin a sentence with."""
        line = self._entries.lines.get(key)
        return f"{self.name}, line {line}" if line else self.name

    def has(self, key: str) -> bool:
        """Whether the key is there; asks for it."""
        self._asked.add(key)
        return key in self._entries

    def text(self, key: str, default: str | None = None) -> str:
        """A text; required when there is no default."""
        value = self._value(key, default)
        if not isinstance(value, str):
            raise BadInput(f"{self.where(key)}: “{key}” must be a text.")
        return value

    def flag(self, key: str, default: bool) -> bool:
        """``true`` or ``false``."""
        value = self._value(key, "true" if default else "false")
        if value in _TRUE:
            return True
        if value in _FALSE:
            return False
        raise BadInput(f"{self.where(key)}: “{key}” must be true or false.")

    def whole(self, key: str, default: int) -> int:
        """A whole number, not negative."""
        value = self._value(key, str(default))
        if not isinstance(value, str) or not (value.isascii() and value.isdecimal()) or len(value) > 9:
            raise BadInput(f"{self.where(key)}: “{key}” must be a whole number.")
        return int(value)

    def number(self, key: str, default: float) -> float:
        """A number."""
        value = self._value(key, str(default))
        try:
            number = float(value) if isinstance(value, str) else float("nan")
        except ValueError:
            number = float("nan")
        if not -1e9 < number < 1e9:
            raise BadInput(f"{self.where(key)}: “{key}” must be a number.")
        return number

    def texts(self, key: str, *, required: bool = False) -> list[str]:
        """A list of texts; a single text is a list of one."""
        value = self._value(key, None if required else [])
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise BadInput(f"{self.where(key)}: “{key}” must be a list of texts.")
        if required and not value:
            raise BadInput(f"{self.where(key)}: “{key}” is empty.")
        return value

    def pairs(self, key: str) -> dict[str, str]:
        """A mapping of texts to texts, in its order; required. A list of such mappings is joined."""
        value = self._value(key, None)
        if isinstance(value, list) and all(isinstance(item, Entries) for item in value):
            value = {k: v for item in value for k, v in item.items()}
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()) or not value:
            raise BadInput(f"{self.where(key)}: “{key}” must be a list of “found: wanted” pairs.")
        return dict(value)

    def inner(self, key: str) -> Reader | None:
        """A mapping inside this one, or None."""
        value = self._value(key, Entries())
        if not isinstance(value, Entries):
            raise BadInput(f"{self.where(key)}: “{key}” must be a list of “key: value” lines.")
        return Reader(value, self.name) if self.has(key) else None

    def items(self, key: str) -> list[Any]:
        """A list of texts or mappings, the mappings as readers."""
        value = self._value(key, [])
        if not isinstance(value, list):
            value = [value]
        if not all(isinstance(item, (str, Entries)) for item in value):
            raise BadInput(f"{self.where(key)}: “{key}” must be a list.")
        return [Reader(item, self.name) if isinstance(item, Entries) else item for item in value]

    def finish(self, what: str) -> None:
        """Raise BadInput when the mapping holds a key nobody asked for."""
        for key in self._entries:
            if key not in self._asked:
                near = did_you_mean(key, self._asked)
                raise BadInput(f"{self.where(key)}: {what} has no key “{key[:60]}”{near}.")

    def _value(self, key: str, default: Any) -> Any:
        self._asked.add(key)
        value = self._entries.get(key, default)
        if value is None:
            raise BadInput(f"{self.name}: the key “{key}” is missing.")
        return value
