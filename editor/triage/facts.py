"""What is known about a comment beside its text; a check whose facts are not known does not apply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from editor.domain.rulebook_checks import Repetition


@dataclass(frozen=True, slots=True)
class AuthorFacts:
    """The author at the time of the comment; None is not known."""

    comments_before: int | None = None
    removals: int | None = None  # in the last ninety days
    strikes: int | None = None  # in force
    since: datetime | None = None  # when the account was opened
    subscription: str | None = None


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """One reader's report; ``weight`` is what such reports have been worth, 1 for a reader of no record."""

    at: datetime
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class StoryFacts:
    """The story it stands under; None is not known."""

    section: str | None = None
    legal: bool | None = None
    watched: tuple[str, ...] = ()
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known. ``repeats`` says how often a text stood before, by what was asked."""

    at: datetime | None = None  # when it was written
    author: AuthorFacts | None = None
    reports: tuple[ReportFacts, ...] | None = None
    story: StoryFacts | None = None
    scores: Mapping[str, float] = field(default_factory=dict)  # 0 to 1
    repeats: Mapping[Repetition, int] = field(default_factory=dict)


NOTHING_KNOWN = Facts()
