"""Turn the bytes of a text file into text, saying so when the encoding had to be guessed."""

from __future__ import annotations

import codecs
import re

from editor.prose.errors import NotText

_DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
GUESSED = "The file does not say how its letters are stored; it was read as Windows-1252. Check accents and quotes."


def decode(name: str, data: bytes, notes: list[str], declared: bool = False) -> str:
    """Text with `\\n` line ends. Tries the byte-order mark, UTF-8, an HTML declaration if `declared`, Windows-1252.

    Raises NotText.
    """
    text = _decoded(name, data, notes, declared)
    if "\x00" in text:
        raise NotText(name)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(name: str, data: bytes, notes: list[str], declared: bool) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data[len(bom) :].decode(encoding)
            except UnicodeDecodeError as problem:
                raise NotText(name) from problem
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if b"\x00" in data:
        raise NotText(name)
    if declared and (match := _DECLARED.search(data[:4096])):
        try:
            return data.decode(match.group(1).decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass  # a wrong declaration is common; the guess below is noted
    notes.append(GUESSED)
    # five bytes have no letter in Windows-1252; they are shown as a visible mark, never dropped
    return data.decode("cp1252", errors="replace")
