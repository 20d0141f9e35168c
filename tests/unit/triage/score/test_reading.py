"""What the score reads: group names are out, shapes are in, long comments come in windows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editor.triage.normalise import normalise
from editor.triage.score.group_words import GROUP_WORDS, mark_groups
from editor.triage.score.reading import GROUP, MOST_READ, TOKEN, WINDOW, read, token_spans
from editor.triage.score.shape import SHAPE_RULES, prior_part, shape_of

CHARACTERISTICS = {
    "age",
    "disability",
    "gender reassignment",
    "marriage and civil partnership",
    "pregnancy and maternity",
    "race",
    "religion or belief",
    "sex",
    "sexual orientation",
}  # Equality Act 2010, section 4


def entries() -> list[str]:
    return [entry for words in GROUP_WORDS.values() for entry in " ".join(words.split()).split(", ")]


def test_every_protected_characteristic_has_its_words() -> None:
    assert set(GROUP_WORDS) == CHARACTERISTICS
    for words in ("men", "white", "christian", "straight", "cisgender", "able bodied", "british", "young", "married"):
        assert words in entries()


@pytest.mark.parametrize("plural", ["", "s"])
def test_every_entry_is_found_as_the_normaliser_leaves_it(plural: str) -> None:
    missed = []
    for entry in entries():
        tokens = TOKEN.findall(normalise(f"We met {entry.upper()}{plural} yesterday.").text)
        if mark_groups(tokens) != [False, False, *[True] * len(entry.split()), False]:
            missed.append(entry)
    assert missed == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("My two dads are married.", ["my", GROUP, GROUP, "are", GROUP]),
        ("the Church of England school", ["the", GROUP, GROUP, GROUP, "school"]),
        ("a ＧÄＹ neighbour", ["a", GROUP, "neighbour"]),
        ("thumbs 👍🏿 up", ["thumbs", "👍", GROUP, "up"]),
        ("readers over 65, or 81 years old", ["readers", GROUP, GROUP, "or", GROUP, GROUP, GROUP]),
        ("You idiot", ["you", "idiot"]),
        ("you_utter_idiot", ["you", "utter", "idiot"]),
        ("mennonite menu", ["mennonite", "menu"]),
    ],
)
def test_names_of_groups_are_replaced(text: str, left: list[str]) -> None:
    assert list(read(text).windows[0]) == left


def test_a_long_comment_comes_in_windows_that_leave_nothing_out() -> None:
    text = " ".join(f"word{i}" for i in range(WINDOW * 2 + 5))
    windows = read(text).windows
    assert [len(window) for window in windows] == [WINDOW, WINDOW, 5]
    assert sum(len(token) for token in read("ab" * 10_000).windows[0]) == 20_000


def test_what_is_beyond_the_bound_is_not_read() -> None:
    assert read("hello " + " " * MOST_READ + "idiot").windows == (("hello",),)


@settings(max_examples=60)
@given(st.text(st.characters(), max_size=300))
def test_any_string_is_read_and_every_token_has_its_place(text: str) -> None:
    reading = read(text)
    assert len(reading.shape) == len(SHAPE_RULES)
    for number, window in enumerate(reading.windows):
        spans = token_spans(reading, number)
        assert len(spans) == len(window)
        for token, (start, end) in zip(window, spans, strict=True):
            assert token in (reading.normalised.text[start:end], GROUP)
            low, high = reading.normalised.span_of(start, end)
            assert 0 <= low < high <= len(text)


def test_the_same_text_has_the_same_tokens_beside_a_control() -> None:
    assert read("you \x01 idiot").windows == read("you idiot").windows


@pytest.mark.parametrize(
    ("rule", "yes", "no"),
    [
        ("shouting", "THIS IS WRONG", "The BBC said so"),
        ("letters masked by the writer", "what a cl*wn", "what a *great* day, 2 * 3"),
        ("letters masked by the writer", "f*** off", "see the footnote*"),
        ("“you … !”", "You silly clown!", "Well said!"),
        ("“you are a …”", "You're such a clown", "You are right"),
        ("letters repeated", "sooooo bad", "good book"),
        ("speaks to somebody", "your fault", "the youth club"),
        ("exclamation marks", "No!", "No"),
        ("question marks", "Why?", "Why"),
        ("links", "see https://paper.example", "the web"),
        ("quotation marks", "he said “no”", "he said no"),
        ("very short", "Well said", "This is a comment of more than six words"),
    ],
)
def test_each_shape_rule_sees_what_it_is_for(rule: str, yes: str, no: str) -> None:
    place = [r.name for r in SHAPE_RULES].index(rule)
    assert read(yes).shape[place] > 0
    assert read(no).shape[place] == 0


def test_the_shape_has_a_small_say_in_the_prior() -> None:
    assert prior_part(read("Good morning everybody, and thanks.").shape) == 0
    assert 0.3 < prior_part(read("GOOD MORNING EVERYBODY").shape) <= 0.4
    worst = shape_of("YOU CL*WN CL*WN! YOU ARE A CL*WN!", "you clown clown! you are a clown!", 8)
    assert prior_part(worst) < 1.5
