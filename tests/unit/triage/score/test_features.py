"""Hashed features: the same on every computer, blind to groups, and each block of length one."""

from __future__ import annotations

import math
import zlib
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editor.triage.score.features import BITS, BLOCK, COLUMNS, LETTER_RUNS, hashed
from editor.triage.score.reading import GROUP

ALL = (1 << 64) - 1
ODD = 0x9E3779B97F4A7C15
words = st.one_of(st.sampled_from([GROUP, "a", "you", "idiot"]), st.text("abcé漢😀_9", min_size=1, max_size=6))


def mixed(number: int) -> int:
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 & ALL
    number = (number ^ number >> 27) * 0x94D049BB133111EB & ALL
    return (number ^ number >> 31) >> 64 - BITS


def slowly(window: tuple[str, ...]) -> dict[int, float]:
    """The same by the book, without NumPy."""
    code = [0 if word == GROUP else zlib.crc32(word.encode()) for word in window]
    found = Counter(mixed(c * ODD + 1 & ALL) for c in code if c)
    found.update(mixed((a * ODD + b) * ODD + 2 & ALL) for a, b in pairwise(code) if a and b)
    text = " " + " ".join(window).replace(GROUP, GROUP * 6) + " "
    letters: Counter[int] = Counter()
    for run in LETTER_RUNS:
        for i in range(len(text) - run + 1):
            if GROUP not in text[i : i + run]:
                value = ord(text[i]) * ODD & ALL
                for letter in text[i + 1 : i + run]:
                    value = value * ODD + ord(letter) & ALL
                    value ^= value >> 31
                letters[BLOCK + mixed(value + run & ALL)] += 1
    values = {}
    sizes = (len(window) + max(0, len(window) - 1), sum(max(0, len(text) - run + 1) for run in LETTER_RUNS))
    for block, length in zip((found, letters), sizes, strict=True):
        values.update({column: math.sqrt(times / length) for column, times in block.items()})
    return values


@settings(max_examples=40)
@given(st.lists(st.lists(words, max_size=8).map(tuple), max_size=6))
def test_they_are_what_the_slow_way_gives(windows: list[tuple[str, ...]]) -> None:
    found = hashed(windows)
    assert found.count == len(windows)
    for number, window in enumerate(windows):
        mine = found.rows == number
        given_values = dict(zip(found.columns[mine].tolist(), found.values[mine].tolist(), strict=True))
        expected = slowly(window)
        assert given_values.keys() == expected.keys()
        assert all(math.isclose(given_values[c], expected[c], rel_tol=1e-6) for c in expected)


def test_they_are_the_same_on_every_computer() -> None:
    found = hashed([("you", "are", "kind")])
    assert (int(found.columns.sum()), len(found.columns)) == GOLDEN


GOLDEN = (14_228_616, 38)


def test_nothing_that_touches_a_group_is_a_feature() -> None:
    def columns(*window: str) -> set[int]:
        return set(hashed([window]).columns.tolist())

    assert columns(GROUP) == columns()
    assert columns("two", GROUP, "here") == columns("two") | columns("here")


def test_beside_a_group_other_words_weigh_what_they_weigh_beside_a_word() -> None:
    group, word = hashed([("two", GROUP, "here")]), hashed([("two", "people", "here")])
    weights = np.zeros(COLUMNS, np.float32)
    weights[group.columns] = 1
    assert group.sums(weights)[0] == pytest.approx(word.sums(weights)[0])


def test_batches_do_not_show() -> None:
    windows = [(f"word{i}", "and", "more") for i in range(2_500)]
    whole, alone = hashed(windows), hashed(windows[2_400:])
    weights = np.arange(COLUMNS, dtype=np.float32) % 97
    assert whole.sums(weights)[2_400:].tolist() == alone.sums(weights).tolist()
    assert len(whole.sums(weights)) == 2_500
    assert hashed([]).sums(weights).tolist() == []
