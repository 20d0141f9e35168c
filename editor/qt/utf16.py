"""The one conversion between Unicode code points (ours) and UTF-16 code units (Qt's)."""

from __future__ import annotations


def to_utf16(text: str, code_point: int) -> int:
    """Qt position of the given code point position; positions past the end are clamped to it."""
    if text.isascii():
        return min(max(code_point, 0), len(text))
    return sum(2 if ord(character) > 0xFFFF else 1 for character in text[: max(code_point, 0)])


def from_utf16(text: str, unit: int) -> int:
    """Code point position of the given Qt position; a position inside a surrogate pair moves to its start."""
    if text.isascii():
        return min(max(unit, 0), len(text))
    units = 0
    for index, character in enumerate(text):
        width = 2 if ord(character) > 0xFFFF else 1
        if units + width > unit:
            return index
        units += width
    return len(text)


def utf16_length(text: str) -> int:
    """Length of the text in UTF-16 code units."""
    return to_utf16(text, len(text))
