"""Colours Markdown in the source: marks grey, what they mark in its weight and slant."""

from __future__ import annotations

import re
import time
from itertools import pairwise

from PySide6.QtCore import QSignalBlocker, QTimer
from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from editor.qt.theme import current_theme

_PLAIN, _FENCED = 0, 1
_IN_VIEW = 60  # lines: more than a window shows
_IN_VIEW_UNITS = 4_000  # and more characters than a window shows
_PART_SECONDS = 0.003  # of colouring at a time: a frame has 16, and the preview takes its part of it

_HEADING = re.compile(r"^( {0,3}#{1,6})(?=\s)(.*)$")
_QUOTE = re.compile(r"^( {0,3}(?:> ?)+)(.*)$")
_LIST = re.compile(r"^( *(?:[*+-]|\d+[.)]))(?=\s)")
_FENCE = re.compile(r"^ {0,3}(?:`{3,}|~{3,})")
_NOTE = re.compile(r"^\[\^[^\]]+\]:|\[\^[^\]]+\]")
_LINK = re.compile(r"(!?\[)([^\]\n]*)(\](?:\([^)\n]*\)|\[[^\]\n]*\]))")
_CODE = re.compile(r"(`+)(.+?)(\1)")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)(\1)")
_ITALIC = re.compile(r"(?<![\w*_\\])([*_])(?![\s*_])(.+?)(?<![\s*_\\])(\1)(?![\w*_])")
_MARKED = re.compile(r"[#>`*_\[<~+\-\d]")


class MarkdownHighlighter(QSyntaxHighlighter):
    """Works line by line; only a fenced block reaches over lines. Call `retheme` when the colours change.

    Between `hold` and `colour_from` nothing is coloured, so that a text is not coloured again at every step of its
    loading. A whole text is coloured in parts, with the event loop in between.
    """

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._held = False
        self._spans: list[tuple[int, int, str]] = []
        self._next = 0
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._colour_part)
        self._make_formats()

    def hold(self) -> None:
        """Colour nothing until `colour_from`."""
        self._held = True

    def colour_from(self, line: int) -> None:
        """Colour the whole text: what can be seen from this line on at once, the rest in parts."""
        self._held = False
        block = self.document().begin()
        while block.isValid():  # Qt goes on to the next line as long as the state of one changes
            if block.userState() < 0:
                block.setUserState(_PLAIN)
            block = block.next()
        seen = self._colour(line, self._below_view(line))
        self._next = 0 if line else seen  # a fence above the view colours what is in it
        self._later.start()

    def retheme(self, line: int) -> None:
        """Take colours and fonts from the theme again, first in what can be seen from this line on."""
        self._make_formats()
        self.colour_from(line)

    def _below_view(self, line: int) -> int:
        """The first line that no window shows when ``line`` is its first."""
        block, units = self.document().findBlockByNumber(line), 0
        end = line
        while block.isValid() and end < line + _IN_VIEW and units < _IN_VIEW_UNITS:
            units += block.length()
            block, end = block.next(), end + 1
        return end

    def _colour_part(self) -> None:
        self._next = self._colour(self._next, self.document().blockCount())
        if self._next < self.document().blockCount():
            self._later.start()

    def _colour(self, line: int, end: int) -> int:
        """Colour lines until the end or until the time is over; the line to go on with."""
        until = time.monotonic() + _PART_SECONDS
        block = self.document().findBlockByNumber(line)
        quiet = QSignalBlocker(self.document())  # colours are no edit, and the preview need not hear of them
        while block.isValid() and line < end and time.monotonic() < until:
            self.rehighlightBlock(block)
            block, line = block.next(), line + 1
        quiet.unblock()
        return line if block.isValid() else self.document().blockCount()

    def _make_formats(self) -> None:
        theme = current_theme()
        mark, strong, slanted, link, code = (QTextCharFormat() for _ in range(5))
        mark.setForeground(theme.color("text3"))
        strong.setFontWeight(QFont.Weight.DemiBold)
        slanted.setFontItalic(True)
        link.setForeground(theme.color("accent"))
        code.setFontFamilies(["JetBrains Mono", "Cascadia Mono", "Menlo", "Noto Sans Mono"])
        self._forms = {"mark": mark, "strong": strong, "slanted": slanted, "link": link, "code": code}
        self._merged: dict[tuple[str, ...], QTextCharFormat] = {}

    def highlightBlock(self, text: str) -> None:
        if self._held:
            return
        fenced = self.previousBlockState() == _FENCED
        self._spans = []
        if _FENCE.match(text):
            self._lay(0, len(text), "mark")
            self.setCurrentBlockState(_PLAIN if fenced else _FENCED)
        else:
            self.setCurrentBlockState(_FENCED if fenced else _PLAIN)
            if fenced:
                self._lay(0, len(text), "code")
            elif _MARKED.search(text):
                self._lines(text)
                self._inside(text)
        self._paint_spans()

    def _lines(self, text: str) -> None:
        if heading := _HEADING.match(text):
            self._lay(*_span(heading, 1), "mark")
            self._lay(*_span(heading, 2), "strong")
        elif quote := _QUOTE.match(text):
            self._lay(*_span(quote, 1), "mark")
            self._lay(*_span(quote, 2), "slanted")
        elif item := _LIST.match(text):
            self._lay(*_span(item, 1), "mark")

    def _inside(self, text: str) -> None:
        for pattern, form in ((_BOLD, "strong"), (_ITALIC, "slanted"), (_CODE, "code"), (_LINK, "link")):
            for match in pattern.finditer(text):
                self._lay(*_span(match, 1), "mark")
                self._lay(*_span(match, 2), form)
                self._lay(*_span(match, 3), "mark")
        for match in _NOTE.finditer(text):
            self._lay(*_span(match, 0), "mark")

    def _lay(self, start: int, length: int, form: str) -> None:
        """Lay a format over what is there, so that bold inside a quotation stays slanted."""
        if length > 0:
            self._spans.append((start, start + length, form))

    def _paint_spans(self) -> None:
        """Give each stretch between two edges the formats that lie over it, those laid last on top."""
        opening: dict[int, list[int]] = {}
        for number, (start, _, _) in enumerate(self._spans):
            opening.setdefault(start, []).append(number)
        edges = sorted({edge for start, end, _ in self._spans for edge in (start, end)})
        over: list[int] = []
        for left, right in pairwise(edges):
            over = sorted([*(n for n in over if self._spans[n][1] > left), *opening.get(left, ())])
            if over:
                self.setFormat(left, right - left, self._merge(tuple(self._spans[n][2] for n in over)))

    def _merge(self, names: tuple[str, ...]) -> QTextCharFormat:
        found = self._merged.get(names)
        if found is None:
            found = self._merged[names] = QTextCharFormat()
            for name in names:
                found.merge(self._forms[name])
        return found


def _span(match: re.Match[str], group: int) -> tuple[int, int]:
    """Start and length of a group. Qt gives the line as Python text; characters beyond 16 bits count twice for Qt."""
    text = match.string
    start, end = match.span(group)
    if text.isascii():
        return start, end - start
    before = sum(ord(c) > 0xFFFF for c in text[:start])
    within = sum(ord(c) > 0xFFFF for c in text[start:end])
    return start + before, end - start + within
