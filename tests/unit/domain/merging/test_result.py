"""What a merge gives: provenance, positions, choices, marks."""

from __future__ import annotations

import pytest

from editor.domain.merge import Merged, merge
from editor.domain.merging.marks import Names
from editor.domain.merging.result import Choice, HunkKind, Origin, Source, Span
from tests.helpers.merge_laws import check_data

BASE = "The road is closed. Police are there. Buses run.\n\nSchools open late.\n"
MINE = "The road is closed until Friday. Police are there. Buses run.\n\nSchools open late. Exams go on.\n"
THEIRS = "The road is closed. Police are there. Trams run.\n\nSchools open late. Nurseries too.\n"


@pytest.fixture
def merged() -> Merged:
    return merge(BASE, MINE, THEIRS)


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def said(merged: Merged, origin: Origin) -> list[str]:
    pieces = [piece for piece in merged.pieces if piece.origin is origin]
    return [merged.text[piece.span.start : piece.span.end].strip() for piece in pieces]


def test_every_word_knows_where_it_comes_from(merged: Merged) -> None:
    check_data(merged)
    assert "until Friday" in said(merged, Origin.MINE)
    assert "Trams" in said(merged, Origin.THEIRS)
    assert "Exams go on." in said(merged, Origin.MINE) and "Nurseries too." in said(merged, Origin.THEIRS)
    assert not said(merge(BASE, BASE, BASE), Origin.MINE)
    both = merge("One.", "One. Two.", "One. Two.")
    assert "Two." in said(both, Origin.BOTH)


def test_hunks_in_the_order_of_reading(merged: Merged) -> None:
    kinds = [hunk.kind for hunk in merged.hunks]
    assert kinds == [HunkKind.MINE, HunkKind.THEIRS, HunkKind.ADDED_TWICE]
    question = merged.conflicts[0]
    assert (question.base, question.mine, question.theirs) == ("", "Exams go on.", "Nurseries too.")
    assert question.stands is Choice.MINE_THEN_THEIRS
    (place,) = question.places
    assert merged.text[place.span.start : place.span.end] == "Exams go on. Nurseries too."
    assert place.base == Span(BASE.index("late.") + 5, BASE.index("late.") + 5)


@pytest.mark.parametrize(
    ("choice", "end"),
    [
        (Choice.BASE, "Schools open late.\n"),
        (Choice.MINE, "Schools open late. Exams go on.\n"),
        (Choice.THEIRS, "Schools open late. Nurseries too.\n"),
        (Choice.MINE_THEN_THEIRS, "Schools open late. Exams go on. Nurseries too.\n"),
        (Choice.THEIRS_THEN_MINE, "Schools open late. Nurseries too. Exams go on.\n"),
        ("Nurseries too, and exams go on.", "Schools open late. Nurseries too, and exams go on.\n"),
        ("", "Schools open late.\n"),
    ],
)
def test_choices(merged: Merged, choice: Choice | str, end: str) -> None:
    chosen = merged.choose({2: choice})
    check_data(chosen)
    assert chosen.text.endswith("\n\n" + end)
    assert not chosen.conflicts and chosen.hunks[2].chosen and chosen.hunks[2].stands == choice
    assert chosen.marked() == chosen.text
    # a clean change can be taken back too, and a choice can be made anew
    back = chosen.choose({0: Choice.BASE, 2: Choice.MINE})
    assert back.text == "The road is closed. Police are there. Trams run.\n\nSchools open late. Exams go on.\n"
    with pytest.raises(KeyError):
        merged.choose({3: Choice.MINE})


def test_free_text_says_that_it_was_chosen(merged: Merged) -> None:
    assert said(merged.choose({2: "Quite new."}), Origin.CHOSEN) == ["Quite new."]


def test_positions_follow_their_words(merged: Merged) -> None:
    for source, words in ((Source.BASE, "Police are there."), (Source.MINE, "until"), (Source.THEIRS, "Nurseries")):
        found, kept = merged.map_span(source, span(merged.source(source), words))
        assert merged.text[found.start : found.end] == words and kept == len(words)
        at = merged.source(source).index(words)
        assert merged.place_of(source, at) == merged.text.index(words)
    assert merged.place_of(Source.BASE, len(BASE)) == len(merged.text)


def test_a_span_covers_what_was_put_into_it(merged: Merged) -> None:
    found, kept = merged.map_span(Source.BASE, span(BASE, "The road is closed."))
    assert merged.text[found.start : found.end] == "The road is closed until Friday."
    assert kept == len("The road is closed.")


def test_a_span_whose_words_are_gone_is_a_place() -> None:
    merged = merge("One. Two. Three.", "One. Three.", "One. Two. Three.")
    found, kept = merged.map_span(Source.BASE, Span(5, 9))
    assert kept == 0 and found == Span(4, 4) and merged.text == "One. Three."


def test_a_span_follows_its_paragraph() -> None:
    base = "First the band came by.\n\nThen the children came.\n\nThe mayor spoke for hours on end.\n"
    moved = "The mayor spoke for hours on end.\n\nFirst the band came by.\n\nThen the children came.\n"
    edited = base.replace("for hours on end", "for two hours on end")
    merged = merge(base, moved, edited)
    assert merged.text.startswith("The mayor spoke for two hours on end.\n\n") and not merged.conflicts
    found, _ = merged.map_span(Source.BASE, span(base, "The mayor spoke for hours"))
    assert merged.text[found.start : found.end] == "The mayor spoke for two hours"
    found, _ = merged.map_span(Source.THEIRS, span(edited, "two hours"))
    assert merged.text[found.start : found.end] == "two hours"


