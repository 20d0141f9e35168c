"""A text as the merge sees it: blocks, and in them passages, the smallest things that are taken or left whole."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from editor.domain.merging.blocks import WITH_SENTENCES, Block, BlockKind, blocks_of
from editor.domain.merging.sentence_ends import sentence_spans

_QUOTED_LINE = re.compile(r"(?:\r\n|\n|\r)[ \t]*>[> \t]*")


class Passage(NamedTuple):
    """A sentence, or a whole heading, table, code block, footnote; ``key`` is equal where only the layout differs."""

    start: int
    end: int
    block: int
    key: str


class Divided:
    """A text cut into blocks, and the blocks into passages.

    ``firsts[k]`` to ``firsts[k + 1]`` are the passages of block ``k``. What lies between two passages is white space.
    """

    def __init__(self, text: str, blocks: list[Block], passages: list[Passage], firsts: list[int]) -> None:
        self.text = text
        self.blocks = blocks
        self.passages = passages
        self.firsts = firsts

    def words(self, passage: int) -> str:
        """The text of a passage."""
        found = self.passages[passage]
        return self.text[found.start : found.end]

    def gap(self, before: int) -> tuple[int, int]:
        """Start and end of the white space before a passage; the number of passages names the text's end."""
        start = self.passages[before - 1].end if before > 0 else 0
        end = self.passages[before].start if before < len(self.passages) else len(self.text)
        return start, end

    def of_block(self, block: int) -> range:
        """The passages of a block."""
        return range(self.firsts[block], self.firsts[block + 1])

    def region(self, first: int, after: int) -> tuple[int, int]:
        """Start and end of passages ``first`` to ``after`` with what lies between them; empty when there are none."""
        if first >= after:
            at = self.passages[first - 1].end if first > 0 else 0
            return at, at
        return self.passages[first].start, self.passages[after - 1].end


def block_keys(text: str, blocks: list[Block]) -> list[str]:
    """What two blocks have in common when only their layout differs."""
    return [key_of(text[block.start : block.end], block.kind) for block in blocks]


def key_of(words: str, kind: BlockKind) -> str:
    """``words`` without what is layout: in prose all white space counts alike, elsewhere only line ends do."""
    if kind in WITH_SENTENCES:
        if kind is BlockKind.QUOTE:
            words = _QUOTED_LINE.sub(" ", words)
        indent = len(words) - len(words.lstrip()) if kind is BlockKind.LIST_ITEM else 0
        return words[:indent] + " ".join(words.split())
    return words.replace("\r\n", "\n").replace("\r", "\n")


def divide(text: str, blocks: list[Block], keys: list[str], whole: Collection[int]) -> Divided:
    """Cut the blocks of ``text`` into passages; those numbered in ``whole`` stay in one piece."""
    passages: list[Passage] = []
    firsts = [0]
    for number, block in enumerate(blocks):
        start, end, kind = block
        if number in whole or kind not in WITH_SENTENCES:
            passages.append(Passage(start, end, number, keys[number]))
        else:
            spans = sentence_spans(text, start, end)
            passages.extend(Passage(a, b, number, key_of(text[a:b], kind)) for a, b in spans)
        firsts.append(len(passages))
    return Divided(text, blocks, passages, firsts)


def sentences_of(text: str) -> list[tuple[int, int]]:
    """Start and end of every passage of Markdown ``text``: its sentences, and headings, tables and the like whole."""
    blocks = blocks_of(text)
    divided = divide(text, blocks, block_keys(text, blocks), ())
    return [(passage.start, passage.end) for passage in divided.passages]
