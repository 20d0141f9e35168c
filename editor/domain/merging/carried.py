"""Sentences that one side took to another place and edited there, while the other side deleted them."""

from __future__ import annotations

from editor.domain.merging.alignment import SAME_SENTENCE, least_likeness
from editor.domain.merging.blocks import WITH_SENTENCES
from editor.domain.merging.clusters import Added
from editor.domain.merging.edits import Alignment, Link
from editor.domain.merging.matching import likeness, wording
from editor.domain.merging.passages import Divided

_LEAST_WORDS = 2
_PAIRS = 40_000  # of gone and new sentences that are compared; beyond it none are


def carried(
    texts: tuple[Divided, Divided, Divided], sides: tuple[Alignment, Alignment], added: tuple[Added, Added]
) -> tuple[dict[int, int], dict[int, int]]:
    """For each side the new sentences that are one of the base's, moved and edited: passage of the side to passage of
    the base.

    A sentence that stands in neither version any more looks deleted by both, or replaced by one that has nothing to do
    with it. It counts as moved and edited by one side when that side has a new sentence with enough of its words: the
    rule of paragraphs that the other side deleted, from a likeness of 0.35 on, or of 0.6 where the sentence has fewer
    than six words; one word is too few. Each sentence has one partner a side, the likest first. What is asked once too
    often costs nothing.
    """
    gone = _gone(texts, sides)
    if not gone:
        return {}, {}
    old = [(at, words) for at in gone if (words := wording(texts[0].words(at))).total() >= _LEAST_WORDS]
    found: tuple[dict[int, int], dict[int, int]] = ({}, {})
    known = [{passage.key for passage in text.passages} for text in texts]
    for number in (0, 1):
        text = texts[number + 1]
        elsewhere = known[0] | known[2 - number]
        new = [at for row in added[number].values() for at in row if _is_new(text, at, elsewhere)]
        if not new or len(old) * len(new) > _PAIRS:
            continue
        there = [(at, wording(text.words(at))) for at in new]
        alike = sorted(
            (-much, at, place)
            for at, words in old
            for place, others in there
            if (much := likeness(words, others)) >= least_likeness(words, deleted=True)
        )
        taken: set[int] = set()
        for _, at, place in alike:
            if at not in taken and place not in found[number]:
                taken.add(at)
                found[number][place] = at
    return found


def _gone(texts: tuple[Divided, Divided, Divided], sides: tuple[Alignment, Alignment]) -> list[int]:
    """The sentences that neither side has any more where they were."""
    base = texts[0]
    changed = [{at: link for link in side.links if not link.same for at in range(*link[:2])} for side in sides]
    return [
        at
        for at in sorted(changed[0].keys() & changed[1].keys())
        if base.blocks[base.passages[at].block].kind in WITH_SENTENCES
        and all(_went(base, text, links[at]) for text, links in zip(texts[1:], changed, strict=True))
    ]


def _went(base: Divided, side: Divided, link: Link) -> bool:
    """Whether a side deleted a sentence, or put words in its place that are not like it."""
    if link.side_from == link.side_to:
        return True
    if link.base_to - link.base_from > 1:
        return False
    start, end = side.region(link.side_from, link.side_to)
    return likeness(wording(base.words(link.base_from)), wording(side.text[start:end])) < SAME_SENTENCE


def _is_new(text: Divided, at: int, elsewhere: set[str]) -> bool:
    passage = text.passages[at]
    return text.blocks[passage.block].kind in WITH_SENTENCES and passage.key not in elsewhere
