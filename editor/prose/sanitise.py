"""Reduce HTML to the tags, attributes and addresses a story may contain."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Literal

import nh3

Images = Literal["none", "site"]
"""What becomes of pictures: replaced by their alternative text, or kept when they come from the site itself."""

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "div", "dl", "dt", "em",
    "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p",
    "pre", "q", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"alt", "height", "src", "title", "width"},
    "li": {"id"},
    "ol": {"start"},
    "sup": {"id"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan"},
    "*": {"lang", "dir"},
}
_CLASSES = {"a": {"footnote-ref", "footnote-backref"}, "div": {"footnote"}}
_NO_CONTENT = {"script", "style", "template", "iframe", "object", "embed", "noscript", "svg", "math", "title"}
_RAW_CONTENT = {"script", "style", "iframe", "noscript", "title"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
_TAG = re.compile(r"<(/?)([A-Za-z][^\s/<>]*)(?=[\s/>])")
_SCHEMES = {"http", "https", "mailto"}
_FOOTNOTE_ID = re.compile(r"fn(?:ref\d*)?:[^\s\"'<>]+")
# as nh3 writes it, which is always closed and quoted: on raw input a search for the end could take for ever
_IMAGE = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
_SITE_PATH = re.compile(r"(?!//)(?![^/?#]*:)[^\s\\\x00-\x1f]+")


def is_site_address(address: str) -> bool:
    """True for an address on the site itself: no scheme, no other host."""
    return _SITE_PATH.fullmatch(address) is not None


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    if name == "id":
        return value if _FOOTNOTE_ID.fullmatch(value) else None
    return value


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    clean_content_tags=_NO_CONTENT,
    allowed_classes=_CLASSES,
    attribute_filter=_keep_attribute,
    url_schemes=_SCHEMES,
    link_rel=None,
)


def _without_images(html: str, images: Images) -> str:
    """Clean `html` with its pictures kept or put into words."""

    def replacement(match: re.Match[str]) -> str:
        values = dict(_ATTRIBUTE.findall(match.group(1)))
        if images == "site" and is_site_address(unescape(values.get("src", ""))):
            return match.group()
        alt = values.get("alt", "").strip()
        return escape(f"[Picture: {unescape(alt)}]" if alt else "[Picture]", quote=False)

    return _IMAGE.sub(replacement, html) if "<img" in html else html


def _unclosed_as_text(html: str) -> str:
    """`html` with every opening tag that would swallow the rest of it turned into text."""
    stacks: dict[str, list[int]] = {}
    for match in _TAG.finditer(html):
        name = match.group(2).lower()
        if name in _TAGS or name in _VOID:
            continue
        opened = stacks.setdefault(name, [])
        if match.group(1):
            if opened and name in _RAW_CONTENT:
                opened.clear()  # the first closing tag ends it, whatever stands inside
            elif opened:
                opened.pop()
        else:
            opened.append(match.start())
    starts = {start for opened in stacks.values() for start in opened}
    comment_end, tag_end = html.rfind("-->"), html.rfind(">")
    starts.update(match.start() for match in re.finditer("<!--", html) if match.start() > comment_end)
    starts.update(match.start() for match in re.finditer("<", html) if match.start() > tag_end)
    pieces: list[str] = []
    position = 0
    for start in sorted(starts):
        pieces += [html[position:start], "&lt;"]
        position = start + 1
    return "".join([*pieces, html[position:]])


def sanitise(html: str, images: Images = "none") -> str:
    """Safe HTML: no scripts, styles, handlers, frames or forms, and no pictures from elsewhere.

    With `images="none"` every picture becomes "[Picture: its alternative text]"; with `"site"` those with an address
    on the site itself stay. Other tags (`<script>`) count as text where they stay unclosed.
    """
    return _without_images(_CLEANER.clean(_unclosed_as_text(html)), images)
