"""Merge what stands around a text: single values field by field, tags and bylines as sets, bodies by sentences."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Generic, TypeVar

from editor.domain.merge import Merged, merge

T = TypeVar("T", bound=Hashable)
V = TypeVar("V")


class How(Enum):
    """How a field is merged."""

    WHOLE = auto()  # one value: who changed it wins, two different changes are a question
    MEMBERS = auto()  # a set of members, each added or removed for itself
    TEXT = auto()  # Markdown, by sentences


@dataclass(frozen=True, slots=True)
class Members(Generic[T]):
    """A merged set in an order, and what each side did; nobody is ever asked about a set."""

    members: tuple[T, ...]
    added_by_mine: frozenset[T]
    added_by_theirs: frozenset[T]
    removed_by_mine: frozenset[T]
    removed_by_theirs: frozenset[T]


@dataclass(frozen=True, slots=True)
class FieldClash:
    """A field that both changed, to different values."""

    name: str
    base: object
    mine: object
    theirs: object


@dataclass(frozen=True)
class MergedFields:
    """Fields after a merge. In a field that clashes, ``values`` holds one's own.

    ``texts`` are the merges of the fields with sentences; their conflicts are beside ``clashes``.
    """

    values: Mapping[str, object]
    clashes: tuple[FieldClash, ...]
    texts: Mapping[str, Merged]

    @property
    def needs_choice(self) -> bool:
        """Whether a person has to choose somewhere."""
        return bool(self.clashes) or any(text.conflicts for text in self.texts.values())


def merge_value(base: V, mine: V, theirs: V) -> tuple[V, bool]:
    """One value: (what stands, whether both changed it differently). In a clash one's own stands."""
    if mine == theirs or theirs == base:
        return mine, False
    return (theirs, False) if mine == base else (mine, True)


def merge_members(base: Sequence[T], mine: Sequence[T], theirs: Sequence[T]) -> Members[T]:
    """A set three-way: what either added is in, what either removed is out.

    The order is that of the base, or of whoever alone changed it (of the base, when both did). What was added follows
    by its place on its own side, then by name.
    """
    was, here, there = frozenset(base), frozenset(mine), frozenset(theirs)
    kept = was & here & there
    orders = [tuple(dict.fromkeys(one for one in row if one in kept)) for row in (base, mine, theirs)]
    order, both = merge_value(*orders)
    if both:
        order = orders[0]
    place = {
        member: max(row.index(member) for row in (mine, theirs) if member in row) for member in (here | there) - was
    }
    added = sorted(place, key=lambda member: (place[member], repr(member)))
    return Members((*order, *added), here - was, there - was, was - here, was - there)


def merge_record(
    base: Mapping[str, object], mine: Mapping[str, object], theirs: Mapping[str, object], how: Mapping[str, How]
) -> MergedFields:
    """Merge records field by field as ``how`` says; a field not named in it is merged whole. A missing field is None.

    A text field must be a str or missing, a field of members a sequence or missing. Raises TypeError otherwise.
    """
    values: dict[str, object] = {}
    clashes: list[FieldClash] = []
    texts: dict[str, Merged] = {}
    for name in dict.fromkeys([*base, *mine, *theirs]):
        was, here, there = base.get(name), mine.get(name), theirs.get(name)
        match how.get(name, How.WHOLE):
            case How.TEXT:
                texts[name] = merge(_text(was), _text(here), _text(there))
                values[name] = texts[name].text
            case How.MEMBERS:
                values[name] = merge_members(_members(was), _members(here), _members(there)).members
            case How.WHOLE:
                values[name], clash = merge_value(was, here, there)
                if clash:
                    clashes.append(FieldClash(name, was, here, there))
    return MergedFields(values, tuple(clashes), texts)


def _text(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError(f"a text field holds {type(value).__name__}")
    return value


def _members(value: object) -> Sequence[Hashable]:
    if value is None:
        return ()
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise TypeError(f"a field of members holds {type(value).__name__}")
    return value
