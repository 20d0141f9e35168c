"""What keys mean, one after the other."""

from __future__ import annotations

import pytest

from editor.domain.inbox import Queue
from editor.ui.inbox.keys import ENTER, ESCAPE, GO_LETTERS, Act, Intent, KeyReader, Mode


def pressed(*keys: str) -> Intent | None:
    reader = KeyReader()
    answer = None
    for key in keys:
        answer = reader.press(key)
    return answer


@pytest.mark.parametrize("digit", "123456789")
def test_r_and_a_digit_remove_under_that_rule(digit: str) -> None:
    assert pressed("r", digit) == Intent(Act.REMOVE, clause=int(digit))


def test_a_ban_takes_a_rule_and_enter() -> None:
    reader = KeyReader()
    reader.press("b")
    assert reader.press("3") == Intent(Act.MODE)
    assert (reader.mode, reader.clause) == (Mode.CONFIRM_BAN, 3)
    assert reader.press("a") is None, "another key neither bans nor acts"
    assert reader.press(ENTER) == Intent(Act.BAN, clause=3)
    assert reader.mode is Mode.PLAIN


@pytest.mark.parametrize("opener", "rbg")
def test_escape_closes_every_mode(opener: str) -> None:
    reader = KeyReader()
    reader.press(opener)
    reader.press(ESCAPE)
    assert reader.mode is Mode.PLAIN


@pytest.mark.parametrize("keys", [("r", "a"), ("b", "u"), ("r", "0"), ("g", "a")])
def test_a_key_that_completes_nothing_does_nothing(keys: tuple[str, str]) -> None:
    assert pressed(*keys) == Intent(Act.MODE)


def test_g_and_a_letter_go_to_a_queue_and_n_shows_the_new_ones() -> None:
    assert {letter: pressed("g", letter) for letter in GO_LETTERS} == {
        letter: Intent(Act.GO_TO, queue=queue) for letter, queue in GO_LETTERS.items()
    }
    assert set(GO_LETTERS.values()) == set(Queue)
    assert pressed("g", "n") == Intent(Act.SHOW_NEW)


def test_a_digit_alone_means_nothing() -> None:
    assert pressed("3") is None
