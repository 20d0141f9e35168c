"""Embargo, legal hold, not for publication, kill: what may not be published, and how two people's restrictions join."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple


class Embargo(NamedTuple):
    """Nothing before ``until``, an aware time. ``zone`` is the IANA name it was promised in, for people to read."""

    until: datetime
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Restrictions:
    """What keeps a story from readers. The default keeps nothing back."""

    embargo: Embargo | None = None
    legal_hold: bool = False
    not_for_publication: bool = False
    killed: bool = False

    def holds(self, at: datetime) -> bool:
        """Whether the story may not be published at an aware time."""
        embargoed = self.embargo is not None and at < self.embargo.until
        return embargoed or self.legal_hold or self.not_for_publication or self.killed


@dataclass(frozen=True, slots=True)
class MergedRestrictions:
    """The strictest of all, and which loosenings were not taken over: names of fields, by who asked for them.

    Loosening needs the site, a confirmation and a reason; the window says so beside each of these.
    """

    restrictions: Restrictions
    loosening_by_mine: tuple[str, ...]
    loosening_by_theirs: tuple[str, ...]


_FLAGS = ("legal_hold", "not_for_publication", "killed")


def strictest(one: Restrictions, other: Restrictions) -> Restrictions:
    """The least restriction that is as strict as both: a flag set by either, the later of two embargoes.

    Raises ValueError for an embargo without a time zone.
    """
    return Restrictions(
        _later(one.embargo, other.embargo), *(getattr(one, flag) or getattr(other, flag) for flag in _FLAGS)
    )


def is_as_strict(one: Restrictions, other: Restrictions) -> bool:
    """Whether everything that ``other`` keeps back is kept back by ``one`` as well."""
    return not _looser(one, other)


def merge_restrictions(base: Restrictions, mine: Restrictions, theirs: Restrictions) -> MergedRestrictions:
    """Merge by tightening only: the strictest of base, mine and theirs. No merge ever loosens anything.

    Raises ValueError for an embargo without a time zone.
    """
    return MergedRestrictions(
        strictest(strictest(base, mine), theirs), tuple(_looser(mine, base)), tuple(_looser(theirs, base))
    )


def _looser(one: Restrictions, than: Restrictions) -> list[str]:
    """Names of the restrictions that ``one`` has less of."""
    found = [flag for flag in _FLAGS if getattr(than, flag) and not getattr(one, flag)]
    if than.embargo is not None and (one.embargo is None or _instant(one.embargo) < _instant(than.embargo)):
        found.insert(0, "embargo")
    return found


def _later(one: Embargo | None, other: Embargo | None) -> Embargo | None:
    """The later of two embargoes; at the same instant the zone that comes first by name."""
    both = [embargo for embargo in (one, other) if embargo is not None]
    for embargo in both:
        _instant(embargo)
    return min(both, key=lambda embargo: (-_instant(embargo).timestamp(), embargo.zone), default=None)


def _instant(embargo: Embargo) -> datetime:
    if embargo.until.tzinfo is None:
        raise ValueError("an embargo needs a time zone")
    return embargo.until.astimezone(UTC)
