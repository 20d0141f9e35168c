"""From what rules found in blocks to the findings, routes and marks of a whole source."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from editor.style.blocks import Block
from editor.style.checker import CheckedBlock, Checker
from editor.style.findings import CheckResult, Finding, RightMark, Route, Suggestion
from editor.style.fixes import offered, placed
from editor.style.ignoring import Ignores
from editor.style.messages import filled, without_inner_quotes
from editor.style.points.measures import totals_of
from editor.style.points.point import Match
from editor.style.points.substitution import one_of
from editor.style.rules import Rule
from editor.style.segmenting import sentence_around
from editor.style.segments import Segment
from editor.style.switches import SwitchBoard, read_switch
from editor.style.time_limit import TimeAccount


class _Draft(NamedTuple):
    """A match with all that does not depend on where its segment stands; positions and lines count from there."""

    rule: int
    start: int
    end: int
    line: int
    column: int
    text: str
    message: str
    quoted: bool
    touches_quote: bool
    suggestions: tuple[Suggestion, ...]
    sentence: str
    right: bool


class Conclusion:
    """One check. Blocks that were checked before are not looked at again; only their places are new."""

    def __init__(self, checker: Checker, segments: Sequence[Segment], text: str, ignores: Ignores) -> None:
        self._checker = checker
        self._ignores = ignores
        self._time = TimeAccount(length=len(text))
        self._places: list[tuple[int, int, CheckedBlock]] = []  # offset and line of the segment, block
        self._counts = 0
        comments: list[tuple[int, str]] = []
        offset, line = 0, 1
        checker.check(segments, self._time)
        for segment in segments:
            blocks, counts, length, lines, found = segment.checked
            for block in blocks:
                self._places.append((offset, line, block))
            if found:
                comments += [(offset + comment.start, comment.words) for comment in found]
            self._counts += counts
            offset += length
            line += lines
        raw = checker.check_raw(segments, text, self._time)
        if raw is not None:
            self._places.append((0, 1, raw))
            self._counts += raw.counts
        self._board = SwitchBoard(s for s in (read_switch(at, words) for at, words in comments) if s is not None)
        self._findings: list[Finding] = []
        self._routes: list[Route] = []
        self._right: list[RightMark] = []
        self._ignored: list[Finding] = []

    def result(self) -> CheckResult:
        """Everything, in the order of the source."""
        facts: dict[int, list[tuple[int, Any]]] = {number: [] for number in self._checker.over_all}
        stands: list[tuple[int, int]] = []  # place of the block, and where in its text the fact's text begins
        for place, (offset, line, checked) in enumerate(self._places):
            if checked.drafts is None:
                checked.drafts = [self._drafted(number, match, checked) for number, match in checked.matches]
            if checked.drafts:
                self._say_all(checked, offset, line)
            for number, begin, fact in checked.facts:
                facts[number].append((len(stands), fact))
                stands.append((place, begin))
        if self._checker.measures:
            totals = totals_of(self._counts)
            facts.update((number, [(-1, totals)]) for number in self._checker.measures)
        for number, found in facts.items():
            if found:
                self._conclude(number, found, stands)
        self._let_the_special_rule_speak()
        order = self._checker.order
        for said in (self._findings, self._routes, self._right, self._ignored):
            said.sort(key=lambda one: (one.start, one.end, order[one.rule]))
        return CheckResult(tuple(self._limited()), tuple(self._routes), tuple(self._right), tuple(self._ignored))

    def _let_the_special_rule_speak(self) -> None:
        """A misspelling that a rule about this very word speaks of, or calls right, is not reported a second time."""
        spelling, special = self._checker.spelling, self._checker.substitutions
        if not any(finding.rule in spelling for finding in self._findings):
            return
        spans = [(f.start, f.end) for f in (*self._findings, *self._ignored) if f.rule in special]
        spans = sorted([*spans, *((mark.start, mark.end) for mark in self._right)])
        starts = [start for start, _ in spans]
        furthest = list(accumulate((end for _, end in spans), max))

        def is_spoken_of(finding: Finding) -> bool:
            before = bisect_right(starts, finding.start)
            return before > 0 and furthest[before - 1] >= finding.end

        self._findings = [f for f in self._findings if f.rule not in spelling or not is_spoken_of(f)]

    def _limited(self) -> list[Finding]:
        """Findings without those beyond their rule's ``limit``."""
        limits = self._checker.limits
        if not limits:
            return self._findings
        counts: dict[str, int] = {}
        kept = []
        for finding in self._findings:
            counts[finding.rule] = counts.get(finding.rule, 0) + 1
            if finding.rule not in limits or counts[finding.rule] <= limits[finding.rule]:
                kept.append(finding)
        return kept

    def _conclude(self, number: int, facts: list[tuple[int, Any]], stands: list[tuple[int, int]]) -> None:
        """The findings of a rule that looks at everything before it says anything."""
        rule = self._checker.rules[number][0]
        for stand, match in rule.point.conclude(facts):
            if stand < 0:
                message = filled(rule.message, match.args)
                self._say(_Draft(number, 0, 0, 0, 1, "", message, False, False, (), "", False), 0, 1)
            else:
                place, begin = stands[stand]
                offset, line, checked = self._places[place]
                moved = match._replace(start=match.start + begin, end=match.end + begin) if begin else match
                draft = checked.concluded.get((number, moved))
                if draft is None:
                    draft = checked.concluded[number, moved] = self._drafted(number, moved, checked)
                self._say(draft, offset, line)

    def _drafted(self, number: int, match: Match, checked: CheckedBlock) -> _Draft:
        rule = self._checker.rules[number][0]
        block = checked.block
        start, end = block.map.span(match.start, match.end)
        text = block.text[match.start : match.end]
        line, column = _line_and_column(checked.source, start)
        if match.right:
            return _Draft(number, start, end, line, column, text, "", False, False, (), "", True)
        quoted, touches = checked.quoted(match.start, match.end)
        suggestions = () if rule.routes else placed(block, match, offered(rule, block.text, match, self._time))
        sentence = text if "raw" in block.scopes else _sentence(block, match)
        message = _message(rule, match)
        return _Draft(number, start, end, line, column, text, message, quoted, touches, suggestions, sentence, False)

    def _say_all(self, checked: CheckedBlock, offset: int, line: int) -> None:
        """A block's drafts at their places; what was said before is said again, moved when something before it has."""
        lists: tuple[list[Any], ...] = (self._findings, self._routes, self._right, self._ignored)
        if not self._board and checked.said_at is not None and checked.said_at[2] is self._ignores:
            by, lines = offset - checked.said_at[0], line - checked.said_at[1]
            if by or lines:
                checked.said = tuple([one.moved(by, lines) for one in said] for said in checked.said)
                checked.said_at = (offset, line, self._ignores)
            for said, known in zip(lists, checked.said, strict=True):
                if known:
                    said += known
            return
        before = [len(said) for said in lists]
        for draft in checked.drafts or ():
            self._say(draft, offset, line)
        checked.said_at = (offset, line, self._ignores) if not self._board else None
        checked.said = tuple(said[count:] for said, count in zip(lists, before, strict=True))

    def _say(self, draft: _Draft, offset: int, first_line: int) -> None:
        """One draft at its place, unless a switch, a record or its level inside quotations keeps it back."""
        rule, outside = self._checker.rules[draft.rule]
        start, end = draft.start + offset, draft.end + offset
        if draft.right:
            self._right.append(RightMark(rule.name, start, end, draft.text))
            return
        level = rule.level_in_quotes(outside) if draft.quoted else outside
        if level is None:
            return
        place = (start, end, first_line + draft.line, draft.column)
        if rule.routes:
            self._routes.append(
                Route(rule.name, rule.routes, draft.message, *place, draft.text, draft.quoted, rule.reason)
            )
            return
        if not self._board.is_on(rule.name, start, draft.text):
            return
        suggestions = tuple([one.moved(offset) for one in draft.suggestions])
        automatic = len(suggestions) == 1 and suggestions[0].start >= 0 and not draft.touches_quote
        finding = Finding(
            *(rule.name, level, draft.message, *place, draft.text, suggestions, automatic, draft.quoted),
            *(rule.link, rule.reason, rule.family, draft.sentence),
        )
        kept_back = self._ignores.has_rule(rule.name) and self._ignores.has(finding)
        (self._ignored if kept_back else self._findings).append(finding)


def _message(rule: Rule, match: Match) -> str:
    """The rule's message for a match; parameters of the action take the place of a substitution's own words."""
    message, args = rule.message, match.args
    if match.wanted is not None and rule.action is not None and rule.action.name == "replace":
        wanted = rule.action.params or match.wanted
        args = (one_of(wanted), *args[1:])
        if len(wanted) > 1:
            message = without_inner_quotes(message)
    return filled(message, args)


def _sentence(block: Block, match: Match) -> str:
    return sentence_around(block.text, match.start, match.end)


def _line_and_column(source: str, at: int) -> tuple[int, int]:
    """The line of a place in a readable source, counted from 0, and its column, counted from 1."""
    return source.count("\n", 0, at), at - source.rfind("\n", 0, at)
