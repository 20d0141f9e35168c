"""What comes out of an imported file, and how headline and byline are found in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

_BYLINE = re.compile(r"(?:by|BY|By)[ :]+(?P<name>\S.{0,118}?)")
_SMALL_WORDS = {"and", "in", "at", "of", "for", "the", "de", "da", "di", "du", "del", "la", "le", "van", "von", "der",
                "den", "ter", "bin", "al", "el", "y", "e"}  # fmt: skip
_STARRED = re.compile(r"(?<![\\*])(?P<mark>\*{1,3})(?=[^\s*])(?P<words>.{1,200}?)(?<![\\\s])(?P=mark)(?!\*)")
_UNDERLINED = re.compile(r"(?<![\\\w])(?P<mark>_{1,3})(?=[^\s_])(?P<words>.{1,200}?)(?<![\\\s])(?P=mark)(?!\w)")
_LONGEST_HEADLINE = 160
_NEAR_THE_TOP = 5


@dataclass(frozen=True, slots=True)
class ImportedArticle:
    """A story read from a file. Empty fields were not found; `notes` say in sentences what was changed or left out."""

    headline: str
    standfirst: str
    byline: str
    body_markdown: str
    notes: list[str]
    source_sha256: str


@dataclass(slots=True)
class Fields:
    """What a reader of one kind of file has found so far."""

    headline: str = ""
    standfirst: str = ""
    byline: str = ""
    body: str = ""


def byline_in(text: str) -> str:
    """The name in a line such as "By Ines Marrable", or nothing: a sentence may well begin with "By then, he said"."""
    match = _BYLINE.fullmatch(text.strip())
    if not match or match["name"].endswith((".", "?", "!", ":")) or re.search(r"[;?!]|[^\W\d_]{3,}\. ", match["name"]):
        return ""
    words = match["name"].split()
    named = words[0][:1].isalpha() and all(_may_be_of_a_name(word) for word in words)
    return match["name"].strip() if named and words[0].lower() not in _SMALL_WORDS - {"de", "van", "von", "al"} else ""


def _may_be_of_a_name(word: str) -> bool:
    return word.strip(",").lower() in _SMALL_WORDS or not word[:1].islower()


def take_byline(fields: Fields, notes: list[str]) -> None:
    """Move a byline near the top of the body into its field; one word may be no name ("By Friday"), so that is said."""
    paragraphs = fields.body.split("\n\n")
    for index, paragraph in enumerate(paragraphs[:_NEAR_THE_TOP]):
        if not fields.byline and (name := byline_in(plain_text(paragraph))):
            fields.byline = name
            if " " not in name:
                notes.append(f"The byline was taken from the line “By {name}”.")
            del paragraphs[index]
            fields.body = "\n\n".join(paragraphs)
            return


def plain_text(line: str) -> str:
    """A line of the body as a reader sees it, without marks of emphasis and the escapes that stop it being markup."""
    line = re.sub(r"^#+ ", "", line).strip()
    for marks in (_STARRED, _UNDERLINED, _STARRED):  # one kind may stand inside the other
        line = marks.sub(r"\g<words>", line)
    return unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", line))


def take_headline(fields: Fields, notes: list[str]) -> None:
    """Move a first line that looks like a headline out of the body, and say so."""
    if fields.headline:
        return
    first, _, rest = fields.body.partition("\n\n")
    plain = plain_text(first)
    if rest and "\n" not in first and _looks_like_headline(plain):
        fields.headline, fields.body = plain, rest.strip()
        notes.append("No headline was marked; the first line was taken as the headline.")
        return
    notes.append("No headline was found; write one before publishing.")


def _looks_like_headline(line: str) -> bool:
    if not 0 < len(line) <= _LONGEST_HEADLINE or line.endswith((".", ":", "?", "!", "”", '"')):
        return False
    return not re.match(r"[-+>|`]|\d+[.)]\s", line) and not byline_in(line)


def counted(number: int, one: str, many: str) -> str:
    """ "1 picture was", "3 pictures were": the number with the right words after it."""
    return f"1 {one}" if number == 1 else f"{number} {many}"
