"""A source cut at its top-level blocks, so that after an edit only the blocks around it are parsed again."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from editor.style.blocks import Block, Taken
from editor.style.inline_text import Ignored, plain_text
from editor.style.markdown_blocks import take_blocks
from editor.style.markdown_parser import block_tokens

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT = re.compile(r"\A---[ \t]*\n((?:[ \t#].*\n|\n|[\w-]+[ \t]*:.*\n|-[ \t].*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_FIELD = re.compile(r"^([\w-]+)[ \t]*:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_LONG_STRING = r"(?:\"\"\"(?:[^\"]|\"(?!\"\"))*+\"\"\"|'''(?:[^']|'(?!''))*+''')"
_TOML_FRONT = re.compile(  # a key's line, long strings whole; a table's; comments; what goes on over lines
    r"\A\+\+\+[ \t]*\n((?:[\w.\"'-][\w. \t\"'-]*=[ \t]*(?:" + _LONG_STRING + r".*|(?!\"\"\"|''').*)\n"
    r"|[ \t#\[\]{}].*\n|\n)*+)\+\+\+[ \t]*(?:\n|\Z)"
)
_TOML_FIELD = re.compile(
    r"^(?:([\w-]+)[ \t]*=[ \t]*(" + _LONG_STRING + r"|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|[^\s#\"'\[{][^\n#]*?)"
    r"[ \t]*(?:#.*)?|(\[).*)$",
    re.MULTILINE,
)
_FIELDS = {
    "title": ("title", "headline"),
    "headline": ("headline",),
    "web_headline": ("headline",),
    "social_headline": ("headline",),
    "standfirst": ("standfirst",),
    "description": ("standfirst",),
    "caption": ("caption",),
    "alt": ("alt",),
}
_BLANK = re.compile(r"\n(?:[ \t]*\n)+")
_AHEAD = 4  # segments behind an edit that are parsed with it before a meeting point is looked for


@dataclass(slots=True)
class Segment:
    """One top-level block with the blank lines behind it: its own text and what was taken out of it.

    It begins where a line begins.
    """

    text: str
    taken: Taken
    definitions: dict[str, Any] | None = None  # labels of links and notes it defines
    front: bool = False  # it is the front matter
    # kept by the checker: what it found in the segment, and what was met of the rules for the whole source, if anything
    checked: Any = None
    raw: Any = None


def readable(text: str) -> str:
    """The source as the parser may see it, code point for code point: one kind of line end, no NUL."""
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    return text.replace("\x00", "\ufffd") if "\x00" in text else text


def cut(text: str, ignored: Ignored, *, markdown: bool = True) -> list[Segment]:
    """All segments of a source (made ``readable`` before)."""
    if not markdown:
        return _cut_plain(text, ignored)
    segments: list[Segment] = []
    if front := _FRONT.match(text) or _TOML_FRONT.match(text):
        segments.append(_front_segment(front, ignored))
        text = text[front.end() :]
    env: dict[str, Any] = {"references": {}, "footnotes": {"refs": {}, "list": {}}}
    pieces = _pieces(text)
    for piece in pieces:
        env["references"].update(piece.definitions["references"])
        env["footnotes"]["refs"].update(piece.definitions["notes"])
    return segments + [piece.segment(env, ignored) for piece in pieces]


def recut(
    segments: list[Segment], text: str, dirty: tuple[int, int, int], ignored: Ignored, *, markdown: bool = True
) -> list[Segment]:
    """The segments after an edit; those it did not touch are the same objects.

    ``dirty``: where the edit begins, where it ended in the old text, where it ends in ``text`` (the new one, readable).
    """
    begin, old_end, new_end = dirty
    offsets = offsets_of(segments)
    front = bool(segments) and segments[0].front
    if (
        not markdown
        or not segments
        or (front and begin <= offsets[1])
        or (not front and text.startswith(("---", "+++")))
    ):
        return cut(text, ignored, markdown=markdown)
    first = max(int(front), bisect_right(offsets, begin) - 1 - 2)
    last = min(len(segments), bisect_left(offsets, old_end) + _AHEAD)
    shift = new_end - old_end
    while True:
        upto = offsets[last] + shift
        pieces = _pieces(text[offsets[first] : upto])
        kept = _meeting(pieces, segments, offsets, first, last, old_end, shift)
        if kept is not None:
            pieces, rest = kept
            return _joined(segments, first, rest, pieces, text, ignored)
        last = min(len(segments), last + (last - first) * 3)


def offsets_of(segments: list[Segment]) -> list[int]:
    """Where each segment begins, and where the last ends."""
    return [0, *accumulate([len(segment.text) for segment in segments])]


@dataclass(slots=True)
class _Piece:
    """A segment before its inline text is taken, which needs the definitions of the whole source."""

    text: str
    tokens: list[Token]
    starts: dict[int, int]
    definitions: dict[str, Any]

    def segment(self, env: dict[str, Any], ignored: Ignored) -> Segment:
        """The finished segment."""
        env["starts"] = self.starts
        defines = self.definitions["references"] or self.definitions["notes"]
        taken = take_blocks(self.tokens, self.text, env, ignored)
        return Segment(self.text, taken, self.definitions if defines else None)


def _pieces(text: str) -> list[_Piece]:
    """A stretch that begins at a top-level block, cut at each of them."""
    if not text:
        return []
    env: dict[str, Any] = {"references": {}}
    tokens = block_tokens(text, env)
    line_offsets = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
    groups: list[tuple[int, list[Token]]] = []
    for token in tokens:
        if token.level == 0 and token.nesting >= 0 and token.map and token.type != "inline":
            groups.append((token.map[0], [token]))
        elif groups:
            groups[-1][1].append(token)
    if not groups or groups[0][0] > 0:
        groups.insert(0, (0, []))
    pieces = []
    for number, (line, group) in enumerate(groups):
        begin = line_offsets[line]
        next_line = groups[number + 1][0] if number + 1 < len(groups) else len(line_offsets) - 1
        end = min(len(text), line_offsets[next_line])
        piece = _Piece(text[begin:end], group, {}, {"references": {}, "notes": {}})
        for token in group:
            if token.map:
                token.map = [token.map[0] - line, token.map[1] - line]
            if token.type == "footnote_reference_open":
                piece.definitions["notes"][":" + token.meta["label"]] = -1
            elif token.type == "definition":
                piece.definitions["references"][token.meta["id"]] = {"href": token.meta["url"], "title": ""}
        for at in range(line, next_line):
            if at in env["starts"]:
                piece.starts[at - line] = env["starts"][at] - begin
        pieces.append(piece)
    return pieces


def _meeting(
    pieces: list[_Piece],
    segments: list[Segment],
    offsets: list[int],
    first: int,
    last: int,
    old_end: int,
    shift: int,
) -> tuple[list[_Piece], int] | None:
    """The new pieces up to where both parses begin a block at the same unedited place, and that segment's number."""
    if last == len(segments):
        return pieces, last
    known = {offsets[number] + shift: number for number in range(first + 1, last) if offsets[number] > old_end}
    at = offsets[first]
    for number, piece in enumerate(pieces):
        if at in known and piece.tokens and number:
            return pieces[:number], known[at]
        at += len(piece.text)
    return None


