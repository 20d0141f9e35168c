"""The checks of a rulebook: what each looks for and what it does then; data, never code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What a check does when it applies, the mildest first. Whatever it is, a moderator has the last word."""

    SHADOW = "shadow"  # only counted; where every new check begins
    FLAG = "flag"  # marks the comment for the moderators
    NUDGE = "nudge"  # asks the writer, before posting, whether they mean it
    HOLD = "hold"  # keeps the comment back until somebody has read it
    REFUSE = "refuse"  # does not take the comment, and says why in one sentence

    @property
    def rank(self) -> int:
        """Its place among all actions; more is stricter."""
        return list(Action).index(self)

    @property
    def stops(self) -> bool:
        """Whether readers do not see the comment for now."""
        return self in (Action.HOLD, Action.REFUSE)


class Reading(StrEnum):
    """Which text a pattern looks at."""

    NORMALISED = "normalised"  # in small letters, disguises undone
    WRITTEN = "written"  # what the reader typed


class Whose(StrEnum):
    """Whose comments count as repeated."""

    ACCOUNT = "account"
    ANYONE = "anyone"


@dataclass(frozen=True, slots=True)
class Entry:
    """A word or phrase of a list. A star at its beginning or end stands for any letters there."""

    text: str
    inflect: bool = True  # English endings too: plural, possessive, -ed, -ing, -er and so on
    exceptions: tuple[str, ...] = ()  # phrases in which it does not count


@dataclass(frozen=True, slots=True)
class Words:
    """One of these words or phrases, whole words by Unicode, in the normalised text."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    r"""A regular expression in RE2's syntax (linear time: no look-around, no back-references).

    RE2's ``\w``, ``\b`` and ``\d`` know ASCII only: any letter is ``\pL``, any digit ``\pN``.
    """

    pattern: str
    ignore_case: bool = True
    reading: Reading = Reading.NORMALISED


@dataclass(frozen=True, slots=True)
class Links:
    """Too many links, or one to a domain that is barred, not among those allowed, or a link shortener."""

    most: int | None = None
    barred: tuple[str, ...] = ()  # a domain covers all below it
    allowed: tuple[str, ...] = ()  # when given, every other domain counts
    shorteners: bool = False


@dataclass(frozen=True, slots=True)
class Repetition:
    """The same or nearly the same text, this many times before within so many hours."""

    times: int = 1
    whose: Whose = Whose.ACCOUNT
    similarity: float = 0.8  # share of three-word runs in common (Jaccard), 0.5 to 1
    hours: int = 24
    fewest_words: int = 6  # shorter comments repeat by nature


@dataclass(frozen=True, slots=True)
class Form:
    """How it is written. Every limit that is given counts by itself; lengths are in code points."""

    capitals: float | None = None  # share of letters that are capitals, in texts of twenty letters or more
    repeated: int | None = None  # so many of one letter or mark in a row
    shortest: int | None = None
    longest: int | None = None
    mixed_scripts: bool = False  # one word in letters of two alphabets
    hidden: bool = False  # characters that nobody sees


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote it; all limits that are given must hold."""

    first_comments: int | None = None  # among the author's first so many comments
    removals: int | None = None  # at least so many removals in the last ninety days
    strikes: int | None = None  # at least so many strikes in force
    younger_than_days: int | None = None  # the account
    subscription: tuple[str, ...] = ()  # one of these states


@dataclass(frozen=True, slots=True)
class Reports:
    """Readers' reports; either limit counts by itself."""

    weight: float | None = None  # of all reports together
    burst: int | None = None  # so many reports ...
    minutes: int = 10  # ... within so many minutes


@dataclass(frozen=True, slots=True)
class Story:
    """The story it stands under; all limits that are given must hold."""

    legal: bool | None = None  # legal proceedings are on
    watched: bool = False  # one of the story's watched names and terms is in the text
    sections: tuple[str, ...] = ()
    younger_than_hours: int | None = None
    older_than_hours: int | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """A triage score, or a part of it, within a range from 0 to 1, both ends included."""

    part: str = "score"
    low: float = 0.0
    high: float = 1.0


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of these."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """When this is known not to be so; what is not known never counts."""

    condition: Condition


Leaf = Words | Pattern | Links | Repetition | Form | Author | Reports | Story | Score
Condition = Leaf | AllOf | AnyOf | Not

KINDS: dict[str, type[Condition]] = {
    "words": Words,
    "pattern": Pattern,
    "links": Links,
    "repetition": Repetition,
    "form": Form,
    "author": Author,
    "reports": Reports,
    "story": Story,
    "score": Score,
    "all_of": AllOf,
    "any_of": AnyOf,
    "not": Not,
}


@dataclass(frozen=True, slots=True)
class Check:
    """One check: when it applies, what it does, and the rule it watches for."""

    id: str  # letters, digits, hyphens; stays when the check changes
    title: str
    when: Condition
    action: Action = Action.SHADOW
    clause: int | None = None
    say: str = ""  # the sentence a writer reads; nudge and refuse need one


def leaves(condition: Condition) -> tuple[Leaf, ...]:
    """What a condition is made of, combinations taken apart, in order."""
    if isinstance(condition, AllOf | AnyOf):
        return tuple(leaf for inner in condition.conditions for leaf in leaves(inner))
    if isinstance(condition, Not):
        return leaves(condition.condition)
    return (condition,)
