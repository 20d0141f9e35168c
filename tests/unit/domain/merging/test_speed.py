"""The merge takes any text in time about linear in its length, and little memory."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from editor.domain.merge import merge
from tests.helpers.merge_making import StoryMaker, as_text


def big(paragraphs: int) -> tuple[str, str, str]:
    maker = StoryMaker(7)
    story = [[("sentence", maker.sentence()) for _ in range(4)] for _ in range(paragraphs)]
    return as_text(story), as_text(maker.edited(story, paragraphs // 8)), as_text(maker.edited(story, paragraphs // 8))


HOSTILE = {
    "one sentence": ("word other " * 1_500, "word other " * 1_490 + "x", "word other " * 1_510),
    "equal paragraphs": ("Same.\n\n" * 1_500, "Same.\n\n" * 1_000, "X.\n\n" + "Same.\n\n" * 1_500),
    "equal sentences": ("Same. " * 2_000, "X. " + "Same. " * 2_000, "Same. " * 1_900),
    "one letter": ("a " * 20_000, "a " * 15_000 + "b " + "a " * 5_000, "a " * 19_000),
    "line ends": ("\n" * 50_000, "\n" * 40_000, "\n" * 50_001),
    "brackets": ("[" * 50_000, "[" * 49_999 + "x", "[" * 50_001),
    "list": ("- item\n" * 1_500, "- item\n" * 700 + "- x\n" + "- item\n" * 700, "- item\n" * 1_400),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts(name: str) -> None:
    texts = HOSTILE[name]
    began = time.process_time()
    merge(*texts)
    half = merge(*(text[: len(text) // 2] for text in texts))
    assert half.text is not None
    assert time.process_time() - began < 10  # a quadratic step would take minutes


def test_a_long_document() -> None:
    """Four times the text takes far less than sixteen times as long."""
    seconds = []
    for paragraphs in (100, 400):
        texts = big(paragraphs)
        began = time.process_time()
        merge(*texts)
        seconds.append(time.process_time() - began)
    assert seconds[1] < 10 * seconds[0] + 1


def test_memory() -> None:
    """A merge keeps less than a hundred bytes for each character."""
    texts = big(150)
    tracemalloc.start()
    merged = merge(*texts)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert merged.text and peak < 100 * sum(map(len, texts))
