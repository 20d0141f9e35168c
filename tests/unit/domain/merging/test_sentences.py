"""Where sentences end, and what is kept whole."""

from __future__ import annotations

import time

import pytest

from editor.domain.merging.passages import sentences_of


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences_of(text)]


ONE_SENTENCE = [
    "Mr. Smith met Mrs. Jones and Dr. Ash.",
    "J. K. Marlow wrote to T.S. Ember about it.",
    "St. Bride's and Mt. Ember are far apart.",
    "No. 10 refused to comment.",
    "See Fig. 3, p. 12 and vol. 2 for more.",
    "The U.S. Senate sat until 5 p.m. on Friday.",
    "It rained at 10.30 and cost £3.50, or $1.2m.",
    "Fruit, e.g. Cox apples, i.e. English ones, sold well.",
    "Harbour Works Ltd. has closed.",
    "They meet on 5 Sept. in Ely.",
    "“Will you go?” he asked.",
    "“Never!” the mayor shouted.",
    "He paused ... London waited.",
    "He paused… London waited.",
    "Read [a report. All of it](https://a.example/b. C) now.",
    "Type `a. B` and wait.",
    "It is [the. First][ref. Two] of many.",
    "Crime fell.[^1]",
    "## What now. And why",
    "| a. B | c |\n|---|---|\n| D. E | f |",
    "```\nOne. Two.\n\nThree. Four.\n```",
    "[^1]: Figures. Of last year.",
    "1. Close the valve.",
    "a word without an end",
    "v. Smith",
    "She lives in Ely, pop. 20,000.",
    "<div>\nOne. Two.\n</div>",
]


@pytest.mark.parametrize("text", ONE_SENTENCE)
def test_one(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("He came. She left.", ["He came.", "She left."]),
        ("He came! Did she? Yes.", ["He came!", "Did she?", "Yes."]),
        ("“He came.” She left.", ["“He came.”", "She left."]),
        ("'He came.' She left.", ["'He came.'", "She left."]),
        ('"We won." The mayor wept.', ['"We won."', "The mayor wept."]),
        ("(He came.) She left.", ["(He came.)", "She left."]),
        ("**He came.** She left.", ["**He came.**", "She left."]),
        ("“No.” She left.", ["“No.”", "She left."]),
        ("He said no. She left.", ["He said no.", "She left."]),
        ("He flew to the U.S. The crew stayed.", ["He flew to the U.S.", "The crew stayed."]),
        ("It shuts at 5 p.m. The rest stays.", ["It shuts at 5 p.m.", "The rest stays."]),
        ("He owns Acme Inc. The firm is small.", ["He owns Acme Inc.", "The firm is small."]),
        ("He went on and on... The rest is known.", ["He went on and on...", "The rest is known."]),
        ("It cost £3.50. 12 people paid.", ["It cost £3.50.", "12 people paid."]),
        ("Crime fell.[^1] Police agree.", ["Crime fell.[^1]", "Police agree."]),
        ("He sat. Smith stood.", ["He sat.", "Smith stood."]),
        ("It was in 1984. Orwell knew.", ["It was in 1984.", "Orwell knew."]),
        ("One.\nTwo.", ["One.", "Two."]),
        ("> One. Two.\n> Three.", ["> One.", "Two.", "Three."]),
        ("> One.\n>\n> Two.", ["> One.", "> Two."]),
        ("- One. Two.\n- Three.", ["- One.", "Two.", "- Three."]),
        ("1. One.\n2. Two.", ["1. One.", "2. Two."]),
        ("彼は来た。彼女は去った。", ["彼は来た。", "彼女は去った。"]),
        ("Title\n=====\nText. More.", ["Title\n=====", "Text.", "More."]),
        ("---\ntitle: A. B\n---\nText.", ["---", "title: A. B", "---", "Text."]),
        ("Text.\n* * *\nMore.", ["Text.", "* * *", "More."]),
        ("One\r\n\r\nTwo. Three.\r\n", ["One", "Two.", "Three."]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_several(text: str, parts: list[str]) -> None:
    assert cut(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "." * 100_000,
        "." + ")" * 100_000,
        "A." + " " * 100_000 + "b",
        "`" * 100_000,
        "[a](" * 30_000,
        "[" * 100_000,
        "<a" * 50_000,
        "---" + " " * 100_000 + "x",
        ">" * 100_000 + "x",
        "a|b\n" + "|-" * 50_000 + " " * 1_000 + "x",
        "<!--\n" * 20_000,
        "```\n" * 20_001,
        "[^a]:\n\n    b\n\n" * 3_000,
        "“.”" * 30_000,
    ],
    ids=lambda text: f"{text[:6]!r}",
)
def test_hostile_text_is_cut_in_linear_time(text: str) -> None:
    began = time.process_time()
    sentences_of(text)
    assert time.process_time() - began < 10  # a quadratic pattern would take minutes
