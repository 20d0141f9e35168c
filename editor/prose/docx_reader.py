"""Read a story from a Word document: styles become headline, standfirst, crossheads and emphasis."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import mammoth
from bs4 import BeautifulSoup, Tag

from editor.prose import errors
from editor.prose.docx_check import Contents, check_docx
from editor.prose.imported import Fields, counted, take_byline, take_headline
from editor.prose.to_markdown import html_to_markdown

_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
r[style-name='Emphasis'] => em
"""
_NOTE_MARK = re.compile(r"(footnote|endnote)-(\d+)")
_MARK = "zqnote{}qz"


def read_docx(name: str, data: bytes, notes: list[str]) -> Fields:
    """Fields of a story. Raises ImportRefused; macros, fields and remote pictures are never run or fetched."""
    contents = check_docx(name, data)
    try:
        result = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_STYLES,
            include_embedded_style_map=False,
            external_file_access=False,
            convert_image=_no_picture,
        )
        fields = _fields(str(result.value))
    except Exception as problem:  # the parts are well-formed XML, yet no document: mammoth fails in its own ways
        raise errors.DamagedFile(name) from problem
    _note_what_stayed_behind(contents, notes)
    take_byline(fields, notes)
    take_headline(fields, notes)
    return fields


def _no_picture(_image: object) -> Sequence[object]:
    return []


def _fields(html: str) -> Fields:
    soup = BeautifulSoup(html, "html.parser")
    definitions = _footnotes(soup)
    fields = Fields()
    title = soup.select_one("h1.title") or soup.find("h1")
    if isinstance(title, Tag):
        fields.headline = _plain(title)
        title.decompose()
    subtitle = soup.select_one("p.subtitle")
    if isinstance(subtitle, Tag):
        fields.standfirst = _plain(subtitle)
        subtitle.decompose()
    for heading in soup.find_all("h1"):
        heading.name = "h2"  # the headline is the page's only first-level heading
    body = html_to_markdown(str(soup))
    fields.body = re.sub(r"zqnote(\d+)qz", r"[^\1]", body)
    if definitions:
        fields.body += "\n\n" + "\n\n".join(f"[^{number}]: {text}" for number, text in definitions)
    return fields


def _plain(tag: Tag) -> str:
    return re.sub(r"zqnote\d+qz", "", re.sub(r"\s+", " ", tag.get_text())).strip()


def _footnotes(soup: BeautifulSoup) -> list[tuple[int, str]]:
    """Take footnotes and endnotes out of mammoth's HTML, leaving marks that survive the conversion."""
    order: dict[str, int] = {}
    for anchor in soup.select("sup > a[href^='#footnote-'], sup > a[href^='#endnote-']"):
        label = str(anchor["href"])[1:]
        number = order.setdefault(label, len(order) + 1)
        if anchor.parent is not None:
            anchor.parent.replace_with(_MARK.format(number))
    definitions: list[tuple[int, str]] = []
    for item in soup.select("li[id]"):
        label = str(item["id"])
        if not _NOTE_MARK.fullmatch(label):
            continue
        for back in item.select("a[href^='#footnote-ref-'], a[href^='#endnote-ref-']"):
            back.decompose()
        text = html_to_markdown(item.decode_contents())
        definitions.append((order.get(label, len(order) + 1), text.replace("\n", "\n    ")))
        item.decompose()
    return definitions


def _note_what_stayed_behind(contents: Contents, notes: list[str]) -> None:
    if contents.embedded_pictures:
        were = counted(contents.embedded_pictures, "picture was", "pictures were")
        notes.append(f"{were} left out; the original file still has them. Pictures come with a later release.")
    if contents.linked_pictures:
        were = counted(contents.linked_pictures, "linked picture was", "linked pictures were")
        notes.append(f"{were} not fetched from elsewhere and left out.")
    if contents.comments:
        notes.append(f"{counted(contents.comments, 'margin comment was', 'margin comments were')} left out.")
    if contents.headers:
        notes.append("Page headers and footers were left out.")
