"""Split Markdown into parts that render alone as they do together, with their places in the source."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from markdown.extensions.fenced_code import FencedBlockPreprocessor

_LINE_END = re.compile(r"\r\n|\r|\n")
_LIST_ITEM = re.compile(r"^[ >]*(?:[*+-]|\d+\.)[ ]", re.MULTILINE)
_QUOTE = re.compile(r"^[ ]*>", re.MULTILINE)
_OPEN_ENDED = re.compile(r"^[ ]*(?:>|(?:[*+-]|\d+\.)[ ])|^[ ]{4}", re.MULTILINE)
_DEFINITION = re.compile(r"\[[^\]]*\]:")
_RAW_HTML = re.compile(r"^ {0,3}<(?!https?:|mailto:)[A-Za-z/!?]|<!--|<\?|<!\[", re.MULTILINE | re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?(/?)>")
_OPENINGS = (("<!--", "-->"), ("<?", "?>"), ("<![", "]"))
_VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of top-level Markdown. Lines count from 0, ends are exclusive, offsets are code points."""

    start_line: int
    end_line: int
    start: int
    end: int
    text: str


def split_parts(source: str) -> list[Part]:
    """Parts of `source` in order. Blank lines belong to none; a part never ends where the next continues it."""
    starts = [0, *(match.end() for match in _LINE_END.finditer(source)), len(source)]
    lines = _normalised(source)
    chunks = _chunks(lines)
    groups: list[tuple[int, int]] = []
    texts: list[str] = []
    for first, last in chunks:
        text = "\n".join(lines[first:last])
        if texts and _continues(texts[-1], text):
            groups[-1] = (groups[-1][0], last)
            texts[-1] = "\n".join(lines[groups[-1][0] : last])
        else:
            groups.append((first, last))
            texts.append(text)
    return [
        Part(first, last, starts[first], starts[last], text) for (first, last), text in zip(groups, texts, strict=True)
    ]


def _normalised(source: str) -> list[str]:
    """Lines as Python-Markdown sees them (its NormalizeWhitespace), one for each line of the source."""
    text = source.replace("\x02", "").replace("\x03", "").replace("\r\n", "\n").replace("\r", "\n")
    if "\t" in text:
        text = text.expandtabs(4)
    return [line if line.strip(" ") else "" for line in text.split("\n")]


def _chunks(lines: list[str]) -> list[tuple[int, int]]:
    """Runs of lines between blank ones; a fenced block is never cut at the blank lines inside it."""
    fenced = _fenced_lines(lines)
    found: list[tuple[int, int]] = []
    first = -1
    for number, line in enumerate(lines):
        if line or number in fenced:
            if first < 0:
                first = number
        elif first >= 0:
            found.append((first, number))
            first = -1
    if first >= 0:
        found.append((first, len(lines)))
    return found


def _fenced_lines(lines: list[str]) -> set[int]:
    text = "\n".join(lines)
    if "```" not in text and "~~~" not in text:
        return set()
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    fenced: set[int] = set()
    for match in FencedBlockPreprocessor.FENCED_BLOCK_RE.finditer(text + "\n"):
        fenced.update(range(bisect_right(starts, match.start()) - 1, bisect_right(starts, match.end() - 1)))
    return fenced


def _continues(before: str, text: str) -> bool:
    """Whether `text`, after a blank line, may belong to the construct `before`. Joining too much only costs speed."""
    if text.startswith(" "):
        return True
    if _DEFINITION.match(text) and _OPEN_ENDED.search(before):
        return True  # definitions leave no trace, so what comes after them may continue what stood before
    if text.startswith(">") and _QUOTE.search(before):
        return True
    if _LIST_ITEM.match(text) and _LIST_ITEM.search(before):
        return True
    return "<" in before and _RAW_HTML.search(before) is not None and not _closed(before)


def _closed(text: str) -> bool:
    """Whether every raw tag and comment opened in `text` is closed in it."""
    for opening, closing in _OPENINGS:
        start = text.rfind(opening)
        if start >= 0 and text.find(closing, start) < 0:
            return False
    if re.search(r"^ {0,3}</?[A-Za-z][^<>]*\Z", text, re.MULTILINE):
        return False
    depth: dict[str, int] = {}
    for end, name, empty in _TAG.findall(text):
        name = name.lower()
        if not empty and name not in _VOID:
            depth[name] = max(0, depth.get(name, 0) + (-1 if end else 1))
    return not any(depth.values())
