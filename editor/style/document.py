"""A source under check: after an edit only the blocks it touched are looked at again, the result is that of a full check."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

from editor.style.book import InForce, StyleBook
from editor.style.checker import CheckedBlock, Checker
from editor.style.findings import CheckResult, Finding, RightMark, Route, Suggestion
from editor.style.fixes import offered, placed
from editor.style.ignoring import IgnoreRecord, Ignores
from editor.style.messages import filled, without_inner_quotes
from editor.style.patterns import compiled
from editor.style.points.measures import Metric, Readability
from editor.style.points.point import Match
from editor.style.points.spelling import Spelling
from editor.style.points.substitution import one_of
from editor.style.segmenting import sentence_around
from editor.style.segments import Segment, cut, field_segment, readable, recut
from editor.style.switches import SwitchBoard, read_switch

FIELD_SECTIONS = {
    "headline": ("heading", "h1", "headline"),
    "standfirst": ("standfirst",),
    "caption": ("attr", "title", "caption"),
    "alt": ("attr", "alt"),
}


class Document:
    """One text and what the house style says of it. Positions are code points of ``text``.

    ``path`` decides which sections of the settings hold, and whether the text is Markdown. ``field``: the text is not a
    body but one field of a story (headline, standfirst, caption, alt). ``in_force``: these rules
    instead of those of ``path``. Not for use by two threads at once.
    """

    def __init__(
        self,
        book: StyleBook,
        text: str,
        *,
        path: str = "story.md",
        field: str = "body",
        ignored: Iterable[IgnoreRecord] = (),
        in_force: InForce | None = None,
    ) -> None:
        self._in_force = in_force if in_force is not None else book.in_force(path)
        self._checker = Checker(book, self._in_force)
        self._ignores = Ignores(ignored)
        self._field = field
        self._text = text
        self._readable = self._as_read(text)
        self._segments = self._cut()
        self._result: CheckResult | None = None

    @property
    def text(self) -> str:
        """The source as it stands."""
        return self._text

    def edit(self, start: int, end: int, replacement: str) -> None:
        """Replace ``text[start:end]``. Raises IndexError when that is not in the text."""
        if not 0 <= start <= end <= len(self._text):
            raise IndexError(f"{start} to {end} is not within 0 to {len(self._text)}")
        self.set_text(self._text[:start] + replacement + self._text[end:])

    def set_text(self, text: str) -> None:
        """Replace the whole text; what is the same at its beginning and end is not looked at again."""
        old, new = self._readable, self._as_read(text)
        self._text, self._readable, self._result = text, new, None
        if self._field != "body":
            self._segments = self._cut()
            return
        head = _common(old, new)
        tail = _common_tail(old, new, min(len(old), len(new)) - head)
        if head == len(old) == len(new):
            return
        dirty = (head, len(old) - tail, len(new) - tail)
        ignored, markdown = self._in_force.ignored, self._in_force.markdown
        self._segments = recut(self._segments, new, dirty, ignored, markdown=markdown)

    def set_ignored(self, records: Iterable[IgnoreRecord]) -> None:
        """Other ignore records from now on."""
        self._ignores = Ignores(records)
        self._result = None

    def check(self) -> CheckResult:
        """All findings, routes and marks. Raises TooSlow when a rule's patterns take too long."""
        if self._result is None:
            self._checker.begin()
            self._result = _Conclusion(
                self._checker, self._segments, self._text, self._readable, self._ignores
            ).result()
        return self._result

    def spellings(self, finding: Finding) -> tuple[Suggestion, ...]:
        """Suggestions for a finding of a spelling rule, made when asked for; others have theirs already."""
        point = next((rule.point for rule, _ in self._checker.rules if rule.name == finding.rule), None)
        if not isinstance(point, Spelling):
            return finding.suggestions
        words = point.speller.suggestions(finding.text)
        return tuple(Suggestion(word, finding.start, finding.end, word) for word in words)

    def _as_read(self, text: str) -> str:
        """What the parser sees: line ends of one kind, the blocks the settings ignore blanked out."""
        text = readable(text)
        for pattern in self._in_force.block_ignores:
            for match in self._checker.time.matches("BlockIgnores", compiled(pattern, "BlockIgnores"), text):
                blank = "".join(c if c == "\n" else " " for c in match[0])
                text = text[: match.start()] + blank + text[match.end() :]
        return text

    def _cut(self) -> list[Segment]:
        if self._field != "body":
            return [field_segment(self._readable, FIELD_SECTIONS[self._field], self._in_force.ignored)]
        return cut(self._readable, self._in_force.ignored, markdown=self._in_force.markdown)


def _common(one: str, other: str) -> int:
    """How many code points two texts have in common at their beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_tail(one: str, other: str, most: int) -> int:
    """How many, at most ``most``, they have in common at their end."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    return low


