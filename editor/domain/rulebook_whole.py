"""A rulebook with all that goes with its clauses: checks, ladder of sanctions, templates; its hash and what differs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from editor.domain.plain_data import canonical_json, to_plain
from editor.domain.rulebook import ClauseChange, Rulebook, changes_between
from editor.domain.rulebook_checks import Check


class Consequence(StrEnum):
    """What a step of the ladder proposes. A ban is always decided by a person."""

    WARNING = "warning"
    HOLD_EVERYTHING = "hold_everything"
    SUSPENSION = "suspension"
    BAN = "ban"


@dataclass(frozen=True, slots=True)
class Step:
    """From so many strikes on: what the desk proposes, and for how many days (0: no end)."""

    strikes: int
    consequence: Consequence
    days: int = 0


@dataclass(frozen=True, slots=True)
class Ladder:
    """What repeated breaches lead to, for the desk; the words for readers are the rulebook's own ``ladder``."""

    steps: tuple[Step, ...] = ()
    strike_days: int = 365  # a strike ends after so many days

    def step_for(self, strikes: int) -> Step | None:
        """The step that so many strikes have reached; None below the first."""
        reached = [step for step in self.steps if step.strikes <= strikes]
        return max(reached, key=lambda step: step.strikes) if reached else None


@dataclass(frozen=True, slots=True)
class Template:
    """A text the desk sends or shows, by name; its fields are those of a clause's message."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Opening:
    """A reason for which comments under a story open closed or held, and what readers are told."""

    reason: str
    held: bool  # False: closed
    notice: str


@dataclass(frozen=True, slots=True)
class WholeRulebook:
    """The words a paper publishes, and what applies them by itself."""

    words: Rulebook
    checks: tuple[Check, ...] = ()
    ladder: Ladder = field(default_factory=Ladder)
    templates: tuple[Template, ...] = ()
    openings: tuple[Opening, ...] = ()

    def check(self, check_id: str) -> Check:
        """The check with that id; KeyError when there is none."""
        for check in self.checks:
            if check.id == check_id:
                return check
        raise KeyError(check_id)


_PUBLICATION = ("version", "published_at", "published_by", "change_note")


def canonical_whole(book: WholeRulebook) -> str:
    """The content in canonical JSON (:func:`~editor.domain.plain_data.canonical_json`), publication data left out.

    Raises BadInput when a text holds half a surrogate pair, which UTF-8 cannot carry.
    """
    data = to_plain(book)
    for key in _PUBLICATION:
        data["words"].pop(key, None)
    return canonical_json(data)


def whole_hash(book: WholeRulebook) -> str:
    """SHA-256 of :func:`canonical_whole` in UTF-8, in hex."""
    return hashlib.sha256(canonical_whole(book).encode("utf-8")).hexdigest()


def check_version(check: Check) -> str:
    """The first twelve hex digits of the SHA-256 of a check: other words, another version."""
    return hashlib.sha256(canonical_json(to_plain(check)).encode("utf-8")).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class CheckChange:
    """What one check was and became; None on the side where it does not exist."""

    id: str
    before: Check | None
    after: Check | None


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs between two rulebooks; ``others`` names the parts beside clauses and checks."""

    clauses: tuple[ClauseChange, ...]
    checks: tuple[CheckChange, ...]
    others: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.clauses or self.checks or self.others)


def differences(before: WholeRulebook, after: WholeRulebook) -> Differences:
    """Clauses by number, checks by id, other parts by name."""
    old, new = ({check.id: check for check in book.checks} for book in (before, after))
    ids = [*old, *(i for i in new if i not in old)]
    words = [
        name
        for name in ("intro", "why_subscribers", "appeal_address", "ladder")
        if getattr(before.words, name) != getattr(after.words, name)
    ]
    parts = [n for n in ("ladder", "templates", "openings") if getattr(before, n) != getattr(after, n)]
    return Differences(
        clauses=changes_between(before.words, after.words),
        checks=tuple(CheckChange(i, old.get(i), new.get(i)) for i in ids if old.get(i) != new.get(i)),
        others=(*(f"words.{name}" for name in words), *parts),
    )
