"""Three-way merge of Markdown: paragraphs first, then sentences; nobody's words are lost or mixed within a sentence.

The rules, in the order in which they apply:

- The unit is the sentence; a heading, a table, a code block or a footnote is one too. Two people who changed the same
  one differently always make a conflict, even when their words do not overlap; alike, they make none.
- Changes in neighbouring sentences, and sentences added beside a changed one, merge by themselves.
- What both added in one place, differently, is kept whole from both, mine first, and a person is asked.
- Where words of one and words of the other would read as one sentence, or equal passages would be left over or lost, a
  person is asked as well.
- A sentence or paragraph that one deleted and the other changed is kept as changed, and a person is asked; so is a
  sentence that one deleted while the other took it to another place and changed it there.
- A paragraph that moved takes the other's changes along. Moved to two places, or moved and deleted, a person is asked.
- White space is nobody's sentence: where both changed it, the stronger break stands and nobody is asked.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from editor.domain.merging.alignment import align
from editor.domain.merging.blocks import blocks_of
from editor.domain.merging.clusters import gone_blocks
from editor.domain.merging.composing import compose
from editor.domain.merging.edits import Alignment, BlockPairs
from editor.domain.merging.marks import Names, marked
from editor.domain.merging.ordering import told_with_gone
from editor.domain.merging.pairing import only_places, pair_blocks
from editor.domain.merging.passages import Cutter, Divided
from editor.domain.merging.plan import Plan
from editor.domain.merging.planning import make_plan
from editor.domain.merging.result import Choice, Hunk, Mapped, Piece, Source, Span


@dataclass(frozen=True)
class Merged:
    """A merge. ``text`` is what stands now; ``pieces`` make it up without a hole; ``hunks`` are all changes in order.

    In a hunk that needs a choice, one's own words stand until somebody chooses; what only one side deleted stands as
    the other changed it; of two additions both stand. :attr:`conflicts` lists them.
    """

    base: str
    mine: str
    theirs: str
    text: str
    pieces: tuple[Piece, ...]
    hunks: tuple[Hunk, ...]
    choices: Mapping[int, Choice | str] = field(default_factory=dict)
    plan: Plan = field(repr=False, compare=False, kw_only=True)

    @property
    def conflicts(self) -> tuple[Hunk, ...]:
        """The hunks in which a person still has to choose."""
        return tuple(hunk for hunk in self.hunks if hunk.needs_choice)

    def source(self, source: Source) -> str:
        """One of the three texts."""
        return {Source.BASE: self.base, Source.MINE: self.mine, Source.THEIRS: self.theirs}[source]

    def choose(self, choices: Mapping[int, Choice | str]) -> Merged:
        """The merge with some hunks settled, by number: a choice, or free text (empty: nothing). Any hunk may be.

        Choices made before hold unless they are made anew. Raises KeyError for a number that no hunk has.
        """
        for number in choices:
            if not 0 <= number < len(self.hunks):
                raise KeyError(number)
        made = {**self.choices, **choices}
        done = compose(self.plan, made)
        return Merged(self.base, self.mine, self.theirs, *done, made, plan=self.plan)

    def marked(self, names: Names | None = None) -> str:
        """The text with marks around every hunk that still needs a choice, as version control writes them."""
        return marked(self.plan, self.hunks, names)

    def place_of(self, source: Source, position: int) -> int:
        """Where a position of a source is in the result. Behind words that are gone, it is behind those before them."""
        if position >= len(self.source(source)):
            return len(self.text)
        starts, pieces = self._by_source[source]
        at = bisect_right(starts, position) - 1
        while at >= 0:
            own = pieces[at].of(source)
            assert own is not None
            if position <= own.end or at == len(pieces) - 1 or position < starts[at + 1]:
                return pieces[at].span.start + min(position, own.end) - own.start
            at -= 1
        return pieces[0].span.start if pieces else 0

    def map_span(self, source: Source, span: Span) -> Mapped:
        """Where ``source[span]`` lies in the result: from its first surviving code point to its last.

        Words put between them are within. Where a paragraph was moved out of the middle, the longest connected part
        counts. When nothing survives, the span is empty and stands where the words were.
        """
        starts, pieces = self._by_source[source]
        at = max(bisect_right(starts, span.start) - 1, 0)
        runs: list[tuple[int, int, int]] = []  # start and end in the result, code points kept
        kept, done = 0, span.start  # what stands twice counts once: both halves of a split sentence may claim it
        while at < len(pieces) and starts[at] < span.end:
            piece = pieces[at]
            own = piece.of(source)
            assert own is not None
            start, end = max(done, own.start), min(span.end, own.end)
            if start < end:
                done = end
                there = piece.span.start + start - own.start
                kept += end - start
                if runs and there >= runs[-1][1]:
                    runs[-1] = (runs[-1][0], there + end - start, runs[-1][2] + end - start)
                else:
                    runs.append((there, there + end - start, end - start))
            at += 1
        if not runs:
            place = self.place_of(source, span.start)
            return Mapped(Span(place, place), 0)
        best = max(runs, key=lambda run: run[2])
        return Mapped(Span(best[0], best[1]), kept)

    @cached_property
    def _by_source(self) -> dict[Source, tuple[list[int], list[Piece]]]:
        """For each source its pieces in its own order, the first where a stretch stands twice."""
        found: dict[Source, tuple[list[int], list[Piece]]] = {}
        for source in Source:
            rows: list[tuple[int, Piece]] = []
            for piece in self.pieces:
                own = piece.of(source)
                if own is not None and own.start < own.end:
                    rows.append((own.start, piece))
            rows.sort(key=lambda row: (row[0], row[1].span.start))
            found[source] = [row[0] for row in rows], [row[1] for row in rows]
        return found


def merge(base: str, mine: str, theirs: str) -> Merged:
    """Merge two people's work on ``base``. Takes any text and never raises; time grows about as the length does.

    Swapping the sides swaps mine and theirs in every hunk and changes nothing else.
    """
    texts = (base, mine, theirs)
    blocks = [blocks_of(text) for text in texts]
    cutter = Cutter()
    keys = [cutter.keys(text, found) for text, found in zip(texts, blocks, strict=True)]
    once = only_places(keys[0])
    pairs = (pair_blocks(blocks[0], keys[0], once, keys[1]), pair_blocks(blocks[0], keys[0], once, keys[2]))
    partners = [dict([*found.in_order, *found.moved]) for found in pairs]
    whole = partners[0].keys() & partners[1].keys()
    divided = (
        cutter.divide(base, blocks[0], keys[0], whole),
        cutter.divide(mine, blocks[1], keys[1], {partners[0][block] for block in whole}),
        cutter.divide(theirs, blocks[2], keys[2], {partners[1][block] for block in whole}),
    )
    plan = make_plan(*divided, _aligned(divided, pairs))
    return Merged(base, mine, theirs, *compose(plan, {}), plan=plan)


def _aligned(
    texts: tuple[Divided, Divided, Divided], pairs: tuple[BlockPairs, BlockPairs]
) -> tuple[Alignment, Alignment]:
    """What each side did. A paragraph counts as moved only while the other side left its bounds alone.

    What both seem to have deleted is looked for once more: one may have moved it and edited it heavily.
    """
    faint: set[int] = set()
    looked = False
    stay: tuple[set[int], set[int]] = (set(), set())
    keys = [{passage.key for passage in text.passages} for text in texts[1:]]
    while True:
        sides = (
            align(texts[0], texts[1], pairs[0], stay=stay[0], faint=faint, other=keys[1]),
            align(texts[0], texts[2], pairs[1], stay=stay[1], faint=faint, other=keys[0]),
        )
        torn = [sides[1 - n].moved & _run_together(texts[0], sides[n]) for n in (0, 1)]
        if not torn[0] and not torn[1]:
            gone = gone_blocks(texts[0], sides[0]), gone_blocks(texts[0], sides[1])
            if looked or not (faint := gone[0] & gone[1]):
                return told_with_gone(sides[0], gone[1]), told_with_gone(sides[1], gone[0])
            looked = True
            continue
        stay[1].update(torn[0])
        stay[0].update(torn[1])


def _run_together(base: Divided, side: Alignment) -> set[int]:
    """Blocks that a side made into one passage with a neighbour."""
    blocks: set[int] = set()
    for link in side.links:
        first, last = base.passages[link.base_from].block, base.passages[link.base_to - 1].block
        if first != last:
            blocks.update(range(first, last + 1))
    return blocks
