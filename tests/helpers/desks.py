"""Real desks over real encrypted files, signed in to a site in memory, with a clock that a test may turn."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from db.engine import new_key
from editor.domain.people import Role
from editor.ports import SiteApi
from editor.sites.memory import MemorySite
from editor.store.desk import Desk, Identity
from editor.store.open import open_desk


class TurnedClock:
    """The system's clock, put forward or back by hand."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        """The present time in UTC, as this clock has it."""
        return datetime.now(UTC) + self.ahead

    def monotonic(self) -> float:
        """Seconds that only ever grow."""
        return time.monotonic()


class DeskOnSite:
    """A desk with its site: ``api`` is what its sync loop talks to."""

    def __init__(self, path: Path, site: MemorySite, name: str, role: Role = Role.ADMINISTRATOR) -> None:
        self.site = site
        self.clock = TurnedClock()
        self.token = site.sign_in(name, role)
        self.api: SiteApi = site.api(self.token)
        sender = site.sender_of(self.token)
        self._path, self._key = path, new_key()
        self.desk: Desk = open_desk(path, self._key, self.clock)
        self.desk.set_identity(Identity(sender.member, sender.device_id, "In memory", "memory:"))

    def reopen(self) -> None:
        """Close the database and open it again, as a person does overnight."""
        self.desk.close()
        self.desk = open_desk(self._path, self._key, self.clock)

    def close(self) -> None:
        """Close the database."""
        self.desk.close()
