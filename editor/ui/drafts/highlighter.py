"""Colours Markdown in the source: marks grey, what they mark in its weight and slant."""

from __future__ import annotations

import re

from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from editor.qt.theme import current_theme

_PLAIN, _FENCED = 0, 1

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
    """Works line by line; only a fenced block reaches over lines. Call `retheme` when the colours change."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._make_formats()

    def retheme(self) -> None:
        """Take colours and fonts from the theme again."""
        self._make_formats()
        self.rehighlight()

    def _make_formats(self) -> None:
        theme = current_theme()
        self._mark = QTextCharFormat()
        self._mark.setForeground(theme.color("text3"))
        self._strong = QTextCharFormat()
        self._strong.setFontWeight(QFont.Weight.DemiBold)
        self._slanted = QTextCharFormat()
        self._slanted.setFontItalic(True)
        self._link = QTextCharFormat()
        self._link.setForeground(theme.color("accent"))
        self._typewriter = QTextCharFormat()
        self._typewriter.setFontFamilies(theme.font("read").families())
        mono = theme.font("ui")
        mono.setFamilies(["JetBrains Mono", "Cascadia Mono", "Menlo", "Noto Sans Mono"])
        self._typewriter.setFontFamilies(mono.families())

    def highlightBlock(self, text: str) -> None:
        fenced = self.previousBlockState() == _FENCED
        if _FENCE.match(text):
            self.setFormat(0, len(text), self._mark)
            self.setCurrentBlockState(_PLAIN if fenced else _FENCED)
            return
        self.setCurrentBlockState(_FENCED if fenced else _PLAIN)
        if fenced:
            self._lay(0, len(text), self._typewriter)
        elif _MARKED.search(text):
            self._lines(text)
            self._inside(text)

    def _lines(self, text: str) -> None:
        if heading := _HEADING.match(text):
            self._lay(*_span(heading, 1), self._mark)
            self._lay(*_span(heading, 2), self._strong)
        elif quote := _QUOTE.match(text):
            self._lay(*_span(quote, 1), self._mark)
            self._lay(*_span(quote, 2), self._slanted)
        elif item := _LIST.match(text):
            self._lay(*_span(item, 1), self._mark)

    def _inside(self, text: str) -> None:
        for pattern, form in ((_BOLD, self._strong), (_ITALIC, self._slanted), (_CODE, self._typewriter)):
            for match in pattern.finditer(text):
                self._lay(*_span(match, 1), self._mark)
                self._lay(*_span(match, 2), form)
                self._lay(*_span(match, 3), self._mark)
        for match in _LINK.finditer(text):
            self._lay(*_span(match, 1), self._mark)
            self._lay(*_span(match, 2), self._link)
            self._lay(*_span(match, 3), self._mark)
        for match in _NOTE.finditer(text):
            self._lay(*_span(match, 0), self._mark)

    def _lay(self, start: int, length: int, form: QTextCharFormat) -> None:
        """Lay a format over what is there, so that bold inside a quotation stays slanted."""
        at, end = start, start + length
        while at < end:
            here = self.format(at)
            stop = at + 1
            while stop < end and self.format(stop) == here:
                stop += 1
            merged = QTextCharFormat(here)
            merged.merge(form)
            self.setFormat(at, stop - at, merged)
            at = stop


def _span(match: re.Match[str], group: int) -> tuple[int, int]:
    """Start and length of a group. Qt gives the line as Python text; characters beyond 16 bits count twice for Qt."""
    text = match.string
    start, end = match.span(group)
    if text.isascii():
        return start, end - start
    before = sum(ord(c) > 0xFFFF for c in text[:start])
    within = sum(ord(c) > 0xFFFF for c in text[start:end])
    return start + before, end - start + within
