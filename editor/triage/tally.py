"""What a back-test counts: per check, per entry of a list, per section and month, and examples to open."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

EXAMPLES = 5  # kept of each kind for each check
_MOST_BAD = 100  # bad lines that are told one by one
_LONGEST_EXAMPLE = 300  # code points
_MOST_TOGETHER = 12  # checks on one comment of which pairs are counted


@dataclass(slots=True)
class Count:
    """How many comments, and what moderators decided about them."""

    hits: int = 0
    removed: int = 0
    approved: int = 0

    def add(self, removed: bool | None) -> None:
        """One more."""
        self.hits += 1
        if removed is not None:
            self.removed += removed
            self.approved += not removed

    def merge(self, other: Count) -> None:
        """All of another count as well."""
        self.hits += other.hits
        self.removed += other.removed
        self.approved += other.approved

    @property
    def precision(self) -> float | None:
        """Of those decided, the share that moderators removed; None when none was decided."""
        decided = self.removed + self.approved
        return self.removed / decided if decided else None


@dataclass(slots=True)
class Group:
    """A section or a month: comments, what moderators decided, and what the rulebook would have done."""

    comments: int = 0
    hit: int = 0  # by any check
    stopped: int = 0
    decided: int = 0
    removed: int = 0
    agreed: int = 0
    wrongly_stopped: int = 0  # stopped, and moderators had approved it
    missed: int = 0  # not stopped, and moderators had removed it

    def add(self, *, hit: bool, stopped: bool, removed: bool | None, times: int = 1) -> None:
        """One more comment, or so many of a kind."""
        self.comments += times
        self.hit += hit * times
        self.stopped += stopped * times
        if removed is not None:
            self.decided += times
            self.removed += removed * times
            self.agreed += (stopped == removed) * times
            self.wrongly_stopped += (stopped and not removed) * times
            self.missed += (removed and not stopped) * times

    def merge(self, other: Group) -> None:
        """All of another group as well."""
        for name in Group.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def agreement(self) -> float | None:
        """Of those decided, the share where the rulebook does what the moderators did; None when none was decided."""
        return self.agreed / self.decided if self.decided else None


@dataclass(frozen=True, slots=True)
class Sample:
    """A comment to open: its line, its id, how it begins, and where the check saw something."""

    line: int
    id: str
    text: str
    places: tuple[tuple[int, int, str], ...]


def sample(line: int, comment_id: str, text: str, places: tuple[tuple[int, int, str], ...]) -> Sample:
    """A comment as an example, cut to 300 code points."""
    cut = text if len(text) <= _LONGEST_EXAMPLE else f"{text[: _LONGEST_EXAMPLE - 1]}…"
    return Sample(line, comment_id, cut, tuple(place for place in places if place[1] <= _LONGEST_EXAMPLE)[:10])


@dataclass(slots=True)
class Tally:
    """All counts of a back-test or of a part of one; parts are merged in their order."""

    lines: int = 0
    all: Group = field(default_factory=Group)
    sections: dict[str, Group] = field(default_factory=dict)
    months: dict[str, Group] = field(default_factory=dict)
    checks: dict[int, Count] = field(default_factory=dict)
    check_sections: Counter[tuple[int, str]] = field(default_factory=Counter)
    check_months: Counter[tuple[int, str]] = field(default_factory=Counter)
    entries: dict[tuple[int, int, int], Count] = field(default_factory=dict)  # check, leaf, entry
    together: Counter[tuple[int, int]] = field(default_factory=Counter)
    examples: dict[tuple[int, str], list[Sample]] = field(default_factory=dict)  # check, what moderators did
    newly: dict[str, Count] = field(default_factory=dict)  # "stopped", "let through": beside another rulebook
    newly_examples: dict[str, list[Sample]] = field(default_factory=dict)
    bad: list[tuple[int, str]] = field(default_factory=list)  # line and problem, the first hundred
    bad_lines: int = 0
    _cells: dict[tuple[str, str], Group] = field(default_factory=dict)
    _untouched: dict[tuple[str, str, bool | None], int] = field(default_factory=dict)

    def cell(self, section: str, month: str) -> Group:
        """Where a comment of that section and month is counted until :meth:`settle`."""
        cell = self._cells.get((section, month))
        if cell is None:
            cell = self._cells[section, month] = Group()
        return cell

    def untouched(self, section: str, month: str, removed: bool | None) -> None:
        """Count a comment to which nothing applied, as most are."""
        kind = section, month, removed
        self._untouched[kind] = self._untouched.get(kind, 0) + 1

    def settle(self) -> None:
        """Add what was counted by section and month together to each of the two, and to the whole."""
        for (section, month, removed), times in self._untouched.items():
            self.cell(section, month).add(hit=False, stopped=False, removed=removed, times=times)
        self._untouched = {}
        for (section, month), group in self._cells.items():
            self.all.merge(group)
            if section:
                self.sections.setdefault(section, Group()).merge(group)
            if month:
                self.months.setdefault(month, Group()).merge(group)
        self._cells = {}

    def add_bad(self, number: int, problem: str) -> None:
        """A line that is no comment."""
        self.bad_lines += 1
        if len(self.bad) < _MOST_BAD:
            self.bad.append((number, problem))

    def pair(self, applied: list[int]) -> None:
        """Count which checks applied to one comment together."""
        for place, first in enumerate(applied[:_MOST_TOGETHER]):
            for second in applied[place + 1 : _MOST_TOGETHER]:
                self.together[first, second] += 1

    def merge(self, other: Tally) -> None:
        """All of the part that follows; its lines are numbered on from this one's."""
        before = self.lines
        self.lines += other.lines
        self.all.merge(other.all)
        for mine, theirs in ((self.sections, other.sections), (self.months, other.months)):
            for name, group in theirs.items():
                mine.setdefault(name, Group()).merge(group)
        for number, count in other.checks.items():
            self.checks.setdefault(number, Count()).merge(count)
        for key, count in other.entries.items():
            self.entries.setdefault(key, Count()).merge(count)
        for name, count in other.newly.items():
            self.newly.setdefault(name, Count()).merge(count)
        self.check_sections.update(other.check_sections)
        self.check_months.update(other.check_months)
        self.together.update(other.together)
        for example_key, samples in other.examples.items():
            _take(self.examples.setdefault(example_key, []), samples, before)
        for name, samples in other.newly_examples.items():
            _take(self.newly_examples.setdefault(name, []), samples, before)
        self.bad_lines += other.bad_lines
        self.bad += [(before + number, problem) for number, problem in other.bad[: _MOST_BAD - len(self.bad)]]


def _take(kept: list[Sample], more: list[Sample], before: int) -> None:
    for one in more[: EXAMPLES - len(kept)]:
        kept.append(Sample(one.line + before, one.id, one.text, one.places))
