"""Set up Python-Markdown with the constructs a newspaper uses, and let definitions be given from outside."""

from __future__ import annotations

import markdown
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import IMAGE_LINK_RE, LINK_RE

from editor.prose.bounds import BoundedImages, BoundedLinks, BracketBounds

References = dict[str, tuple[str, str | None]]
"""Link label in lower case to (address, title)."""
Footnotes = dict[str, str]
"""Footnote label to its Markdown, in the order of definition, which is the order of numbering."""

# Python-Markdown puts the notes where this text stands; the source can never contain it, as STX is removed on entry
_NOWHERE = "\x02nowhere\x03"


class _FixedReferences(References):
    """Link definitions that a text being rendered can use but not change."""

    def __setitem__(self, key: str, value: tuple[str, str | None]) -> None:
        return None


class _Footnotes(FootnoteExtension):
    """Footnotes whose definitions may be fixed before a part of the text is rendered."""

    fixed = False

    def unique_ref(self, reference: str, found: bool = False) -> str:
        # the original tries every number from the first for each mark, which takes seconds at some thousand marks
        if not found:
            return reference
        count = self.found_refs[reference] = self.found_refs.get(reference, 0) + 1
        return reference if count == 1 else reference.replace("fnref", f"fnref{count}", 1)

    def setFootnote(self, id: str, text: str) -> None:  # noqa: N802, A002 - the names are Python-Markdown's
        if not self.fixed:
            super().setFootnote(id, text)


class MarkdownMachine:
    """One Python-Markdown instance. Not safe to share between threads."""

    def __init__(self) -> None:
        self._footnotes = _Footnotes(PLACE_MARKER=_NOWHERE, BACKLINK_TITLE="Back to footnote {} in the text")
        self._markdown = markdown.Markdown(
            extensions=[
                self._footnotes,
                TableExtension(use_align_attribute=True),
                SaneListExtension(),
                FencedCodeExtension(),
            ],
            output_format="html",
        )
        self._markdown.treeprocessors.register(BracketBounds(self._markdown), "bracket_bounds", 30)
        self._markdown.inlinePatterns.register(BoundedLinks(LINK_RE, self._markdown), "link", 160)
        self._markdown.inlinePatterns.register(BoundedImages(IMAGE_LINK_RE, self._markdown), "image_link", 150)
        self._append_notes = self._markdown.treeprocessors["footnote"]

    def convert(self, text: str) -> str:
        """Unsanitised HTML of a whole text."""
        self._start()
        return self._markdown.convert(text)

    def definitions(self, text: str) -> tuple[References, Footnotes]:
        """Link and footnote definitions that stand in this part of a text."""
        self._start()
        self._markdown.convert(text)
        references: References = dict(self._markdown.references)
        return references, dict(self._footnotes.footnotes)

    def convert_part(self, text: str, references: References, footnotes: Footnotes) -> str:
        """Unsanitised HTML of a part, under the definitions of the whole text; its own definitions are ignored."""
        self._start()
        self._fix(references, footnotes)
        self._markdown.treeprocessors.deregister("footnote")
        try:
            return self._markdown.convert(text)
        finally:
            self._markdown.treeprocessors.register(self._append_notes, "footnote", 50)

    def convert_notes(self, marks: list[str], references: References, footnotes: Footnotes) -> str:
        """Unsanitised HTML of the notes at the foot, with a way back to each of `marks` (labels in reading order)."""
        self._start()
        self._fix(references, footnotes)
        html = self._markdown.convert("marks " + " ".join(f"[^{label}]" for label in marks))
        return html[html.index("</p>") + len("</p>") :].lstrip("\n")

    def _start(self) -> None:
        self._footnotes.fixed = False
        self._markdown.references = {}
        self._markdown.reset()

    def _fix(self, references: References, footnotes: Footnotes) -> None:
        self._markdown.references = _FixedReferences(references)  # type: ignore[assignment]  # titles may be None
        for label, text in footnotes.items():
            self._footnotes.setFootnote(label, text)
        self._footnotes.fixed = True
