"""What the engine says about a comment: every cause, with its places in the reader's own text."""

from __future__ import annotations

from dataclasses import dataclass

from editor.domain.rulebook_checks import Action
from editor.triage.facts import Facts


@dataclass(frozen=True, slots=True)
class Place:
    """What made a check apply: a place in the reader's own text, in code points, and why. Facts have no place: 0, 0."""

    start: int
    end: int
    why: str
    leaf: int = -1  # the list, where a word did it: its place in ``Engine.leaves``
    entry: int = -1  # and which of its entries


@dataclass(frozen=True, slots=True)
class Cause:
    """A check that applied to a comment, as it was then."""

    check: str
    version: str
    title: str
    action: Action
    clause: int | None
    say: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Every cause, in the order of the rulebook, and the strictest action among them; None when nothing applied."""

    causes: tuple[Cause, ...] = ()

    @property
    def action(self) -> Action | None:
        """What is to be done."""
        return max((cause.action for cause in self.causes), key=lambda action: action.rank, default=None)


@dataclass(slots=True)
class Looking:
    """One comment while it is being judged: which leaves are so, and where."""

    facts: Facts
    found: dict[int, list[Place]]
