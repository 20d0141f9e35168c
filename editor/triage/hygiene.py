"""Hygiene of a rulebook: what never fired, what says the same twice, what contradicts itself or the moderators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from editor.domain.errors import BadInput
from editor.domain.rulebook_checks import Action, AllOf, Check, Condition, Entry, Links, Not, Score, Words, leaves
from editor.triage.engine import Engine
from editor.triage.tally import Count, Tally
from editor.triage.word_lists import WordIndex, plain_form

_FEWEST_DECIDED = 20  # below, a precision says little
_FEWEST_TOGETHER = 5


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """What an entry of a list has done: hits, and what moderators decided about those comments."""

    check: str
    entry: str
    hits: int
    removed: int
    approved: int
    precision: float | None


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two entries or checks that find the same: the first is found wherever the second is."""

    check: str
    entry: str
    other_check: str
    other_entry: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What cannot be meant, in a sentence."""

    checks: tuple[str, ...]
    what: str


@dataclass(frozen=True, slots=True)
class Hygiene:
    """All that a rulebook could be rid of. ``silent`` checks and entries never fired in the comments looked at."""

    entries: tuple[EntryRecord, ...]
    silent_checks: tuple[str, ...]
    silent_entries: tuple[EntryRecord, ...]
    overlaps: tuple[Overlap, ...]
    contradictions: tuple[Contradiction, ...]


def hygiene(checks: Sequence[Check], tally: Tally | None = None) -> Hygiene:
    """What stands in the checks themselves, and with ``tally`` what a back-test of them has shown."""
    records = list(_records(checks, tally)) if tally is not None else []
    return Hygiene(
        entries=tuple(sorted((r for r in records if r.hits), key=lambda record: (-record.hits, record.check))),
        silent_checks=tuple(c.id for i, c in enumerate(checks) if i not in tally.checks) if tally is not None else (),
        silent_entries=tuple(record for record in records if not record.hits),
        overlaps=(*_overlaps(checks), *(_always_together(checks, tally) if tally is not None else ())),
        contradictions=tuple(_contradictions(checks, tally)),
    )


def _records(checks: Sequence[Check], tally: Tally) -> Iterator[EntryRecord]:
    numbers = {leaf: number for number, leaf in enumerate(Engine(checks).leaves)}
    for i, check in enumerate(checks):
        for leaf in leaves(check.when):
            if isinstance(leaf, Words):
                for entry_number, entry in enumerate(leaf.entries):
                    count = tally.entries.get((i, numbers[leaf], entry_number), Count())
                    yield EntryRecord(check.id, entry.text, count.hits, count.removed, count.approved, count.precision)


def _lists(checks: Sequence[Check]) -> list[tuple[Check, Words]]:
    return [(check, leaf) for check in checks for leaf in leaves(check.when) if isinstance(leaf, Words)]


def _overlaps(checks: Sequence[Check]) -> Iterator[Overlap]:
    """Entries that another entry of the same list, or of another check that is nothing but a list, finds as well."""
    lists = _lists(checks)
    index = WordIndex((number, _without_exceptions(words)) for number, (_, words) in enumerate(lists))
    for number, (check, words) in enumerate(lists):
        for entry_number, entry in enumerate(words.entries):
            try:
                form = plain_form(entry.text.strip("* "))
            except BadInput:
                continue
            for hit in index.find(form):
                other_check, other = lists[hit.leaf][0], lists[hit.leaf][1].entries[hit.entry]
                itself = (hit.leaf, hit.entry) == (number, entry_number)
                plain = hit.leaf == number or (isinstance(check.when, Words) and isinstance(other_check.when, Words))
                whole = hit.end - hit.start == len(form) or hit.leaf == number
                mutual = (hit.leaf, hit.entry) < (number, entry_number) and _same(entry, other)
                if not itself and plain and whole and not mutual and not _wider(entry, other):
                    yield Overlap(other_check.id, other.text, check.id, entry.text)


def _without_exceptions(words: Words) -> Words:
    return Words(tuple(Entry(entry.text, entry.inflect) for entry in words.entries))


def _same(one: Entry, other: Entry) -> bool:
    return one.text.casefold() == other.text.casefold() and one.inflect == other.inflect


def _wider(one: Entry, other: Entry) -> bool:
    """Whether ``one`` finds more than ``other``: a star where the other has none."""
    stars = [(entry.text.startswith("*"), entry.text.endswith("*")) for entry in (one, other)]
    return (stars[0][0] and not stars[1][0]) or (stars[0][1] and not stars[1][1])


def _always_together(checks: Sequence[Check], tally: Tally) -> Iterator[Overlap]:
    for (first, second), times in sorted(tally.together.items()):
        for one, other in ((first, second), (second, first)):
            if times >= _FEWEST_TOGETHER and times == tally.checks[other].hits:
                yield Overlap(checks[one].id, "", checks[other].id, "")


def _contradictions(checks: Sequence[Check], tally: Tally | None) -> Iterator[Contradiction]:
    for check in checks:
        if reason := _never(check.when):
            yield Contradiction((check.id,), f"It can never apply: {reason}.")
    yield from _allowed_and_barred(checks)
    yield from _excepted_and_listed(checks)
    yield from _two_actions(checks)
    for i, check in enumerate(checks):
        count = tally.checks.get(i) if tally is not None else None
        if check.action.stops and count is not None and count.removed + count.approved >= _FEWEST_DECIDED:
            precision = count.precision
            if precision is not None and precision < 0.5:
                yield Contradiction(
                    (check.id,), f"It stops comments, and moderators let {1 - precision:.0%} of them stand."
                )


def _never(condition: Condition) -> str:
    """Why a condition can never be so; empty when it can."""
    if isinstance(condition, AllOf):
        parts = condition.conditions
        for inner in parts:
            if isinstance(inner, Not) and inner.condition in parts:
                return "it asks for something and for its opposite"
        scores = [inner for inner in parts if isinstance(inner, Score)]
        for part in {score.part for score in scores}:
            ranges = [score for score in scores if score.part == part]
            if max(score.low for score in ranges) > min(score.high for score in ranges):
                return f"its ranges of {part} do not meet"
        return next((reason for inner in parts if (reason := _never(inner))), "")
    return ""


def _allowed_and_barred(checks: Sequence[Check]) -> Iterator[Contradiction]:
    links = [(check.id, leaf) for check in checks for leaf in leaves(check.when) if isinstance(leaf, Links)]
    for one, allowing in links:
        for other, barring in links:
            for domain in sorted(set(allowing.allowed) & set(barring.barred)):
                yield Contradiction((one, other), f"{domain} is allowed by the one and barred by the other.")


def _excepted_and_listed(checks: Sequence[Check]) -> Iterator[Contradiction]:
    listed = {entry.text.casefold().strip("*"): check.id for check, words in _lists(checks) for entry in words.entries}
    for check, words in _lists(checks):
        for entry in words.entries:
            for exception in entry.exceptions:
                if (other := listed.get(exception.casefold().strip("*"))) is not None:
                    yield Contradiction((check.id, other), f"“{exception}” is an exception here and an entry there.")


def _two_actions(checks: Sequence[Check]) -> Iterator[Contradiction]:
    """One word in two lists that do different things with it."""
    does: dict[str, tuple[str, Action]] = {}
    for check, words in _lists(checks):
        if check.action is Action.SHADOW or not isinstance(check.when, Words):
            continue
        for entry in words.entries:
            name, action = does.setdefault(entry.text.casefold(), (check.id, check.action))
            if action is not check.action:
                what = f"“{entry.text}” leads to {action.value} in the one and to {check.action.value} in the other."
                yield Contradiction((name, check.id), what)
