"""Readers' comments and reports, and what may be written as a comment."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from editor.domain.errors import BadInput

MAX_COMMENT = 5_000  # code points
MAX_NOTE = 500  # code points of a reader's note on a report
MAX_DEPTH = 6  # replies deeper than this attach to the level above, as the page shows them


class CommentState(StrEnum):
    """What readers can see of a comment."""

    PUBLISHED = "published"
    HELD = "held"
    REMOVED = "removed"
    WITHDRAWN = "withdrawn"


class WorkState(StrEnum):
    """What moderators have still to do with it."""

    TODO = "todo"
    DEFERRED = "deferred"
    ESCALATED = "escalated"
    DONE = "done"


class ReportAnswer(StrEnum):
    """How a report was answered."""

    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"


@dataclass(frozen=True, slots=True)
class SiteComment:
    """A comment exactly as the site returned it."""

    id: str
    article_id: str
    parent_id: str | None
    reader_id: str
    author_name: str
    text: str
    created: datetime
    edited: datetime | None
    state: CommentState
    decision_id: str | None  # the decision in force, None while nobody has decided
    clause: int | None  # of that decision
    rev: int


@dataclass(frozen=True, slots=True)
class Report:
    """A reader's report of a comment under a named clause, and its answer."""

    id: str
    comment_id: str
    reporter_id: str
    reporter_name: str
    clause: int
    note: str
    created: datetime
    answer: ReportAnswer | None
    answered_at: datetime | None
    rev: int
    rulebook_version: int | None = None  # in force when it was made; None from a site that does not tell


def text_hash(text: str) -> str:
    """SHA-256 of the UTF-8 text as 64 hex digits: what a decision is bound to."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


# Bidirectional embeddings, overrides and isolates reorder what stands around them (Unicode TR 36 §2.10.3).
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean_comment(text: str) -> str:
    """What is stored of what a reader typed: NFC, lines trimmed, no control or bidi-override characters.

    Raises BadInput with a sentence for the reader when nothing visible is left, or when it is longer than
    MAX_COMMENT code points.
    """
    if len(text) > MAX_COMMENT * 4:
        raise BadInput(_too_long(len(text)), field="text")
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(
        c for c in normal if c == "\n" or (c not in _BIDI_CONTROLS and unicodedata.category(c) not in ("Cc", "Cs"))
    )
    lines = [line.strip() for line in kept.strip().split("\n")]
    result = "\n".join(line for i, line in enumerate(lines) if line or (i and lines[i - 1]))
    if not has_visible(result):
        raise BadInput("Write something before you post.", field="text")
    if len(result) > MAX_COMMENT:
        raise BadInput(_too_long(len(result)), field="text")
    return result


def has_visible(text: str) -> bool:
    """Whether any character has ink: not a separator, control, format or private-use code point."""
    blank_letters = "\u115f\u1160\u3164\uffa0\u2800"
    return any(unicodedata.category(c)[0] not in "ZC" and c not in blank_letters for c in text)


def _too_long(length: int) -> str:
    return f"A comment can be at most {MAX_COMMENT:,} characters; this one has {length:,}."
