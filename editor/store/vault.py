"""Secrets kept in the encrypted database itself, for computers without a keyring."""

from __future__ import annotations

from editor.store.desk import Desk


class Vault:
    """Implements ports.Secrets; what it keeps is as safe as the passphrase that opens the desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def get(self, name: str) -> str | None:
        """The secret called ``name``, None when there is none."""
        with self._desk.read() as view:
            found: str | None = view.value("SELECT value FROM meta WHERE name = ?", (f"secret:{name}",))
            return found

    def set(self, name: str, value: str) -> None:
        """Keep ``value`` as ``name``."""
        with self._desk.write() as unit:
            unit.run("INSERT OR REPLACE INTO meta VALUES (?, ?)", (f"secret:{name}", value))

    def delete(self, name: str) -> None:
        """Forget ``name``; nothing happens when there is none."""
        with self._desk.write() as unit:
            unit.run("DELETE FROM meta WHERE name = ?", (f"secret:{name}",))
