"""Scopes and selectors: each section of a source is found by its own words, and by no other's."""

from __future__ import annotations

import pytest

from editor.domain.errors import BadInput
from editor.style.document import Document
from editor.style.selectors import read_selectors
from tests.unit.style.conftest import MakeBook, Marks

SOURCE = """\
---
title: xtitle
standfirst: xstand
slug: xslug
---

# xone

## xtwo

Plain xpara with *xem* and **xstrong** and [xlink](/u "xlinktitle"). Second xsent.

![xalt](p.png "xcaption")

> Quoted xquote.

- item xitem
  - inner xinner

| xhead | h |
|---|---|
| xcell | c |

Noted[^1] and^[xinline note].

[^1]: A xnote.

`xcode` and <https://xurl.org> and xmail@xmail.org

```
xfence
```

<div><p>xhtml</p><script>xscript</script><figcaption>xfigure</figcaption></div>

Under
lined xset
===
"""
SEEN = [
    "xtitle",
    "xstand",
    "xone",
    "xtwo",
    "xpara",
    "xem",
    "xstrong",
    "xlink",
    "xsent",
    "xlinktitle",
    "xalt",
    "xcaption",
    "xquote",
    "xitem",
    "xinner",
    "xhead",
    "xcell",
    "xinline",
    "xnote",
    "xhtml",
    "xfigure",
    "xset",
]
HIDDEN = ["xslug", "xcode", "xurl", "xmail", "xmail", "xfence", "xscript"]
BODY = ["xpara", "xem", "xstrong", "xlink", "xsent"]
SELECTED: dict[str, list[str]] = {
    "text": SEEN,
    "heading": ["xone", "xtwo", "xset"],
    "heading.h1": ["xone", "xset"],
    "heading.h2": ["xtwo"],
    "heading.h3": [],
    "headline": ["xtitle", "xone", "xset"],
    "heading & ~headline": ["xtwo"],
    "standfirst": ["xstand"],
    "frontmatter": ["xtitle", "xstand", "xslug"],
    "frontmatter.slug": ["xslug"],
    "paragraph": [*BODY, "xquote", "xhtml"],
    "paragraph & ~blockquote": [*BODY, "xhtml"],
    "sentence": [*BODY, "xquote", "xitem", "xinner", "xinline", "xnote", "xhtml", "xcaption", "xfigure"],
    "sentence & list": ["xitem", "xinner"],
    "list": ["xitem", "xinner"],
    "blockquote": ["xquote"],
    "table": ["xhead", "xcell"],
    "table.header": ["xhead"],
    "table.cell": ["xcell"],
    "alt": ["xalt"],
    "title": ["xtitle", "xlinktitle", "xcaption"],
    "caption": ["xcaption", "xfigure"],
    "footnote": ["xinline", "xnote"],
    "link": ["xlink"],
    "strong": ["xstrong"],
    "emphasis": ["xem"],
    "summary": BODY,
    "~heading": [word for word in SEEN if word not in ("xone", "xtwo", "xset")],
    "raw": SEEN + HIDDEN,
    "comment": [],
}


@pytest.mark.parametrize("scope", SELECTED)
def test_what_a_scope_selects(scope: str, marks: Marks) -> None:
    found = marks(f"extends: existence\nmessage: m\nscope: '{scope}'\ntokens: ['x\\w+']", SOURCE)
    assert sorted(found) == sorted(SELECTED[scope])


def test_a_list_of_scopes_selects_any_of_them_once(marks: Marks) -> None:
    rule = "extends: existence\nmessage: m\nscope: [heading.h2, table, table.cell]\ntokens: ['x\\w+']"
    assert marks(rule, SOURCE) == ["xtwo", "xhead", "xcell"]


@pytest.mark.parametrize(
    ("field", "scope", "found"),
    [
        ("headline", "headline", True),
        ("headline", "heading.h1", True),
        ("headline", "paragraph", False),
        ("standfirst", "standfirst", True),
        ("caption", "caption", True),
        ("alt", "alt", True),
        ("alt", "caption", False),
        ("body", "headline", False),
    ],
)
def test_fields_of_a_story(marks: Marks, field: str, scope: str, found: bool) -> None:
    rule = f"extends: existence\nmessage: m\nscope: {scope}\nraw: ['\\*x']"
    assert marks(rule, "*x", field=field) == (["*x"] if found else [])


