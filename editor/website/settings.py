"""What the person who runs the site may set."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``count`` tries in ``seconds``."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Rates:
    """How often one person, account or address may try something."""

    log_in: Rate = Rate(10, 300)  # for one account and one address
    log_in_address: Rate = Rate(60, 300)  # for one address over all accounts
    comment: Rate = Rate(12, 60)
    report: Rate = Rate(20, 600)
    like: Rate = Rate(120, 60)


@dataclass(frozen=True, slots=True)
class PasswordCost:
    """Parameters of argon2id (RFC 9106 §4, second recommended option)."""

    passes: int = 3
    memory_kib: int = 65_536
    lanes: int = 4


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """Name, public address and limits of one site."""

    name: str = "The Skerrow Tideline"
    url: str = "http://127.0.0.1:8421"  # public address, no trailing slash
    rates: Rates = field(default_factory=Rates)
    password_cost: PasswordCost = field(default_factory=PasswordCost)
    session_life: timedelta = timedelta(days=30)
    edit_window: timedelta = timedelta(minutes=15)

    @property
    def secure(self) -> bool:
        """Whether cookies may travel over TLS only."""
        return self.url.startswith("https://")
