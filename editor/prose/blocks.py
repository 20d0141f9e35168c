"""Render Markdown part by part, remembering what did not change, for a preview that follows every key."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from editor.prose.bounds import is_beyond_reason
from editor.prose.footnote_marks import FootnoteMarks
from editor.prose.markdown_machine import Footnotes, MarkdownMachine, References
from editor.prose.sanitise import Images, sanitise
from editor.prose.splitting import Part, split_parts

_MAY_DEFINE = re.compile(r"\[[^\[\]]*\]:")


@dataclass(frozen=True, slots=True)
class Block:
    """A rendered part of an article.

    Lines count from 0 and `end_line` is exclusive; `start` and `end` are code points in the source. The notes at the
    foot are the last block; they stand at the end of the last part (`start == end`), and the lines that define them are
    blocks with empty HTML.
    """

    start_line: int
    end_line: int
    start: int
    end: int
    html: str


class BlockRenderer:
    """Renders whole texts, paying only for the parts that differ from what it has rendered before.

    Keep one for each open article. Not safe to share between threads.
    """

    def __init__(self, images: Images = "none", remembered: int = 4_000) -> None:
        """`images` as in `sanitise.sanitise`; `remembered` is how many rendered parts are kept."""
        self._images: Images = images
        self._remembered = remembered
        self._machine = MarkdownMachine()
        self._html: OrderedDict[tuple[object, ...], str] = OrderedDict()
        self._definitions: OrderedDict[str, tuple[References, Footnotes]] = OrderedDict()

    def render(self, source: str) -> list[Block]:
        """Blocks of `source` in order; the site shows them joined by newlines (`render.render_article`).

        A tag left open ends with its block. A part that Python-Markdown cannot render shows its source as text.
        """
        parts = split_parts(source)
        references, footnotes = self._all_definitions(parts)
        links_key = tuple(sorted(references.items(), key=lambda item: item[0]))
        labels = tuple(footnotes)
        marks = FootnoteMarks()
        blocks: list[Block] = []
        for part in parts:
            html = self._part_html(part.text, references, footnotes, links_key, labels)
            if labels and 'id="fnref' in html:
                html = marks.renumbered(html)
            blocks.append(Block(part.start_line, part.end_line, part.start, part.end, html))
        if footnotes:
            last = parts[-1]
            html = self._notes_html(marks.labels, references, footnotes, links_key)
            blocks.append(Block(last.end_line, last.end_line, last.end, last.end, marks.renumbered(html)))
        return blocks

    def _all_definitions(self, parts: list[Part]) -> tuple[References, Footnotes]:
        references: References = {}
        footnotes: Footnotes = {}
        for part in parts:
            if "]:" in part.text and _MAY_DEFINE.search(part.text):
                links, notes = self._own_definitions(part.text)
                references.update(links)
                footnotes.update(notes)
        return references, footnotes

    def _own_definitions(self, text: str) -> tuple[References, Footnotes]:
        found = self._definitions.get(text)
        if found is None:
            found = self._definitions[text] = self._definitions_in(text)
            if len(self._definitions) > self._remembered:
                self._definitions.popitem(last=False)
        return found

    def _definitions_in(self, text: str) -> tuple[References, Footnotes]:
        if is_beyond_reason(text):
            return {}, {}
        try:
            return self._machine.definitions(text)
        except RecursionError:
            self._machine = MarkdownMachine()  # the old one stopped half-way and stays so
            return {}, {}

    def _part_html(
        self,
        text: str,
        references: References,
        footnotes: Footnotes,
        links_key: tuple[object, ...],
        labels: tuple[str, ...],
    ) -> str:
        if "[" not in text:  # no link or note can be meant, so no definition matters
            links_key, labels = (), ()
        key = (text, links_key, labels)
        return self._once(key, lambda: self._converted(text, references, footnotes))

    def _converted(self, text: str, references: References, footnotes: Footnotes) -> str:
        if is_beyond_reason(text):
            return _as_text(text)
        try:
            return self._machine.convert_part(text, references, footnotes)
        except RecursionError:  # nested in a way the bounds do not foresee
            self._machine = MarkdownMachine()
            return _as_text(text)

    def _notes_html(
        self, marks: list[str], references: References, footnotes: Footnotes, links_key: tuple[object, ...]
    ) -> str:
        key = ("notes", tuple(marks), tuple(footnotes.items()), links_key)
        return self._once(key, lambda: self._converted_notes(marks, references, footnotes))

    def _converted_notes(self, marks: list[str], references: References, footnotes: Footnotes) -> str:
        try:
            return self._machine.convert_notes(marks, references, footnotes)
        except RecursionError:
            self._machine = MarkdownMachine()
            return "\n".join(_as_text(text) for text in footnotes.values())

    def _once(self, key: tuple[object, ...], make: Callable[[], str]) -> str:
        html = self._html.get(key)
        if html is None:
            html = self._html[key] = sanitise(make(), self._images).strip()
            if len(self._html) > self._remembered:
                self._html.popitem(last=False)
        else:
            self._html.move_to_end(key)
        return html


def _as_text(source: str) -> str:
    return f"<p>{escape(source, quote=False)}</p>"
