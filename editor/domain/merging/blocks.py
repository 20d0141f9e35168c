"""Cut Markdown into blocks, by lines and in one pass: paragraphs, headings, list items, tables, code, footnotes."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from itertools import accumulate
from typing import NamedTuple, cast


class BlockKind(StrEnum):
    """What a block is. Only those with sentences in them are cut further."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list item"
    QUOTE = "quote"
    TABLE = "table"
    CODE = "code"
    HTML = "html"
    FOOTNOTE = "footnote"
    DEFINITION = "definition"
    RULE = "rule"
    FRONT_MATTER = "front matter"


WITH_SENTENCES = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE})


class Block(NamedTuple):
    """A block of a text, in code points; white space after it belongs to none."""

    start: int
    end: int
    kind: BlockKind


_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})([^\r\n]*)")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|\s*$)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)\s*$")
_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*+){3,}+|(?:\*[ \t]*+){3,}+|(?:_[ \t]*+){3,}+)\s*$")
_FOOTNOTE = re.compile(r" {0,3}\[\^[^\]\r\n]+\]:")
_DEFINITION = re.compile(r" {0,3}\[[^\]\^\r\n][^\]\r\n]*\]:[ \t]*\S")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+\S|\s*$)")
_INTERRUPTING_ITEM = re.compile(r"[ \t]*(?:[-*+]|1[.)])[ \t]+\S")
_QUOTE = re.compile(r" {0,3}>")
_EMPTY_QUOTE = re.compile(r"[ \t>]*+\s*$")
_TABLE_RULE = re.compile(r"[ \t]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?\s*$")
_INDENTED = re.compile(r"(?: {4}|\t)")
_HTML = re.compile(
    r" {0,3}<(?:!--|\?|/?(?:address|article|aside|blockquote|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption"
    r"|figure|footer|form|h[1-6]|header|hr|iframe|li|main|nav|ol|p|pre|script|section|style|summary|svg|table|tbody|td"
    r"|textarea|tfoot|th|thead|tr|ul|video|audio)(?=[\s/>]|$))",
    re.IGNORECASE,
)
_HTML_TO_ITS_END = (("<!--", "-->"), ("<?", "?>"), ("<script", "</script>"), ("<style", "</style>"), ("<pre", "</pre>"))
_PLAIN_START = re.compile(r"[^\W\d_]")  # a letter begins nothing but a paragraph
_FRONT_MATTER_LINES = 200
_FRONT_MATTER_ENDS = {"---": ("---", "..."), "+++": ("+++",)}


def blocks_of(text: str) -> list[Block]:
    """The blocks of Markdown ``text`` in order. What lies between two of them is line ends and white space.

    A quote's line without words counts as white space between two quoted paragraphs. Any text can be cut.
    """
    return _Scanner(text).scan()


_as_block = cast("Callable[[tuple[int, int, BlockKind]], Block]", partial(tuple.__new__, Block))  # quick to make


