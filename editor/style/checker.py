"""Runs the rules in force on the blocks of a source and remembers, block by block, what they found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain
from typing import Any, NamedTuple

from editor.style.blocks import Block, Comment
from editor.style.findings import Level
from editor.style.hits import Hits
from editor.style.in_force import InForce
from editor.style.patterns import Alternatives
from editor.style.points.measures import Measure, packed
from editor.style.points.point import Match, Unit
from editor.style.points.spelling import Spelling
from editor.style.points.substitution import Substitution
from editor.style.prefilter import Prefilter
from editor.style.quotation import speech
from editor.style.rules import Rule
from editor.style.segmenting import sentences
from editor.style.segments import Segment, readable
from editor.style.selectors import PARTS, Selector
from editor.style.text_map import MapBuilder
from editor.style.time_limit import TimeAccount

_RAW = frozenset({"raw"})
_NONE: frozenset[int] = frozenset()
_AT_A_TIME = 500  # segments; what is known of their texts is kept while rule after rule looks at them


@dataclass(slots=True)
class CheckedBlock:
    """What rules found in one block: matches (positions in its text) and facts for the conclusion over all."""

    block: Block
    source: str  # of the segment it stands in
    matches: list[tuple[int, Match]] = field(default_factory=list)  # rule number, match
    facts: list[tuple[int, int, Any]] = field(default_factory=list)  # rule number, where its text begins, fact
    counts: int = 0  # of its words, packed, when a rule measures the story
    # made and kept by the conclusion: what the matches came to, what was said of them at which place, and what the
    # matches came to that rules made of facts
    drafts: list[Any] | None = None
    said_at: tuple[Any, ...] | None = None
    said: tuple[list[Any], ...] = ()
    concluded: dict[tuple[int, Match], Any] = field(default_factory=dict)
    _speech: list[tuple[int, int]] | None = None

    def quoted(self, start: int, end: int) -> tuple[bool, bool]:
        """Whether a span lies wholly in somebody else's words, and whether it touches any."""
        if "blockquote" in self.block.scopes:
            return True, True
        if self._speech is None:
            self._speech = speech(self.block.text)
        inside = any(a <= start and end <= b for a, b in self._speech)
        return inside, inside or any(a < end and start < b for a, b in self._speech)


class CheckedSegment(NamedTuple):
    """What rules found in a segment: its blocks in which they found anything, and its counts for measures, packed."""

    blocks: list[CheckedBlock]
    counts: int
    length: int
    lines: int
    comments: list[Comment]


_Task = tuple[Unit, CheckedBlock, int]  # a text to look at, the block it is of, and where in the block it begins


def _by_place(found: tuple[int, Match]) -> tuple[int, int, int]:
    number, match = found
    return match.start, match.end, number


def _matchers(rules: Iterable[Rule]) -> list[Alternatives]:
    """Every matcher the rules ask for, once."""
    matchers = {m.index: m for rule in rules for m in (*rule.point.wakes, *rule.point.uses)}
    return list(matchers.values())


def _is_always_awake(rule: Rule) -> bool:
    """Whether a rule looks at every text, or for something that may lie across two segments."""
    wakes = rule.point.wakes
    across = any(len(text) > 1 and "\n" in text for matcher in wakes for text, _, _ in matcher.sought())
    return not wakes or across or any(matcher.open for matcher in wakes)


def _least(rule: Rule) -> int:
    """How many code points a text must have for the rule to find anything; 0 for one that looks at every text."""
    return min((matcher.least for matcher in rule.point.wakes), default=0)


@dataclass(slots=True)
class _Plan:
    """Which rules look at blocks with certain sections; those in ``always`` look whether a matcher has a hit or not."""

    wanted: set[int] = field(default_factory=set)
    always: list[int] = field(default_factory=list)
    sentence_rules: set[int] = field(default_factory=set)
    parts: dict[str, set[int]] = field(default_factory=dict)


