"""The merge beside merge3, which works on words and knows no sentences: every difference follows from a named rule.

merge3 is the oracle of an ordinary three-way merge. It is run on words and signs, on lines, and on sentences without
what is between them. Where none gives our result, the test asks which rule of ours is at work; a difference without a
rule fails.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from itertools import pairwise

import pytest
from merge3 import Merge3

from editor.domain.merge import Merged, merge
from editor.domain.merging.matching import tokens
from editor.domain.merging.passages import sentences_of
from editor.domain.merging.result import HunkKind
from tests.helpers.merge_cases import merge_cases
from tests.helpers.merge_making import made


class Rule(StrEnum):
    """Why our result is another."""

    NONE = "the same result"
    SAME_SENTENCE = "both changed one sentence: a question, though their words do not overlap"
    DELETED_AND_CHANGED = "one deleted what the other changed: a question about the whole passage"
    SAME_PLACE = "both added in one place: both stand and a person is asked"
    MIXED_UP = "equal passages placed differently: a question"
    MOVED = "a paragraph moved: it takes the other's changes along and stands once"
    NEIGHBOURS = "changes that touch, in different sentences: merged, where words that touch conflict"
    PARTLY_ALIKE = "what both added alike in one place stands once, and what one added further stays"
    WHITE_SPACE = "only white space differs: it is never a question, and the stronger break stands"


QUESTIONS = {
    HunkKind.CLASH: Rule.SAME_SENTENCE,
    HunkKind.DELETED_BY_MINE: Rule.DELETED_AND_CHANGED,
    HunkKind.DELETED_BY_THEIRS: Rule.DELETED_AND_CHANGED,
    HunkKind.ADDED_TWICE: Rule.SAME_PLACE,
    HunkKind.MOVED_APART: Rule.MOVED,
    HunkKind.REPEATED: Rule.MIXED_UP,
}


def by_merge3(base: list[str], mine: list[str], theirs: list[str]) -> str | None:
    """What merge3 makes of it; None for a conflict."""
    parts: list[str] = []
    for group in Merge3(base, mine, theirs).merge_groups():
        if group[0] == "conflict":
            return None
        parts.extend(group[1])
    return "".join(parts)


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def sentences(text: str) -> list[str]:
    return [f"{text[start:end]} " for start, end in sentences_of(text)]


def rule_for(merged: Merged) -> Rule | None:
    """The rule that explains how a merge differs from merge3's; None when nothing does."""
    texts = (merged.base, merged.mine, merged.theirs)
    oracles = [by_merge3(*map(cut, texts)) for cut in (tokens, lines, sentences)]
    if merged.conflicts:
        if not any(oracles):
            return Rule.NONE  # both ask
        kinds = {QUESTIONS[hunk.kind] for hunk in merged.conflicts}
        return next(rule for rule in Rule if rule in kinds)
    if merged.text in oracles:
        return Rule.NONE
    found = [oracle for oracle in oracles if oracle is not None]
    if any(oracle.split() == merged.text.split() for oracle in found):
        return Rule.WHITE_SPACE
    if _moved(merged):
        return Rule.MOVED
    if not found and _partly_alike(merged):
        return Rule.PARTLY_ALIKE
    if not found and _touching(merged):
        return Rule.NEIGHBOURS
    return None


def _moved(merged: Merged) -> bool:
    """Whether one side has sentences of the base in another order."""
    places = {words: at for at, words in enumerate(sentences(merged.base))}
    for side in (merged.mine, merged.theirs):
        order = [places[words] for words in sentences(side) if words in places]
        if order != sorted(order):
            return True
    return False


def _touching(merged: Merged) -> bool:
    """Whether changes of different people have nothing but white space between them."""
    changes = [hunk for hunk in merged.hunks if hunk.kind in (HunkKind.MINE, HunkKind.THEIRS, HunkKind.SAME)]
    return any(
        one.kind is not other.kind and other.places[0].base.start - one.places[-1].base.end <= 4
        for one, other in pairwise(changes)
    )


def _partly_alike(merged: Merged) -> bool:
    """Whether additions by both and by one follow each other in one place."""
    return any(
        not one.base and not other.base and one.places[0].base == other.places[0].base and HunkKind.SAME in kinds
        for one, other in pairwise(merged.hunks)
        if len(kinds := {one.kind, other.kind}) == 2
    )


def classify(merged: Merged, name: str) -> Rule:
    rule = rule_for(merged)
    assert rule is not None, f"{name}: {merged.base!r}\n{merged.mine!r}\n{merged.theirs!r}\n{merged.text!r}"
    return rule


def test_every_difference_on_the_newsroom_cases_has_a_rule() -> None:
    seen = Counter(classify(merge(case.base, case.mine, case.theirs), case.name) for case in merge_cases())
    assert {Rule.NONE, Rule.SAME_SENTENCE, Rule.DELETED_AND_CHANGED, Rule.MOVED, Rule.WHITE_SPACE} <= seen.keys()


def check(first: int, after: int) -> Counter[Rule]:
    cases = {seed: made(seed) for seed in range(first, after)}
    return Counter(classify(merge(case.base, case.mine, case.theirs), str(seed)) for seed, case in cases.items())


def test_every_difference_on_generated_stories_has_a_rule() -> None:
    seen = check(0, 200)
    assert seen[Rule.NONE] > 80 and seen[Rule.MOVED]


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("first", range(200, 5_000, 600))
def test_every_difference_on_many_stories_has_a_rule(first: int) -> None:
    check(first, first + 600)


def test_what_merge3_invents_is_a_question_here() -> None:
    """The sentence from the design: two rewordings that merge3, on words, puts together without a word of warning."""
    base, mine, theirs = "He was guilty of it.", "He was not guilty of it.", "He was guilty of all of it."
    assert by_merge3(tokens(base), tokens(mine), tokens(theirs)) == "He was not guilty of all of it."
    merged = merge(base, mine, theirs)
    assert [hunk.kind for hunk in merged.conflicts] == [HunkKind.CLASH]
    assert merged.text == mine
