"""What rules are run on: one block of text of a document, the scopes it stands in, and its place in the source."""

from __future__ import annotations

from dataclasses import dataclass, field

from editor.style.text_map import TextMap

# The words a selector may be made of.
_WORDS = """
text paragraph sentence heading h1 h2 h3 h4 h5 h6 headline list blockquote table header cell attr alt title caption
figure standfirst footnote link strong emphasis frontmatter summary raw md
"""
SECTIONS = frozenset(_WORDS.split())


@dataclass(slots=True)
class Block:
    """One block and the sections it is. Positions in ``map`` count from the beginning of the block's segment.

    ``parts``: links, strong and emphasised words in it, as (section, start, end) in its text.
    """

    map: TextMap
    scopes: frozenset[str]
    in_summary: bool = False
    parts: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text rules look at."""
        return self.map.text


@dataclass(frozen=True, slots=True)
class Comment:
    """An HTML comment: its words and where it begins in its segment."""

    start: int
    words: str


@dataclass(slots=True)
class Taken:
    """What was taken out of one segment of a source: blocks, comments, and how many of the things metrics count."""

    blocks: list[Block] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def count(self, what: str) -> None:
        """One more of a kind."""
        self.counts[what] = self.counts.get(what, 0) + 1
