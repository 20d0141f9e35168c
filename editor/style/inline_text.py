"""The text of one block: inline Markdown taken away, each code point still knowing its place in the source."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from editor.style.blocks import Block, Comment
from editor.style.markdown_parser import PLACE, inline_tokens
from editor.style.text_map import MASK, MapBuilder, TextMap, masked

if TYPE_CHECKING:
    from markdown_it.token import Token

_MARKUP = re.compile(r"[\\`*_\[<&~^\n]")
_ADDRESS = re.compile(
    r"(?:https?|ftp)://[^\s<>“”\"]*[^\s<>“”\".,;:!?’')\]]|\bwww\.[^\s<>“”\"]*[^\s<>“”\".,;:!?’')\]]"
    r"|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}"
)
_PARTS = {"link_open": "link", "strong_open": "strong", "em_open": "emphasis"}
_TAGS_OF_PARTS = {"link": "a", "strong": "strong", "emphasis": "em"}
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")


@dataclass(frozen=True)
class Ignored:
    """What no rule looks at: inline HTML tags (``IgnoredScopes``) and patterns (``TokenIgnores``, compiled)."""

    tags: frozenset[str] = frozenset({"code", "tt"})
    tokens: tuple[Any, ...] = ()
    blocks: frozenset[str] = frozenset({"script", "style", "pre"})


@dataclass(slots=True)
class Lines:
    """A block's content line by line: where each begins in the content and in the source."""

    content: str
    starts: list[int]
    sources: list[int]

    def source(self, at: int) -> int:
        """The source position of ``content[at]``; behind the last code point at the end."""
        line = bisect_right(self.starts, at) - 1
        return self.sources[line] + at - self.starts[line]

    def pieces(self, start: int, end: int) -> list[tuple[str, int]]:
        """``content[start:end]`` in pieces that each stand in the source in one piece, with their places."""
        pieces = []
        line = bisect_right(self.starts, start) - 1
        while start < end:
            behind = min(end, self.starts[line + 1] if line + 1 < len(self.starts) else end)
            pieces.append((self.content[start:behind], self.sources[line] + start - self.starts[line]))
            start, line = behind, line + 1
        return pieces

    def source_end(self, at: int) -> int:
        """The source position behind ``content[at - 1]``."""
        return self.source(at - 1) + 1 if at else self.source(0)


@dataclass(slots=True)
class InlineTaken:
    """The text of a block, the blocks found inside it (alt texts, titles, notes), and comments."""

    map: TextMap
    parts: list[tuple[str, int, int]] = field(default_factory=list)
    inner: list[Block] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)


def take_inline(lines: Lines, env: dict[str, Any], ignored: Ignored) -> InlineTaken:
    """The text of one block's content."""
    if not _MARKUP.search(lines.content):
        builder = MapBuilder()
        for text, source in lines.pieces(0, len(lines.content)):
            builder.copy(text, source)
        return InlineTaken(_covered(builder.built(), ignored))
    taker = _Taker(lines, env, ignored)
    taker.take(inline_tokens(lines.content, env), 0)
    return InlineTaken(taker.built(), taker.parts, taker.inner, taker.comments)


def plain_text(content: str, source: int, ignored: Ignored) -> TextMap:
    """Text that stands in the source as it is, addresses and ignored tokens covered."""
    builder = MapBuilder()
    builder.copy(content, source)
    return _covered(builder.built(), ignored)


def _covered(text: TextMap, ignored: Ignored) -> TextMap:
    """The text with web and mail addresses and the house's ignored tokens covered."""
    words = text.text
    spans: list[tuple[int, int]] = []
    if "://" in words or "www." in words or "@" in words:
        spans += [match.span() for match in _ADDRESS.finditer(words)]
    for pattern in ignored.tokens:
        try:
            spans += [match.span() for match in pattern.finditer(words, timeout=1.0) if match.end() > match.start()]
        except TimeoutError:
            raise _too_slow(pattern.pattern) from None
    return masked(text, spans)


def _too_slow(pattern: str) -> Exception:
    from editor.domain.errors import BadInput

    return BadInput(f"The TokenIgnores pattern “{pattern[:60]}” took longer than 1 s; make it simpler.")