@pytest.mark.parametrize(("choice", "first"), [(Choice.BASE, 0), (Choice.MINE, 1), (Choice.THEIRS, 3)])
def test_a_paragraph_moved_apart_stands_in_one_of_three_places(choice: Choice, first: int) -> None:
    rest = [
        "Children followed in the costumes of their town.",
        "The mayor spoke for an hour about drains.",
        "Fireworks.",
    ]
    band = "The band came by."
    texts = ["\n\n".join([*rest[:at], band, *rest[at:]]) for at in (0, 1, 3)]
    merged = merge(*texts)
    (hunk,) = merged.conflicts
    assert hunk.kind is HunkKind.MOVED_APART and len(hunk.places) == 3
    assert merged.choose({hunk.number: choice}).text == texts[[0, 1, 3].index(first)]
    free = merged.choose({hunk.number: "No band came."}).text
    assert free.count("No band came.") == 1 and band not in free


def test_marks_grow_longer_than_any_in_the_text() -> None:
    merged = merge("See:\n\n<<<<<<< old\n\nA one.", "See:\n\n<<<<<<< old\n\nA two.", "See:\n\n<<<<<<< old\n\nA three.")
    marked = merged.marked(Names("was", "ours", "theirs"))
    assert "<<<<<<<< ours\nA two.\n|||||||| was\nA one.\n========\nA three.\n>>>>>>>> theirs" in marked


def test_marks_use_the_line_ends_of_the_text() -> None:
    merged = merge("A.\r\n", "B c.\r\n", "D e.\r\n")
    assert merged.marked().count("\r\n") == merged.marked().count("\n") == 7


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n\n"])
def test_the_end_of_the_text_is_kept(end: str) -> None:
    merged = merge(f"One. Two.{end}", f"One x. Two.{end}", f"One. Two x.{end}")
    assert merged.text == f"One x. Two x.{end}"


def test_a_change_of_white_space_alone_asks_nobody() -> None:
    merged = merge("One. Two. Three.", "One.\n\nTwo. Three.", "One.\nTwo. Three!")
    assert merged.text == "One.\n\nTwo. Three!" and not merged.conflicts


def test_equal_passages_that_both_together_would_lose_are_asked_about() -> None:
    line, other = "The match was abandoned after rain.", "Alpha beat Bravo by three goals to two."
    merged = merge(f"{line}\n\n{other}\n\n{line}\n", f"{other}\n\n{line}\n", f"{line}\n\n{other}\n")
    assert line not in merged.text  # each deleted another one
    assert {hunk.kind for hunk in merged.conflicts} == {HunkKind.REPEATED}


def test_words_of_two_people_never_run_together_into_one_sentence() -> None:
    base = "The road is shut."
    merged = merge(base, "The road is shut. Police say", "The road is shut. Trams run.")
    assert merged.text == "The road is shut. Police say"
    assert [hunk.kind for hunk in merged.conflicts] == [HunkKind.ADDED_TWICE]
    merged = merge(base, "The road is shut so", "The road is shut. Trams run.")
    assert merged.text == "The road is shut so"
    assert [(hunk.kind, hunk.theirs) for hunk in merged.conflicts] == [(HunkKind.CLASH, "The road is shut. Trams run.")]


def test_a_sentence_carried_off_is_followed_by_its_notes_and_can_be_put_back_in_the_old_words() -> None:
    old, new = "Talks between both sides failed on Friday.", "Talks between all three sides failed on Friday."
    base = f"Drivers went home. {old}\n\nTrains run. Buses stand still.\n"
    mine = f"Drivers went home.\n\nTrains run. {new} Buses stand still.\n"
    theirs = "Drivers went home.\n\nTrains run. Buses stand still.\n"
    merged = merge(base, mine, theirs)
    check_data(merged)
    (question,) = merged.conflicts
    assert question.kind is HunkKind.DELETED_BY_THEIRS and question.stands is Choice.MINE
    assert (question.base, question.mine, question.theirs) == (old, new, "")
    mapped = merged.map_span(Source.BASE, span(base, old))
    assert merged.text[mapped.span.start : mapped.span.end] == new
    assert merged.choose({question.number: Choice.BASE}).text == mine.replace(new, old)
    assert merged.choose({question.number: Choice.THEIRS}).text == theirs
    assert merged.choose({question.number: "No talks."}).text == mine.replace(new, "No talks.")


@pytest.mark.parametrize(
    ("old", "new", "asked"),
    [
        ("Talks failed twice today.", "Talks failed once today.", True),  # 3 of 4 words
        ("Talks failed twice today.", "Talks failed on Monday night.", False),  # 2 of 4 and 5: short ones need 0.6
        ("The talks of both sides failed again on Friday.", "The talks about pay failed when it was dark.", False),  # 3
        ("The talks of both sides failed again on Friday.", "The talks about pay failed again when dark.", True),  # 4
        ("No!", "No?!", False),  # one word
    ],
)
def test_how_much_of_a_sentence_must_be_left_to_know_it_again_elsewhere(old: str, new: str, *, asked: bool) -> None:
    base = f"Drivers went home. {old}\n\nTrains run. Buses stand still.\n"
    mine = f"Drivers went home.\n\nTrains run. {new} Buses stand still.\n"
    theirs = "Drivers went home.\n\nTrains run. Buses stand still.\n"
    assert bool(merge(base, mine, theirs).conflicts) is asked
    assert bool(merge(base, theirs, mine).conflicts) is asked
