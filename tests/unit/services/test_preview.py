"""The preview service: blocks with their lines, counts, and only what changed is rendered again."""

from __future__ import annotations

import time

from editor.services.preview import Preview, render_once

STORY = "## A crosshead\n\nThe board sold the slip.\n\n> Nobody asked us.\n\n- one\n- two\n"


def test_blocks_carry_their_lines_and_the_counts_are_of_words_readers_read() -> None:
    rendering = Preview().render(STORY)
    assert [block.start_line for block in rendering.blocks] == [0, 2, 4, 6]
    assert rendering.blocks[2].html.startswith("<blockquote")
    assert (rendering.words, rendering.minutes) == (12, 1)


def test_scripts_and_remote_pictures_never_reach_the_preview() -> None:
    rendering = Preview().render("<script>alert(1)</script>\n\n![x](https://example.org/x.png)\n\nWords.")
    html = "".join(block.html for block in rendering.blocks)
    assert "script" not in html
    assert "example.org" not in html


def test_an_edit_in_a_long_story_costs_a_fraction_of_the_whole() -> None:
    preview = Preview()
    parts = [f"Paragraph {n} about the harbour and its *dues*, which rose again." for n in range(900)]
    started = time.thread_time()
    first = preview.render("\n\n".join(parts))
    whole = time.thread_time() - started
    parts[450] += " And again."
    started = time.thread_time()
    second = preview.render("\n\n".join(parts))
    edit = time.thread_time() - started
    assert second.blocks[450].html != first.blocks[450].html
    assert edit < whole / 2


def test_a_short_text_is_rendered_safely() -> None:
    assert render_once("No *threats*.<script>x</script>").startswith("<p>No <em>threats</em>.")