def _joined(
    segments: list[Segment], first: int, rest: int, pieces: list[_Piece], text: str, ignored: Ignored
) -> list[Segment]:
    """Old segments around new ones; when the definitions of the source changed, everything is taken afresh."""
    before, after = _definitions(segments), _definitions([*segments[:first], *segments[rest:]])
    for piece in pieces:
        after["references"].update(piece.definitions["references"])
        after["footnotes"]["refs"].update(piece.definitions["notes"])
    if set(before["references"]) != set(after["references"]):
        return cut(text, ignored)
    if set(before["footnotes"]["refs"]) != set(after["footnotes"]["refs"]):
        return cut(text, ignored)
    return [*segments[:first], *_kept_or_new(segments[first:rest], pieces, after, ignored), *segments[rest:]]


def _kept_or_new(old: list[Segment], pieces: list[_Piece], env: dict[str, Any], ignored: Ignored) -> Iterator[Segment]:
    """Segments for the pieces; those at either end that read as before are the same objects."""
    shorter = min(len(old), len(pieces))
    head = 0
    while head < shorter and old[head].text == pieces[head].text:
        head += 1
    tail = 0
    while tail < shorter - head and old[-1 - tail].text == pieces[-1 - tail].text:
        tail += 1
    yield from old[:head]
    for piece in pieces[head : len(pieces) - tail]:
        yield piece.segment(env, ignored)
    yield from old[len(old) - tail :]


def _definitions(segments: list[Segment]) -> dict[str, Any]:
    env: dict[str, Any] = {"references": {}, "footnotes": {"refs": {}, "list": {}}}
    for segment in segments:
        if segment.definitions is not None:
            env["references"].update(segment.definitions["references"])
            env["footnotes"]["refs"].update(segment.definitions["notes"])
    return env


def _front_segment(front: re.Match[str], ignored: Ignored) -> Segment:
    """Front matter: the fields readers see are text, the others only ``frontmatter``."""
    taken = Taken()
    fields = _TOML_FIELD if front[0].startswith("+++") else _FIELD
    for match in fields.finditer(front[1]):
        if match[1] is None:
            break  # what a table holds is not the story's own
        value, at = match[2], front.start(1) + match.start(2)
        if value.startswith(('"""', "'''")):
            value, at = value[3:-3], at + 3
        elif len(value) > 1 and value[0] in "\"'" and value[-1] == value[0]:
            value, at = value[1:-1], at + 1
        if not value.strip():
            continue
        name = match[1].lower()
        sections = frozenset({"frontmatter", name, *(("text", *_FIELDS[name]) if name in _FIELDS else ())})
        taken.blocks.append(Block(plain_text(value, at, ignored), sections))
    return Segment(front[0], taken, front=True)


def _cut_plain(text: str, ignored: Ignored) -> list[Segment]:
    """Plain text: paragraphs between blank lines."""
    segments: list[Segment] = []
    begin = 0
    ends = [match.end() for match in _BLANK.finditer(text)] + [len(text)]
    for end in ends:
        piece = text[begin:end]
        if not piece:
            continue
        taken = Taken()
        if piece.strip():
            start = len(piece) - len(piece.lstrip())
            words = piece.strip()
            block = Block(plain_text(words, start, ignored), frozenset({"text", "paragraph"}), True)
            taken.blocks.append(block)
            taken.count("paragraphs")
        segments.append(Segment(piece, taken))
        begin = end
    return segments


def field_segment(text: str, sections: tuple[str, ...], ignored: Ignored) -> Segment:
    """One field of a story that is plain text (headline, standfirst, caption, alt text)."""
    block = Block(plain_text(text, 0, ignored), frozenset({"text", *sections}))
    return Segment(text, Taken([block] if text.strip() else []))
