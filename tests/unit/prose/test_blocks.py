"""The incremental preview shows what the whole text would, knows its places, and costs little for each key."""

from __future__ import annotations

import random
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editor.prose.blocks import BlockRenderer
from editor.prose.footnote_marks import FootnoteMarks
from editor.prose.markdown_machine import MarkdownMachine
from editor.prose.render import render_article
from editor.prose.sanitise import sanitise


def squeezed(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r">\s+<", "><", html)).strip()


def in_one_piece(source: str) -> str:
    """What Python-Markdown makes of the text when it is not split."""
    return FootnoteMarks().renumbered(sanitise(MarkdownMachine().convert(source)).strip())


def joined(source: str) -> str:
    return "\n".join(b.html for b in BlockRenderer().render(source) if b.html)


def assert_same(source: str, renderer: BlockRenderer | None = None) -> None:
    blocks = (renderer or BlockRenderer()).render(source)
    assert squeezed("\n".join(b.html for b in blocks if b.html)) == squeezed(in_one_piece(source))
    assert_places(source, blocks)


def assert_places(source, blocks):
    lines = re.split(r"\r\n|\r|\n", source)
    end = end_line = 0
    for block in blocks:
        assert end <= block.start <= block.end <= len(source)
        assert end_line <= block.start_line <= block.end_line <= len(lines)
        assert not source[end : block.start].strip()
        if block.start < block.end:
            assert source[: block.start].count("\n") == block.start_line
            assert source[block.start : block.end].strip().split("\n")[0].strip() == lines[block.start_line].strip()
        end, end_line = block.end, block.end_line
    assert not source[end:].strip()


WORDS = st.lists(
    st.sampled_from(
        ["quay", "*slip*", "**vote**", "`a<b`", "[link](https://a.example)", "[ref][r]", "[r]", "mark[^1]", "mark[^n]",
         "mark[^1]", "é漢🙂", "&amp;", "5 < 6", "<em>x</em>", "![p](https://a.example/p.png)", "_a_b_", "\\*", "1.",
         "-", "<https://a.example>", "[^none]"]
    ),
    min_size=1, max_size=6,
).map(" ".join)  # fmt: skip
PARAGRAPH = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)


def prefixed(prefix, rest=None):
    def apply(text):
        first, *others = text.split("\n")
        return "\n".join([prefix + first, *((rest if rest is not None else prefix) + o if o else o for o in others)])

    return apply


FENCE = st.builds(
    lambda f, lang, body: f"{f}{lang}\n{body}\n{f}",
    st.sampled_from(["```", "~~~", "````"]),
    st.sampled_from(["", "py"]),
    st.sampled_from(["x", "- a\n\n- b", "> q\n\n\n# h", "<b>\n\n</b>", "    deep\n\n[r]: no", "[^1]: no"]),
)
TABLE = st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=3).map(
    lambda rows: "| a | b |\n|---|:-:|\n" + "\n".join(f"| {a} | {b} |" for a, b in rows)
)
SIMPLE = st.one_of(PARAGRAPH, st.sampled_from(["# H", "## H *x*", "Set\n===", "---", "* * *"]), FENCE, TABLE)
ITEMS = st.recursive(
    PARAGRAPH,
    lambda inner: st.builds(
        lambda mark, items, gap: gap.join(prefixed(mark, "    ")(item) for item in items),
        st.sampled_from(["- ", "* ", "1. ", "2. "]),
        st.lists(inner, min_size=1, max_size=3),
        st.sampled_from(["\n", "\n\n"]),
    ),
    max_leaves=6,
)
QUOTE = st.lists(st.one_of(SIMPLE, ITEMS), min_size=1, max_size=2).map("\n\n".join).map(prefixed("> "))
DEFINITION = st.sampled_from(
    ["[r]: https://one.example", '[R]: https://two.example "title"', "[^1]: A note with [r] and *x*.",
     "[^n]: First.\n\n    Second paragraph.\n\n    - list", "[^n]: Short\n[^1]: Shorter"]
)  # fmt: skip
INDENTED = st.one_of(PARAGRAPH, ITEMS).map(prefixed("    "))
GAP = st.sampled_from(["\n\n", "\n\n", "\n\n", "\n \n", "\n\n\n", "\n"])
ANYTHING = st.one_of(SIMPLE, ITEMS, QUOTE, DEFINITION, INDENTED)
DOCUMENT = st.lists(st.tuples(ANYTHING, GAP), max_size=9).map(lambda parts: "".join(a + b for a, b in parts))


@settings(max_examples=60, deadline=None)
@given(DOCUMENT)
def test_blocks_join_to_the_whole(source):
    assert_same(source)


@settings(max_examples=15, deadline=None)
@given(st.lists(DOCUMENT, min_size=2, max_size=5))
def test_a_renderer_that_remembers_gives_the_same(sources):
    renderer = BlockRenderer(remembered=20)
    for source in sources:
        assert_same(source, renderer)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="ab \n\t\r>-*1.`~[]()^:#|<!\\_&\u00a0\u2028é🙂", max_size=60))
def test_any_text_gives_blocks_with_true_places(source):
    assert_places_only_grow(source)


