"""Sentences, words and syllables."""

from __future__ import annotations

import pytest

from editor.style.segmenting import sentence_around, sentences, syllables, words

CASES = {
    "One. Two! Three? Four… Five": ["One.", "Two!", "Three?", "Four…", "Five"],
    "Mr. Osk and Dr. J. R. Varley met. They left.": ["Mr. Osk and Dr. J. R. Varley met.", "They left."],
    "It cost £3.50 in Jan. 2020. Nobody paid.": ["It cost £3.50 in Jan. 2020.", "Nobody paid."],
    "“Is it?” she asked. “It is.” He left.": ["“Is it?” she asked.", "“It is.”", "He left."],
    "Boats, nets, etc. were sold. Then etc. Then more.": ["Boats, nets, etc. were sold.", "Then etc.", "Then more."],
    "At 5 p.m. the tide turned. At 6 p.m. It turned.": ["At 5 p.m. the tide turned.", "At 6 p.m.", "It turned."],
    "The U.S. Navy came.": ["The U.S. Navy came."],
    "She said no. He left. The U.S. The crew stayed.": ["She said no.", "He left.", "The U.S.", "The crew stayed."],
    "Acme Inc. Smith runs it. He paused… Ely did not.": ["Acme Inc.", "Smith runs it.", "He paused…", "Ely did not."],
    "See www.a.b. Then go.": ["See www.a.b.", "Then go."],
    "Wait... what? No.": ["Wait... what?", "No."],
    "  Padded.  ": ["Padded."],
    "": [],
}  # fmt: skip


@pytest.mark.parametrize("text", CASES)
def test_sentences(text: str) -> None:
    assert [text[start:end] for start, end in sentences(text)] == CASES[text]


def test_the_sentence_around_a_place() -> None:
    text = "First one. Second one here. Third."
    at = text.index("here")
    assert sentence_around(text, at, at + 4) == "Second one here."
    assert sentence_around(text, 6, at) == "First one. Second one here."


def test_words_keep_hyphens_and_apostrophes() -> None:
    assert words("The well-known dog’s 2,500 bones—all") == ["The", "well-known", "dog’s", "2", "500", "bones", "all"]


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cat", 1),
        ("the", 1),
        ("table", 2),
        ("reorganisation", 6),
        ("harbour", 2),
        ("closed", 1),
        ("wanted", 2),
        ("boats", 1),
        ("area", 3),
        ("horses", 2),
        ("people", 2),
        ("rhythm", 1),
        ("nation", 2),
        ("idea", 3),
        ("makes", 1),
        ("quay", 1),
    ],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count
