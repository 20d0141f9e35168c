"""Ids made on the desk: sortable by time, unique without a server, and usable as idempotency keys."""

from __future__ import annotations

import os
import time
import uuid


def new_id(unix_ms: int | None = None) -> str:
    """A UUID of version 7 (RFC 9562 §5.7) as 36 lower-case characters; ``unix_ms`` defaults to now, UTC."""
    ms = time.time_ns() // 1_000_000 if unix_ms is None else unix_ms
    value = (ms & 0xFFFF_FFFF_FFFF) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


def is_id(text: str) -> bool:
    """Whether ``text`` is a UUID in its canonical form (any version: a site may have made it)."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
