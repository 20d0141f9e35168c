"""Write the result of a plan under the choices made so far."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from editor.domain.merging.gaps import Gaps
from editor.domain.merging.plan import Leaf, Plan, Segment
from editor.domain.merging.result import Choice, Hunk, Piece, Place, Span
from editor.domain.merging.tracing import Tracer

Marks = Callable[[Segment, dict[Choice, str], str], str]
"""Writes a segment with the words of base, mine and theirs, and the line end to use."""


class Composed(NamedTuple):
    """A text with its pieces and hunks."""

    text: str
    pieces: tuple[Piece, ...]
    hunks: tuple[Hunk, ...]


def compose(plan: Plan, choices: Mapping[int, Choice | str]) -> Composed:
    """The result where hunks in ``choices`` hold what was chosen and all others what stands until then."""
    return _Composer(plan, choices).compose()


def compose_marked(plan: Plan, choices: Mapping[int, Choice | str], unsettled: Collection[int], marks: Marks) -> str:
    """The result as text, where ``marks`` writes what stands for the segments of the hunks in ``unsettled``."""
    return _Composer(plan, choices, unsettled, marks).compose().text


def _leaves_under(segment: Segment, choice: Choice | str, *, first: bool) -> tuple[Leaf, ...]:
    """What a segment holds under a choice. Free text stands in the first segment of its hunk that held something."""
    if isinstance(choice, Choice):
        return segment.leaves(choice)
    if not first or not choice:
        return ()
    return (_free_leaf(segment, choice),)


def _free_leaf(segment: Segment, text: str, *, own_lines: bool = False) -> Leaf:
    """Free text in the place of a segment, with the neighbours of whatever stood there."""
    held = next((leaves for leaves in (segment.mine, segment.theirs, segment.base) if leaves), ())
    first, last = held[0], held[-1]
    return Leaf(first.source, first.passage, first.first, last.last, (None, None, None), text, own_lines)


class _Composer:
    """One writing."""

    def __init__(
        self,
        plan: Plan,
        choices: Mapping[int, Choice | str],
        unsettled: Collection[int] = (),
        marks: Marks | None = None,
    ) -> None:
        self._unsettled = unsettled
        self._marks = marks
        self._plan = plan
        self._choices = choices
        self._gaps = Gaps(plan.texts)
        self._tracer = Tracer(plan)
        self._parts: list[str] = []
        self._pieces: list[Piece] = []
        self._length = 0
        self._before: Leaf | None = None
        self._places: dict[int, list[tuple[Segment, Span]]] = {}

    def compose(self) -> Composed:
        """The whole text."""
        for segment in self._plan.segments:
            self._segment(segment)
        self._gap(None)
        text = "".join(self._parts)
        hunks = tuple(self._hunk(number) for number in range(len(self._plan.hunks)))
        return Composed(text, tuple(self._pieces), hunks)

    def _segment(self, segment: Segment) -> None:
        if segment.hunk is None:
            for leaf in segment.base:
                self._leaf(leaf)
            return
        choice = self._choices.get(segment.hunk, self._plan.hunks[segment.hunk].standing)
        seen = segment.hunk in self._places
        start: int | None = None
        for leaf in self._marked(segment) or _leaves_under(segment, choice, first=not seen):
            begun = self._leaf(leaf)
            start = begun if start is None else start
        span = Span(self._length if start is None else start, self._length)
        self._places.setdefault(segment.hunk, []).append((segment, span))

    def _leaf(self, leaf: Leaf) -> int:
        """Write a leaf with the white space before it, and say where it begins."""
        self._gap(leaf)
        start = self._length
        words = self._tracer.words(leaf)
        self._pieces += self._tracer.of_leaf(leaf, words, start)
        self._parts.append(words)
        self._length = start + len(words)
        self._before = leaf
        return start

    def _marked(self, segment: Segment) -> tuple[Leaf, ...]:
        """The marks that stand for a segment, when it is one that waits for a choice."""
        if self._marks is None or segment.hunk not in self._unsettled:
            return ()
        words = {choice: self._plain(segment.leaves(choice)) for choice in (Choice.BASE, Choice.MINE, Choice.THEIRS)}
        return (_free_leaf(segment, self._marks(segment, words, self._gaps.line_end), own_lines=True),)

    def _plain(self, leaves: tuple[Leaf, ...]) -> str:
        """Leaves and what is between them."""
        parts: list[str] = []
        for number, leaf in enumerate(leaves):
            if number:
                parts.append(self._gaps.between(leaves[number - 1], leaf).text)
            parts.append(self._tracer.words(leaf))
        return "".join(parts)

    def _gap(self, leaf: Leaf | None) -> None:
        gap = self._gaps.between(self._before, leaf)
        if gap.text:
            self._pieces.append(self._tracer.of_gap(gap, self._length))
            self._parts.append(gap.text)
            self._length += len(gap.text)

    def _hunk(self, number: int) -> Hunk:
        planned = self._plan.hunks[number]
        places = self._places[number]
        texts = self._plan.texts
        said = [
            "".join(texts[n].text[segment.spans[n].start : segment.spans[n].end] for segment, _ in places)
            for n in range(3)
        ]
        return Hunk(
            number,
            planned.kind,
            said[0],
            said[1],
            said[2],
            self._choices.get(number, planned.standing),
            tuple(Place(span, *segment.spans) for segment, span in places),
            number in self._choices,
        )