class _Scanner:
    """One pass over the lines of a text."""

    def __init__(self, text: str) -> None:
        self._lines = _LINE.findall(text)
        if self._lines and not self._lines[-1]:
            self._lines.pop()
        self._starts = list(accumulate(map(len, self._lines), initial=0))
        self._found: list[Block] = []
        self._in_list = False
        # Whether a construct that runs to its own end mark was ever left open: later ones need not look again.
        self._open_ended: set[str] = set()

    def scan(self) -> list[Block]:
        """All blocks."""
        at = self._front_matter()
        while at < len(self._lines):
            line = self._lines[at]
            if not line.strip():
                at += 1
            elif _PLAIN_START.match(line):
                self._in_list = False
                if at + 1 < len(self._lines) and not self._lines[at + 1].strip():  # by far the most frequent
                    start = self._starts[at]
                    self._found.append(_as_block((start, start + len(line.rstrip()), BlockKind.PARAGRAPH)))
                    at += 2
                else:
                    at = self._paragraph(at, BlockKind.PARAGRAPH)
            else:
                at = self._special(at, line)
        return self._found

    def _special(self, at: int, line: str) -> int:
        """A block whose first line begins with a sign, a digit or white space."""
        for pattern, taken in _BEGINNINGS:
            if pattern.match(line) and (after := taken(self, at)):
                return after
        if "|" in line and self._is_table_rule(at + 1):
            return self._until_blank(at, BlockKind.TABLE)
        return self._paragraph(at, BlockKind.PARAGRAPH)

    def _add(self, first: int, after: int, kind: BlockKind) -> int:
        """Keep lines ``first`` to ``after`` as a block without the white space at their end."""
        last = after - 1
        while last > first and not self._lines[last].strip():
            last -= 1
        self._found.append(Block(self._starts[first], self._starts[last] + len(self._lines[last].rstrip()), kind))
        return after

    def _front_matter(self) -> int:
        """YAML between lines of hyphens, TOML between plus signs, at the very top: each line is a block, so that fields
        merge singly."""
        ends = _FRONT_MATTER_ENDS.get(self._lines[0].rstrip()) if self._lines else None
        if ends is None:
            return 0
        for at in range(1, min(len(self._lines), _FRONT_MATTER_LINES)):
            if self._lines[at].rstrip() in ends:
                for line in range(at + 1):
                    if self._lines[line].strip():
                        self._add(line, line + 1, BlockKind.FRONT_MATTER)
                return at + 1
        return 0

    def _fence(self, at: int) -> int:
        match = _FENCE.match(self._lines[at])
        if match is None or (match[1][0] == "`" and "`" in match[2]):
            return 0
        mark = match[1]
        closing = re.compile(rf"[ \t]*{re.escape(mark[0])}{{{len(mark)},}}\s*$")
        for after in range(at + 1, len(self._lines)):
            if closing.match(self._lines[after]):
                return self._add(at, after + 1, BlockKind.CODE)
        return self._add(at, len(self._lines), BlockKind.CODE)

    def _heading(self, at: int) -> int:
        self._in_list = False
        return self._add(at, at + 1, BlockKind.HEADING)

    def _rule(self, at: int) -> int:
        self._in_list = False
        return self._add(at, at + 1, BlockKind.RULE)

    def _definition(self, at: int) -> int:
        return self._add(at, at + 1, BlockKind.DEFINITION)

    def _footnote(self, at: int) -> int:
        """A footnote with its further lines, and with indented paragraphs behind it."""
        after = at + 1
        while after < len(self._lines):
            line = self._lines[after]
            if not line.strip():
                following = self._lines[after + 1] if after + 1 < len(self._lines) else ""
                if not following.strip() or not _INDENTED.match(following):
                    break
                after += 2
                continue
            if self._interrupts(line) or _DEFINITION.match(line):
                break
            after += 1
        return self._add(at, after, BlockKind.FOOTNOTE)

    def _item(self, at: int) -> int:
        self._in_list = True
        return self._paragraph(at, BlockKind.LIST_ITEM)

    def _quote(self, at: int) -> int:
        if _EMPTY_QUOTE.match(self._lines[at]):
            return at + 1
        after = at + 1
        while after < len(self._lines):
            line = self._lines[after]
            if _EMPTY_QUOTE.match(line) or (not _QUOTE.match(line) and self._interrupts(line)):
                break
            after += 1
        return self._add(at, after, BlockKind.QUOTE)

    def _html(self, at: int) -> int:
        begin = self._lines[at].lstrip().lower()
        for opening, closing in _HTML_TO_ITS_END:
            if begin.startswith(opening) and closing not in self._open_ended:
                for after in range(at, len(self._lines)):
                    if closing in self._lines[after].lower():
                        return self._add(at, after + 1, BlockKind.HTML)
                self._open_ended.add(closing)
        return self._until_blank(at, BlockKind.HTML)

    def _indented(self, at: int) -> int:
        if self._in_list:
            return 0  # a further paragraph of a list item
        after = at + 1
        while after < len(self._lines) and _INDENTED.match(self._lines[after]) and self._lines[after].strip():
            after += 1
        return self._add(at, after, BlockKind.CODE)

    def _until_blank(self, at: int, kind: BlockKind) -> int:
        after = at + 1
        while after < len(self._lines) and self._lines[after].strip():
            after += 1
        return self._add(at, after, kind)

    def _is_table_rule(self, at: int) -> bool:
        return at < len(self._lines) and "|" in self._lines[at] and _TABLE_RULE.match(self._lines[at]) is not None

    def _paragraph(self, at: int, kind: BlockKind) -> int:
        """Lines until a blank one or one that begins something else; underlined, it is a heading."""
        if "|" in self._lines[at] and self._is_table_rule(at + 1):
            return self._until_blank(at, BlockKind.TABLE)
        after = at + 1
        while after < len(self._lines):
            line = self._lines[after]
            if not line.strip():
                break
            if kind is BlockKind.PARAGRAPH and _UNDERLINE.match(line):
                return self._add(at, after + 1, BlockKind.HEADING)
            if self._interrupts(line) or (kind is BlockKind.LIST_ITEM and _ITEM.match(line)):
                break
            after += 1
        return self._add(at, after, kind)

    @staticmethod
    def _interrupts(line: str) -> bool:
        """Whether ``line`` ends a paragraph without a blank line before it."""
        if _PLAIN_START.match(line):
            return False
        patterns = (_HEADING, _FENCE, _QUOTE, _RULE, _INTERRUPTING_ITEM, _HTML, _FOOTNOTE)
        return any(pattern.match(line) for pattern in patterns)


_BEGINNINGS: tuple[tuple[re.Pattern[str], Callable[[_Scanner, int], int]], ...] = (
    (_FENCE, _Scanner._fence),
    (_HEADING, _Scanner._heading),
    (_RULE, _Scanner._rule),
    (_QUOTE, _Scanner._quote),
    (_FOOTNOTE, _Scanner._footnote),
    (_DEFINITION, _Scanner._definition),
    (_HTML, _Scanner._html),
    (_ITEM, _Scanner._item),
    (_INDENTED, _Scanner._indented),
)
