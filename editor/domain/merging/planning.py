"""Put two people's work together, passage by passage: what is taken, and where a person must choose."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

from editor.domain.merging.carried import carried
from editor.domain.merging.clusters import Added, Cluster, clusters_of
from editor.domain.merging.edits import Alignment, Slot
from editor.domain.merging.finishing import finished
from editor.domain.merging.leaves import LeafMaker, everywhere
from editor.domain.merging.matching import pair_equal
from editor.domain.merging.ordering import Stand, merged_order
from editor.domain.merging.passages import Divided
from editor.domain.merging.plan import SOURCES, Leaf, Plan, PlannedHunk, Segment
from editor.domain.merging.result import SETTLED_KINDS, Choice, HunkKind, Source, Span


class _Content(NamedTuple):
    """What one side has in a cluster: its passages, and whether that is a change."""

    passages: list[int]
    changed: bool


class _Addition(NamedTuple):
    """What both sides added in one place."""

    slot: Slot
    mine: list[int]
    theirs: list[int]


def make_plan(base: Divided, mine: Divided, theirs: Divided, sides: tuple[Alignment, Alignment]) -> Plan:
    """The plan of a merge from what each side did."""
    return _Planner((base, mine, theirs), sides).plan()


class _Planner:
    """Walks the merged order of the base once."""

    def __init__(self, texts: tuple[Divided, Divided, Divided], sides: tuple[Alignment, Alignment]) -> None:
        self._texts = texts
        self._sides = sides
        base = texts[0]
        self._added: tuple[Added, Added] = (
            _beside_what_stayed(base, sides[0], sides[1]),
            _beside_what_stayed(base, sides[1], sides[0]),
        )
        self._beside = {slot.passage for added in self._added for slot in added}
        self._make = LeafMaker(texts, sides)
        self._carried = carried(texts, sides, self._added)
        self._clusters = clusters_of(base, sides, self._added)
        self._order = merged_order(base, *sides, self._clusters)
        self._segments: list[Segment] = []
        self._hunks: list[PlannedHunk] = []
        self._apart: dict[int, int] = {}
        self._waiting: list[_Addition | Segment] = []
        self._run: tuple[int, int, int] | None = None  # the last passages of the run that is being written

    def plan(self) -> Plan:
        """The whole plan."""
        self._slot(Slot(-1, 1))
        self._stand(self._order.behind.get(-1, []))
        self._stand(self._order.blocks)
        self._flush()
        self._end_run()
        return finished(Plan(self._texts, self._segments, self._hunks))

    def _stand(self, stands: list[Stand]) -> None:
        for block, wanted_by in stands:
            if wanted_by:
                self._block_apart(block, wanted_by)
            else:
                self._block(block)

    def _block(self, block: int) -> None:
        for at in self._texts[0].of_block(block):
            cluster = self._clusters[at]
            if cluster.first != at:
                continue
            if at not in self._beside and cluster.last == at and self._untouched(at):
                if at in self._order.behind:
                    self._stand(self._order.behind[at])
                continue
            if at in self._beside and not cluster.with_edges:
                self._slot(Slot(at, -1))
            self._cluster(cluster)
            if cluster.last in self._beside:
                if not cluster.with_edges:
                    self._slot(Slot(cluster.last, 0))
                self._slot(Slot(cluster.last, 1))
            self._stand(self._order.behind.get(cluster.last, []))

    def _block_apart(self, block: int, wanted_by: frozenset[Source]) -> None:
        """A block that may stand in three places, until somebody chooses one. What is within is no further question."""
        self._flush()
        self._end_run()
        outer, self._segments, self._hunks = (self._segments, self._hunks), [], []
        self._block(block)
        self._flush()
        self._end_run()
        inner, hunks, (self._segments, self._hunks) = self._segments, self._hunks, outer
        if block not in self._apart:
            self._apart[block] = self._hunk(HunkKind.MOVED_APART, Choice.MINE)
        options: dict[Source, tuple[Leaf, ...]] = dict.fromkeys(SOURCES, ())
        for source in wanted_by:
            options[source] = tuple(
                leaf for segment in inner for leaf in segment.leaves(_settled(segment, hunks, Choice(source.value)))
            )
        spans = []
        for number, source in enumerate(SOURCES):
            there = [segment.spans[number] for segment in inner]
            start, end = min(span.start for span in there), max(span.end for span in there)
            spans.append(Span(start, end if source in wanted_by else start))
        self._write(
            Segment(
                options[Source.BASE],
                options[Source.MINE],
                options[Source.THEIRS],
                self._apart[block],
                (spans[0], spans[1], spans[2]),
            )
        )

    def _hunk(self, kind: HunkKind, standing: Choice) -> int:
        self._hunks.append(PlannedHunk(kind, standing))
        return len(self._hunks) - 1

    def _cluster(self, cluster: Cluster) -> None:
        """Base passages that are decided together."""
        if cluster.first == cluster.last and cluster.first in self._beside and self._untouched(cluster.first):
            return
        mine, theirs = self._content(0, cluster), self._content(1, cluster)
        if cluster.with_edges and (not mine.passages or not theirs.passages):
            mine, theirs = mine._replace(changed=True), theirs._replace(changed=True)
        passages = range(cluster.first, cluster.last + 1)
        base_leaves = tuple(self._make.from_base(at) for at in passages)
        spans = (
            self._make.span_of(0, passages, 0),
            self._make.span_of(1, mine.passages, self._make.place_behind(0, cluster.last)),
            self._make.span_of(2, theirs.passages, self._make.place_behind(1, cluster.last)),
        )
        by_mine = tuple(self._make.from_side(0, at) for at in mine.passages)
        by_theirs = tuple(self._make.from_side(1, at) for at in theirs.passages)
        if mine.changed and theirs.changed and self._say_the_same(mine.passages, theirs.passages):
            by_mine = by_theirs = self._twins(mine.passages, theirs.passages)
            number = self._hunk(HunkKind.SAME, Choice.MINE)
        else:
            number = self._hunk(*_verdict(mine, theirs))
        segment = Segment(base_leaves, by_mine, by_theirs, number, spans)
        hunk = self._hunks[number]
        if hunk.kind in SETTLED_KINDS and not segment.leaves(hunk.standing):
            self._waiting.append(segment)
        else:
            self._flush()
            self._write(segment)

    def _untouched(self, at: int) -> bool:
        """Write a passage that nobody changed; False when somebody did."""
        mine, theirs = self._make.of_base[0][at], self._make.of_base[1][at]
        if not mine.same or not theirs.same:
            return False
        if self._waiting:
            self._flush()
        places = (at, mine.side_from, theirs.side_from)
        if self._goes_on(places):
            self._run = places
            return True
        leaf = (self._layout(places),)
        base, ours, others = self._texts
        self._write(Segment(leaf, leaf, leaf, None, (base.span(at), ours.span(places[1]), others.span(places[2]))))
        self._run = places if leaf[0].everywhere else None
        return True

    def _goes_on(self, places: tuple[int, int, int]) -> bool:
        """Whether a passage, with the white space before it, goes on the run of passages that nobody changed."""
        if self._run is None:
            return False
        stretches = []
        for text, last, place in zip(self._texts, self._run, places, strict=True):
            if place != last + 1:
                return False
            stretches.append(text.text[text.passages[last].end : text.passages[place].end])
        return stretches[0] == stretches[1] == stretches[2]

    def _end_run(self) -> None:
        """One segment for all passages of the run."""
        if self._run is not None:
            segment = self._segments[-1]
            at, i, j = segment.base[0].first
            assert at is not None and i is not None and j is not None
            if self._run[0] > at:
                leaf = (everywhere((at, i, j), self._run),)
                spans = tuple(
                    Span(span.start, text.passages[last].end)
                    for span, text, last in zip(segment.spans, self._texts, self._run, strict=True)
                )
                self._segments[-1] = Segment(leaf, leaf, leaf, None, (spans[0], spans[1], spans[2]))
        self._run = None

    def _write(self, segment: Segment) -> None:
        self._end_run()
        self._segments.append(segment)

    def _content(self, side: int, cluster: Cluster) -> _Content:
        """The passages a side has for a cluster, in order."""
        passages: list[int] = []
        changed = False
        added, links = self._added[side], self._make.of_base[side]
        for at in range(cluster.first, cluster.last + 1):
            before = added.get(Slot(at, -1), []) if cluster.with_edges or at > cluster.first else []
            link = links[at]
            own = range(link.side_from, link.side_to) if link.base_from == at else range(0)
            behind = added.get(Slot(at, 0), []) if cluster.with_edges or at < cluster.last else []
            beyond = added.get(Slot(at, 1), []) if at < cluster.last else []
            changed = changed or not link.same or bool(before or behind or beyond)
            passages += [*before, *own, *behind, *beyond]
        return _Content(passages, changed)

    def _say_the_same(self, mine: list[int], theirs: list[int]) -> bool:
        ours, others = self._texts[1].passages, self._texts[2].passages
        return [ours[i].key for i in mine] == [others[j].key for j in theirs]

    def _twins(self, mine: list[int], theirs: list[int]) -> tuple[Leaf, ...]:
        """Passages that both wrote; where only the layout differs, the longer one."""
        leaves = []
        for i, j in zip(mine, theirs, strict=True):
            ours, others = self._texts[1].words(i), self._texts[2].words(j)
            first = (len(ours), ours) >= (len(others), others)
            leaves.append(self._make.from_side(0, i, j) if first else self._make.from_side(1, j, i))
        return tuple(leaves)

    def _layout(self, places: tuple[int, int, int]) -> Leaf:
        """A passage whose words nobody changed: the layout of whoever changed that; of two, the longer."""
        at, i, j = places
        base, mine, theirs = self._texts[0].words(at), self._texts[1].words(i), self._texts[2].words(j)
        if mine == theirs == base:
            return everywhere(places, places)
        if theirs == base or (mine != base and (len(mine), mine) >= (len(theirs), theirs)):
            return self._make.from_side(0, i)
        return self._make.from_side(1, j)

    def _slot(self, slot: Slot) -> None:
        """What either side added in one place; it waits until something stands behind it that stays."""
        mine, theirs = self._added[0].get(slot, []), self._added[1].get(slot, [])
        if mine or theirs:
            self._waiting.append(_Addition(slot, mine, theirs))

    def _flush(self) -> None:
        """Write additions that wait, with the deletions among them.

        Two places with nothing but deleted passages between them look like one to whoever reads the result. When both
        sides have the same new passage in such places, it is one place, and the passage stands once.
        """
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        additions = [item for item in waiting if isinstance(item, _Addition)]
        mine = [at for item in additions for at in item.mine]
        theirs = [at for item in additions for at in item.theirs]
        if len(additions) > 1 and self._keys(1, mine) & self._keys(2, theirs):
            waiting = [
                _Addition(additions[0].slot, sorted(mine), sorted(theirs)),
                *(item for item in waiting if isinstance(item, Segment)),
            ]
        for item in waiting:
            if isinstance(item, Segment):
                self._write(item)
            else:
                self._add(item)

    def _keys(self, text: int, passages: list[int]) -> set[str]:
        return {self._texts[text].passages[at].key for at in passages}

    def _add(self, addition: _Addition) -> None:
        """One place: what both added alike is there once; what lies between is one side's, or a question."""
        slot, mine, theirs = addition
        ours = [self._texts[1].passages[at].key for at in mine]
        others = [self._texts[2].passages[at].key for at in theirs]
        # in an order of their own, so that the outcome does not depend on which side is called mine
        pairs = pair_equal(ours, others) if ours <= others else [(i, j) for j, i in pair_equal(others, ours)]
        i = j = 0
        for k, m in [*pairs, (len(mine), len(theirs))]:
            if mine[i:k] and theirs[j:m]:
                self._added_segment(slot, mine[i:k], theirs[j:m])
            else:
                self._added_by_one(slot, mine[i:k], theirs[j:m])
            self._added_segment(slot, mine[k : k + 1], theirs[m : m + 1])
            i, j = k + 1, m + 1

    def _added_by_one(self, slot: Slot, mine: list[int], theirs: list[int]) -> None:
        """What one side added; a sentence of the base among it, moved and edited, is a segment of its own."""
        carried = self._carried[0] if mine else self._carried[1]
        for _, run in groupby(mine or theirs, lambda at: at if at in carried else -1):
            passages = list(run)
            if passages[0] in carried:
                self._carried_here(slot, 0 if mine else 1, passages[0])
            else:
                self._added_segment(slot, passages if mine else [], passages if theirs else [])

    def _carried_here(self, slot: Slot, side: int, passage: int) -> None:
        """A sentence that one side moved here and edited, and that the other deleted: it stands, and is asked about.

        When both seem to have moved it, both stand and both are asked about.
        """
        at = self._carried[side][passage]
        behind = slot.passage - 1 if slot.rank < 0 else slot.passage
        place = self._make.place_behind(1 - side, behind)
        own, other = self._texts[side + 1].span(passage), Span(place, place)
        leaf = (self._make.from_side(side, passage, was=at),)
        # chosen, the old words stand between the neighbours of the new ones, not between those they had in the base
        was = (self._make.from_base(at)._replace(first=leaf[0].first, last=leaf[0].last),)
        kind = HunkKind.DELETED_BY_MINE if side else HunkKind.DELETED_BY_THEIRS
        if at in self._carried[1 - side].values():
            kind = HunkKind.REPEATED
        number = self._hunk(kind, Choice.THEIRS if side else Choice.MINE)
        base = self._texts[0].span(at)
        if side:
            self._write(Segment(was, (), leaf, number, (base, other, own)))
        else:
            self._write(Segment(was, leaf, (), number, (base, own, other)))

    def _added_segment(self, slot: Slot, mine: list[int], theirs: list[int]) -> None:
        if not mine and not theirs:
            return
        base = self._texts[0].passages
        place = 0 if slot.passage < 0 else base[slot.passage].start if slot.rank < 0 else base[slot.passage].end
        behind = slot.passage - 1 if slot.rank < 0 else slot.passage
        spans = (
            Span(place, place),
            self._make.span_of(1, mine, self._make.place_behind(0, behind)),
            self._make.span_of(2, theirs, self._make.place_behind(1, behind)),
        )
        by_mine = tuple(self._make.from_side(0, at) for at in mine)
        by_theirs = tuple(self._make.from_side(1, at) for at in theirs)
        if mine and theirs and self._say_the_same(mine, theirs):
            by_mine = by_theirs = self._twins(mine, theirs)
            number = self._hunk(HunkKind.SAME, Choice.MINE)
        elif mine and theirs:
            number = self._hunk(HunkKind.ADDED_TWICE, Choice.MINE_THEN_THEIRS)
        elif mine:
            number = self._hunk(HunkKind.MINE, Choice.MINE)
        else:
            number = self._hunk(HunkKind.THEIRS, Choice.THEIRS)
        self._write(Segment((), by_mine, by_theirs, number, spans))


