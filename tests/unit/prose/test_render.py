"""Articles and comments become HTML that cannot harm a reader or the desk."""

from __future__ import annotations

import pytest

from editor.prose.render import render_article, render_comment


def test_article_constructs():
    html = render_article(
        '## Crosshead\n\nA *b* **c** [d](https://e.example "t").[^1]\n\n> q\n\n1. one\n2. two\n\n'
        "| a | b |\n|---|--:|\n| 1 | 2 |\n\n```\n<x>\n```\n\n[^1]: Note.\n"
    )
    assert "<h2>Crosshead</h2>" in html
    assert '<a href="https://e.example" title="t">d</a>' in html
    assert '<td align="right">2</td>' in html
    assert "&lt;x&gt;" in html
    assert '<li id="fn:1">' in html and 'href="#fn:1"' in html
    assert "rel=" not in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<SCRIPT\nsrc=//x.example></SCRIPT>",
        '<p onclick="alert(1)">a</p>',
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](data:text/html;base64,AAAA)",
        "<a href='&#106;avascript:alert(1)'>a</a>",
        "<style>body{display:none}</style>",
        "<div style='position:fixed'>a</div>",
        "<iframe src='https://x.example'></iframe>",
        "<svg onload=alert(1)></svg>",
        "<form action='https://x.example'><input></form>",
        "<img src=x onerror=alert(1)>",
        '<img alt=">" src="https://x.example/p.gif">',
        "<b id='clobber' class='toolbar' name='x'>a</b>",
        "<math><mtext><script>alert(1)</script></mtext></math>",
        "<!--><script>alert(1)</script>-->",
    ],
)
@pytest.mark.parametrize("images", ["none", "site"])
def test_article_drops_what_is_active(text, images):
    html = render_article(f"before\n\n{text}\n\nafter", images=images)
    low = html.lower()
    assert "before" in low and "after" in low
    for bad in ("<script", "onclick", "onerror", "onload", "javascript:", "<style", "style=", "<iframe", "<svg"):
        assert bad not in low
    for bad in (
        "<form",
        "<input",
        "data:text",
        "clobber",
        "toolbar",
        'src="https',
        'src="x"' if images == "none" else "\0",
    ):
        assert bad not in low


def test_pictures_become_words_or_stay_only_from_the_site():
    text = "![The *quay* & slip](https://x.example/q.jpg) ![local](/media/q.jpg) ![other](//x.example/q.jpg) ![](q.jpg)"
    none = render_article(text)
    assert "<img" not in none
    assert "[Picture: local]" in none and none.count("[Picture") == 4
    site = render_article(text, images="site")
    assert '<img alt="local" src="/media/q.jpg">' in site
    assert "x.example" not in site and site.count("<img") == 2


def test_source_links_never_reach_readers():
    assert render_article("See [minutes](src:minutes-14-march).") == "<p>See <a>minutes</a>.</p>"


def test_image_code_in_code_stays_code():
    assert "&lt;img src=x&gt;" in render_article("`<img src=x>`")


def test_comment_is_plain_text():
    assert render_comment("<b>x</b> & *y*\nz\n\n\n  w") == (
        '<p dir="auto">&lt;b&gt;x&lt;/b&gt; &amp; *y*<br>\nz</p>\n<p dir="auto">w</p>'
    )
    assert render_comment(" \n\x00 ") == ""


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("see https://a.example/x.", "https://a.example/x"),
        ("(https://a.example/b_(c))", "https://a.example/b_(c)"),
        ('HTTP://a.example?q=1&r="2', "HTTP://a.example?q=1&amp;r="),
        ("“https://a.example/x”", "https://a.example/x"),
    ],
)
def test_comment_links(text, address):
    html = render_comment(text)
    assert f'<a href="{address}" rel="nofollow ugc noopener">{address}</a>' in html


@pytest.mark.parametrize("text", ["javascript:alert(1)", "https://", "http:// x", "ftp://a.example", "www.a.example"])
def test_comment_without_links(text):
    assert "<a " not in render_comment(text)


def test_comment_cannot_break_out_of_the_address():
    html = render_comment('https://a.example/"onmouseover="alert(1) https://a.example/<script>')
    assert 'onmouseover="' not in html and "<script>" not in html


def test_comment_of_a_megabyte_and_of_invisible_characters():
    assert len(render_comment("https://a.example/(((( " * 45_000)) > 1_000_000
    assert len(render_comment(")" * 1_000_000)) > 1_000_000
    assert render_comment("\u200b\u200d") == '<p dir="auto">\u200b\u200d</p>'
    assert render_comment("שלום a").startswith('<p dir="auto">')
