"""Keep hostile or mangled Markdown from taking more than linear time or depth, without losing a word of it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

from markdown.extensions.fenced_code import FencedBlockPreprocessor
from markdown.inlinepatterns import ImageInlineProcessor, LinkInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX, AtomicString

_DEEPEST = 50
_LONGEST_ADDRESS = 2_000
_MARKERS = re.compile(r"^[ >]*(?:(?:[*+-]|\d{1,9}\.)[ ][ >]*)*", re.MULTILINE)
_LIST_MARK = re.compile(r"[*+-]|\d\.")
_OPEN_TAG = re.compile(r"<[A-Za-z/!?][^<>]*(?=<)")
_TOKEN = re.compile(r"\\.|(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)|\]\(|[\[\]()]", re.DOTALL)
_SHOWN_BRACKET = f"{STX}{ord('[')}{ETX}"  # how Python-Markdown itself keeps an escaped one


def is_beyond_reason(text: str) -> bool:
    """Whether a part nests lists and quotes too deep for Python-Markdown, or leaves too many raw tags unfinished."""
    if any(_depth(match.group()) > _DEEPEST for match in _MARKERS.finditer(text)):
        return True
    if text.count("<") <= _DEEPEST:
        return False
    return len(_OPEN_TAG.findall(FencedBlockPreprocessor.FENCED_BLOCK_RE.sub("", text))) > _DEEPEST


def _depth(prefix: str) -> int:
    marks = prefix.count(">") + len(_LIST_MARK.findall(prefix))
    return marks + (len(prefix) - len(prefix.lstrip(" "))) // 4 if marks else 0


class BracketBounds(Treeprocessor):
    """Shows the brackets of a paragraph as text where they nest too deep: each would be searched to its end."""

    def run(self, root: ElementTree.Element) -> None:
        for element in root.iter():
            element.text = _bounded(element.text)
            element.tail = _bounded(element.tail)


def _bounded(text: str | None) -> str | None:
    if text is None or isinstance(text, AtomicString) or text.count("[") <= _DEEPEST or not _nests_too_deep(text):
        return text
    return _TOKEN.sub(lambda match: _SHOWN_BRACKET if match.group() == "[" else match.group(), text)


def _nests_too_deep(text: str) -> bool:
    square = target = 0
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token == "[":
            square += 1
        elif token == "](" or (token == "(" and target):
            target += 1
        elif token == ")":
            target = max(0, target - 1)
        if token[0] == "]":
            square = max(0, square - 1)
        if max(square, target) > _DEEPEST:
            return True
    return False


class BoundedLinks(LinkInlineProcessor):
    """Links whose address and title end within reach."""

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:  # noqa: N802 - Python-Markdown's name
        return super().getLink(data[: index + _LONGEST_ADDRESS], index)


class BoundedImages(ImageInlineProcessor):
    """Pictures whose address and title end within reach."""

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:  # noqa: N802 - Python-Markdown's name
        return super().getLink(data[: index + _LONGEST_ADDRESS], index)
