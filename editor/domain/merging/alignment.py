"""What one person did to a text: which passages became which, what was added, what went, which paragraphs moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from itertools import groupby, pairwise

from editor.domain.merging.blocks import BlockKind
from editor.domain.merging.edits import Alignment, BlockPairs, Link, Slot, as_link
from editor.domain.merging.matching import heaviest_row, likeness, pair_equal, wording
from editor.domain.merging.passages import Divided

SAME_SENTENCE = 0.4  # likeness from which a sentence counts as the other's rewriting, when both stand in one place
SAME_PARAGRAPH = 0.6  # likeness from which a paragraph that turns up elsewhere counts as moved and edited
FAINT_PARAGRAPH = 0.35  # the same, when the other deleted the paragraph: what is asked once too often costs nothing
_MOVED_WORDS = 6  # shorter paragraphs are only recognised elsewhere when no word of them changed
_BAND = 40_000  # pairs of sentences compared in full; beyond it only those in about the same place
_FAR_PAIRS = 4_000


def align(
    base: Divided,
    side: Divided,
    pairs: BlockPairs,
    *,
    stay: Collection[int] = (),
    faint: Collection[int] = (),
    other: Collection[str] = (),
) -> Alignment:
    """Compare ``side`` with ``base``.

    Blocks of the base in ``stay`` are not looked for elsewhere; of those in ``faint`` a likeness is enough that would
    not be for others, and they may be short. ``other`` are the passage keys of the third text: what
    stands there too, beside the sentence it could replace here, is an addition on both sides and replaces nothing.
    """
    return _Aligner(base, side, pairs, stay, faint, other).align()


def least_likeness(words: Counter[str], *, deleted: bool) -> float:
    """How alike words elsewhere must be to count as these, moved and edited; ``deleted``: by the other side."""
    return FAINT_PARAGRAPH if deleted and words.total() >= _MOVED_WORDS else SAME_PARAGRAPH


class _Aligner:
    """One comparison."""

    def __init__(
        self,
        base: Divided,
        side: Divided,
        pairs: BlockPairs,
        stay: Collection[int],
        faint: Collection[int],
        other: Collection[str],
    ) -> None:
        self._other = other
        self._faint = faint
        self._base = base
        self._side = side
        self._in_order = pairs.in_order
        self._stay = stay
        self._moved = [pair for pair in pairs.moved if pair[0] not in stay]
        self._links: list[Link] = []
        self._wordings: dict[str, Counter[str]] = {}

    def align(self) -> Alignment:
        """All of it."""
        gone, come = {i for i, _ in self._moved}, {j for _, j in self._moved}
        ranges = self._gaps()
        gaps = [(self._passages(self._base, bs, gone), self._passages(self._side, ss, come)) for bs, ss in ranges]
        matched = [self._pair_passages(left, right) for left, right in gaps]
        self._find_far(gaps, matched)
        gone, come = {i for i, _ in self._moved}, {j for _, j in self._moved}
        for (left, right), pairs, (_, blocks) in zip(gaps, matched, ranges, strict=True):
            here = [i for i in left if self._base.passages[i].block not in gone]
            there = [j for j in right if self._side.passages[j].block not in come]
            self._link(here, there, pairs, self._side.firsts[blocks.start])
        for block, elsewhere in [*self._in_order, *self._moved]:
            if self._unchanged(block, elsewhere):
                continue
            here, there = list(self._base.of_block(block)), list(self._side.of_block(elsewhere))
            self._link(here, there, self._pair_passages(here, there), self._side.firsts[elsewhere])
        self._links.sort()
        moved = frozenset(block for block, _ in self._moved)
        return Alignment(self._links, self._added(), moved, self._sequence())

    def _unchanged(self, block: int, elsewhere: int) -> bool:
        """Link two blocks passage by passage when they are the same."""
        here, there = self._base.of_block(block), self._side.of_block(elsewhere)
        base, side = self._base.passages, self._side.passages
        if len(here) == len(there) == 1:  # a block that nobody changed is one passage
            i, j = here.start, there.start
            if base[i].key != side[j].key:
                return False
            self._links.append(as_link((i, i + 1, j, j + 1, True)))
            return True
        if len(here) != len(there) or any(base[i].key != side[j].key for i, j in zip(here, there, strict=True)):
            return False
        self._links.extend(as_link((i, i + 1, j, j + 1, True)) for i, j in zip(here, there, strict=True))
        return True

    def _gaps(self) -> list[tuple[range, range]]:
        """Blocks between the unchanged ones."""
        ends = [(-1, -1), *self._in_order, (len(self._base.blocks), len(self._side.blocks))]
        return [(range(i + 1, k), range(j + 1, m)) for (i, j), (k, m) in pairwise(ends) if k - i > 1 or m - j > 1]

    @staticmethod
    def _passages(text: Divided, blocks: range, without: set[int]) -> list[int]:
        return [number for block in blocks if block not in without for number in text.of_block(block)]

    def _pair_passages(self, left: list[int], right: list[int]) -> list[tuple[int, int]]:
        """Equal passages, and between them those that are alike."""
        if not left or not right:
            return []
        base, side = self._base.passages, self._side.passages
        equal = pair_equal([base[i].key for i in left], [side[j].key for j in right])
        pairs = [(left[x], right[y]) for x, y in equal]
        ends = [(-1, -1), *equal, (len(left), len(right))]
        for (x, y), (v, w) in pairwise(ends):
            if v - x > 1 and w - y > 1:
                pairs.extend(self._pair_alike(left[x + 1 : v], right[y + 1 : w]))
        return sorted(pairs)

    def _pair_alike(self, left: list[int], right: list[int]) -> list[tuple[int, int]]:
        if len(left) == len(right) == 1:
            alike = self._likeness(left[0], right[0])
            return [(left[0], right[0])] if alike >= SAME_SENTENCE and not self._beside(left, right[0]) else []
        here = [self._wording(self._base.words(i)) for i in left]
        there = [self._wording(self._side.words(j)) for j in right]
        everywhere = len(left) * len(right) <= _BAND
        weighed = []
        for x, words in enumerate(here):
            near = x * len(right) // len(left)
            reach = range(len(right)) if everywhere else range(max(0, near - 20), min(len(right), near + 21))
            for y in reach:
                alike = likeness(words, there[y])
                if alike >= SAME_SENTENCE and not self._beside([left[x]], right[y]):
                    weighed.append((x, y, int(alike * 1000) * (1 + min(words.total(), 50))))
        return [(left[x], right[y]) for x, y in heaviest_row(weighed)]

    def _beside(self, olds: list[int], j: int) -> bool:
        """Whether the third text has a new passage and still one of the old ones that it might replace."""
        passages = self._base.passages
        return self._side.passages[j].key in self._other and any(passages[i].key in self._other for i in olds)

    def _likeness(self, i: int, j: int) -> float:
        return likeness(self._wording(self._base.words(i)), self._wording(self._side.words(j)))

    def _wording(self, text: str) -> Counter[str]:
        """The words of a text; they are asked for again and again."""
        found = self._wordings.get(text)
        if found is None:
            found = self._wordings[text] = wording(text)
        return found

    def _find_far(self, gaps: list[tuple[list[int], list[int]]], matched: list[list[tuple[int, int]]]) -> None:
        """Whole paragraphs without a partner that turn up elsewhere with most of their words: moved and edited."""
        met_base = {self._base.passages[i].block for pairs in matched for i, _ in pairs}
        met_side = {self._side.passages[j].block for pairs in matched for _, j in pairs}
        lost = sorted({self._base.passages[i].block for left, _ in gaps for i in left} - met_base - set(self._stay))
        new = sorted({self._side.passages[j].block for _, right in gaps for j in right} - met_side)
        if not lost or not new or len(lost) * len(new) > _FAR_PAIRS:
            return
        here = {b: wording(self._block_words(self._base, b)) for b in lost}
        there = {s: wording(self._block_words(self._side, s)) for s in new}
        found = [
            (-alike, b, s)
            for b, words in here.items()
            if words.total() >= (2 if b in self._faint else _MOVED_WORDS)
            for s, others in there.items()
            if (alike := max(likeness(words, others), self._shared_sentences(b, s)))
            >= least_likeness(words, deleted=b in self._faint)
        ]
        taken_base: set[int] = set()
        taken_side: set[int] = set()
        for _, b, s in sorted(found):
            if b not in taken_base and s not in taken_side:
                taken_base.add(b)
                taken_side.add(s)
                self._moved.append((b, s))

    def _shared_sentences(self, b: int, s: int) -> float:
        """How much of the shorter of two blocks stands sentence by sentence in the other."""
        here = {self._base.passages[i].key for i in self._base.of_block(b)}
        there = {self._side.passages[j].key for j in self._side.of_block(s)}
        least = min(sum(map(len, here)), sum(map(len, there)))
        return sum(map(len, here & there)) / least if least else 0.0

    @staticmethod
    def _block_words(text: Divided, block: int) -> str:
        return text.text[text.blocks[block].start : text.blocks[block].end]

    def _link(self, left: list[int], right: list[int], pairs: list[tuple[int, int]], begin: int) -> None:
        """Links for a run of passages: the pairs, and what is left between them. The side's run is at ``begin``."""
        base, side = self._base.passages, self._side.passages
        x = y = 0
        rows: list[Link] = []
        for i, j in [*pairs, (-1, -1)]:
            v = left.index(i, x) if i >= 0 else len(left)
            w = right.index(j, y) if j >= 0 else len(right)
            at = right[y - 1] + 1 if y else begin
            rows.extend(self._leftovers(left, range(x, v), right, range(y, w), at))
            if i >= 0:
                rows.append(Link(i, i + 1, j, j + 1, base[i].key == side[j].key))
            x, y = v + 1, w + 1
        self._links.extend(self._absorbed(rows, set(left), set(right)))

    def _leftovers(self, left: list[int], xs: range, right: list[int], ys: range, at: int) -> list[Link]:
        """What stands between two pairs on either side: replaced, where there is something on both."""
        if not xs:
            return []
        here = [list(run) for _, run in groupby((left[x] for x in xs), lambda i: self._base.passages[i].block)]
        olds = [i for run in here for i in run]
        there: list[list[int]] = []
        for j in (right[y] for y in ys):
            if self._beside(olds, j):
                continue
            passages = self._side.passages
            if there and there[-1][-1] == j - 1 and passages[j - 1].block == passages[j].block:
                there[-1].append(j)
            else:
                there.append([j])
        partners = self._partners(here, there)
        links: list[Link] = []
        for number, run in enumerate(here):
            new = partners.get(number)
            if new is None:
                links.extend(Link(i, i + 1, at, at, False) for i in run)
            else:
                links.append(Link(run[0], run[-1] + 1, new[0], new[-1] + 1, False))
                at = new[-1] + 1
        return links

    def _partners(self, here: list[list[int]], there: list[list[int]]) -> dict[int, list[int]]:
        """Which run of old passages became which new one: in order, and where the numbers differ like with like."""
        if len(here) == len(there):
            return dict(enumerate(there))
        partners: dict[int, list[int]] = {}
        nearest = 0
        for number, run in enumerate(here):
            for at in range(nearest, len(there)):
                if self._looks(self._base, run) == self._looks(self._side, there[at]):
                    partners[number] = there[at]
                    nearest = at + 1
                    break
        return partners or ({0: there[0]} if here and there else {})

    @staticmethod
    def _looks(text: Divided, run: list[int]) -> tuple[BlockKind, bool]:
        """The kind of block a run stands in, and whether it is the block's beginning."""
        block = text.passages[run[0]].block
        return text.blocks[block].kind, text.firsts[block] == run[0]

    def _absorbed(self, rows: list[Link], left: set[int], right: set[int]) -> list[Link]:
        """Sentences split and joined: a neighbour that holds the words missing in a changed sentence belongs to it."""
        rows = sorted(rows)
        taken = {j for row in rows for j in range(row.side_from, row.side_to)}
        grown: list[Link] = []
        for row in rows:
            if row.same or row.side_from == row.side_to:
                last = grown[-1] if grown else None
                if last and not row.same and self._was_joined(last, row):
                    grown[-1] = last._replace(base_to=row.base_to)
                else:
                    grown.append(row)
                continue
            missing = self._wording(self._old(row)) - self._wording(self._new(row))
            for after in (True, False):
                j = row.side_to if after else row.side_from - 1
                while missing and j in right and j not in taken and self._holds(missing, j):
                    taken.add(j)
                    missing = missing - self._wording(self._side.words(j))
                    row = row._replace(side_to=j + 1) if after else row._replace(side_from=j)
                    j = row.side_to if after else row.side_from - 1
            while grown and self._was_joined(row, grown[-1]):
                row = row._replace(base_from=grown.pop().base_from)
            grown.append(row)
        return grown

    def _was_joined(self, changed: Link, gone: Link) -> bool:
        """Whether the words of a deleted passage stand in the changed one beside it."""
        if changed.same or changed.side_from == changed.side_to or gone.side_from < gone.side_to:
            return False
        if changed.base_to != gone.base_from and gone.base_to != changed.base_from:
            return False
        more = self._wording(self._new(changed)) - self._wording(self._old(changed))
        words = self._wording(self._old(gone))
        return bool(words) and (words & more).total() >= 0.6 * words.total()

    def _holds(self, missing: dict[str, int], j: int) -> bool:
        words = self._wording(self._side.words(j))
        held = sum(min(count, missing.get(word, 0)) for word, count in words.items())
        return bool(words) and held >= 0.6 * words.total()

    def _old(self, link: Link) -> str:
        start, end = self._base.region(link.base_from, link.base_to)
        return self._base.text[start:end]

    def _new(self, link: Link) -> str:
        start, end = self._side.region(link.side_from, link.side_to)
        return self._side.text[start:end]

    def _added(self) -> dict[Slot, list[int]]:
        """Passages of the side that come from none of the base, at their places."""
        owner: list[Link | None] = [None] * len(self._side.passages)
        for link in self._links:
            for j in range(link.side_from, link.side_to):
                owner[j] = link
        added: dict[Slot, list[int]] = {}
        before: Link | None = None
        done = later = 0
        for j in (j for j, link in enumerate(owner) if link is None):
            if j < done:
                continue
            before = owner[j - 1] or before if j else None
            block, done = self._side.passages[j].block, j + 1
            while done < len(owner) and owner[done] is None and self._side.passages[done].block == block:
                done += 1
            later = max(later, done)
            while later < len(owner) and owner[later] is None:
                later += 1
            slot = self._slot(j, done, before, owner[later] if later < len(owner) else None)
            added.setdefault(slot, []).extend(range(j, done))
        return added

    def _slot(self, first: int, after: int, before: Link | None, later: Link | None) -> Slot:
        """The place of added passages between two linked ones."""
        passages = self._side.passages
        block = passages[first].block
        if before is not None and before.side_to == first and passages[first - 1].block == block:
            return Slot(before.base_to - 1, 0)
        if later is not None and later.side_from == after and passages[after].block == block:
            return Slot(later.base_from, -1)
        if before is None:
            return Slot(-1, 1)
        # behind the whole block of the base, unless that block goes on after what was added
        behind = self._base.passages[before.base_to - 1].block
        if later is not None and self._base.passages[later.base_from].block == behind:
            return Slot(before.base_to - 1, 1)
        return Slot(self._base.firsts[behind + 1] - 1, 1)

    def _sequence(self) -> list[int]:
        first_seen: dict[int, int] = {}
        passages = self._base.passages
        for base_from, base_to, side_from, side_to, _ in self._links:
            if side_from < side_to:
                for block in {passages[i].block for i in range(base_from, base_to)}:
                    if first_seen.get(block, side_from) >= side_from:
                        first_seen[block] = side_from
        return sorted(first_seen, key=lambda block: (first_seen[block], block))
