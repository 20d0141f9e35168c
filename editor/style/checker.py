"""Runs the rules in force on the blocks of a source and remembers, block by block, what they found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from editor.style.blocks import Block
from editor.style.findings import Level
from editor.style.in_force import InForce
from editor.style.patterns import Alternatives, Hits
from editor.style.points.measures import Measure
from editor.style.points.point import Match, Unit
from editor.style.points.spelling import Spelling
from editor.style.points.substitution import Substitution
from editor.style.prefilter import Prefilter, characters_of
from editor.style.quotation import speech
from editor.style.rules import Rule
from editor.style.segmenting import sentences
from editor.style.segments import Segment, readable
from editor.style.selectors import PARTS, Selector
from editor.style.text_map import MapBuilder
from editor.style.time_limit import TimeAccount

_RAW = frozenset({"raw"})


@dataclass(slots=True)
class CheckedBlock:
    """What rules found in one block: matches (positions in its text) and facts for the conclusion over all."""

    block: Block
    source: str  # of the segment it stands in
    matches: list[tuple[int, Match]] = field(default_factory=list)  # rule number, match
    facts: list[tuple[int, int, Any]] = field(default_factory=list)  # rule number, where its text begins, fact
    counts: tuple[int, ...] | None = None  # of its words, when a rule measures the story
    # made and kept by the conclusion: what the matches came to, and what was said of them at which place
    drafts: list[Any] | None = None
    said_at: tuple[Any, ...] | None = None
    said: list[list[Any]] = field(default_factory=list)
    _speech: list[tuple[int, int]] | None = None

    def quoted(self, start: int, end: int) -> tuple[bool, bool]:
        """Whether a span lies wholly in somebody else's words, and whether it touches any."""
        if "blockquote" in self.block.scopes:
            return True, True
        if self._speech is None:
            self._speech = speech(self.block.text)
        inside = any(a <= start and end <= b for a, b in self._speech)
        return inside, inside or any(a < end and start < b for a, b in self._speech)


def _matchers(rules: Iterable[Rule]) -> list[Alternatives]:
    """Every matcher the rules ask for, once."""
    matchers = {m.index: m for rule in rules for m in (*rule.point.wakes, *rule.point.uses)}
    return list(matchers.values())


def _is_always_awake(rule: Rule) -> bool:
    """Whether a rule looks at every text, or for something that may lie across two segments."""
    wakes = rule.point.wakes
    across = any("\n" in text for matcher in wakes for text, _, _ in matcher.sought())
    return not wakes or across or any(matcher.open for matcher in wakes)


def _least(rule: Rule) -> int:
    """How many code points a text must have for the rule to find anything; 0 for one that looks at every text."""
    return min((matcher.least for matcher in rule.point.wakes), default=0)


