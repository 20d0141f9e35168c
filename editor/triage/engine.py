"""The engine: all checks of a rulebook compiled once, every cause found in a comment with its places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from editor.domain.errors import BadInput
from editor.domain.rulebook_checks import (
    Check,
    Form,
    Leaf,
    Links,
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
from editor.triage.causes import Cause, Judgement, Looking, Place
from editor.triage.conditions import compiled, needed_leaves
from editor.triage.disguises import SIGNS, without_gaps
from editor.triage.facts import NOTHING_KNOWN, Facts
from editor.triage.links import SIGN as LINK_SIGN
from editor.triage.links import links_in, offending
from editor.triage.masked_entries import MaskedIndex
from editor.triage.normalise import Normalised, folded_form, readings_of, without_paragraphs
from editor.triage.patterns import PatternSet, compile_pattern, places
from editor.triage.word_lists import WordIndex

_MOST_PLACES = 50  # of one cause


_NOTHING = Judgement()


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
        lists = [(n, leaf) for leaf, n in numbered.items() if isinstance(leaf, Words)]
        self._words = WordIndex(lists)
        self._masked = MaskedIndex(lists)
        self._compile_patterns(numbered)
        self._links = [(n, leaf) for leaf, n in numbered.items() if isinstance(leaf, Links)]
        self._forms = [(n, leaf) for leaf, n in numbered.items() if isinstance(leaf, Form)]
        self._lengths = [(n, f) for n, f in self._forms if f.shortest or f.longest]
        self._shortest = max((f.shortest for _, f in self._lengths if f.shortest), default=0)
        if any(f.capitals for _, f in self._lengths):
            self._shortest = 1 << 60  # capitals count in texts of any length
        self._longest = min((f.longest for _, f in self._lengths if f.longest), default=1 << 60)
        self._capitals = [(n, f) for n, f in self._forms if f.capitals and not (f.shortest or f.longest)]
        self._fewest_capitals = min((f.capitals or 1 for _, f in self._capitals), default=1) * form.FEWEST_LETTERS
        self._fact_leaves = [
            (kind, [(n, leaf) for leaf, n in numbered.items() if isinstance(leaf, kind)])
            for kind in fact_checks.KINDS
            if any(isinstance(leaf, kind) for leaf in numbered)
        ]
        conditions = [(i, needed_leaves(check.when, numbered)) for i, check in enumerate(self.checks)]
        self.needs_time = any(isinstance(leaf, Story | Reports | Repetition) for leaf in numbered)
        self._always = tuple(i for i, needed in conditions if needed is None)
        self._by_leaf: dict[int, list[int]] = {}
        for i, needed in conditions:
            for leaf_number in needed or ():
                self._by_leaf.setdefault(leaf_number, []).append(i)
        self._tests = [compiled(check.when, numbered) for check in self.checks]

    def judge(self, text: str, facts: Facts = NOTHING_KNOWN) -> Judgement:
        """Every check that applies to ``text``, with its places. Any string is accepted."""
        if text.isascii():
            raw = text.encode("ascii")
            lowered = raw.lower()
            # Half of all comments have paragraphs, which are no disguise. Every sign but theirs is there without them.
            tidy = without_gaps(lowered)
            present = self._set.find(tidy)
            if not present and self._nothing_else(text, raw, facts):
                return _NOTHING
            if tidy != lowered and self._disguised.isdisjoint(present):
                looking = self._look(text, facts, without_paragraphs(text), present)
            else:
                looking = self._look(text, facts, folded_form(text), self._set.find(lowered))
        else:
            folded = folded_form(text)
            looking = self._look(text, facts, folded, self._set.find(folded.text.encode("utf-8")))
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
        signs = [*SIGNS.values(), LINK_SIGN, form.RUN_SIGN, self._words.sign or "^"]
        self._disguised = frozenset(range(len(SIGNS)))
        self._link_sign = len(SIGNS)
        self._word_sign = len(SIGNS) + 2
        self._masked_sign = list(SIGNS).index("masked")
        # Without these an ASCII text has no repeated sign and nothing hidden.
        self._telling = frozenset((len(SIGNS) + 1, list(SIGNS).index("repeats"), list(SIGNS).index("unseen")))
        self._first_pattern = len(signs)
        self._normalised = [number for number, _ in normalised]
        self._set = PatternSet([*((s, False) for s in signs), *((p.pattern, p.ignore_case) for _, p in normalised)])
        self._written = [number for number, _ in written]
        self._written_set = PatternSet([(p.pattern, p.ignore_case) for _, p in written]) if written else None

    # --- looking ------------------------------------------------------------------------------------------------------

    def _nothing_else(self, text: str, raw: bytes, facts: Facts) -> bool:
        """Whether an ASCII text in which no word, pattern or sign was found has nothing of any other kind either.

        That is how most comments are: it has to be quick, and may be wrong in saying no.
        """
        if self._always or (self._written_set is not None and self._written_set.find(raw)):
            return False
        if self._forms and not (
            self._shortest <= len(text) <= self._longest
            and text[:1] > " " < text[-1:]
            and (not self._capitals or form.capitals_in(raw) < self._fewest_capitals)
        ):
            return False
        return facts is NOTHING_KNOWN or not any(
            fact_checks.something_known(kind, facts) for kind, _ in self._fact_leaves
        )

    def _look(self, text: str, facts: Facts, folded: Normalised, present: Sequence[int]) -> Looking:
        found: dict[int, list[Place]] = {}
        plain = folded
        if self._disguised.isdisjoint(present):
            self._look_at(folded, present, found)
        else:
            plain, *others = readings_of(folded, signs=True)
            for reading in (plain, *others):
                numbers = self._set.find(reading.text.encode("utf-8"))
                self._look_at(reading, numbers, found)
            if self._masked_sign in present:
                self._look_behind_masks(folded, found)
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
        return Looking(facts, found)

    def _look_at(self, reading: Normalised, present: Sequence[int], found: dict[int, list[Place]]) -> None:
        for hit in self._words.locate(reading.text) if self._word_sign in present else ():
            start, end = reading.span_of(hit.start, hit.end)
            why = reading.text[hit.start : hit.end]
            found.setdefault(hit.leaf, []).append(Place(start, end, why, hit.leaf, hit.entry))
        for number in present:
            if number >= self._first_pattern:
                leaf = self._normalised[number - self._first_pattern]
                for start, end in places(self._patterns[leaf], reading.text):
                    place = Place(*reading.span_of(start, end), reading.text[start:end][:60])
                    found.setdefault(leaf, []).append(place)

    def _look_behind_masks(self, folded: Normalised, found: dict[int, list[Place]]) -> None:
        for hit in self._masked.find(folded.text):
            place = Place(*folded.span_of(hit.start, hit.end), hit.word, hit.leaf, hit.entry)
            found.setdefault(hit.leaf, []).append(place)

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
            usual = self._shortest <= len(text) <= self._longest and text[:1] > " " < text[-1:]
            looked_at = [] if usual else self._lengths
            if self._capitals and form.capitals_in(text.encode("ascii")) >= self._fewest_capitals:
                looked_at = [*looked_at, *self._capitals]
        for number, limits in looked_at:
            if spots := form.places(limits, text):
                found[number] = [Place(*spot) for spot in spots]

    @staticmethod
    def _fact_places(plain: Normalised, reason: fact_checks.Reason) -> list[Place]:
        if reason.spots:
            return [Place(*plain.span_of(a, b), reason.why) for a, b in reason.spots]
        return [Place(0, 0, reason.why)]


def _whole(text: str) -> str:
    return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)


def compiled_problem(check: Check) -> str:
    """Why a check cannot be compiled, in a sentence; empty when it can."""
    try:
        Engine((check,))
    except BadInput as problem:
        return problem.detail
    return ""
