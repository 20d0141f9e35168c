"""Times: UTC in memory, milliseconds in databases, ISO 8601 with Z on the wire."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970 UTC; ``moment`` must carry a zone (ValueError otherwise)."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def from_ms(ms: int) -> datetime:
    """The UTC time of ``ms`` milliseconds since 1970."""
    return _EPOCH + timedelta(milliseconds=ms)


def to_iso(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and Z, as on the wire."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_iso(text: str) -> datetime:
    """A UTC time from ISO 8601 with a zone; ValueError without one."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"a time without a zone: {text}")
    return moment.astimezone(UTC)
