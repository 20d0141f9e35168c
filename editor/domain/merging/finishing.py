"""Last looks at a plan: hunks numbered as they are read, and questions where two right halves make a wrong whole."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator

from editor.domain.merging.blocks import WITH_SENTENCES, Block
from editor.domain.merging.passages import Divided, Passage
from editor.domain.merging.plan import SOURCES, Leaf, Plan, PlannedHunk, Segment
from editor.domain.merging.result import SETTLED_KINDS, Choice, HunkKind, Span
from editor.domain.sentence_ends import sentence_spans


def finished(plan: Plan) -> Plan:
    """The plan as it goes out."""
    _ask_about_run_ons(plan)
    _ask_about_repeats(plan)
    order: dict[int, int] = {}
    for segment in plan.segments:
        if segment.hunk is not None:
            order.setdefault(segment.hunk, len(order))
    segments = [s if s.hunk is None else s._replace(hunk=order[s.hunk]) for s in plan.segments]
    return Plan(plan.texts, segments, [plan.hunks[number] for number in order])


def _ask_about_run_ons(plan: Plan) -> None:
    """Where one's words and the other's would read as one sentence, which nobody wrote, a person is asked instead.

    It happens when one adds words without a full stop at the end of a paragraph, and the other a sentence.
    """
    for segment in plan.segments:
        if segment.hunk is not None and plan.hunks[segment.hunk].standing is Choice.MINE_THEN_THEIRS:
            mine, theirs = segment.mine, segment.theirs
            if _one_sentence(plan, mine[-1], theirs[0]) or _one_sentence(plan, theirs[-1], mine[0]):
                plan.hunks[segment.hunk] = PlannedHunk(HunkKind.ADDED_TWICE, Choice.MINE)
    at = 0
    while at < len(plan.segments):
        if plan.segments[at].hunk is None:
            at += 1
            continue
        end = at + 1
        while end < len(plan.segments) and not _stands(plan, plan.segments[end]):
            end += 1
        if end < len(plan.segments) and _runs_on(plan, plan.segments[at], plan.segments[end]):
            plan.hunks.append(PlannedHunk(HunkKind.CLASH, Choice.MINE))
            plan.segments[at : end + 1] = [_one_question(plan.segments[at : end + 1], len(plan.hunks) - 1)]
        else:
            at = end


def _stands(plan: Plan, segment: Segment) -> tuple[Leaf, ...]:
    return segment.leaves(Choice.BASE if segment.hunk is None else plan.hunks[segment.hunk].standing)


def _runs_on(plan: Plan, one: Segment, other: Segment) -> bool:
    if one.hunk is None or other.hunk is None:
        return False
    if {plan.hunks[one.hunk].kind, plan.hunks[other.hunk].kind} != {HunkKind.MINE, HunkKind.THEIRS}:
        return False
    before, after = _stands(plan, one), _stands(plan, other)
    return bool(before) and bool(after) and _one_sentence(plan, before[-1], after[0])


def _one_sentence(plan: Plan, before: Leaf, after: Leaf) -> bool:
    """Whether two passages on one line would read as one sentence."""
    text, block, passage = _place(plan, before)
    other, _, following = _place(plan, after)
    if block.kind not in WITH_SENTENCES or other.firsts[following.block] == after.passage:
        return False  # another paragraph begins
    words = text.text[passage.start : passage.end]
    joined = f"{words} {other.text[following.start : following.end]}"
    return all(end != len(words) for _, end in sentence_spans(joined, 0, len(joined)))


def _place(plan: Plan, leaf: Leaf) -> tuple[Divided, Block, Passage]:
    text = plan.texts[SOURCES.index(leaf.source)]
    passage = text.passages[leaf.passage]
    return text, text.blocks[passage.block], passage


def _one_question(segments: list[Segment], hunk: int) -> Segment:
    """Segments that follow each other made into one."""
    spans = []
    for number in range(3):
        filled = [
            segment.spans[number] for segment in segments if segment.spans[number].start < segment.spans[number].end
        ]
        told = filled or [segments[0].spans[number]]
        spans.append(Span(min(span.start for span in told), max(span.end for span in told)))
    return Segment(
        tuple(leaf for segment in segments for leaf in segment.base),
        tuple(leaf for segment in segments for leaf in segment.mine),
        tuple(leaf for segment in segments for leaf in segment.theirs),
        hunk,
        (spans[0], spans[1], spans[2]),
    )


def _ask_about_repeats(plan: Plan) -> None:
    """Each side for itself can place or delete one of several equal passages without a doubt, and both together err.

    A person is asked when a passage stands in the result more often than in any of the three texts, when it is gone
    although all three have it, and when one took it elsewhere while the other deleted it.
    """
    one_sided = [
        (segment, segment.hunk)
        for segment in plan.segments
        if segment.hunk is not None and plan.hunks[segment.hunk].kind in (HunkKind.MINE, HunkKind.THEIRS)
    ]
    touched: dict[int, set[str]] = {}  # by segment: the passages that its change adds or takes away
    for at, (segment, hunk) in enumerate(one_sided):
        touched[at] = set(_keys(plan, segment.base)) ^ set(_keys(plan, segment.leaves(plan.hunks[hunk].standing)))
    asked = {key for keys in touched.values() for key in keys if any(sign.isalnum() for sign in key)}
    if not asked:
        return
    counted = [Counter(passage.key for passage in text.passages if passage.key in asked) for text in plan.texts]
    doubtful = asked & _doubtful(_present(plan, asked), counted)
    for at, (_, hunk) in enumerate(one_sided):
        if touched[at] & doubtful:
            plan.hunks[hunk] = PlannedHunk(HunkKind.REPEATED, plan.hunks[hunk].standing)


def _present(plan: Plan, asked: set[str]) -> Counter[str]:
    """How often the passages ``asked`` about stand in the result."""
    present: Counter[str] = Counter()
    places = [at for at, passage in enumerate(plan.texts[0].passages) if passage.key in asked]
    for segment in plan.segments:
        if segment.hunk is not None:
            present.update(_standing(plan, plan.hunks[segment.hunk], segment))
        elif not segment.base[0].everywhere:
            present.update(_keys(plan, segment.base))
        elif places:
            first, last = segment.base[0].base_passages
            for at in places[bisect_left(places, first) : bisect_right(places, last)]:
                present[plan.texts[0].passages[at].key] += 1
    return present


def _doubtful(present: Counter[str], counted: list[Counter[str]]) -> set[str]:
    """Passages placed or deleted so that a person has to look. ``counted``: how often each is in the three texts."""
    base, mine, theirs = counted
    doubtful = {key for key, count in present.items() if count > 1 and count > max(there[key] for there in counted)}
    doubtful |= {key for key in base if key not in present and key in mine and key in theirs}
    return doubtful | {
        key for key, count in present.items() if base[key] > (least := min(mine[key], theirs[key])) and count > least
    }


def _standing(plan: Plan, hunk: PlannedHunk, segment: Segment) -> Counter[str]:
    """The passages of a segment; of a question, those of either answer, whoever is called mine."""
    if hunk.kind in SETTLED_KINDS or hunk.standing is Choice.MINE_THEN_THEIRS:
        return Counter(_keys(plan, segment.leaves(hunk.standing)))
    return Counter(_keys(plan, segment.mine)) | Counter(_keys(plan, segment.theirs))


def _keys(plan: Plan, leaves: Iterable[Leaf]) -> Iterator[str]:
    """The keys of the passages that leaves stand for."""
    for leaf in leaves:
        if leaf.everywhere:
            first, last = leaf.base_passages
            yield from (passage.key for passage in plan.texts[0].passages[first : last + 1])
        else:
            yield plan.texts[SOURCES.index(leaf.source)].passages[leaf.passage].key