class _Taker:
    """Walks inline tokens. ``base`` is where the text that was parsed begins in the block's content."""

    def __init__(self, lines: Lines, env: dict[str, Any], ignored: Ignored) -> None:
        self.builder = MapBuilder()
        self.parts: list[tuple[str, int, int]] = []
        self.inner: list[Block] = []
        self.comments: list[Comment] = []
        self._lines = lines
        self._env = env
        self._ignored = ignored
        self._open: list[tuple[str, int]] = []
        self._hidden = 0  # inside how many ignored tags
        self._hidden_from = 0
        self._covers: list[tuple[int, int]] = []

    def built(self) -> TextMap:
        """The text, with all that is ignored covered."""
        return _covered(masked(self.builder.built(), self._covers), self._ignored)

    def take(self, tokens: list[Token], base: int) -> None:
        """Add what the tokens say."""
        address = 0
        for token in tokens:
            start, end = token.meta.get(PLACE, (0, 0))
            start, end = start + base, end + base
            if token.type == "link_open" and token.markup == "autolink":
                self._cover(start, end)
                address = 1
            elif address:
                address = 0 if token.type == "link_close" else address
            elif token.type == "html_inline":
                self._html(token.content, start, end)
            elif self._hidden:
                continue
            elif token.type == "text":
                self._text(token.content, start)
            else:
                self._other(token, start, end)

    def _text(self, content: str, start: int) -> None:
        for text, source in self._lines.pieces(start, start + len(content)):
            self.builder.copy(text, source)

    def _cover(self, start: int, end: int) -> None:
        self.builder.stand_in(MASK, self._lines.source(start), self._lines.source_end(end))

    def _other(self, token: Token, start: int, end: int) -> None:
        kind = token.type
        source, source_end = self._lines.source(start), self._lines.source_end(end)
        if kind == "text_special":
            self.builder.stand_in(token.content, source, source_end)
        elif kind in ("softbreak", "hardbreak"):
            self.builder.stand_in(" " if kind == "softbreak" else "\n", source, self._lines.source(end))
        elif kind == "code_inline":
            self._code(token.content, start, end)
        elif kind in _PARTS:
            self._begin(_PARTS[kind])
        elif kind in ("link_close", "strong_close", "em_close"):
            self._finish({"link_close": "link", "strong_close": "strong", "em_close": "emphasis"}[kind])
            if kind == "link_close":
                self._title(token, start, end)
        elif kind == "image":
            self._image(token, start, end)
        elif kind == "footnote_ref" and "label" not in token.meta:
            self._note(token, start)
        if kind == "link_open":
            self._title(token, start, end)

    def _code(self, content: str, start: int, end: int) -> None:
        at = self._lines.content.find(content, start, end)
        if "code" in self._ignored.tags or at < 0:
            self._cover(start, end)
        else:
            self._text(content, at)

    def _begin(self, part: str) -> None:
        self._open.append((part, len(self.builder)))

    def _finish(self, part: str) -> None:
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == part:
                start = self._open.pop(place)[1]
                if len(self.builder) > start:
                    self.parts.append((part, start, len(self.builder)))
                    if _TAGS_OF_PARTS[part] in self._ignored.tags:
                        self._covers.append((start, len(self.builder)))
                return

    def _title(self, token: Token, start: int, end: int, *sections: str) -> None:
        """The title of a link or a picture as a block of its own."""
        title = token.attrs.get("title") if token.type != "link_close" else None
        if not isinstance(title, str) or not title.strip():
            return
        builder = MapBuilder()
        at = self._lines.content.rfind(title, start, end)
        if at >= 0 and "\n" not in title:
            builder.copy(title, self._lines.source(at))
        else:
            builder.stand_in(" ".join(title.split()), self._lines.source(start), self._lines.source_end(end))
        self.inner.append(Block(builder.built(), frozenset({"text", "attr", "title", *sections})))

    def _image(self, token: Token, start: int, end: int) -> None:
        self._cover(start, end)
        if "img" in self._ignored.tags:
            return
        alt = _Taker(self._lines, self._env, self._ignored)
        alt.take(token.children or [], start + 2)
        text = alt.built()
        if text.text.strip():
            self.inner.append(Block(text, frozenset({"text", "attr", "alt"})))
        self._title(token, start, end, "caption")

    def _note(self, token: Token, start: int) -> None:
        """A footnote written in place, as a block of its own."""
        note = self._env.get("footnotes", {}).get("list", {}).get(token.meta.get("id"), {})
        taker = _Taker(self._lines, self._env, self._ignored)
        taker.take(note.get("tokens", []), start + 2)
        text = taker.built()
        if text.text.strip():
            self.inner.append(Block(text, frozenset({"text", "footnote"}), False, taker.parts))
        self.inner += taker.inner
        self.comments += taker.comments

    def _html(self, content: str, start: int, end: int) -> None:
        source, source_end = self._lines.source(start), self._lines.source_end(end)
        if content.startswith("<!--"):
            self.comments.append(Comment(source, content[4:-3].strip()))
            return
        tag = _TAG.match(content)
        if tag is None:
            return
        name, closing = tag[2].lower(), bool(tag[1])
        if name in self._ignored.tags or name in self._ignored.blocks:
            if not closing and not content.endswith("/>"):
                self._hidden_from = source if not self._hidden else self._hidden_from
                self._hidden += 1
            elif closing and self._hidden:
                self._hidden -= 1
                if not self._hidden:
                    self.builder.stand_in(MASK, self._hidden_from, source_end)
        elif name == "br" and not self._hidden:
            self.builder.stand_in("\n", source, source_end)
