"""Protocols for what is remote, slow or random: the site, the clock, the keyring."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from editor.domain.feed import ChangePage, Cursor, Digest, Kind, SiteObject
from editor.domain.operations import Operation, OperationResult
from editor.domain.people import Member


class Clock(Protocol):
    """Where "now" comes from; tests turn it by hand."""

    def now(self) -> datetime:
        """The present time in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that only ever grow, for waiting."""
        ...


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        """The present time in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that only ever grow."""
        return time.monotonic()


class Secrets(Protocol):
    """Where keys and tokens live: the operating system's keyring, never a file or a log."""

    def get(self, name: str) -> str | None:
        """The secret called ``name``, None when there is none. Raises SecretsUnavailable without a keyring."""
        ...

    def set(self, name: str, value: str) -> None:
        """Keep ``value`` as ``name``. Raises SecretsUnavailable without a keyring."""
        ...

    def delete(self, name: str) -> None:
        """Forget ``name``; nothing happens when there is none. Raises SecretsUnavailable without a keyring."""
        ...


@dataclass(frozen=True, slots=True)
class SiteInfo:
    """What a site says of itself. ``server_time`` is its clock when it answered."""

    name: str
    url: str  # public address, no trailing slash
    epoch: str
    member: Member
    server_time: datetime
    capabilities: frozenset[str]


class Cancelled(Exception):
    """A blocking call was told to stop."""


class SiteApi(Protocol):
    """A site as the sync loop sees it. Every call blocks and may raise a SiteError; none retries by itself."""

    def info(self) -> SiteInfo:
        """Who we are to the site, and its clock. Raises TokenRefused, SiteUnreachable, NotOurSite."""
        ...

    def changes(self, since: Cursor | None, *, limit: int, wait: float = 0.0) -> ChangePage:
        """Changes after ``since`` (None: from the beginning), at most ``limit``; with ``wait`` seconds, a long poll.

        Raises ResyncRequired when the feed does not know the cursor, Cancelled after :meth:`cancel`.
        """
        ...

    def apply(self, operations: Sequence[Operation]) -> Sequence[OperationResult]:
        """Send operations in this order; one answer for each, in the same order.

        Answers may be missing at the end: of those operations the site has seen nothing.
        """
        ...

    def lookup(self, operation_ids: Sequence[str]) -> Mapping[str, OperationResult]:
        """What became of operations whose answer was lost; ids the site never saw are absent."""
        ...

    def get(self, kind: Kind, id_: str) -> SiteObject | None:
        """One object as the site has it now, None when it has none."""
        ...

    def revisions(self, kind: Kind, after: str, *, limit: int) -> Sequence[tuple[str, int]]:
        """(id, rev) in the order of ids, after ``after`` (empty: from the first): for comparing in full."""
        ...

    def digests(self) -> Mapping[Kind, Digest]:
        """One digest for every kind."""
        ...

    def cancel(self) -> None:
        """Make a blocking call of another thread return soon by raising Cancelled there. Safe from any thread."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...
