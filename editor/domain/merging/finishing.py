"""Last looks at a plan: hunks numbered in the order of reading, and questions where equal passages were mixed up."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from editor.domain.merging.plan import SOURCES, Leaf, Plan, PlannedHunk, Segment
from editor.domain.merging.result import SETTLED_KINDS, Choice, HunkKind


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
    """Each side for itself can place or delete one of several equal passages without a doubt, and both together err.

    A person is asked when a passage stands in the result more often than in any of the three texts, or when it is gone
    although all three have it.
    """
    present: Counter[str] = Counter()
    for segment in plan.segments:
        present.update(_standing(plan, segment))
    counted = [Counter(passage.key for passage in text.passages) for text in plan.texts]
    doubtful = {key for key, count in present.items() if count > 1 and count > max(there[key] for there in counted)}
    doubtful |= {key for key in counted[0] if key not in present and key in counted[1] and key in counted[2]}
    doubtful = {key for key in doubtful if any(sign.isalnum() for sign in key)}
    if not doubtful:
        return
    for segment in plan.segments:
        if segment.hunk is None or plan.hunks[segment.hunk].kind not in (HunkKind.MINE, HunkKind.THEIRS):
            continue
        standing = plan.hunks[segment.hunk].standing
        before = {_key(plan, leaf) for leaf in segment.base}
        after = {_key(plan, leaf) for leaf in segment.leaves(standing)}
        if (before ^ after) & doubtful:
            plan.hunks[segment.hunk] = PlannedHunk(HunkKind.REPEATED, standing)


def _standing(plan: Plan, segment: Segment) -> Counter[str]:
    """The passages of a segment; of a question, those of either answer, whoever is called mine."""
    hunk = None if segment.hunk is None else plan.hunks[segment.hunk]
    if hunk is None or hunk.kind in SETTLED_KINDS or hunk.standing is Choice.MINE_THEN_THEIRS:
        return Counter(_key(plan, leaf) for leaf in segment.leaves(hunk.standing if hunk else Choice.BASE))
    return Counter(_key(plan, leaf) for leaf in segment.mine) | Counter(_key(plan, leaf) for leaf in segment.theirs)


def _key(plan: Plan, leaf: Leaf) -> str:
    return plan.texts[SOURCES.index(leaf.source)].passages[leaf.passage].key