def test_an_unknown_scope_is_refused_with_the_nearest() -> None:
    with pytest.raises(BadInput, match=r"no scope “heeding” \(did you mean “heading”\?\)"):
        read_selectors(["text & heeding"], "rule.yml")
    with pytest.raises(BadInput, match="is no scope"):
        read_selectors(["text &"], "rule.yml")


def test_ignored_scopes_and_skipped_scopes(marks: Marks) -> None:
    rule = "extends: existence\nmessage: m\ntokens: ['x\\w+']"
    found = marks(rule, SOURCE, top="IgnoredScopes = em, img\nSkippedScopes = blockquote, h2, script, figcaption")
    assert "xcode" in found
    assert not {"xem", "xalt", "xcaption", "xquote", "xtwo", "xscript", "xfigure"} & set(found)
    assert "xstrong" in found


def test_token_ignores_and_block_ignores(marks: Marks) -> None:
    rule = "extends: existence\nmessage: m\ntokens: ['x\\w+']"
    text = "{{< xbox >}}\nxinside\n{{< /xbox >}}\n\nThe {{ xtoken }} xword.\n"
    ini = "[*]\nBasedOnStyles = Test\nTokenIgnores = (\\{\\{ \\w+ \\}\\})\n"
    ini += "BlockIgnores = (?s) *(\\{\\{< xbox >\\}\\}.*?\\{\\{< /xbox >\\}\\})"
    assert marks(rule, text, ini=ini) == ["xword"]


def test_plain_text_has_paragraphs_and_no_markup(marks: Marks) -> None:
    rule = "extends: existence\nmessage: m\nscope: paragraph\nraw: ['# x', '?']"
    assert marks(rule, "# x\n\n `# x`\n", path="notes.txt") == ["# x", "# x"]
    assert marks(rule, "# x\n\n `# x`\n", path="notes.md") == []


def test_formats_say_what_is_markdown(marks: Marks) -> None:
    rule = "extends: existence\nmessage: m\nscope: heading\ntokens: [x]"
    assert marks(rule, "# x", path="a.wiki") == []
    assert marks(rule, "# x", path="a.wiki", top="", ini="[formats]\nwiki = md\n\n[*]\nBasedOnStyles = Test") == ["x"]


TOML = """\
+++
# xnote
title = "xtitle of it" # xremark
standfirst = 'xstand'
slug = "xslug"
weight = 5
tags = [
  "xtag",
]
caption = \"\"\"
xcaption
goes on\"\"\"

[author]
title = "xeditor"
+++

Plain xpara.
"""


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        ("text", ["xtitle", "xstand", "xcaption", "xpara"]),
        ("headline", ["xtitle"]),
        ("standfirst", ["xstand"]),
        ("caption", ["xcaption"]),
        ("frontmatter", ["xtitle", "xstand", "xslug", "xcaption"]),
        ("text.frontmatter.title", ["xtitle"]),
        ("paragraph", ["xpara"]),
    ],
)
def test_toml_between_plus_signs_is_front_matter(scope: str, found: list[str], marks: Marks) -> None:
    rule = f"extends: existence\nmessage: m\nscope: '{scope}'\ntokens: ['x\\w+']"
    assert marks(rule, TOML) == found
    assert marks(rule, TOML.replace("\n", "\r\n")) == found


@pytest.mark.parametrize(
    "text",
    [
        TOML[1:],
        "\n" + TOML,
        " " + TOML,
        TOML.replace("\n+++\n", "\n"),
        TOML.replace("\n+++\n", "\n---\n"),
        TOML.replace("[author]", "Words and no key"),
        TOML.replace('goes on"""', "goes on"),
    ],
    ids=["two signs", "a line before", "a space before", "no end", "another end", "a line of prose", "an open string"],
)
def test_what_only_looks_like_toml_front_matter_is_text(text: str, marks: Marks) -> None:
    rule = "extends: existence\nmessage: m\nscope: frontmatter\ntokens: ['x\\w+']"
    assert marks(rule, text) == []
    assert "xslug" in marks(rule.replace("frontmatter", "text"), text)


def test_plus_signs_typed_at_the_top_make_front_matter(marks: Marks, make_book: MakeBook) -> None:
    book = make_book({"A.Slug": "extends: existence\nmessage: m\nscope: frontmatter\ntokens: [xslug]"})
    document = Document(book, TOML[1:])
    assert not document.check().findings
    document.edit(0, 0, "+")
    assert document.check() == Document(book, TOML).check() and document.check().findings
    document.edit(document.text.rindex("+++"), document.text.rindex("+++") + 1, "")
    assert not document.check().findings
