"""What the site tells a desk: objects of seven kinds, in the order in which they changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from editor.domain.articles import SiteArticle
from editor.domain.comments import Report, SiteComment
from editor.domain.decisions import Decision
from editor.domain.people import Role, SiteReader
from editor.domain.rulebook import Rulebook
from editor.domain.sanctions import Sanction


class Kind(StrEnum):
    """Kinds of object in the change feed."""

    ARTICLE = "article"
    READER = "reader"
    COMMENT = "comment"
    REPORT = "report"
    DECISION = "decision"
    SANCTION = "sanction"
    RULEBOOK = "rulebook"


SiteObject = SiteArticle | SiteReader | SiteComment | Report | Decision | Sanction | Rulebook


def object_id(thing: SiteObject) -> str:
    """The id under which the feed names ``thing``; a rulebook's is its version number."""
    return str(thing.version) if isinstance(thing, Rulebook) else thing.id


def object_rev(thing: SiteObject) -> int:
    """The revision of ``thing``; a rulebook never changes, so always 1."""
    return 1 if isinstance(thing, Rulebook) else thing.rev


def told_to(role: Role, thing: SiteObject) -> SiteObject:
    """``thing`` as a desk of this role is told of it: whoever only writes stories gets no private notes.

    The revision stays, and digests are made of ids and revisions alone.
    """
    if role is Role.REPORTER and isinstance(thing, Decision | Report):
        return replace(thing, note="")
    return thing


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a site's feed. Another epoch means another history: compare in full, never wipe."""

    epoch: str
    seq: int

    def __str__(self) -> str:
        """As on the wire: ``epoch:seq``."""
        return f"{self.epoch}:{self.seq}"

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """From ``epoch:seq``; ValueError for anything else."""
        epoch, colon, seq = text.rpartition(":")
        if not colon or not epoch or not seq.isascii() or not seq.isdigit():
            raise ValueError(f"not a cursor: {text!r}")
        return cls(epoch, int(seq))


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``thing`` is None exactly when ``deleted``."""

    seq: int
    kind: Kind
    id: str
    rev: int
    deleted: bool
    thing: SiteObject | None


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Consecutive changes; ``next`` is where to go on. ``total`` counts what the feed holds beyond the cursor asked."""

    changes: tuple[Change, ...]
    next: Cursor
    has_more: bool
    server_time: datetime
    total: int = 0


@dataclass(frozen=True, slots=True)
class Digest:
    """How many objects of a kind there are, and the sum of their marks modulo 2**64: equal digests mean equal sets."""

    count: int
    total: int


EMPTY_DIGEST = Digest(0, 0)
_MASK = (1 << 64) - 1


def mark(kind: Kind, id_: str, rev: int) -> int:
    """64 bits that stand for one object at one revision."""
    return int.from_bytes(hashlib.blake2b(f"{kind}:{id_}:{rev}".encode(), digest_size=8).digest(), "big")


def digest_of(kind: Kind, items: Iterable[tuple[str, int]]) -> Digest:
    """The digest of (id, rev) pairs, in any order."""
    count = total = 0
    for id_, rev in items:
        count += 1
        total = (total + mark(kind, id_, rev)) & _MASK
    return Digest(count, total)


def digest_changed(digest: Digest, kind: Kind, id_: str, before: int | None, after: int | None) -> Digest:
    """The digest after one object went from revision ``before`` to ``after`` (None: absent)."""
    count = digest.count + (after is not None) - (before is not None)
    total = digest.total
    if before is not None:
        total -= mark(kind, id_, before)
    if after is not None:
        total += mark(kind, id_, after)
    return Digest(count, total & _MASK)
