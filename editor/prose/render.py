"""Render an article's Markdown, and a reader's plain text, as HTML that is safe to show."""

from __future__ import annotations

import re
import threading
from functools import lru_cache
from html import escape

from editor.prose.blocks import BlockRenderer
from editor.prose.sanitise import Images

_renderers = threading.local()

_ADDRESS = re.compile(r"https?://[^\s<>\"'\x00-\x1f\u200b-\u200f\u202a-\u202e\u2060-\u2069]+", re.IGNORECASE)
_HOST = re.compile(r"https?://[^/?#@\s:]+", re.IGNORECASE)
_TRAILING = ".,;:!?…’”»*_~"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_PARAGRAPHS = re.compile(r"\n[^\S\n]*\n\s*")


def _renderer(images: Images) -> BlockRenderer:
    """This thread's renderer; whole texts are remembered below, so it keeps few parts."""
    found: BlockRenderer | None = getattr(_renderers, images, None)
    if found is None:
        found = BlockRenderer(images, remembered=1)
        setattr(_renderers, images, found)
    return found


@lru_cache(maxsize=128)
def render_article(text: str, images: Images = "none") -> str:
    """HTML of an article's Markdown: footnotes, tables, fenced code; raw HTML and addresses cut down to what is safe.

    It is what the preview's `BlockRenderer` shows, and is remembered for the texts read last. Links carry no `rel`:
    staff text is trusted to link. `images` as in `sanitise.sanitise`.
    """
    return "\n".join(block.html for block in _renderer(images).render(text) if block.html)


def render_comment(text: str) -> str:
    """HTML of a reader's plain text: paragraphs, line breaks and http(s) links; everything else is shown as typed.

    Each paragraph finds its own direction, so that Arabic or Hebrew cannot turn the page around it.
    """
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not text:
        return ""
    return "\n".join(f'<p dir="auto">{_linked(part)}</p>' for part in _PARAGRAPHS.split(text))


def _linked(text: str) -> str:
    parts: list[str] = []
    position = 0
    for match in _ADDRESS.finditer(text):
        address = _trimmed(match.group())
        if not _HOST.match(address):
            continue
        parts.append(_escaped(text[position : match.start()]))
        shown = escape(address)
        parts.append(f'<a href="{shown}" rel="nofollow ugc noopener">{shown}</a>')
        position = match.start() + len(address)
    parts.append(_escaped(text[position:]))
    return "".join(parts)


def _trimmed(address: str) -> str:
    """The address without the punctuation of the sentence around it; a closing bracket stays when it was opened."""
    while address:
        last = address[-1]
        if last in _TRAILING or (last in ")]}" and address.count(last) > address.count("([{"[")]}".index(last)])):
            address = address[:-1]
        else:
            break
    return address


def _escaped(text: str) -> str:
    return escape(text).replace("\n", "<br>\n")
