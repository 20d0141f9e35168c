"""The text inside a block of raw HTML, and its comments."""

from __future__ import annotations

import html
import re

from editor.style.blocks import Block, Comment, Taken
from editor.style.inline_text import Ignored, Lines
from editor.style.text_map import MapBuilder

_PIECE = re.compile(
    r"<!--(.*?)(?:-->|$)|<(/?)([A-Za-z][A-Za-z0-9-]*)[^<>]*>|<[!?][^<>]*>|&(?:#\w{1,8}|\w{1,32});", re.S
)
_SPACE = re.compile(r"\s+")
_SCOPES: dict[str, tuple[str, ...]] = {
    "p": ("paragraph",), "li": ("list",), "blockquote": ("blockquote",),
    "td": ("table", "cell"), "th": ("table", "header"),
    "figcaption": ("figure", "caption"), "caption": ("table", "caption"),
    **{f"h{n}": ("heading", f"h{n}") for n in range(1, 7)},
}  # fmt: skip
_INLINE_TAGS = "a abbr b bdi bdo cite code data dfn em i kbd mark q s samp small span strong sub sup time tt u var"
_INLINE = frozenset(_INLINE_TAGS.split())


def take_html(lines: Lines, taken: Taken, ignored: Ignored) -> None:
    """Add the blocks and comments of one block of HTML to ``taken``."""
    _HtmlTaker(lines, taken, ignored).run()


class _HtmlTaker:
    """One pass over the pieces: a block-level tag ends the text before it."""

    def __init__(self, lines: Lines, taken: Taken, ignored: Ignored) -> None:
        self._lines = lines
        self._taken = taken
        self._ignored = ignored
        self._builder = MapBuilder()
        self._open: list[str] = []
        self._hidden: str = ""

    def run(self) -> None:
        """All pieces from left to right."""
        content, at = self._lines.content, 0
        for piece in _PIECE.finditer(content):
            self._text(at, piece.start())
            at = piece.end()
            if piece[0].startswith("<!--"):
                self._taken.comments.append(Comment(self._lines.source(piece.start()), (piece[1] or "").strip()))
            elif piece[0].startswith("&"):
                self._entity(piece)
            elif piece[3]:
                self._tag(piece[3].lower(), closing=bool(piece[2]), alone=piece[0].endswith("/>"))
        self._text(at, len(content))
        self._flush()

    def _text(self, start: int, end: int) -> None:
        if self._hidden:
            return
        at = start
        for space in _SPACE.finditer(self._lines.content, start, end):
            self._builder.copy(self._lines.content[at : space.start()], self._lines.source(at))
            source, behind = self._lines.source(space.start()), self._lines.source_end(space.end())
            self._builder.stand_in(" ", source, behind)
            at = space.end()
        self._builder.copy(self._lines.content[at:end], self._lines.source(at))

    def _entity(self, piece: re.Match[str]) -> None:
        if not self._hidden:
            source, behind = self._lines.source(piece.start()), self._lines.source_end(piece.end())
            self._builder.stand_in(html.unescape(piece[0]), source, behind)

    def _tag(self, name: str, *, closing: bool, alone: bool) -> None:
        if self._hidden:
            if closing and name == self._hidden:
                self._hidden = ""
            return
        if name in self._ignored.blocks or name in self._ignored.tags:
            self._hidden = "" if closing or alone else name
            return
        if name in _INLINE:
            return
        self._flush()
        if closing and name in self._open:
            del self._open[len(self._open) - 1 - self._open[::-1].index(name) :]
        elif not closing and not alone and name in _SCOPES and len(self._open) < 50:
            self._open.append(name)

    def _flush(self) -> None:
        text = self._builder.built()
        self._builder = MapBuilder()
        if text.text.strip():
            sections = {section for name in self._open for section in _SCOPES[name]}
            self._taken.blocks.append(Block(text, frozenset({"text", *sections})))