def assert_places_only_grow(source):
    end = 0
    for block in BlockRenderer().render(source):
        assert end <= block.start <= block.end <= len(source)
        end = block.end


RAW = st.sampled_from(
    ["<script>a", "- x\n    <script>a", "<b>x", "a <style> b", "<svg><svg></svg>", "> <iframe src='x'>", "<!-- x",
     "- x\n    <!-- a", "1. <title>x", "<template>", "<noscript", "a <object>b</object", "<math><mi>x", "[" * 80,
     "- " * 300, "<script>x</script>"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.one_of(ANYTHING, RAW, RAW), GAP), max_size=6), RAW)
def test_the_site_shows_what_the_preview_shows_and_no_raw_html_swallows_the_rest(parts, raw):
    source = "".join(a + b for a, b in parts)
    assert render_article(source) == joined(source)
    assert "lastword" in render_article(f"{source}\n\n{raw}\n\nlastword")


HOSTILE = ["[", "![", "[a](", "[a][", "![a](", "[^1", "[a]((", '[a]("x) ', "<a ", "- ", "1. ", "> - ", "<script>"]


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_small_bad_story_takes_time_in_proportion_and_keeps_its_words(unit):
    def seconds(length: int) -> float:
        source = "before\n\n" + (unit * length)[:length] + "\n\nafter"
        started = time.thread_time()
        html = joined(source)
        spent = time.thread_time() - started
        assert html.startswith("<p>before</p>") and "after" in html[-20:]
        assert render_article(source) == html
        return spent

    seconds(100)
    # square growth would be sixteenfold; the constant keeps the cheapest from being measured by their noise
    assert seconds(20_000) < 8 * seconds(5_000) + 0.25


def test_nesting_no_bound_foresees_shows_the_source(monkeypatch):
    monkeypatch.setattr("editor.prose.blocks.is_beyond_reason", lambda text: False)
    source = "before [a]\n\n" + "1. " * 2_000 + "<b> [a]: x\n\nafter"
    html = joined(source)
    assert html.startswith("<p>before [a]</p>\n<p>1. 1. ") and html.endswith("&lt;b&gt; [a]: x</p>\n<p>after</p>")


def test_brackets_in_code_stay_code():
    brackets = "[" * 200
    assert f"<code>{brackets}</code>" in joined(f"`{brackets}` and {brackets} and *x*")
    assert "<em>x</em>" in joined(f"`{brackets}` and {brackets} and *x*")
    assert f"<pre><code>{brackets}" in joined(f"    {brackets}")


def test_places_with_every_line_end():
    for newline in ("\n", "\r\n", "\r"):
        source = newline.join(["one", "two", "", "", "- a", "", "    b", "", "é🙂", ""])
        blocks = BlockRenderer().render(source)
        assert [(b.start_line, b.end_line) for b in blocks] == [(0, 2), (4, 7), (8, 9)]
        assert source[blocks[2].start : blocks[2].end].strip() == "é🙂"


def test_raw_html_over_blank_lines_is_one_block_and_safe():
    source = "a\n\n<div>\n\n**x**\n\n</div>\n\nb\n\n<script>\n\nalert(1)\n\n</script>\n\nc\n\n<!-- x\n\ny -->\n\nd"
    assert_same(source)
    assert "alert" not in "".join(b.html for b in BlockRenderer().render(source))


def test_a_changed_definition_changes_the_blocks_that_use_it():
    renderer = BlockRenderer()
    assert "one.example" in renderer.render("[a][r]\n\n[r]: https://one.example")[0].html
    assert "two.example" in renderer.render("[a][r]\n\n[r]: https://two.example")[0].html


def test_typing_in_a_long_article_is_cheap():
    pick = random.Random(4)
    words = [
        "harbour",
        "board",
        "slip",
        "vote",
        "minutes",
        "valuation",
        "quay",
        "lamp",
        "crab",
        "tide",
        "notice",
        "sale",
    ]

    def paragraph():
        return " ".join(pick.choice(words) for _ in range(40)) + " [x](https://a.example), *y*.[^1]"

    source = "\n\n".join(paragraph() for _ in range(250)) + "\n\n[^1]: Note.\n\n[r]: https://a.example\n"
    assert len(source.split()) > 10_000
    renderer = BlockRenderer()
    started = time.thread_time()
    renderer.render(source)
    whole = time.thread_time() - started
    times = []
    for n in range(60):
        middle = len(source) // 2 + n
        source = source[:middle] + "k" + source[middle:]
        started = time.thread_time()
        renderer.render(source)
        times.append(time.thread_time() - started)
    median = sorted(times)[30]
    print(f"10,000 words: whole {whole * 1e3:.1f} ms, one key {median * 1e3:.2f} ms")
    # the goal of 2 ms is the benchmark's; here a bound that a busy machine cannot break but a lost cache does
    assert median < whole / 10


def test_thousands_of_marks_for_one_note_are_numbered_in_time():
    source = "mark[^1]\n\n" * 3_000 + "[^1]: Note."
    started = time.thread_time()
    html = "".join(b.html for b in BlockRenderer().render(source))
    assert 'id="fnref3000:1"' in html and 'href="#fnref3000:1"' in html
    assert time.thread_time() - started < 5
