"""Sources made to keep a Markdown parser busy: the work grows about as their length does, counted in calls."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from editor.style.book import StyleBook
from editor.style.document import Document
from tests.unit.style.conftest import MakeBook

REPEATED = [
    "![", "[", "*", "_", "`", "<", "> ", ">", "- ", "^[", "[^", "[a][", "![a](", "[](", "[]", "*a ", "*a_", "**a",
    "`a``", "<a b='", "<a ", "<!--", "&", "\\", "~~", "a|b\n-|-\n", "|", "a\n===\n", "[a]: b\n", "[^a]: b\n",
    "- a\n", ">a\n", " 'a", "“a ", "((", "#", "Mr. ", "...", "http://", "www.", "a@", "\"", "+++\n",
    "+++\na = \"\"\"\n",
]  # fmt: skip
PAIRED = [("[", "]"), ("![", "]"), ("^[", "]"), ("*a ", "a* "), ("- " * 50, "a\n"), (">" * 50, "a\n")]


@pytest.fixture
def book(make_book: MakeBook) -> StyleBook:
    return make_book({"A.Ly": "extends: existence\nmessage: m\ntokens: ['\\w+ly']"})


def calls(book: StyleBook, text: str) -> int:
    """How many functions a check calls, Python's and C's."""
    count = 0

    def counted(_frame: Any, event: str, _arg: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        Document(book, text).check()
    finally:
        sys.setprofile(before)
    return count


def grows_with_length(book: StyleBook, texts: list[str]) -> None:
    calls(book, "Warm.")
    small, large = (calls(book, text) for text in texts)
    assert large < 5.5 * small + 20_000, f"{small:,} calls, four times the text {large:,}"


@pytest.mark.parametrize("sign", REPEATED)
def test_a_sign_again_and_again(book: StyleBook, sign: str) -> None:
    grows_with_length(book, [(sign * length)[:length] for length in (500, 2_000)])


@pytest.mark.parametrize("signs", PAIRED, ids=lambda signs: f"{signs[0][:4]}…{signs[1].strip()}")
def test_many_that_open_and_many_that_close(book: StyleBook, signs: tuple[str, str]) -> None:
    grows_with_length(book, ["".join(sign * (length // 2 // len(sign)) for sign in signs) for length in (500, 2_000)])


def test_deep_lists(book: StyleBook) -> None:
    grows_with_length(book, ["".join("  " * depth + "- a\n" for depth in range(deep)) for deep in (20, 42)])


def test_what_no_bracket_closes_is_not_looked_through(book: StyleBook) -> None:
    """Each “![” once looked at all behind it, forty levels deep."""
    assert calls(book, "![" * 5_000) < 50 * 10_000
