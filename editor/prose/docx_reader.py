"""Read a story from a Word document: styles become headline, standfirst, crossheads and emphasis."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

import mammoth
from bs4 import BeautifulSoup, Tag
from defusedxml.ElementTree import fromstring

from editor.prose import errors
from editor.prose.docx_check import BODY_PART, Contents, check_docx
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
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_VML = "{urn:schemas-microsoft-com:vml}"
_FARTHEST_IN = 100
"""So many columns in may a row of a table begin; more is no document that somebody wrote."""


def read_docx(name: str, data: bytes, notes: list[str]) -> Fields:
    """Fields of a story. Raises ImportRefused; macros, fields and remote pictures are never run or fetched."""
    contents = check_docx(name, data)
    try:
        result = mammoth.convert_to_html(
            io.BytesIO(_prepared(data, notes)),
            style_map=_STYLES,
            include_embedded_style_map=False,
            external_file_access=False,
            convert_image=_no_picture,
        )
        fields = _fields(str(result.value), notes)
    except Exception as problem:  # the parts are well-formed XML, yet no document: mammoth fails in its own ways
        raise errors.DamagedFile(name) from problem
    _note_what_stayed_behind(contents, notes)
    take_byline(fields, notes)
    take_headline(fields, notes)
    return fields


def _prepared(data: bytes, notes: list[str]) -> bytes:
    """The document's XML without what Word hides, and with tables and text boxes as mammoth understands them."""
    target = io.BytesIO()
    hidden = 0
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as archive:
        names = [name for name in dict.fromkeys(source.namelist()) if name.lower().endswith((".xml", ".rels"))]
        styles = _hidden_styles(fromstring(source.read("word/styles.xml"))) if "word/styles.xml" in names else set()
        for name in names:
            content = source.read(name)
            if BODY_PART.fullmatch(name):
                root = fromstring(content)
                hidden += _take_out_hidden(root, styles)
                _straighten_tables(root)
                _open_text_boxes(root)
                content = tostring(root, encoding="utf-8")
            archive.writestr(name, content)
    if hidden:
        notes.append(f"{counted(hidden, 'passage of hidden text was', 'passages of hidden text were')} left out.")
    return target.getvalue()


def _space(root: Element) -> str:
    """The namespace of Word's own elements, braces included: there are two, for older and for strict files."""
    return root.tag[: root.tag.find("}") + 1]


def _hidden(owner: Element, properties: str, w: str) -> bool | None:
    """Whether a run or style hides its words, or None when it does not say."""
    mark = owner.find(f"{w}{properties}/{w}vanish")
    return None if mark is None else mark.get(f"{w}val", "true") not in ("0", "false", "off")


def _hidden_styles(root: Element) -> set[str]:
    """Ids of the styles that hide words, by themselves or because a style they are based on does."""
    w = _space(root)
    styles = {style.get(f"{w}styleId", ""): style for style in root.iter(f"{w}style")}
    known: dict[str, bool] = {"": False}
    for name in styles:
        chain: dict[str, None] = {}
        while name not in known and name in styles and name not in chain:
            chain[name] = None
            said = _hidden(styles[name], "rPr", w)
            if said is not None:
                known[name] = said
            else:
                name = _value(styles[name], "basedOn", w)
        known |= dict.fromkeys(chain, known.get(name, False))
    return {name for name, hidden in known.items() if hidden}


def _value(owner: Element, path: str, w: str) -> str:
    """What the element at `path` sets, such as the name of a style; empty when it is not there."""
    found = owner.find("/".join(w + step for step in path.split("/")))
    return "" if found is None else found.get(f"{w}val", "")


def _take_out_hidden(root: Element, styles: set[str]) -> int:
    """Take the words out of hidden runs, since readers would be shown them; tells how many passages there were."""
    w = _space(root)
    passages = 0
    for paragraph in root.iter(f"{w}p"):
        by_style = _value(paragraph, "pPr/pStyle", w) in styles
        inside = False
        for run in paragraph.iter(f"{w}r"):
            hidden = _hidden(run, "rPr", w)
            if hidden is None:
                hidden = by_style or _value(run, "rPr/rStyle", w) in styles
            if not hidden:
                inside = False
            elif _take_words(run, w):
                passages += not inside
                inside = True
    return passages


