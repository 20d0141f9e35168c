"""Stories come in from the files that reporters send; files that are not what they say are refused in one sentence."""

from __future__ import annotations

import hashlib
import html
import io
import re
import threading
import zipfile
import zlib

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile
from PIL import Image

from editor.domain.sentences import is_our_mistake, sentence_for
from editor.prose import docx_check, errors
from editor.prose.importing import MAX_BYTES, import_file
from editor.prose.render import render_article
from editor.prose.to_markdown import text_to_markdown


def a_document() -> docx.document.Document:
    document = docx.Document()
    document.add_paragraph("The headline", style="Title")
    document.add_paragraph("The standfirst", style="Subtitle")
    document.add_paragraph("By Ines Marrable")
    document.add_paragraph("First paragraph.")
    return document


def as_bytes(document: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def write(tmp_path):
    def write(name: str, data: bytes):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


@pytest.fixture
def refused(write):
    """Asserts that these bytes under this name are refused with that error, and leaves the file as it was."""

    def refused(name, data, error):
        path = write(name, data)
        with pytest.raises(errors.ImportRefused) as caught:
            import_file(path)
        assert type(caught.value) is error
        assert caught.value.sentence == sentence_for(caught.value)
        assert name in caught.value.sentence and caught.value.sentence.endswith(".")
        assert caught.value.sentence.count(". ") == 0
        assert not is_our_mistake(caught.value)
        assert path.read_bytes() == data

    return refused


def repacked(data: bytes, changes: dict[str, bytes | None]) -> bytes:
    """The archive with entries replaced, added or (None) left out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            if name not in changes:
                archive.writestr(name, source.read(name))
        for name, content in changes.items():
            if content is not None:
                archive.writestr(name, content)
    return target.getvalue()


# --- Word ---------------------------------------------------------------------------------------------------------


def test_docx_styles_become_fields(write):
    document = a_document()
    document.add_heading("A crosshead", level=2)
    paragraph = document.add_paragraph("Plain, ")
    paragraph.add_run("bold").bold = True
    paragraph.add_run(" and ")
    paragraph.add_run("italic").italic = True
    document.add_paragraph("one", style="List Bullet")
    document.add_paragraph("two", style="List Bullet")
    document.add_paragraph("Said so.", style="Quote")
    table = document.add_table(rows=2, cols=2)
    for index, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"cell {index}"
    data = as_bytes(document)
    story = import_file(write("a.docx", data))
    assert (story.headline, story.standfirst, story.byline) == ("The headline", "The standfirst", "Ines Marrable")
    assert story.body_markdown.startswith(
        "First paragraph.\n\n## A crosshead\n\nPlain, **bold** and *italic*\n\n- one\n- two"
    )
    assert "> Said so." in story.body_markdown
    shown = render_article(story.body_markdown)
    assert "<td>cell 3</td>" in shown and "<blockquote>" in shown
    assert story.source_sha256 == hashlib.sha256(data).hexdigest()
    assert story.notes == []


def test_docx_without_title_takes_heading_one_and_demotes_the_others(write):
    document = docx.Document()
    document.add_heading("Headline here", level=1)
    document.add_paragraph("Text.")
    document.add_heading("Second", level=1)
    document.add_paragraph("More.")
    story = import_file(write("a.docx", as_bytes(document)))
    assert story.headline == "Headline here"
    assert story.body_markdown == "Text.\n\n## Second\n\nMore."


def test_docx_without_styles_takes_the_first_line_and_says_so(write):
    document = docx.Document()
    document.add_paragraph("Slip sold without a vote")
    document.add_paragraph("By Joss Tern")
    document.add_paragraph("The board sold it.")
    story = import_file(write("a.docx", as_bytes(document)))
    assert (story.headline, story.byline, story.body_markdown) == (
        "Slip sold without a vote", "Joss Tern", "The board sold it.",
    )  # fmt: skip
    assert story.notes == ["No headline was marked; the first line was taken as the headline."]


def test_docx_pictures_are_left_out_and_counted(write):
    document = a_document()
    for colour in ("red", "blue"):
        picture = io.BytesIO()
        Image.new("RGB", (2, 2), colour).save(picture, "PNG")
        picture.seek(0)
        document.add_picture(picture)
    remote = document.part.relate_to("http://127.0.0.1:9/x.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)
    inline = document.inline_shapes[1]._inline
    blip = next(inline.iter(qn("a:blip")))
    del blip.attrib[qn("r:embed")]
    blip.set(qn("r:link"), remote)
    story = import_file(write("a.docx", as_bytes(document)))
    assert story.notes == [
        "1 picture was left out; the original file still has them. Pictures come with a later release.",
        "1 linked picture was not fetched from elsewhere and left out.",
    ]
    assert "![" not in story.body_markdown and "127.0.0.1" not in story.body_markdown


def test_docx_words_are_never_read_as_markup(write):
    document = a_document()
    odd = [
        "1. not a list",
        "# not a heading",
        "- dash",
        "<script>alert(1)</script>",
        "a*b*c _d_ `e` [f](g) &lt; \\ ~~~ |",
    ]
    for text in odd:
        document.add_paragraph(text)
    story = import_file(write("a.docx", as_bytes(document)))
    shown = render_article(story.body_markdown)
    assert shown.count("<p>") == len(odd) + 1
    for text in odd:
        assert f"<p>{text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</p>" in shown


def test_docx_links_keep_only_safe_addresses(write):
    document = a_document()
    for address in ("https://harbour.example/a", "javascript:alert(1)"):
        paragraph = document.add_paragraph()
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        run = OxmlElement("w:r")
        text = OxmlElement("w:t")
        text.text = "words"
        run.append(text)
        link.append(run)
        paragraph._p.append(link)
    story = import_file(write("a.docx", as_bytes(document)))
    assert "[words](https://harbour.example/a)" in story.body_markdown
    assert story.body_markdown.endswith("\n\nwords")


def test_docx_in_another_thread(write):
    path = write("a.docx", as_bytes(a_document()))
    found = []
    thread = threading.Thread(target=lambda: found.append(import_file(path)))
    thread.start()
    thread.join(10)
    assert found[0].headline == "The headline"


def test_docx_really_encrypted(refused):
    protected = io.BytesIO()
    OOXMLFile(io.BytesIO(as_bytes(a_document()))).encrypt("secret", protected)
    assert protected.getvalue().startswith(b"\xd0\xcf\x11\xe0")
    refused("a.docx", protected.getvalue(), errors.PasswordProtected)


def test_docx_that_is_not_one(refused):
    refused("a.docx", b"{\\rtf1 hello}", errors.NotWordFile)
    refused("b.docx", b"<html>log in</html>", errors.NotWordFile)
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("photo.jpg", b"x")
    refused("c.docx", other.getvalue(), errors.NotWordFile)


def test_docx_cut_short_at_every_kind_of_place(refused):
    data = as_bytes(a_document())
    for part in (4, 100, len(data) // 2, len(data) - 10):
        refused(f"a{part}.docx", data[:part], errors.DamagedFile)


def test_docx_with_broken_content(refused):
    data = as_bytes(a_document())
    refused("a.docx", repacked(data, {"word/document.xml": b"<w:document"}), errors.DamagedFile)
    refused("b.docx", repacked(data, {"word/document.xml": b"<nothing/>"}), errors.DamagedFile)
    deep = b"<a>" * 5_000 + b"</a>" * 5_000
    refused("c.docx", repacked(data, {"word/document.xml": deep}), errors.DamagedFile)
    flipped = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        offset = archive.getinfo("word/document.xml").header_offset
    for position in range(offset + 60, offset + 120):
        flipped[position] ^= 0xFF
    refused("d.docx", bytes(flipped), errors.DamagedFile)


def test_docx_with_macros(refused):
    data = as_bytes(a_document())
    refused("a.docm", data, errors.HasMacros)
    refused("b.docx", repacked(data, {"word/vbaProject.bin": b"x"}), errors.HasMacros)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        types = archive.read("[Content_Types].xml")
    macro = types.replace(
        b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"vnd.ms-word.document.macroEnabled.main+xml",
    )
    assert macro != types
    refused("c.docx", repacked(data, {"[Content_Types].xml": macro}), errors.HasMacros)


def test_docx_with_entities(refused):
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>'
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">&b;</w:document>'
    )
    data = as_bytes(a_document())
    refused("a.docx", repacked(data, {"word/document.xml": bomb}), errors.UnsafeDocument)
    outside = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    refused("b.docx", repacked(data, {"word/styles.xml": outside}), errors.UnsafeDocument)


def test_docx_that_unpacks_too_large(refused, write):
    zeros = b"\0" * (docx_check.MAX_UNPACKED + 1)
    data = repacked(as_bytes(a_document()), {"word/media/a.bin": zeros})
    del zeros
    assert len(data) < 1_000_000
    refused("a.docx", data, errors.UnpacksTooLarge)
    xml = b"<a>" + b" " * docx_check.MAX_XML + b"</a>"
    refused("b.docx", repacked(as_bytes(a_document()), {"word/big.xml": xml}), errors.UnpacksTooLarge)


def test_docx_that_lies_about_its_size(refused):
    data = as_bytes(a_document())
    body = b"<a>" + b" " * 3_000_000 + b"</a>"
    packed = bytearray(repacked(data, {"word/document.xml": body}))
    true_size = len(body).to_bytes(4, "little")
    assert packed.count(true_size) >= 2
    refused("a.docx", bytes(packed.replace(true_size, (1_000).to_bytes(4, "little"))), errors.DamagedFile)
    assert zlib.crc32(body)


def test_older_word_and_other_kinds(refused):
    refused("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, errors.OlderWordFile)
    refused("b.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, errors.DamagedFile)
    refused("c.pdf", b"%PDF-1.7", errors.UnknownKind)
    refused("d", b"text", errors.UnknownKind)


def test_files_too_large_empty_missing_and_folders(refused, tmp_path):
    refused("a.docx", b"PK" + b"\0" * MAX_BYTES, errors.FileTooLarge)
    refused("b.txt", b"", errors.NothingInside)
    refused("c.txt", b" \n\n", errors.NothingInside)
    for path in (tmp_path / "gone.docx", tmp_path):
        path = path if path.suffix else path / "folder.txt"
        if path.name == "folder.txt":
            path.mkdir()
        with pytest.raises(errors.FileUnreadable) as caught:
            import_file(path)
        assert path.name in caught.value.sentence


@pytest.mark.parametrize("outer", ["ul", "ol"])
def test_html_lists_keep_their_tree(write, outer):
    inner = "ol" if outer == "ul" else "ul"
    tree = (
        f"<{outer}><li>a<{inner}><li>b<{outer}><li>c</li></{outer}></li><li>d</li></{inner}></li>"
        f"<li><p>e</p><p>f</p></li><li><p>g</p></li></{outer}>"
    )
    story = import_file(write("a.html", f"<h1>H</h1>{tree}".encode()))
    shown = re.sub(r"\s|</?p>", "", render_article(story.body_markdown))
    assert shown == re.sub(r"</?p>", "", tree)
    assert "<p>f</p>" in render_article(story.body_markdown)


def test_docx_raised_lowered_and_struck_words(write):
    document = a_document()
    paragraph = document.add_paragraph("10")
    paragraph.add_run("6").font.superscript = True
    paragraph.add_run(" H")
    paragraph.add_run("2").font.subscript = True
    paragraph.add_run("O ")
    paragraph.add_run("gone *x*").font.strike = True
    story = import_file(write("a.docx", as_bytes(document)))
    shown = render_article(story.body_markdown)
    assert "<p>10<sup>6</sup> H<sub>2</sub>O <s>gone *x*</s></p>" in shown


def rows_shown(markdown: str) -> list[list[list[str]]]:
    """The cells of each table of the story as readers see them, row by row, without the empty line at the top."""
    tables = re.findall(r"<table>.*?</table>", render_article(markdown), re.DOTALL)
    found = [
        [re.findall(r"<t[dh]>(.*?)</t[dh]>", row, re.DOTALL) for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)]
        for table in tables
    ]
    return [[row for row in table if any(row)] for table in found]


def a_table(document: docx.document.Document, rows: int, columns: int) -> docx.table.Table:
    table = document.add_table(rows=rows, cols=columns)
    for index, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"c{index}"
    return table


def add_marked(parent, kind: str, words: str, text: str = "w:t"):
    """A run in an element of this kind (`w:ins` and its like) at the end of a paragraph."""
    element, run, said = OxmlElement(kind), OxmlElement("w:r"), OxmlElement(text)
    said.text = words
    run.append(said)
    element.append(run)
    parent.append(element)
    return element


def test_docx_merged_cells_keep_every_word_in_its_column(write):
    document = a_document()
    table = a_table(document, 4, 3)
    for first, last in (((0, 0), (1, 0)), ((2, 1), (2, 2)), ((0, 2), (1, 2))):
        table.cell(*last).text = ""
        table.cell(*first).merge(table.cell(*last))
    story = import_file(write("a.docx", as_bytes(document)))
    assert rows_shown(story.body_markdown) == [
        [["c0", "c1", "c2"], ["", "c4", ""], ["c6", "c7", ""], ["c9", "c10", "c11"]]
    ]


def test_docx_rows_of_other_lengths_keep_their_columns(write):
    document = a_document()
    table = a_table(document, 3, 3)
    first, second = table.rows[0]._tr, table.rows[1]._tr
    first.remove(first.tc_lst[2])
    before = OxmlElement("w:gridBefore")
    before.set(qn("w:val"), "1")
    second.remove(second.tc_lst[0])
    second.get_or_add_trPr().append(before)
    story = import_file(write("a.docx", as_bytes(document)))
    assert rows_shown(story.body_markdown) == [[["c0", "c1", ""], ["", "c4", "c5"], ["c6", "c7", "c8"]]]


def test_docx_words_under_a_merged_cell_stay(write):
    document = a_document()
    table = a_table(document, 3, 2)
    for row in (1, 2):
        table.cell(row, 0)._tc.vMerge = "continue"
    table._tbl.tr_lst[0].tc_lst[0].vMerge = "restart"
    story = import_file(write("a.docx", as_bytes(document)))
    assert rows_shown(story.body_markdown) == [[["c0", "c1"], ["c2", "c3"], ["c4", "c5"]]]


def test_docx_tables_inside_a_table_come_after_it(write):
    document = a_document()
    table = a_table(document, 2, 2)
    inner = table.cell(0, 1).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "in 0", "in 1"
    inner.cell(0, 1).add_table(rows=1, cols=1).cell(0, 0).text = "deepest"
    table.cell(1, 0).add_table(rows=1, cols=1).cell(0, 0).text = "last"
    table.cell(0, 1).add_paragraph("after")
    story = import_file(write("a.docx", as_bytes(document)))
    assert rows_shown(story.body_markdown) == [
        [["c0", "c1  after"], ["c2", "c3"]], [["in 0", "in 1"]], [["deepest"]], [["last"]],
    ]  # fmt: skip
    assert "3 tables inside others were put after them." in story.notes


def test_html_spans_sections_and_inner_tables(write):
    page = (
        "<h1>H</h1><table><caption>Catch</caption><thead><tr><th rowspan=2>a<th colspan=2>b<tr><th>c<th>d</thead>"
        "<tbody><tr><td>e<td>f<td>g<td>far right<tfoot><tr><td colspan=99999>h"
        "<table><tr><td>inner</table></table>"
    )
    story = import_file(write("a.html", page.encode()))
    assert rows_shown(story.body_markdown) == [
        [["a", "b", "", ""], ["", "c", "d", ""], ["e", "f", "g", "far right"], ["h", "", "", ""]],
        [["inner"]],
    ]
    assert story.body_markdown.startswith("Catch\n\n| a |")
    assert story.notes == ["1 table inside another was put after it."]


def test_docx_tracked_changes_are_told(write):
    document = a_document()
    paragraph = document.add_paragraph("The board ")
    add_marked(paragraph._p, "w:del", "kept", "w:delText")
    add_marked(paragraph._p, "w:ins", "sold")
    add_marked(paragraph._p.get_or_add_pPr(), "w:rPr", "").append(OxmlElement("w:ins"))
    story = import_file(write("a.docx", as_bytes(document)))
    assert story.body_markdown.endswith("The board sold")
    assert "2 tracked changes were taken over as made. Check the wording." in story.notes


def test_docx_only_a_paragraph_mark_was_changed(write):
    document = a_document()
    paragraph = document.add_paragraph("Joined ")
    properties = OxmlElement("w:rPr")
    properties.append(OxmlElement("w:del"))
    paragraph._p.get_or_add_pPr().append(properties)
    document.add_paragraph("to this.")
    story = import_file(write("a.docx", as_bytes(document)))
    assert story.body_markdown.endswith("\n\nJoined to this.")
    assert "1 tracked change was taken over as made. Check the wording." in story.notes


def test_docx_hidden_text_stays_out(write):
    document = a_document()
    by_style = document.styles.add_style("Private", WD_STYLE_TYPE.CHARACTER)
    by_style.font.hidden = True
    whole = document.styles.add_style("Aside", WD_STYLE_TYPE.PARAGRAPH)
    whole.font.hidden = True
    paragraph = document.add_paragraph("Seen, ")
    paragraph.add_run("the source is ").font.hidden = True
    paragraph.add_run("her brother").font.hidden = True
    paragraph.add_run("and ")
    paragraph.add_run("ring him first", style="Private")
    paragraph.add_run("also seen.", style="Private").font.hidden = False
    document.add_paragraph("Do not print", style="Aside")
    story = import_file(write("a.docx", as_bytes(document)))
    assert story.body_markdown == "First paragraph.\n\nSeen, and also seen."
    assert "3 passages of hidden text were left out." in story.notes


def test_docx_text_hidden_through_what_its_style_is_based_on_stays_out(write):
    document = a_document()
    first = document.styles.add_style("Private", WD_STYLE_TYPE.PARAGRAPH)
    first.font.hidden = True
    heir, shown = (document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH) for name in ("Heir", "Shown"))
    last = document.styles.add_style("Last", WD_STYLE_TYPE.PARAGRAPH)
    heir.base_style, last.base_style, shown.base_style = first, heir, heir
    shown.font.hidden = False
    ring = [document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH) for name in ("Here", "There")]
    ring[0].base_style, ring[1].base_style = ring[1], ring[0]
    document.add_paragraph("Her name is not for print.", style="Last")
    document.add_paragraph("This is.", style="Shown")
    document.add_paragraph("And this.", style="There")
    story = import_file(write("a.docx", as_bytes(document)))
    assert story.body_markdown == "First paragraph.\n\nThis is.\n\nAnd this."
    assert "1 passage of hidden text was left out." in story.notes


BOX = "<w:txbxContent><w:p><w:r><w:t>Said in a box.</w:t></w:r></w:p></w:txbxContent>"
DRAWING = (
    f'<w:drawing><wp:anchor><a:graphic><a:graphicData uri=""><wps:wsp><wps:txbx>{BOX}</wps:txbx></wps:wsp>'
    "</a:graphicData></a:graphic></wp:anchor></w:drawing>"
)
FALLBACK = f"<w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict>"


@pytest.mark.parametrize(
    "inside",
    [
        DRAWING,
        f'<mc:AlternateContent><mc:Choice Requires="wps">{DRAWING}</mc:Choice></mc:AlternateContent>',
        f'<mc:AlternateContent><mc:Choice Requires="wps">{DRAWING}</mc:Choice><mc:Fallback/></mc:AlternateContent>',
        f'<mc:AlternateContent><mc:Choice Requires="wps">{DRAWING}</mc:Choice>'
        f"<mc:Fallback>{FALLBACK}</mc:Fallback></mc:AlternateContent>",
    ],
    ids=["alone", "no fallback", "an empty fallback", "a fallback"],
)
def test_docx_words_in_a_text_box_come_once(write, inside):
    document = a_document()
    spaces = {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "v": "urn:schemas-microsoft-com:vml",
    }
    declared = " ".join(f'xmlns:{name}="{address}"' for name, address in spaces.items())
    paragraph = document.add_paragraph("Before. ")
    paragraph._p.append(parse_xml(f"<w:r {declared}>{inside}</w:r>"))
    paragraph.add_run("After.")
    story = import_file(write("a.docx", as_bytes(document)))
    assert story.body_markdown == "First paragraph.\n\nBefore. After.\n\nSaid in a box."


def test_docx_link_with_a_hidden_address_keeps_its_words(write):
    document = a_document()
    paragraph = document.add_paragraph()
    for kind, value in (("begin", ""), ("", ' HYPERLINK "https://harbour.example/" '), ("separate", "")):
        run = paragraph.add_run()
        run.font.hidden = True
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = value
        run._r.append(part)
    paragraph.add_run("words")
    end = OxmlElement("w:fldChar")
    end.set(qn("w:fldCharType"), "end")
    paragraph.add_run()._r.append(end)
    story = import_file(write("a.docx", as_bytes(document)))
    assert story.body_markdown.endswith("[words](https://harbour.example/)")
    assert not any("hidden" in note for note in story.notes)


def test_docx_equations_are_told(write):
    document = a_document()
    space = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    equation = parse_xml(f'<m:oMath xmlns:m="{space}"><m:r><m:t>E=mc</m:t></m:r></m:oMath>')
    document.add_paragraph("So ")._p.append(equation)
    story = import_file(write("a.docx", as_bytes(document)))
    assert "1 equation was left out; put in words what counts." in story.notes


def test_docx_footnote_with_two_marks_is_defined_once(write):
    document = a_document()
    for words, number in (("One", "2"), ("Two", "3"), ("One again", "2")):
        mark = OxmlElement("w:footnoteReference")
        mark.set(qn("w:id"), number)
        document.add_paragraph(words).add_run()._r.append(mark)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    inside = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:footnote>'
        for number, words in ((2, "The first note."), (3, "The second note."))
    )
    notes = f'<w:footnotes xmlns:w="{space}">{inside}</w:footnotes>'.encode()
    story = import_file(write("a.docx", repacked(as_bytes(document), {"word/footnotes.xml": notes})))
    assert story.body_markdown.endswith(
        "One[^1]\n\nTwo[^2]\n\nOne again[^1]\n\n[^1]: The first note.\n\n[^2]: The second note."
    )


def numbered(document: docx.document.Document, ident: int, kinds: list[str]) -> None:
    """Add a numbering whose levels are of these kinds, under this number."""
    levels = "".join(f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="{kind}"/></w:lvl>' for level, kind in enumerate(kinds))
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    numbering = document.part.numbering_part.element
    abstract = f'<w:abstractNum xmlns:w="{space}" w:abstractNumId="{ident}">{levels}</w:abstractNum>'
    numbering.insert(0, parse_xml(abstract))
    numbering.append(
        parse_xml(f'<w:num xmlns:w="{space}" w:numId="{ident}"><w:abstractNumId w:val="{ident}"/></w:num>')
    )


def add_item(document: docx.document.Document, words: str, ident: int, level: int) -> None:
    properties = document.add_paragraph(words)._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_numId().val = ident
    properties.get_or_add_ilvl().val = level


@pytest.mark.parametrize("kinds", [["bullet", "decimal", "bullet"], ["decimal", "bullet", "decimal"]])
def test_docx_nested_lists_keep_their_tree(write, kinds):
    document = a_document()
    numbered(document, 901, kinds)
    for words, level in (("a", 0), ("b", 1), ("c", 2), ("d", 2), ("e", 1), ("f", 0), ("g", 1), ("h", 0)):
        add_item(document, words, 901, level)
    document.add_paragraph("After.")
    outer, inner = ("ul", "ol") if kinds[0] == "bullet" else ("ol", "ul")
    story = import_file(write("a.docx", as_bytes(document)))
    shown = re.sub(r"\s|</?p>", "", render_article(story.body_markdown))
    assert shown == (
        f"Firstparagraph.<{outer}><li>a<{inner}><li>b<{outer}><li>c</li><li>d</li></{outer}></li><li>e</li></{inner}></li>"
        f"<li>f<{inner}><li>g</li></{inner}></li><li>h</li></{outer}>After."
    )


def test_docx_list_of_one_numbering_inside_another(write):
    """Word gives a bulleted list pasted into a numbered one a numbering of its own."""
    document = a_document()
    numbered(document, 901, ["decimal", "decimal"])
    numbered(document, 902, ["bullet", "bullet"])
    for words, ident, level in (("a", 901, 0), ("b", 902, 1), ("c", 902, 1), ("d", 901, 0), ("e", 901, 1)):
        add_item(document, words, ident, level)
    story = import_file(write("a.docx", as_bytes(document)))
    shown = re.sub(r"\s|</?p>", "", render_article(story.body_markdown))
    assert shown.endswith("<ol><li>a<ul><li>b</li><li>c</li></ul></li><li>d<ol><li>e</li></ol></li></ol>")


# --- text ---------------------------------------------------------------------------------------------------------

PLAIN = "Slip sold “without a vote”\n\nBy Zoë Tern\n\nThe café paid £5.\nA second line.\n"


@pytest.mark.parametrize(("encoding", "guessed"), [("utf-8", 0), ("utf-8-sig", 0), ("utf-16", 0), ("cp1252", 1)])
def test_txt_in_any_encoding(write, encoding, guessed):
    text = PLAIN.replace("“without a vote”", "without a vote")
    story = import_file(write("a.txt", text.replace("\n", "\r\n").encode(encoding)))
    assert (story.headline, story.byline) == ("Slip sold without a vote", "Zoë Tern")
    assert story.body_markdown == "The café paid £5.\nA second line."
    assert sum("Windows-1252" in note for note in story.notes) == guessed


def test_txt_that_is_not_text(refused):
    refused("a.txt", b"abc\0def", errors.NotText)
    refused("b.txt", b"\x89PNG\r\n\x1a\n\0\0", errors.NotText)
    refused("c.md", b"\xff\xfea", errors.NotText)
    refused("d.html", b"<p>\0</p>", errors.NotText)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab1 .-#>*_`[]()!<>&;\\|~+=:^\"'é漢", min_size=1, max_size=40).filter(lambda t: t.strip()))
def test_plain_text_shows_as_typed(text):
    shown = render_article(text_to_markdown(text))
    assert re.fullmatch(r"<p>.*</p>", shown, re.DOTALL), shown
    plain = html.unescape(re.sub(r"</?p>", "", shown))
    assert " ".join(plain.split()) == " ".join(text.split())


def test_markdown_with_either_front_matter(write):
    toml = '+++\nheadline = "H"\nstandfirst = "S"\nbyline = "B"\ntags = ["a", "b"]\n+++\n\nBody *text*.\n'
    story = import_file(write("a.md", toml.encode()))
    assert (story.headline, story.standfirst, story.byline, story.body_markdown) == ("H", "S", "B", "Body *text*.")
    assert story.notes == ["The field “tags” was left out; it said: a, b"]
    yaml = "---\ntitle: 'H: and more'\nauthor: B\n---\nBody."
    story = import_file(write("b.md", yaml.encode()))
    assert (story.headline, story.byline, story.body_markdown) == ("H: and more", "B", "Body.")


def test_markdown_that_begins_with_a_rule_loses_nothing(write):
    text = "---\n\nJust words here\n\n---\n\nMore."
    assert import_file(write("a.md", text.encode())).body_markdown == text


def test_markdown_heading_byline_pictures_and_scripts(write):
    text = (
        '# Headline\n\nBy Joss Tern\n\nText ![quay](https://x.example/a_(b).png "t") on.\n\n'
        "```\n![kept](in-code.png)\n```\n\n<script>alert(1)</script>\n\nEnd.\n"
    )
    story = import_file(write("a.md", text.encode()))
    assert (story.headline, story.byline) == ("Headline", "Joss Tern")
    assert story.body_markdown.startswith("Text quay on.\n\n```\n![kept](in-code.png)\n```")
    assert "https://x.example/a_(b).png" in story.notes[0]
    assert any("scripts" in note for note in story.notes)
    assert "alert" in story.body_markdown
    assert "alert" not in render_article(story.body_markdown)


def test_html_page(write):
    page = (
        '<html><head><meta charset="iso-8859-2"><title>Site | x</title><script>t()</script></head><body><nav>menu</nav>'
        "<article><h1>Head <i>line</i></h1><p>By Łucja Tern</p><p onclick=x()>One &amp; <b>two</b>.</p><h1>Next</h1>"
        '<img src="https://x.example/p.gif"><iframe src=//x></iframe><ul><li>a<li>b</ul></article></body></html>'
    )
    story = import_file(write("a.html", page.encode("iso-8859-2")))
    assert (story.headline, story.byline) == ("Head line", "Łucja Tern")
    assert story.body_markdown == "One & **two**.\n\n## Next\n\n- a\n- b"
    assert story.notes == [
        "1 script, frame or form was left out.",
        "1 picture was left out. Pictures come with a later release.",
    ]


def test_a_byline_of_one_word_is_taken_and_said(write):
    story = import_file(write("a.txt", b"The ferry stops\n\nBy Friday\n\nThe last boat leaves at four."))
    assert (story.byline, story.body_markdown) == ("Friday", "The last boat leaves at four.")
    assert "The byline was taken from the line “By Friday”." in story.notes


def test_html_nested_beyond_reason(write, refused):
    data = b"<blockquote>" * 20_000 + b"x"
    try:
        assert "x" in import_file(write("a.html", data)).body_markdown
    except errors.DamagedFile as problem:
        assert problem.sentence


@pytest.mark.parametrize(
    "line",
    ["By then, he said, everything was lost", "By the harbour", "By Monday, the board had sold it", "by and large"],
)
def test_a_sentence_is_no_byline(write, line):
    story = import_file(write("a.html", f"<h1>H</h1><p>{line}</p><p>More.</p>".encode()))
    assert story.byline == "" and story.body_markdown.startswith(line)
    assert story.notes == []


@pytest.mark.parametrize("headline", ["#MeToo at the quay", "a*b and AT&T; told", "1 < 2 [a](b)"])
def test_headline_and_byline_from_the_text_carry_no_escapes(write, headline):
    story = import_file(write("a.txt", f"{headline}\n\nBy Ines_X *Marrable*\n\nText.\n".encode()))
    assert (story.headline, story.byline, story.body_markdown) == (headline, "Ines_X *Marrable*", "Text.")


@pytest.mark.parametrize(
    ("heading", "headline"),
    [
        (r"# \#MeToo and a\*b", "#MeToo and a*b"),
        (r"# Learning C\#", "Learning C#"),
        ("# Closed ##", "Closed"),
        ("# *The Tern* is **sold**, AT&amp;T _says_", "The Tern is sold, AT&T says"),
        ("# snake_case_names", "snake_case_names"),
    ],
)
def test_markdown_heading_is_a_plain_headline(write, heading, headline):
    story = import_file(write("a.md", f"{heading}\n\nText.\n".encode()))
    assert (story.headline, story.body_markdown) == (headline, "Text.")
    front = f"---\ntitle: {headline}\n---\n{heading}\n\nText.\n"
    assert import_file(write("b.md", front.encode())).body_markdown == "Text."
