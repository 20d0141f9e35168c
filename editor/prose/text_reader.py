"""Read a story from Markdown, HTML or plain text."""

from __future__ import annotations

import re
import tomllib

from bs4 import BeautifulSoup, Tag

from editor.prose import errors
from editor.prose.decoding import decode
from editor.prose.imported import Fields, counted, plain_text, take_byline, take_headline
from editor.prose.to_markdown import html_to_markdown, text_to_markdown

_FRONT_MATTER = re.compile(
    r"\A(?P<fence>\+\+\+|---)[ \t]*\n(?P<inside>.*?)^(?P=fence)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_YAML_LINE = re.compile(r"(?P<key>[A-Za-z_][\w-]*):[ \t]*(?P<value>.*)")
_HEADING = re.compile(r"\A#[ \t]+(?P<text>[^\n]+?)[ \t]*(?:(?<!\\)#+)?[ \t]*(?:\n+|\Z)")
_IMAGE = re.compile(r"!\[(?P<alt>[^\]\n]*)\]\([ ]*(?P<address>[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)[^)\n]*\)")
_CODE = re.compile(r"^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?^(?P=fence)[ ]*$|`[^`\n]+`", re.DOTALL | re.MULTILINE)
_ACTIVE = re.compile(r"<(script|style|iframe|object|embed|form)\b", re.IGNORECASE)
_KNOWN = {"headline": "headline", "title": "headline", "standfirst": "standfirst", "subtitle": "standfirst",
          "description": "standfirst", "byline": "byline", "author": "byline"}  # fmt: skip


def read_txt(name: str, data: bytes, notes: list[str]) -> Fields:
    """Plain text: nothing in it is read as markup. Raises NotText."""
    fields = Fields(body=text_to_markdown(decode(name, data, notes)))
    take_headline(fields, notes)
    take_byline(fields, notes)
    return fields


def read_html(name: str, data: bytes, notes: list[str]) -> Fields:
    """An HTML page or fragment: its article, else its main part, else its body. Raises NotText, DamagedFile."""
    text = decode(name, data, notes, declared=True)
    try:
        fields = _html_fields(BeautifulSoup(text, "html.parser"), notes)
    except RecursionError as problem:
        raise errors.DamagedFile(name) from problem
    take_byline(fields, notes)
    take_headline(fields, notes)
    return fields


def _html_fields(soup: BeautifulSoup, notes: list[str]) -> Fields:
    found = soup.find("article") or soup.find("main") or soup.find("body")
    story: Tag = found if isinstance(found, Tag) else soup
    fields = Fields()
    heading = story.find("h1") or soup.find("h1")
    if isinstance(heading, Tag):
        fields.headline = _plain(heading)
        heading.decompose()
    elif isinstance(title := soup.find("title"), Tag):
        fields.headline = _plain(title)
    active = story.find_all(["script", "style", "iframe", "object", "embed", "form"])
    if active:
        notes.append(f"{counted(len(active), 'script, frame or form was', 'scripts, frames or forms were')} left out.")
    pictures = story.find_all("img")
    for picture in pictures:
        picture.decompose()
    _note_pictures(len(pictures), notes)
    for again in story.find_all("h1"):
        again.name = "h2"
    fields.body = html_to_markdown(story.decode_contents(), notes)
    return fields


def _plain(tag: Tag) -> str:
    return re.sub(r"\s+", " ", tag.get_text()).strip()


def _note_pictures(number: int, notes: list[str]) -> None:
    if number:
        notes.append(f"{counted(number, 'picture was', 'pictures were')} left out. Pictures come with a later release.")


def read_markdown(name: str, data: bytes, notes: list[str]) -> Fields:
    """Markdown with optional front matter (TOML between +++, or simple `key: value` lines between ---).

    The text is kept as written, without pictures. Raises NotText.
    """
    text = decode(name, data, notes).strip("\n")
    fields = Fields()
    match = _FRONT_MATTER.match(text)
    if match and (values := _front_matter(match["fence"], match["inside"], notes)) is not None:
        text = text[match.end() :].strip("\n")
        _use(values, fields, notes)
    heading = _HEADING.match(text)
    if heading and fields.headline in ("", heading["text"], plain_text(heading["text"])):
        fields.headline = plain_text(heading["text"])
        text = text[heading.end() :]
    fields.body = _without_pictures(text, notes).strip("\n")
    if _ACTIVE.search(_CODE.sub("", fields.body)):
        notes.append("The text contains scripts, styles or frames as HTML; they stay here and no reader is shown them.")
    take_byline(fields, notes)
    if not fields.headline:
        notes.append("No headline was found; write one before publishing.")
    return fields


def _front_matter(fence: str, inside: str, notes: list[str]) -> dict[str, str] | None:
    """Keys and values as text, or None when it is no front matter and belongs to the story."""
    if fence == "+++":
        try:
            found = tomllib.loads(inside)
            return {key: ", ".join(map(str, v)) if isinstance(v, list) else str(v) for key, v in found.items()}
        except tomllib.TOMLDecodeError:
            notes.append("The lines between +++ could not be read as fields and were kept as text.")
            return None
    values: dict[str, str] = {}
    for line in inside.splitlines():
        match = _YAML_LINE.fullmatch(line.rstrip())
        if match:
            values[match["key"]] = match["value"].strip().strip("\"'")
        elif values and line.strip():
            last = next(reversed(values))
            values[last] = f"{values[last]} {line.strip(' -')}".strip()
        elif line.strip():
            return None  # a story may well begin with a rule
    return values or None


def _use(values: dict[str, str], fields: Fields, notes: list[str]) -> None:
    for key, value in values.items():
        target = _KNOWN.get(key.lower())
        if target and not getattr(fields, target):
            setattr(fields, target, value)
        elif value:
            notes.append(f"The field “{key}” was left out; it said: {value}")


def _without_pictures(text: str, notes: list[str]) -> str:
    addresses: list[str] = []

    def dropped(match: re.Match[str]) -> str:
        addresses.append(match["address"])
        return match["alt"]

    parts: list[str] = []
    position = 0
    for code in _CODE.finditer(text):
        parts += [_IMAGE.sub(dropped, text[position : code.start()]), code.group()]
        position = code.end()
    parts.append(_IMAGE.sub(dropped, text[position:]))
    if addresses:
        were = counted(len(addresses), "picture was", "pictures were")
        notes.append(f"{were} replaced by the words that describe it or them: {', '.join(addresses)}")
    return "".join(parts)