def _take_words(run: Element, w: str) -> bool:
    """Empty a run but for the ends of fields, which stand in pairs; tells whether it said anything."""
    said = any((text.text or "").strip() for text in run.iter(f"{w}t"))
    said = said or any(run.find(w + kind) is not None for kind in ("footnoteReference", "endnoteReference"))
    for child in list(run):
        if child.tag not in (f"{w}rPr", f"{w}fldChar", f"{w}instrText"):
            run.remove(child)
    return said


def _straighten_tables(root: Element) -> None:
    """Give an empty cell to rows that begin further in, and one of their own to words under a merged cell.

    mammoth would move the first to the left and drop the others.
    """
    w = _space(root)
    for row in root.iter(f"{w}tr"):
        before = _value(row, "trPr/gridBefore", w)
        if before.isdecimal() and 0 < int(before) <= _FARTHEST_IN:
            cell = Element(f"{w}tc")
            SubElement(SubElement(cell, f"{w}tcPr"), f"{w}gridSpan", {f"{w}val": before})
            row.insert(0, cell)
    for cell in root.iter(f"{w}tc"):
        properties = cell.find(f"{w}tcPr")
        merge = None if properties is None else properties.find(f"{w}vMerge")
        if properties is None or merge is None or merge.get(f"{w}val", "continue") != "continue":
            continue
        if any((text.text or "").strip() for text in cell.iter(f"{w}t")):
            properties.remove(merge)


def _open_text_boxes(root: Element) -> None:
    """Put text boxes that come without a form for older programs into that form, the only one mammoth reads."""
    w = _space(root)
    for parent in list(root.iter()):
        for place, child in enumerate(parent):
            if child.tag == f"{_MC}AlternateContent":
                if _text_boxes(child.find(f"{_MC}Fallback"), w):
                    continue
            elif child.tag != f"{w}drawing":
                continue
            boxes = _text_boxes(child, w)
            if boxes:
                parent[place] = Element(f"{w}pict")
                SubElement(parent[place], f"{_VML}textbox").extend(boxes)


def _text_boxes(within: Element | None, w: str) -> list[Element]:
    return [] if within is None else list(within.iter(f"{w}txbxContent"))


def _no_picture(_image: object) -> Sequence[object]:
    return []


def _fields(html: str, notes: list[str]) -> Fields:
    soup = BeautifulSoup(html, "html.parser")
    definitions = _footnotes(soup, notes)
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
    body = html_to_markdown(str(soup), notes)
    fields.body = re.sub(r"zqnote(\d+)qz", r"[^\1]", body)
    if definitions:
        fields.body += "\n\n" + "\n\n".join(f"[^{number}]: {text}" for number, text in definitions)
    return fields


def _plain(tag: Tag) -> str:
    return re.sub(r"zqnote\d+qz", "", re.sub(r"\s+", " ", tag.get_text())).strip()


def _footnotes(soup: BeautifulSoup, notes: list[str]) -> list[tuple[int, str]]:
    """Take footnotes and endnotes out of mammoth's HTML, leaving marks that survive the conversion."""
    order: dict[str, int] = {}
    for anchor in soup.select("sup > a[href^='#footnote-'], sup > a[href^='#endnote-']"):
        label = str(anchor["href"])[1:]
        number = order.setdefault(label, len(order) + 1)
        if anchor.parent is not None:
            anchor.parent.replace_with(_MARK.format(number))
    definitions: list[tuple[int, str]] = []
    defined: set[str] = set()
    for item in soup.select("li[id]"):
        label = str(item["id"])
        if not _NOTE_MARK.fullmatch(label):
            continue
        for back in item.select("a[href^='#footnote-ref-'], a[href^='#endnote-ref-']"):
            back.decompose()
        if label not in defined:  # mammoth writes a note once for each mark that leads to it
            defined.add(label)
            text = html_to_markdown(item.decode_contents(), notes)
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
    if contents.tracked_changes:
        were = counted(contents.tracked_changes, "tracked change was", "tracked changes were")
        notes.append(f"{were} taken over as made. Check the wording.")
    if contents.equations:
        notes.append(
            f"{counted(contents.equations, 'equation was', 'equations were')} left out; put in words what counts."
        )
    if contents.headers:
        notes.append("Page headers and footers were left out.")
