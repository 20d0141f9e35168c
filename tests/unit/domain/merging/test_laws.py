"""The laws of the merge, over generated stories and over any text at all."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from editor.domain.merge import merge
from editor.domain.merging.result import HunkKind, Source, Span
from tests.helpers import merge_laws as laws
from tests.helpers.merge_making import StoryMaker, as_text, made

LONG, BATCH = 20_000, 500


def check(seed: int) -> None:
    """All laws on one case; every third has no moved paragraph."""
    case = made(seed, moves=seed % 3 > 0)
    merged = merge(case.base, case.mine, case.theirs)
    laws.check_data(merged)
    laws.check_identity(case.base, case.mine, case.theirs)
    laws.check_symmetry(merged)
    laws.check_no_word_from_nowhere(merged)
    laws.check_no_word_lost(merged)
    laws.check_idempotence(merged, moved=case.moved)


@pytest.mark.parametrize("seed", range(120))
def test_laws(seed: int) -> None:
    check(seed)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("first", range(1_000, 1_000 + LONG, BATCH))
def test_laws_over_many_cases(first: int) -> None:
    for seed in range(first, first + BATCH):
        try:
            check(seed)
        except AssertionError as problem:
            raise AssertionError(f"case {seed}") from problem


def same_sentence(seed: int) -> None:
    """Both change the same sentence, each in a way of its own: always a conflict, wherever the words are."""
    maker = StoryMaker(seed)
    story = [[("sentence", f"The {maker.sentence()}") for _ in range(3)] for _ in range(maker.random.randint(1, 4))]
    at, number = maker.random.randrange(len(story)), maker.random.randrange(3)
    texts = [as_text(story)]
    old = story[at][number][1].split(" ")
    for _ in range(2):
        new = list(old)
        new.insert(maker.random.randint(1, len(old) - 1), maker.word())
        changed = [list(paragraph) for paragraph in story]
        changed[at][number] = ("sentence", " ".join(new))
        texts.append(as_text(changed))
    merged = merge(*texts)
    assert [hunk.kind for hunk in merged.hunks] == [HunkKind.CLASH]
    assert merged.hunks[0].base == " ".join(old)


@pytest.mark.parametrize("seed", range(60))
def test_the_same_sentence_always_conflicts(seed: int) -> None:
    same_sentence(seed)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_the_same_sentence_always_conflicts_in_many_cases() -> None:
    for seed in range(60, 60 + LONG // 4):
        same_sentence(seed)


def carried_off(seed: int) -> None:
    """One moves a sentence to another paragraph and edits it, the other deletes it: it stands and is asked about."""
    maker = StoryMaker(seed)

    def sentence() -> tuple[str, str]:
        words = [maker.word() for _ in range(maker.random.randint(3, 12))]
        return "sentence", f"The {' '.join(words)}."

    story = [[sentence() for _ in range(maker.random.randint(2, 4))] for _ in range(maker.random.randint(3, 4))]
    whence, whither, elsewhere = maker.random.sample(range(len(story)), 3)
    at = maker.random.randrange(len(story[whence]))
    old = story[whence][at][1]
    parts = old.split(" ")
    parts[maker.random.randrange(1, len(parts) - 1)] = maker.word()
    new = " ".join(parts)
    deleted = [[one for one in paragraph if one[1] != old] for paragraph in story]
    moved = [list(paragraph) for paragraph in deleted]
    moved[whither].insert(maker.random.randint(0, len(moved[whither])), ("sentence", new))
    deleted[elsewhere].append(sentence())
    swapped = bool(seed % 2)
    sides = (as_text(deleted), as_text(moved)) if swapped else (as_text(moved), as_text(deleted))
    merged = merge(as_text(story), *sides)
    laws.check_data(merged)
    laws.check_symmetry(merged)
    laws.check_no_word_lost(merged)
    assert new in merged.text
    kind = HunkKind.DELETED_BY_MINE if swapped else HunkKind.DELETED_BY_THEIRS
    said = [(hunk.kind, hunk.base, hunk.theirs if swapped else hunk.mine) for hunk in merged.conflicts]
    assert said.count((kind, old, new)) == 1


@pytest.mark.parametrize("seed", range(60))
def test_a_sentence_carried_off_and_deleted_is_asked_about(seed: int) -> None:
    carried_off(seed)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_sentence_carried_off_and_deleted_is_asked_about_in_many_cases() -> None:
    for seed in range(60, 60 + LONG):
        carried_off(seed)


def stable(seed: int) -> None:
    """Further edits in a paragraph of their own leave every other question as it was."""
    maker = StoryMaker(seed)
    story = maker.story(2, 6)
    apart: list[tuple[str, str]] = [("sentence", "The far end of it all is here."), ("sentence", maker.sentence())]
    mine = maker.edited(story, 3, moves=False)
    theirs = maker.edited(story, 3, moves=False)
    further = [apart[0], ("sentence", maker.reworded(apart[1][1])), ("sentence", maker.sentence())]
    before = merge(as_text([*story, apart]), as_text([*mine, apart]), as_text([*theirs, apart]))
    for left, right in ((further, apart), (apart, further), (further, further)):
        after = merge(as_text([*story, apart]), as_text([*mine, left]), as_text([*theirs, right]))
        told = [[(h.kind, h.base, h.mine, h.theirs) for h in merged.conflicts] for merged in (before, after)]
        assert told[0] == told[1]


@pytest.mark.parametrize("seed", range(60))
def test_questions_are_stable_under_further_edits(seed: int) -> None:
    stable(seed)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_questions_are_stable_in_many_cases() -> None:
    for seed in range(60, 60 + LONG // 4):
        stable(seed)


MARKDOWN = st.text(st.sampled_from(list("aB.!? \n\n\r\t“”\"'’*_#>-|`[]()<^1:…é日。\u2028\x00\ud800")), max_size=120)


@given(MARKDOWN, MARKDOWN, MARKDOWN, st.data())
@example("::", "", "::。1:", None)  # both sentences made of one claim its colon
@settings(max_examples=150, deadline=None)
@example("", "A", "B", None)
def test_any_text_can_be_merged(base: str, mine: str, theirs: str, data: st.DataObject | None) -> None:
    merged = merge(base, mine, theirs)
    laws.check_data(merged)
    laws.check_identity(base, mine, theirs)
    laws.check_symmetry(merged)
    merged.marked()
    laws.check_data(merged.choose({hunk.number: "something else" for hunk in merged.hunks}))
    for source in Source:
        length = len(merged.source(source))
        start = data.draw(st.integers(0, length)) if data else 0
        end = data.draw(st.integers(start, length)) if data else length
        span, kept = merged.map_span(source, Span(start, end))
        assert 0 <= span.start <= span.end <= len(merged.text) and 0 <= kept <= end - start
        assert 0 <= merged.place_of(source, start) <= len(merged.text)
