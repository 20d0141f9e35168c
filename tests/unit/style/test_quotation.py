"""Somebody else's words: which stretches of a paragraph stand between quotation marks."""

from __future__ import annotations

import pytest

from editor.style.quotation import speech

CASES = {
    "He said “very well” and left.": ["very well"],
    'He said "very well" and "no".': ["very well", "no"],
    "“Very well,” he said. “No.”": ["Very well,", "No."],
    "He said ‘very well’ and left.": ["very well"],
    "He said 'very well' and left.": ["very well"],
    "“He called it ‘grim’ to me,” she said": ["He called it ‘grim’ to me,"],
    "‘He called it “grim” to me’, she said": ["He called it “grim” to me"],
    "“A long speech that goes on in the next paragraph.": ["A long speech that goes on in the next paragraph."],
    '"A long speech that goes on': ["A long speech that goes on"],
    "It’s the dogs’ bowl, isn’t it": [],
    "It's the dogs' bowl, isn't it": [],
    "‘The dogs’ bowl is full,’ he said": ["The dogs’ bowl is full,"],
    "'The dogs' bowl is full,' he said": ["The dogs' bowl is full,"],
    "’Tis the ’90s and ’em": [],
    "'Tis the '90s and 'em": [],
    'He is 6\' 2" tall and has a 12" ruler.': [],
    'He said "a 12" ruler" twice.': ['a 12" ruler'],
    "„So ist es“ und «so»": ["So ist es“ und «so»"],
    "(“yes”)—“no”": ["yes", "no"],
    "“”": [],
    "": [],
    "He said “well": ["well"],
    "Rock ’n’ roll, fish 'n' chips": [],
    "‘A paragraph of speech that is not closed": ["A paragraph of speech that is not closed"],
}


@pytest.mark.parametrize("text", CASES)
def test_speech(text: str) -> None:
    assert [text[start:end] for start, end in speech(text)] == CASES[text]
