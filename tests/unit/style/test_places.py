"""Places: every code point rules see is the source's own; after any edit the cut is that of a new source."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from editor.style.inline_text import Ignored
from editor.style.segments import Segment, cut, readable, recut
from editor.style.text_map import MASK

EXAMPLES, LONG = 60, 4_000
PIECES = [
    "word ", "“Quote” ", "*em* ", "**st** ", "_x", "`code` ", "\n", "\n\n", "\n\n", "> ", "- ", "1. ", "# ", "## ",
    "---\n", "===\n", '[a](b "t") ', '![alt](p "c") ', "[ref] ", '[ref]: http://x "T"\n', "[^1] ", "[^1]: note\n",
    "^[in] ", "&amp; ", "\\* ", "<b>", "</b>", "<!-- vale off -->", "<div>\n", "</div>\n", "| a | b |\n", "|---|---|\n",
    "\t", "    ", "  ", "```\n", "~~~", "~~s~~ ", "http://a.b/c ", "é", "\U0001f600", "\r\n", "\r", "\x00", "|", "\\|",
    "<p>x &lt; y</p>\n", "(", ")", "[", "]", "!", "<", ">", "&#x41;", "don't ", "title: x\n", "...\n", "***",
    "+++\n", "title = 'x'\n", "slug = \"\"\"", "[a]\n",
    "<script>\n", "</script>", "<code>", "</code>", "\ud800", "\u2028", "\x0b", "\x0c", "\x85",
]  # fmt: skip
SOURCES = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
EDITS = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 20), st.lists(st.sampled_from(PIECES), max_size=4).map("".join)),
    max_size=4,
)
IGNORED = Ignored()


def everything(segments: list[Segment]) -> Any:
    """All that was taken out of a source, by its places in it."""
    offset, blocks, comments, counts = 0, [], [], {}
    for segment in segments:
        for block in segment.taken.blocks:
            places = [block.map.span(at, at + 1) for at in range(len(block.text))]
            spans = [(start + offset, end + offset) for start, end in places]
            blocks.append((block.text, block.scopes, block.in_summary, block.parts, spans))
        comments += [(comment.start + offset, comment.words) for comment in segment.taken.comments]
        for what, count in segment.taken.counts.items():
            counts[what] = counts.get(what, 0) + count
        offset += len(segment.text)
    return blocks, comments, counts


def common(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def assert_places_hold(text: str, segments: list[Segment]) -> None:
    source = readable(text)
    assert len(source) == len(text)
    assert "".join(segment.text for segment in segments) == source
    for segment in segments:
        for block in segment.taken.blocks:
            last = 0
            for at, char in enumerate(block.text):
                start, end = block.map.span(at, at + 1)
                assert 0 <= start <= end <= len(segment.text)
                if block.map.is_copied(at, at + 1) and char != MASK:
                    assert segment.text[start] == char
                    assert end == start + 1
                assert start >= last or "~~" in segment.text  # strikethrough moves lone markers
                last = start if char != MASK else last


def what_rules_see_stands_in_the_source(text: str) -> None:
    assert_places_hold(text, cut(readable(text), IGNORED))


@given(SOURCES)
@example("  \x0c|[ref] )\n1. *em* \n\n\u2028<div>\n1. &#x41;")
@example("| a | b \\| c |\n|---|---|\n| **x** | y |\n")
@settings(max_examples=EXAMPLES, deadline=None)
def test_what_rules_see_stands_in_the_source(text: str) -> None:
    what_rules_see_stands_in_the_source(text)


@pytest.mark.long
@pytest.mark.timeout(1800)
@given(SOURCES)
@settings(max_examples=LONG, deadline=None)
def test_what_rules_see_stands_in_the_source_in_many_cases(text: str) -> None:
    what_rules_see_stands_in_the_source(text)


def cut_again_as_cut_afresh(text: str, edits: list[tuple[int, int, str]]) -> None:
    segments = cut(readable(text), IGNORED)
    for start, length, words in edits:
        start = min(start, len(text))
        end = min(len(text), start + length)
        new = text[:start] + words + text[end:]
        before, after = readable(text), readable(new)
        head = common(before, after)
        tail = common(before[head:][::-1], after[head:][::-1])
        segments = recut(segments, after, (head, len(before) - tail, len(after) - tail), IGNORED)
        text = new
        assert everything(segments) == everything(cut(after, IGNORED))
        assert_places_hold(text, segments)


@given(SOURCES, EDITS)
@settings(max_examples=EXAMPLES, deadline=None)
def test_a_source_cut_again_after_edits_is_a_source_cut_afresh(text: str, edits: list[tuple[int, int, str]]) -> None:
    cut_again_as_cut_afresh(text, edits)


@pytest.mark.long
@pytest.mark.timeout(1800)
@given(SOURCES, EDITS)
@settings(max_examples=LONG, deadline=None)
def test_a_source_cut_again_after_edits_is_a_source_cut_afresh_in_many_cases(
    text: str, edits: list[tuple[int, int, str]]
) -> None:
    cut_again_as_cut_afresh(text, edits)


def test_an_edit_leaves_the_segments_it_did_not_touch_as_they_are() -> None:
    text = "\n\n".join(f"Paragraph {n}." for n in range(100))
    segments = cut(text, IGNORED)
    at = text.index("50.")
    new = text[:at] + "x" + text[at:]
    again = recut(segments, new, (at, at, at + 1), IGNORED)
    assert sum(one is other for one, other in zip(segments, again, strict=True)) >= 90


def test_a_link_definition_far_away_reaches_every_segment() -> None:
    text = "[a] here.\n\n" + "Filler.\n\n" * 50 + "[a]: http://x\n"
    segments = cut(text, IGNORED)
    assert segments[0].taken.blocks[0].text == "a here."
    new = text.replace("[a]: http", "x")
    at = text.index("[a]: http")
    again = recut(segments, new, (at, at + 9, at + 1), IGNORED)
    assert again[0].taken.blocks[0].text == "[a] here."
