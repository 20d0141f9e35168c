"""A text as the merge sees it: blocks, and in them passages, the smallest things that are taken or left whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import partial
from typing import NamedTuple, cast

from editor.domain.merging.blocks import WITH_SENTENCES, Block, BlockKind, blocks_of
from editor.domain.merging.result import Span, as_span
from editor.domain.sentence_ends import sentence_spans

_QUOTED_LINE = re.compile(r"(?:\r\n|\n|\r)[ \t]*>[> \t]*")


class Passage(NamedTuple):
    """A sentence, or a whole heading, table, code block, footnote; ``key`` is equal where only the layout differs."""

    start: int
    end: int
    block: int
    key: str


_as_passage = cast("Callable[[tuple[int, int, int, str]], Passage]", partial(tuple.__new__, Passage))  # quick to make


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

    def span(self, passage: int) -> Span:
        """Where a passage stands."""
        return as_span(self.passages[passage][:2])

    def gap(self, before: int) -> Span:
        """Start and end of the white space before a passage; the number of passages names the text's end."""
        passages = self.passages
        start = passages[before - 1].end if before > 0 else 0
        end = passages[before].start if before < len(passages) else len(self.text)
        return as_span((start, end))

    def of_block(self, block: int) -> range:
        """The passages of a block."""
        return range(self.firsts[block], self.firsts[block + 1])

    def region(self, first: int, after: int) -> tuple[int, int]:
        """Start and end of passages ``first`` to ``after`` with what lies between them; empty when there are none."""
        if first >= after:
            at = self.passages[first - 1].end if first > 0 else 0
            return at, at
        return self.passages[first].start, self.passages[after - 1].end


class Cutter:
    """Cuts texts into passages. What stands in several texts to the letter is looked at once."""

    def __init__(self) -> None:
        self._keys: dict[tuple[str, BlockKind], str] = {}
        self._cuts: dict[tuple[str, BlockKind], list[tuple[int, int, str]]] = {}

    def keys(self, text: str, blocks: list[Block]) -> list[str]:
        """What two blocks have in common when only their layout differs."""
        known, found = self._keys, []
        for start, end, kind in blocks:
            what = (text[start:end], kind)
            key = known.get(what)
            if key is None:
                key = known[what] = key_of(*what)
            found.append(key)
        return found

    def divide(self, text: str, blocks: list[Block], keys: list[str], whole: Collection[int]) -> Divided:
        """Cut the blocks of ``text`` into passages; those numbered in ``whole`` stay in one piece."""
        passages: list[Passage] = []
        firsts = [0]
        for number, (start, end, kind) in enumerate(blocks):
            if number in whole or kind not in WITH_SENTENCES:
                passages.append(_as_passage((start, end, number, keys[number])))
            else:
                cuts = self._cut(text[start:end], kind)
                passages += [_as_passage((start + a, start + b, number, key)) for a, b, key in cuts]
            firsts.append(len(passages))
        return Divided(text, blocks, passages, firsts)

    def _cut(self, words: str, kind: BlockKind) -> list[tuple[int, int, str]]:
        """The sentences of a block: start, end and key."""
        cuts = self._cuts.get((words, kind))
        if cuts is None:
            cuts = [(a, b, key_of(words[a:b], kind)) for a, b in sentence_spans(words, 0, len(words))]
            self._cuts[words, kind] = cuts
        return cuts


def key_of(words: str, kind: BlockKind) -> str:
    """``words`` without what is layout: in prose all white space counts alike, elsewhere only line ends do."""
    if kind in WITH_SENTENCES:
        if kind is BlockKind.QUOTE:
            words = _QUOTED_LINE.sub(" ", words)
        indent = len(words) - len(words.lstrip()) if kind is BlockKind.LIST_ITEM else 0
        return words[:indent] + " ".join(words.split())
    return words.replace("\r\n", "\n").replace("\r", "\n")


def sentences_of(text: str) -> list[tuple[int, int]]:
    """Start and end of every passage of Markdown ``text``: its sentences, and headings, tables and the like whole."""
    blocks = blocks_of(text)
    cutter = Cutter()
    divided = cutter.divide(text, blocks, cutter.keys(text, blocks), ())
    return [(passage.start, passage.end) for passage in divided.passages]
