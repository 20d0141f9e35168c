"""A keyring that forgets: keeps secrets in this process only, so that no test reaches a person's own keyring."""

from __future__ import annotations

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class MemoryKeyring(KeyringBackend):
    """Secrets by service and user name, gone with the process. Never chosen by itself: priority 0 asks to be named."""

    priority = 0  # type: ignore[assignment]  # keyring's base class declares a computed property here

    def __init__(self) -> None:
        super().__init__()
        self._secrets: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """The secret, or None when there is none."""
        return self._secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep the secret, over any before it."""
        self._secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget the secret; raises PasswordDeleteError when there is none, as real backends do."""
        if self._secrets.pop((service, username), None) is None:
            raise PasswordDeleteError(username)
