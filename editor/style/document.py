"""A source under check: after an edit only the blocks it touched are looked at again, as if all had been"""

from __future__ import annotations

from collections.abc import Iterable

from editor.style.book import StyleBook
from editor.style.checker import Checker
from editor.style.concluding import Conclusion
from editor.style.findings import CheckResult, Finding, Suggestion
from editor.style.ignoring import IgnoreRecord, Ignores
from editor.style.patterns import compiled
from editor.style.points.spelling import Spelling
from editor.style.segments import Segment, cut, field_segment, readable, recut
from editor.style.time_limit import TimeAccount

FIELD_SECTIONS = {
    "headline": ("heading", "h1", "headline"),
    "standfirst": ("standfirst",),
    "caption": ("attr", "title", "caption"),
    "alt": ("attr", "alt"),
}


class Document:
    """One text and what the house style says of it. Positions are code points of ``text``.

    ``path`` decides which sections of the settings hold, and whether the text is Markdown. ``field``: the text is not a
    body but one field of a story (headline, standfirst, caption, alt). ``checker``: these rules
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
        checker: Checker | None = None,
    ) -> None:
        self._checker = checker if checker is not None else book.checker(path)
        self._in_force = self._checker.in_force
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
            self._result = Conclusion(self._checker, self._segments, self._text, self._ignores).result()
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
            for match in TimeAccount(length=len(text)).matches("BlockIgnores", compiled(pattern, "BlockIgnores"), text):
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