class Checker:
    """The rules of one kind of file, ready to run. One checker serves any number of documents."""

    def __init__(self, in_force: InForce) -> None:
        self.rules: list[tuple[Rule, Level]] = list(in_force.rules)
        self.in_force = in_force
        self._plans: dict[tuple[frozenset[str], bool], _Plan] = {}
        self._woken_by: dict[int, list[int]] = {}
        for number, (rule, _) in enumerate(self.rules):
            for matcher in rule.point.wakes:
                self._woken_by.setdefault(matcher.index, []).append(number)
        self._prefilter = Prefilter(_matchers(rule for rule, _ in self.rules))
        self._raw = [n for n, (r, _) in enumerate(self.rules) if any(s.wanted == _RAW for s in r.selectors)]
        self._raw_prefilter = Prefilter(_matchers(self.rules[n][0] for n in self._raw))
        self._raw_always = {n for n in self._raw if _is_always_awake(self.rules[n][0])}
        self.order = {rule.name: number for number, (rule, _) in enumerate(self.rules)}
        self.limits = {rule.name: rule.limit for rule, _ in self.rules if rule.limit}
        self._least = [_least(rule) for rule, _ in self.rules]
        self.spelling = frozenset(rule.name for rule, _ in self.rules if isinstance(rule.point, Spelling))
        self.substitutions = frozenset(rule.name for rule, _ in self.rules if isinstance(rule.point, Substitution))
        self.measures = [n for n, (rule, _) in enumerate(self.rules) if isinstance(rule.point, Measure)]
        self._looks = [rule.point.look for rule, _ in self.rules]
        self.over_all = [n for n, (rule, _) in enumerate(self.rules) if rule.point.over_all]

    def check(self, segments: Iterable[Segment], time: TimeAccount) -> None:
        """Let each segment know what the rules find in it, unless it knows already. Raises TooSlow."""
        fresh = [segment for segment in segments if segment.checked is None]
        for begin in range(0, len(fresh), _AT_A_TIME):
            self._check_some(fresh[begin : begin + _AT_A_TIME], time)

    def _check_some(self, segments: list[Segment], time: TimeAccount) -> None:
        """One rule after the other over all the segments: what a rule has to have at hand is fetched once."""
        blocks = [
            [CheckedBlock(b, segment.text) for b in segment.taken.blocks if not b.scopes & self.in_force.skipped]
            for segment in segments
        ]
        units = [
            Unit(checked.block.text, self._prefilter, time, checked.block.scopes)
            for several in blocks
            for checked in several
        ]
        for unit in units:
            unit.look_ahead()
        tasks: dict[int, list[_Task]] = {}
        for checked, unit in zip(chain.from_iterable(blocks), units, strict=True):
            self._assign(checked, unit, tasks)
        for number in sorted(tasks):
            for unit, checked, offset in tasks[number]:
                self._run(number, unit, checked, offset)
        for segment, several in zip(segments, blocks, strict=True):
            for checked in several:
                checked.matches.sort(key=_by_place)
            counts = packed(segment.taken.counts) + sum(checked.counts for checked in several) if self.measures else 0
            spoken_of = [checked for checked in several if checked.matches or checked.facts]
            text, comments = segment.text, segment.taken.comments
            segment.checked = CheckedSegment(spoken_of, counts, len(text), text.count("\n"), comments)
            if self._raw:
                met = self._raw_prefilter.hits(text, piece=True)
                segment.raw = met if met.woken or met.places else None

    def check_raw(self, segments: Sequence[Segment], text: str, time: TimeAccount) -> CheckedBlock | None:
        """What rules of scope ``raw`` find in the whole source; run when a segment (``check``ed) has what one needs."""
        awake = set(self._raw_always)
        met: list[tuple[int, Hits]] = []
        if any(segment.raw is not None for segment in segments):
            offsets = accumulate([len(segment.text) for segment in segments], initial=0)
            met = [(at, segment.raw) for at, segment in zip(offsets, segments, strict=False) if segment.raw is not None]
            awake.update(*[self._woken(hits) for _, hits in met])
        if not awake:
            return None
        builder = MapBuilder()
        builder.copy(text, 0)
        checked = CheckedBlock(Block(builder.built(), _RAW), readable(text))
        unit = Unit(text, self._raw_prefilter, time, _RAW)
        if not self._raw_always:
            unit.set_hits(self._raw_prefilter.joined(met, text))
        for number in sorted(awake.intersection(self._raw)):
            self._run(number, unit, checked, 0)
        return checked

    def _assign(self, checked: CheckedBlock, unit: Unit, tasks: dict[int, list[_Task]]) -> None:
        """Give each rule that can find anything in a block the texts of it that it is to look at."""
        block = checked.block
        key = (block.scopes, block.in_summary)
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = self._planned(*key)
        if not plan.wanted and not plan.sentence_rules and not (block.parts and plan.parts):
            return
        awake = self._woken(unit.hits).union(plan.always)
        for number in awake & plan.wanted:
            tasks.setdefault(number, []).append((unit, checked, 0))
        if in_sentences := awake & plan.sentence_rules:
            for start, end in sentences(block.text):
                piece = unit.part(start, end)
                for number in in_sentences:
                    if self._least[number] <= end - start:
                        tasks.setdefault(number, []).append((piece, checked, start))
        for section, start, end in block.parts:
            if numbers := awake & plan.parts.get(section, _NONE):
                piece = unit.part(start, end)
                for number in numbers:
                    tasks.setdefault(number, []).append((piece, checked, start))

    def _run(self, number: int, unit: Unit, checked: CheckedBlock, offset: int) -> None:
        found = self._looks[number](unit)
        if not found:
            return
        if number in self.measures:
            checked.counts = found
        elif number in self.over_all:
            checked.facts.append((number, offset, found))
        elif offset:
            for match in found:
                moved = match._replace(start=match.start + offset, end=match.end + offset)
                checked.matches.append((number, moved))
        else:
            checked.matches += [(number, match) for match in found]

    def _woken(self, hits: Hits) -> set[int]:
        """The rules of which a matcher has a hit."""
        woken: set[int] = set()
        for index in (*hits.woken, *hits.places):
            woken.update(self._woken_by.get(index, ()))
        return woken

    def _planned(self, scopes: frozenset[str], in_summary: bool) -> _Plan:
        plan = _Plan()
        sections = scopes | {"summary"} if in_summary else scopes
        whole_sentences = "text" in scopes and not scopes & {"heading", "cell", "header", "frontmatter", "alt"}
        whole_sentences = whole_sentences and ("title" not in scopes or "caption" in scopes)
        for number, (rule, _) in enumerate(self.rules):
            used = False
            if any(selector.matches(sections) for selector in rule.selectors if selector.wanted != _RAW):
                plan.wanted.add(number)
                used = True
            if whole_sentences and self._in(
                rule.selectors, (scopes - {"text", "paragraph"}) | {"sentence"}, "sentence"
            ):
                plan.sentence_rules.add(number)
                used = True
            for part in PARTS:
                if self._in(rule.selectors, scopes - {"text"} | {part}, part):
                    plan.parts.setdefault(part, set()).add(number)
                    used = True
            wakes = rule.point.wakes
            if used and (not wakes or any(matcher.open for matcher in wakes)):
                plan.always.append(number)
        return plan

    def _in(self, selectors: tuple[Selector, ...], scopes: frozenset[str], section: str) -> bool:
        return any(section in s.wanted and s.matches(scopes) for s in selectors)
