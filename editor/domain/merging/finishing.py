"""Last looks at a plan: hunks numbered in the order of reading, and nothing twice that nobody wrote twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from editor.domain.merging.plan import SOURCES, Leaf, Plan, PlannedHunk, Segment
from editor.domain.merging.result import Choice, HunkKind


def finished(plan: Plan) -> Plan:
    """The plan as it goes out."""
    _ask_about_repeats(plan)
    order: dict[int, int] = {}
    for segment in plan.segments:
        if segment.hunk is not None:
            order.setdefault(segment.hunk, len(order))
    segments = [s if s.hunk is None else replace(s, hunk=order[s.hunk]) for s in plan.segments]
    return Plan(plan.texts, segments, [plan.hunks[number] for number in order])


def _ask_about_repeats(plan: Plan) -> None:
    """Two sides can put the same passage in different places, each for itself without a doubt. Then a person is asked.

    A passage counts as repeated when it stands in the result more often than in any of the three texts.
    """
    present: Counter[str] = Counter()
    for segment in plan.segments:
        present.update(_key(plan, leaf) for leaf in segment.leaves(_standing(plan, segment)))
    if max(present.values(), default=0) < 2:
        return
    counted = [Counter(passage.key for passage in text.passages) for text in plan.texts]
    repeated = {
        key
        for key, count in present.items()
        if count > max(counts[key] for counts in counted) and any(sign.isalnum() for sign in key)
    }
    if not repeated:
        return
    for segment in plan.segments:
        if segment.hunk is None or plan.hunks[segment.hunk].kind not in (HunkKind.MINE, HunkKind.THEIRS):
            continue
        standing = plan.hunks[segment.hunk].standing
        new = {_key(plan, leaf) for leaf in segment.leaves(standing)} - {_key(plan, leaf) for leaf in segment.base}
        if new & repeated:
            plan.hunks[segment.hunk] = PlannedHunk(HunkKind.REPEATED, standing)


def _standing(plan: Plan, segment: Segment) -> Choice:
    return Choice.BASE if segment.hunk is None else plan.hunks[segment.hunk].standing


def _key(plan: Plan, leaf: Leaf) -> str:
    return plan.texts[SOURCES.index(leaf.source)].passages[leaf.passage].key
