"""From a parsed stretch of Markdown to the blocks rules are run on, each with the scopes it stands in."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from editor.style.blocks import Block, Taken
from editor.style.html_text import take_html
from editor.style.inline_text import Ignored, Lines, take_inline

if TYPE_CHECKING:
    from markdown_it.token import Token

_CONTAINERS = {
    "blockquote_open": "blockquote",
    "list_item_open": "list",
    "footnote_reference_open": "footnote",
}
_CLOSERS = {name.replace("_open", "_close") for name in _CONTAINERS}


@lru_cache(maxsize=256)
def _sections(names: tuple[str, ...]) -> frozenset[str]:
    sections = {"text", *names}
    if "paragraph" in sections and ("list" in sections or "footnote" in sections):
        sections.discard("paragraph")
    return frozenset(sections)


def take_blocks(tokens: list[Token], source: str, env: dict[str, Any], ignored: Ignored) -> Taken:
    """The blocks of one segment. ``env["starts"]`` holds where lines begin; ``source`` is the segment's own text."""
    taker = _BlockTaker(source, env, ignored)
    for token in tokens:
        taker.take(token)
    return taker.taken


class _BlockTaker:
    """Follows the containers that stand open while tokens pass."""

    def __init__(self, source: str, env: dict[str, Any], ignored: Ignored) -> None:
        self.taken = Taken()
        self._source = source
        self._env = env
        self._ignored = ignored
        self._stack: list[str] = []
        self._leaf: tuple[str, ...] = ()
        self._marked = False  # the heading that is open stands behind number signs
        self._cell_from = 0

    def take(self, token: Token) -> None:
        """One block token."""
        kind = token.type
        if kind in _CONTAINERS:
            self._stack.append(_CONTAINERS[kind])
        elif kind in _CLOSERS:
            self._stack.pop()
        elif kind == "paragraph_open":
            self._leaf = ("paragraph",)
        elif kind == "heading_open":
            self._leaf = ("heading", token.tag, "headline") if token.tag == "h1" else ("heading", token.tag)
            self._marked = token.markup.startswith("#")
            self.taken.count(f"heading_{token.tag}")
        elif kind in ("bullet_list_open", "ordered_list_open"):
            self.taken.count("list")
        elif kind == "tr_open" and token.map:
            self._cell_from = self._env["starts"].get(token.map[0], 0)
        elif kind in ("th_open", "td_open"):
            self._leaf = ("table", "header" if kind == "th_open" else "cell")
        elif kind in ("fence", "code_block"):
            self.taken.count("pre")
        elif kind == "html_block":
            take_html(self._lines_of(token), self.taken, self._ignored)
        elif kind == "inline":
            self._inline(token)
        if kind == "blockquote_open":
            self.taken.count("blockquote")

    def _inline(self, token: Token) -> None:
        if not token.content.strip():
            return
        if self._leaf[0] == "table":
            lines = self._cell(token.content)
        elif self._leaf[0] == "heading":
            lines = self._heading(token)
        else:
            lines = self._paragraph(token)
        found = take_inline(lines, self._env, self._ignored)
        sections, in_summary = self._scopes()
        if found.map.text.strip():
            self.taken.blocks.append(Block(found.map, sections, in_summary, found.parts))
            if "paragraph" in sections:
                self.taken.count("paragraphs")
        self.taken.blocks += found.inner
        self.taken.comments += found.comments

    def _scopes(self) -> tuple[frozenset[str], bool]:
        """The sections of the leaf that is open, and whether it is of the body's own running text.

        A paragraph of a list item or a note is called by its container; one of a block quote by both.
        """
        return _sections((*self._stack, *self._leaf)), not self._stack and self._leaf == ("paragraph",)

    def _paragraph(self, token: Token) -> Lines:
        """Paragraphs keep their lines; what stands before each is the container's."""
        first, last = token.map or (0, 1)
        lines = token.content.split("\n")
        # the parser strips more than Markdown calls space (form feeds, Unicode's separators): a line may be gone
        while first + 1 < last and lines[0].strip(" \t") not in self._line(first):
            first += 1
        content: list[str] = []
        starts: list[int] = []
        sources: list[int] = []
        at = 0
        for number, line in enumerate(lines):
            text = line.lstrip(" \t")
            starts.append(at)
            start = self._env["starts"].get(first + number, 0)
            sources.append(max(start, self._source.find(text, start)))
            content.append(text)
            at += len(text) + 1
        return Lines("\n".join(content), starts, sources)

    def _line(self, number: int) -> str:
        """A line of the source, without what its containers put before it."""
        start = self._env["starts"].get(number, 0)
        end = self._source.find("\n", start)
        return self._source[start : len(self._source) if end < 0 else end]

    def _heading(self, token: Token) -> Lines:
        """A heading behind number signs is one line; one with an underline is like a paragraph."""
        first = token.map[0] if token.map else 0
        start = self._env["starts"].get(first, 0)
        if not self._marked:
            return self._paragraph(token)
        while start < len(self._source) and self._source[start] == "#":
            start += 1
        return Lines(token.content, [0], [max(start, self._source.find(token.content, start))])

    def _cell(self, content: str) -> Lines:
        """A cell's content, in which a bar is written with a backslash before it."""
        end = self._source.find("\n", self._cell_from)
        line_end = len(self._source) if end < 0 else end
        written = content.replace("|", "\\|")
        at = self._source.find(written, self._cell_from, line_end)
        if at < 0:
            at, written = self._source.find(content, self._cell_from, line_end), content
        if at < 0:  # cannot be: the parser took it from this line
            at = self._cell_from
        self._cell_from = min(at + len(written), line_end)
        starts, sources, offset = [0], [at], at
        for place, char in enumerate(content):
            if char == "|" and written != content:
                offset += 1
                starts.append(place)
                sources.append(place + offset)
        return Lines(content, starts, sources)

    def _lines_of(self, token: Token) -> Lines:
        """The lines of a block of HTML as they stand in the source."""
        first, last = token.map or (0, 0)
        content: list[str] = []
        starts: list[int] = []
        sources: list[int] = []
        at = 0
        for line in range(first, last):
            start = self._env["starts"].get(line)
            if start is None:
                continue
            end = self._source.find("\n", start)
            text = self._source[start : len(self._source) if end < 0 else end + 1]
            starts.append(at)
            sources.append(start)
            content.append(text)
            at += len(text)
        if not content:
            return Lines("", [0], [0])
        return Lines("".join(content), starts, sources)