@dataclass(slots=True)
class _Plan:
    """Which rules look at blocks with certain sections: always, when a character is there, when a matcher has a hit."""

    wanted: set[int] = field(default_factory=set)
    always: list[int] = field(default_factory=list)
    gated: list[tuple[frozenset[str], int]] = field(default_factory=list)
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
        self.over_all = [n for n, (rule, _) in enumerate(self.rules) if rule.point.over_all]

    def checked(self, segment: Segment, time: TimeAccount) -> list[CheckedBlock]:
        """What the rules find in a segment's blocks; remembered in the segment. Raises TooSlow."""
        known: list[CheckedBlock] | None = segment.cache.get("checked")
        if known is None:
            known = segment.cache["checked"] = [
                self._check(block, segment.text, time)
                for block in segment.taken.blocks
                if not block.scopes & self.in_force.skipped
            ]
        return known

    def check_raw(self, segments: Sequence[Segment], text: str, time: TimeAccount) -> CheckedBlock | None:
        """What rules of scope ``raw`` find in the whole source; run when a segment has what one needs."""
        awake = set(self._raw_always)
        hits: dict[int, Hits] = {}
        characters: set[str] = set()
        offset = 0
        for segment in segments if len(awake) < len(self._raw) else ():
            known: tuple[dict[int, Hits], frozenset[str]] | None = segment.cache.get("raw")
            if known is None:
                known = self._raw_prefilter.hits(segment.text), characters_of(segment.text)
                segment.cache["raw"] = known
            for index, found in known[0].items():
                hits.setdefault(index, Hits()).add(found, offset)
            characters |= known[1]
            offset += len(segment.text)
        awake.update(self._awake_raw(hits, characters))
        if not awake:
            return None
        builder = MapBuilder()
        builder.copy(text, 0)
        checked = CheckedBlock(Block(builder.built(), _RAW), readable(text))
        unit = Unit(text, self._raw_prefilter, time, _RAW)
        if not self._raw_always:
            unit.set_hits(hits, frozenset(characters))
        for number in sorted(awake):
            self._run(number, unit, checked, 0)
        return checked

    def _awake_raw(self, hits: dict[int, Hits], characters: set[str]) -> set[int]:
        return {
            number
            for number in self._raw
            for matcher in self.rules[number][0].point.wakes
            if matcher.index in hits or any(not gate.isdisjoint(characters) for gate in matcher.gates.values())
        }

    def _check(self, block: Block, source: str, time: TimeAccount) -> CheckedBlock:
        checked = CheckedBlock(block, source)
        key = (block.scopes, block.in_summary)
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = self._planned(*key)
        if not plan.wanted and not plan.sentence_rules and not (block.parts and plan.parts):
            return checked
        unit = Unit(block.text, self._prefilter, time, block.scopes)
        awake = self._awake(plan, unit)
        for number in sorted(awake & plan.wanted):
            self._run(number, unit, checked, 0)
        if in_sentences := sorted(awake & plan.sentence_rules):
            for start, end in sentences(block.text):
                long_enough = [number for number in in_sentences if self._least[number] <= end - start]
                self._piece(long_enough, block, (start, end), checked, time)
        for section, start, end in block.parts:
            if numbers := plan.parts.get(section):
                self._piece(sorted(awake & numbers), block, (start, end), checked, time)
        checked.matches.sort(key=lambda found: (found[1].start, found[1].end, found[0]))
        return checked

    def _piece(
        self, numbers: list[int], block: Block, span: tuple[int, int], checked: CheckedBlock, time: TimeAccount
    ) -> None:
        """Rules on a sentence or another part of a block."""
        if not numbers:
            return
        start, end = span
        text = block.text[start:end]
        unit = Unit(text, self._prefilter, time, block.scopes)
        for number in numbers:
            self._run(number, unit, checked, start)

    def _run(self, number: int, unit: Unit, checked: CheckedBlock, offset: int) -> None:
        point = self.rules[number][0].point
        found = point.look(unit)
        if not found:
            return
        if isinstance(point, Measure):
            checked.counts = found
        elif point.over_all:
            checked.facts.append((number, offset, found))
        elif offset:
            for match in found:
                moved = match._replace(start=match.start + offset, end=match.end + offset)
                checked.matches.append((number, moved))
        else:
            checked.matches += [(number, match) for match in found]

    def _awake(self, plan: _Plan, unit: Unit) -> set[int]:
        """The rules that can find anything in a text."""
        awake = set(plan.always)
        if plan.gated:
            characters = unit.characters
            awake.update([number for gate, number in plan.gated if not gate.isdisjoint(characters)])
        for index in unit.hits:
            awake.update(self._woken_by.get(index, ()))
        return awake

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
            if used:
                self._when(plan, number, rule)
        return plan

    def _in(self, selectors: tuple[Selector, ...], scopes: frozenset[str], section: str) -> bool:
        return any(section in s.wanted and s.matches(scopes) for s in selectors)

    def _when(self, plan: _Plan, number: int, rule: Rule) -> None:
        """Whether a rule looks always, or by characters; hits of its matchers wake it in any case."""
        wakes = rule.point.wakes
        if not wakes or any(matcher.open for matcher in wakes):
            plan.always.append(number)
            return
        gates = [gate for matcher in wakes for gate in matcher.gates.values()]
        if gates:
            plan.gated.append((frozenset().union(*gates), number))
