"""Look at a .docx before anything opens it: what it is, how large it gets, and whether its XML is plain."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

import defusedxml.sax
import olefile
from defusedxml.common import DefusedXmlException

from editor.prose import errors

MAX_UNPACKED = 200 * 1024 * 1024
MAX_XML = 50 * 1024 * 1024
MAX_ENTRIES = 10_000
MAX_DEPTH = 400
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK"

BODY_PART = re.compile(r"word/(?:document|footnotes|endnotes)\d*\.xml")
"""The parts of a document that hold words of the story."""


@dataclass(slots=True)
class Contents:
    """What a document carries besides its words."""

    embedded_pictures: int = 0
    linked_pictures: int = 0
    comments: int = 0
    headers: bool = False
    equations: int = 0
    _changed_words: int = 0
    _changed_marks: int = 0
    _external: set[str] = field(default_factory=set)

    @property
    def tracked_changes(self) -> int:
        """Words put in, taken out or moved. Word marks the ends of changed paragraphs too: they count when alone."""
        return self._changed_words or self._changed_marks


class _Reader(ContentHandler):
    """Walks one XML part, counting pictures and refusing absurd nesting."""

    def __init__(self, contents: Contents, part: str) -> None:
        super().__init__()
        self._contents = contents
        self._part = part
        self._is_body = BODY_PART.fullmatch(part) is not None
        self._open: list[str] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - SAX's name
        local = name.rpartition(":")[2]
        if self._is_body:
            self._count_unseen(local)
        self._open.append(local)
        if len(self._open) > MAX_DEPTH:
            raise SAXException("nested too deep")
        values = {key.rpartition(":")[2]: value for key, value in attrs.items()}
        if self._part.endswith(".rels"):
            if local == "Relationship" and values.get("TargetMode") == "External":
                self._contents._external.add(values.get("Id", ""))
        elif self._part == "word/comments.xml":
            self._contents.comments += local == "comment"
        elif local == "blip":
            self._count(values.get("link") or values.get("embed"))
        elif local == "imagedata":
            self._count(values.get("id"))

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX's name
        self._open.pop()

    def _count_unseen(self, local: str) -> None:
        """Count what Word shows and the import cannot: changes being tracked, and equations."""
        if local == "oMath":
            self._contents.equations += 1
        elif local in ("ins", "del", "moveTo"):
            if self._open and self._open[-1].endswith("Pr"):
                self._contents._changed_marks += 1
            elif "Choice" not in self._open:  # the same words stand in the Fallback beside it
                self._contents._changed_words += 1

    def _count(self, relationship: str | None) -> None:
        if relationship in self._contents._external:
            self._contents.linked_pictures += 1
        elif relationship:
            self._contents.embedded_pictures += 1


def check_docx(name: str, data: bytes) -> Contents:
    """What the document carries. Raises the subclass of ImportRefused that says why it must not be opened."""
    if data.startswith(_OLE):
        raise _ole_refusal(name, data)
    if not data.startswith(_ZIP):
        raise errors.NotWordFile(name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_entries(name, archive)
            return _read_parts(name, archive)
    except DefusedXmlException as problem:
        raise errors.UnsafeDocument(name) from problem
    except (
        zipfile.BadZipFile, zlib.error, EOFError, SAXException, NotImplementedError, OSError, ValueError, RuntimeError,
    ) as problem:  # fmt: skip
        raise errors.DamagedFile(name) from problem


def _ole_refusal(name: str, data: bytes) -> errors.ImportRefused:
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            if container.exists("EncryptedPackage"):
                return errors.PasswordProtected(name)
            if container.exists("WordDocument"):
                return errors.OlderWordFile(name)
    except Exception:  # olefile raises anything at all on a damaged container
        return errors.DamagedFile(name)
    return errors.NotWordFile(name)


def _check_entries(name: str, archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise errors.UnpacksTooLarge(name)
    if sum(entry.file_size for entry in entries if _is_xml(entry.filename)) > MAX_XML:
        raise errors.UnpacksTooLarge(name)
    if any(entry.flag_bits & 1 for entry in entries):
        raise errors.PasswordProtected(name)
    names = {entry.filename for entry in entries}
    if any(entry.lower().endswith(("vbaproject.bin", "vbadata.xml")) for entry in names):
        raise errors.HasMacros(name)
    if "[Content_Types].xml" not in names or "word/document.xml" not in names:
        raise errors.NotWordFile(name)


def _is_xml(entry: str) -> bool:
    return entry.lower().endswith((".xml", ".rels"))


def _read_parts(name: str, archive: zipfile.ZipFile) -> Contents:
    contents = Contents()
    names = [entry for entry in archive.namelist() if _is_xml(entry)]
    for entry in sorted(names, key=lambda entry: not entry.endswith(".rels")):
        data = archive.read(entry)
        if entry == "[Content_Types].xml" and b"macroEnabled" in data:
            raise errors.HasMacros(name)
        contents.headers = contents.headers or entry.startswith(("word/header", "word/footer"))
        parser = defusedxml.sax.make_parser()
        parser.forbid_dtd = True
        # relationships of the body only: other parts number theirs from rId1 too
        part = entry if not entry.endswith(".rels") or entry == "word/_rels/document.xml.rels" else ""
        parser.setContentHandler(_Reader(contents, part))
        parser.parse(io.BytesIO(data))
    return contents