class _Conclusion:
    """One check from blocks to findings."""

    def __init__(self, checker: Checker, segments: list[Segment], text: str, seen: str, ignores: Ignores) -> None:
        self._checker = checker
        self._text = text
        self._ignores = ignores
        self._places: list[tuple[int, CheckedBlock]] = []
        self._counts: list[dict[str, int]] = []
        comments: list[tuple[int, str]] = []
        offset = 0
        for segment in segments:
            self._places += [(offset, checked) for checked in checker.checked(segment)]
            comments += [(offset + c.start, c.words) for c in segment.taken.comments]
            if segment.taken.counts:
                self._counts.append(segment.taken.counts)
            offset += len(segment.text)
        raw = checker.check_raw(text)
        if raw is not None:
            self._places.append((0, raw))
        self._board = SwitchBoard(s for s in (read_switch(at, words) for at, words in comments) if s is not None)
        self._lines = [0]
        at = seen.find("\n")
        while at >= 0:
            self._lines.append(at + 1)
            at = seen.find("\n", at + 1)
        self._findings: list[Finding] = []
        self._routes: list[Route] = []
        self._right: list[RightMark] = []
        self._ignored: list[Finding] = []

    def result(self) -> CheckResult:
        """Everything, in the order of the source."""
        for offset, checked in self._places:
            for number, match in checked.matches:
                self._add(number, match, offset, checked)
        for number in self._checker.over_all:
            self._conclude(number)
        order = {rule.name: number for number, (rule, _) in enumerate(self._checker.rules)}
        self._findings.sort(key=lambda f: (f.start, f.end, order[f.rule]))
        self._routes.sort(key=lambda r: (r.start, r.end, order[r.rule]))
        self._right.sort(key=lambda m: (m.start, m.end, order[m.rule]))
        self._ignored.sort(key=lambda f: (f.start, f.end, order[f.rule]))
        return CheckResult(tuple(self._limited()), tuple(self._routes), tuple(self._right), tuple(self._ignored))

    def _limited(self) -> list[Finding]:
        """Findings without those beyond their rule's ``limit``."""
        limits = {rule.name: rule.limit for rule, _ in self._checker.rules if rule.limit}
        if not limits:
            return self._findings
        counts: dict[str, int] = {}
        kept = []
        for finding in self._findings:
            counts[finding.rule] = counts.get(finding.rule, 0) + 1
            if finding.rule not in limits or counts[finding.rule] <= limits[finding.rule]:
                kept.append(finding)
        return kept

    def _conclude(self, number: int) -> None:
        """The findings of a rule that looks at everything before it says anything."""
        point = self._checker.rules[number][0].point
        facts: list[tuple[int, Any]] = [
            (place, fact)
            for place, (_, checked) in enumerate(self._places)
            for rule, fact in checked.facts
            if rule == number
        ]
        if isinstance(point, (Metric, Readability)):
            facts += [(-1, counts) for counts in self._counts]
        for place, match in point.conclude(facts):
            if place < 0:
                self._say(number, match, 0, 0, "", (False, False), (), "")
            else:
                offset, checked = self._places[place]
                self._add(number, match, offset, checked)

    def _add(self, number: int, match: Match, offset: int, checked: CheckedBlock) -> None:
        """One match, with its place in the source."""
        rule = self._checker.rules[number][0]
        block = checked.block
        start, end = block.map.span(match.start, match.end)
        text = block.text[match.start : match.end]
        if match.right:
            self._right.append(RightMark(rule.name, start + offset, end + offset, text))
            return
        quoted = checked.quoted(match.start, match.end)
        suggestions: tuple[Suggestion, ...] = ()
        if rule.action is not None and not rule.routes:
            wanted = offered(rule, block.text, match, self._checker.time)
            suggestions = tuple(
                Suggestion(s.text, s.start + offset, s.end + offset, s.replacement) if s.start >= 0 else s
                for s in placed(block, match, wanted)
            )
            if rule.action.name == "replace" and match.wanted and rule.action.params:
                match = match._replace(args=(one_of(rule.action.params), *match.args[1:]))
        sentence = sentence_around(block.text, match.start, match.end) if block.scopes != {"raw"} else text
        self._say(number, match, start + offset, end + offset, text, quoted, suggestions, sentence)

    def _say(
        self,
        number: int,
        match: Match,
        start: int,
        end: int,
        text: str,
        quoted: tuple[bool, bool],
        suggestions: tuple[Suggestion, ...],
        sentence: str,
    ) -> None:
        rule, outside = self._checker.rules[number]
        level = rule.level_in_quotes(outside) if quoted[0] else outside
        if level is None:
            return
        message = rule.message
        if match.wanted is not None and len(match.wanted) > 1:
            message = without_inner_quotes(message)
        message = filled(message, match.args)
        line = bisect_right(self._lines, start)
        column = start - self._lines[line - 1] + 1
        if rule.routes:
            self._routes.append(
                Route(rule.name, rule.routes, message, start, end, line, column, text, quoted[0], rule.reason)
            )
            return
        if not self._board.is_on(rule.name, start, text):
            return
        automatic = len(suggestions) == 1 and suggestions[0].start >= 0 and not quoted[1]
        finding = Finding(
            rule=rule.name,
            level=level,
            message=message,
            start=start,
            end=end,
            line=line,
            column=column,
            text=text,
            suggestions=suggestions,
            automatic=automatic,
            quoted=quoted[0],
            link=rule.link,
            reason=rule.reason,
            family=rule.family,
            sentence=sentence,
        )
        kept_back = self._ignores.has_rule(rule.name) and self._ignores.has(finding)
        (self._ignored if kept_back else self._findings).append(finding)
