"""Passwords and tokens: argon2id for the first, random bytes kept as hashes for the second."""

from __future__ import annotations

import hashlib
import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from editor.website.settings import PasswordCost
from editor.wire.limits import TOKEN_BYTES

AT_ONCE = 4  # checks that run side by side: each takes its memory, and a server has only so much
PATIENCE = 10.0  # seconds to wait for one's turn


class Busy(Exception):
    """Too many passwords are being checked."""


class Passwords:
    """Makes and checks password hashes at a fixed cost, a few at a time."""

    def __init__(self, cost: PasswordCost) -> None:
        self._hasher = PasswordHasher(time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.lanes)
        # Checked when no such account exists, so that the answer takes as long as for one that does.
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._nobody = self._hasher.hash(secrets.token_hex(16))

    def hash(self, password: str) -> str:
        """The argon2id hash of ``password`` with a salt of its own."""
        return self._hasher.hash(password)

    def matches(self, stored: str | None, password: str) -> bool:
        """Whether ``password`` made ``stored``; None never matches, and takes as long as a real one. Raises Busy."""
        if not self._turns.acquire(timeout=PATIENCE):
            raise Busy
        try:
            self._hasher.verify(stored or self._nobody, password)
        except (Argon2Error, InvalidHashError, UnicodeEncodeError):
            return False
        finally:
            self._turns.release()
        return stored is not None


def new_token() -> str:
    """A random token, safe in headers, cookies and forms."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What is kept of a token: SHA-256 in hex. A random token needs no salt."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def same(a: str, b: str) -> bool:
    """Compare two tokens without telling by time where they differ."""
    return secrets.compare_digest(a.encode("utf-8", "replace"), b.encode("utf-8", "replace"))