def _settled(segment: Segment, hunks: list[PlannedHunk], otherwise: Choice) -> Choice:
    """What stands in a segment that is part of a greater question."""
    if segment.hunk is not None and hunks[segment.hunk].kind in SETTLED_KINDS:
        return hunks[segment.hunk].standing
    return otherwise


def _verdict(mine: _Content, theirs: _Content) -> tuple[HunkKind, Choice]:
    """What a changed cluster is, and what stands until somebody chooses."""
    if not theirs.changed:
        return HunkKind.MINE, Choice.MINE
    if not mine.changed:
        return HunkKind.THEIRS, Choice.THEIRS
    if not mine.passages:
        return HunkKind.DELETED_BY_MINE, Choice.THEIRS
    if not theirs.passages:
        return HunkKind.DELETED_BY_THEIRS, Choice.MINE
    return HunkKind.CLASH, Choice.MINE


def _beside_what_stayed(base: Divided, side: Alignment, other: Alignment) -> Added:
    """Paragraphs of one side that stand behind a block which only the other moved stay behind with the block before."""
    strayed = other.moved - side.moved
    if not strayed:
        return side.added
    added: Added = {}
    for slot, passages in side.added.items():
        block = base.passages[slot.passage].block if slot.passage >= 0 else -1
        if slot.rank == 1 and block in strayed and slot.passage == base.firsts[block + 1] - 1:
            before = [b for b in side.sequence[: side.sequence.index(block)] if b not in strayed]
            slot = Slot(base.firsts[before[-1] + 1] - 1 if before else -1, 1)
        added.setdefault(slot, []).extend(passages)
    return {slot: sorted(passages) for slot, passages in added.items()}
