"""The engine: all checks of a rulebook compiled once, every cause found in a comment with its places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from editor.domain.errors import BadInput
from editor.domain.rulebook_checks import (
    Action,
    AllOf,
    AnyOf,
    Check,
    Condition,
    Form,
    Leaf,
    Links,
    Not,
    Pattern,
    Reading,
    Repetition,
    Reports,
    Story,
    Words,
    leaves,
)
from editor.domain.rulebook_whole import check_version
from editor.triage import fact_checks, form
from editor.triage.disguises import SIGNS
from editor.triage.facts import NOTHING_KNOWN, Facts
from editor.triage.links import SIGN as LINK_SIGN
from editor.triage.links import links_in, offending
from editor.triage.normalise import Normalised, folded_form, readings_of
from editor.triage.patterns import PatternSet, compile_pattern, places
from editor.triage.word_lists import WordIndex

_MOST_PLACES = 50  # of one cause


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


_NOTHING = Judgement()


@dataclass(slots=True)
class _Looking:
    """One comment while it is being judged: which leaves are so, and where."""

    facts: Facts
    found: dict[int, list[Place]]


class Engine:
    """Judges comments by checks. Compiling is the slow part; an engine is read-only and may be shared."""

    def __init__(self, checks: Iterable[Check]) -> None:
        """Raises BadInput when a pattern or a list cannot be compiled."""
        self.checks = tuple(checks)
        numbered: dict[Leaf, int] = {}
        for check in self.checks:
            for leaf in leaves(check.when):
                numbered.setdefault(leaf, len(numbered))
        self.leaves: tuple[Leaf, ...] = tuple(numbered)
        self._versions = [check_version(check) for check in self.checks]
        self._words = WordIndex((n, leaf) for leaf, n in numbered.items() if isinstance(leaf, Words))
        self._compile_patterns(numbered)
        self._links = [(n, leaf) for leaf, n in numbered.items() if isinstance(leaf, Links)]
        self._forms = [(n, leaf) for leaf, n in numbered.items() if isinstance(leaf, Form)]
        self._lengths = [(n, f) for n, f in self._forms if f.shortest or f.longest]
        self._capitals = [(n, f) for n, f in self._forms if f.capitals and not (f.shortest or f.longest)]
        self._fewest_capitals = min((f.capitals or 1 for _, f in self._capitals), default=1) * form.FEWEST_LETTERS
        self._fact_leaves = [
            (kind, [(n, leaf) for leaf, n in numbered.items() if isinstance(leaf, kind)])
            for kind in fact_checks.KINDS
            if any(isinstance(leaf, kind) for leaf in numbered)
        ]
        conditions = [(i, _needed(check.when, numbered)) for i, check in enumerate(self.checks)]
        self.needs_time = any(isinstance(leaf, Story | Reports | Repetition) for leaf in numbered)
        self._always = tuple(i for i, needed in conditions if needed is None)
        self._by_leaf: dict[int, list[int]] = {}
        for i, needed in conditions:
            for leaf_number in needed or ():
                self._by_leaf.setdefault(leaf_number, []).append(i)
        self._tests = [_compiled(check.when, numbered) for check in self.checks]

    def judge(self, text: str, facts: Facts = NOTHING_KNOWN) -> Judgement:
        """Every check that applies to ``text``, with its places. Any string is accepted."""
        looking = self._look(text, facts)
        found = looking.found
        if not found and not self._always:
            return _NOTHING
        candidates = {i for leaf in found for i in self._by_leaf.get(leaf, ())}
        causes: list[Cause] = []
        for i in sorted(candidates.union(self._always)):
            spots: list[Place] = []
            if self._tests[i](looking, spots):
                causes.append(self._cause(i, spots))
        return Judgement(tuple(causes)) if causes else _NOTHING

    def _cause(self, i: int, spots: list[Place]) -> Cause:
        check = self.checks[i]
        different = tuple(sorted(dict.fromkeys(spots), key=lambda place: (place.start, place.end)))
        return Cause(
            check.id, self._versions[i], check.title, check.action, check.clause, check.say, different[:_MOST_PLACES]
        )

    # --- compiling ----------------------------------------------------------------------------------------------------

    def _compile_patterns(self, numbered: Mapping[Leaf, int]) -> None:
        self._patterns: dict[int, object] = {}
        normalised: list[tuple[int, Pattern]] = []
        written: list[tuple[int, Pattern]] = []
        for leaf, number in numbered.items():
            if isinstance(leaf, Pattern):
                self._patterns[number] = compile_pattern(leaf)
                (normalised if leaf.reading is Reading.NORMALISED else written).append((number, leaf))
        # The signs of disguises, of links and of repeated signs ride along: one pass over the text tells them all.
        signs = [*SIGNS.values(), LINK_SIGN, form.RUN_SIGN]
        self._disguised = frozenset(range(len(SIGNS)))
        self._link_sign = len(SIGNS)
        # Without these an ASCII text has no repeated sign and nothing hidden.
        self._telling = frozenset((len(SIGNS) + 1, list(SIGNS).index("repeats"), list(SIGNS).index("unseen")))
        self._first_pattern = len(signs)
        self._normalised = [number for number, _ in normalised]
        self._set = PatternSet([*((s, False) for s in signs), *((p.pattern, p.ignore_case) for _, p in normalised)])
        self._written = [number for number, _ in written]
        self._written_set = PatternSet([(p.pattern, p.ignore_case) for _, p in written]) if written else None

    # --- looking ------------------------------------------------------------------------------------------------------

    def _look(self, text: str, facts: Facts) -> _Looking:
        folded = folded_form(text)
        present = self._set.find(folded.text.encode("utf-8"))
        found: dict[int, list[Place]] = {}
        plain = folded
        if self._disguised.isdisjoint(present):
            self._look_at(folded, present, found)
        else:
            plain, *others = readings_of(folded, signs=True)
            for reading in (plain, *others):
                numbers = self._set.find(reading.text.encode("utf-8")) if self._normalised else present
                self._look_at(reading, numbers, found)
        if self._written_set is not None:
            self._look_at_written(text, found)
        if self._forms or self._links:
            self._look_at_form(text, present, found)
        for kind, leaves_of_kind in self._fact_leaves:
            if fact_checks.something_known(kind, facts):
                for number, leaf in leaves_of_kind:
                    reason = fact_checks.applies(leaf, facts, plain.text)
                    if reason:
                        found[number] = self._fact_places(plain, reason)
        return _Looking(facts, found)

    def _look_at(self, reading: Normalised, present: Sequence[int], found: dict[int, list[Place]]) -> None:
        for hit in self._words.find(reading.text):
            start, end = reading.span_of(hit.start, hit.end)
            why = reading.text[hit.start : hit.end]
            found.setdefault(hit.leaf, []).append(Place(start, end, why, hit.leaf, hit.entry))
        for number in present:
            if number >= self._first_pattern:
                leaf = self._normalised[number - self._first_pattern]
                for start, end in places(self._patterns[leaf], reading.text):
                    place = Place(*reading.span_of(start, end), reading.text[start:end][:60])
                    found.setdefault(leaf, []).append(place)

    def _look_at_written(self, text: str, found: dict[int, list[Place]]) -> None:
        assert self._written_set is not None
        try:
            encoded = text.encode("utf-8")
        except UnicodeEncodeError:  # half a pair; one character stands for it, so that places stay
            text = _whole(text)
            encoded = text.encode("utf-8")
        for number in self._written_set.find(encoded):
            leaf = self._written[number]
            for start, end in places(self._patterns[leaf], text):
                found.setdefault(leaf, []).append(Place(start, end, text[start:end][:60]))

    def _look_at_form(self, text: str, present: Sequence[int], found: dict[int, list[Place]]) -> None:
        if self._links and self._link_sign in present:
            links = list(links_in(text))
            for number, condition in self._links:
                if offences := offending(condition, links):
                    found[number] = [Place(link.start, link.end, why) for link, why in offences]
        telling = not text.isascii() or not self._telling.isdisjoint(present)
        looked_at = self._forms
        if not telling:
            looked_at = self._lengths
            if self._capitals and form.capitals_in(text) >= self._fewest_capitals:
                looked_at = [*looked_at, *self._capitals]
        for number, limits in looked_at:
            if spots := form.places(limits, text):
                found[number] = [Place(*spot) for spot in spots]

    @staticmethod
    def _fact_places(plain: Normalised, reason: fact_checks.Reason) -> list[Place]:
        if reason.spots:
            return [Place(*plain.span_of(a, b), reason.why) for a, b in reason.spots]
        return [Place(0, 0, reason.why)]


_Test = Callable[[_Looking, list[Place]], bool | None]


def _compiled(condition: Condition, numbered: Mapping[Leaf, int]) -> _Test:
    """A condition as a function: True with its places, False, or None when it is not known."""
    if isinstance(condition, AllOf | AnyOf):
        tests = [_compiled(inner, numbered) for inner in condition.conditions]
        return _all_of(tests) if isinstance(condition, AllOf) else _any_of(tests)
    if isinstance(condition, Not):
        return _not(_compiled(condition.condition, numbered))
    leaf, number = condition, numbered[condition]

    def test(looking: _Looking, spots: list[Place]) -> bool | None:
        found = looking.found.get(number)
        if found is not None:
            spots.extend(found)
            return True
        return False if fact_checks.known(leaf, looking.facts) else None

    return test


def _all_of(tests: list[_Test]) -> _Test:
    def test(looking: _Looking, spots: list[Place]) -> bool | None:
        mine: list[Place] = []
        result: bool | None = True
        for one in tests:
            answer = one(looking, mine)
            if answer is False:
                return False
            result = result if answer else None
        if result:
            spots.extend(mine)
        return result

    return test


def _any_of(tests: list[_Test]) -> _Test:
    def test(looking: _Looking, spots: list[Place]) -> bool | None:
        answers = [one(looking, spots) for one in tests]
        return True if True in answers else None if None in answers else False

    return test


def _not(inner: _Test) -> _Test:
    def test(looking: _Looking, spots: list[Place]) -> bool | None:
        answer = inner(looking, [])
        return None if answer is None else not answer

    return test


def _needed(condition: Condition, numbered: Mapping[Leaf, int]) -> frozenset[int] | None:
    """Leaves of which at least one must be so for the condition to be so; None when it can be so without any."""
    if isinstance(condition, Not):
        return None
    if isinstance(condition, AllOf):
        known = [needed for inner in condition.conditions if (needed := _needed(inner, numbered)) is not None]
        return min(known, key=len) if known else None
    if isinstance(condition, AnyOf):
        parts = [_needed(inner, numbered) for inner in condition.conditions]
        return None if None in parts else frozenset().union(*(part for part in parts if part is not None))
    return frozenset((numbered[condition],))


def _whole(text: str) -> str:
    return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)


def compiled_problem(check: Check) -> str:
    """Why a check cannot be compiled, in a sentence; empty when it can."""
    try:
        Engine((check,))
    except BadInput as problem:
        return problem.detail
    return ""
