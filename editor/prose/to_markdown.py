"""Turn foreign HTML and plain text into Markdown that reads back as the same words."""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

from editor.prose.imported import counted
from editor.prose.sanitise import sanitise

_WIDEST_CELL = 100  # columns; a page may claim any number, and each would be written out
_LINE_START = re.compile(r"^(?P<space>[ \t]*)(?:(?P<mark>[#>+=~-])|(?P<number>\d+)\.(?=\s|$))", re.MULTILINE)
_INLINE = re.compile(r"[\\*`|]|(?<![^\W_])_|_(?![^\W_])|\[(?=\^|[^\]\n]*\]\s?[\[(:])|!(?=\[)")
_TAG_OR_ENTITY = re.compile(r"<(?=[A-Za-z/!?])|&(?=#|\w+;)")


def escape_text(text: str) -> str:
    """`text` such that Markdown shows it as it stands: no accidental emphasis, links, tags or entities."""
    text = _INLINE.sub(lambda match: "\\" + match.group(), text)
    return _TAG_OR_ENTITY.sub(lambda match: "&lt;" if match.group() == "<" else "&amp;", text)


class _Converter(MarkdownConverter):
    """markdownify with escapes that Python-Markdown understands."""

    def escape(self, text: str, parent_tags: Any) -> str:
        return escape_text(text or "")

    def convert_li(self, el: Any, text: str, parent_tags: Any) -> str:
        """An item whose further lines stand four columns in: the only indent Python-Markdown knows."""
        text = text.strip()
        if not text:
            return "\n"
        mark = f"{_item_number(el)}." if el.parent is not None and el.parent.name == "ol" else "-"
        lines = text.split("\n")
        rest = "".join(f"\n    {line}" if line else "\n" for line in lines[1:])
        end = "\n\n" if "" in lines else "\n"  # else the next item would run on from the last paragraph
        return f"{mark} {lines[0]}{rest}{end}"

    def convert_s(self, el: Any, text: str, parent_tags: Any) -> str:
        """Python-Markdown has no mark for words struck through; the sanitiser lets the tag pass."""
        return f"<s>{text}</s>" if text.strip() and "_noformat" not in parent_tags else text

    convert_del = convert_s

    def convert_p(self, el: Any, text: str, parent_tags: Any) -> str:
        if not text.strip().startswith(("**", "_", "[^")) and "_inline" not in parent_tags and "td" not in parent_tags:
            text = _unmarked_start(text)
        return str(super().convert_p(el, text, parent_tags))  # type: ignore[misc]  # markdownify's stubs leave it out


def _item_number(item: Any) -> int:
    start = str(item.parent.get("start", ""))
    return (int(start) if start.isdecimal() else 1) + len(item.find_previous_siblings("li"))


def _unmarked_start(text: str) -> str:
    """A paragraph whose lines cannot be read as list items, headings or fences; escaped marks stay as they are."""

    def unmarked(match: re.Match[str]) -> str:
        space, mark, number = match.group("space", "mark", "number")
        if number:
            return f"{space}{number}\\."
        # Python-Markdown has no backslash escape for these two
        return space + {"=": "&#61;", "~": "&#126;"}.get(mark, "\\" + mark)

    return _LINE_START.sub(unmarked, text)


def _unnest_tables(soup: BeautifulSoup) -> int:
    """Put tables inside a table after it, for a cell of Markdown holds one line; tells how many."""
    moved = 0
    for table in soup.find_all("table"):
        inner = table.find_all("table")
        for each in reversed(inner):
            table.insert_after(each)
        moved += len(inner)
    return moved


def _fill_spans(soup: BeautifulSoup, table: Tag) -> None:
    """Give the places that a cell spans empty cells, else Markdown moves what stands beside or below to the left."""
    rows = table.find_all("tr")
    grid = _places(rows)
    columns = sorted({column for placed in grid for column in placed})
    body = soup.new_tag("tbody")
    for row, placed in zip(rows, grid, strict=True):
        kind = "td" if any(cell.name == "td" for cell in placed.values()) else "th"
        row.clear()
        if not placed:
            continue  # every place of it is spanned from above
        # the first row must be the widest: Python-Markdown leaves out what stands further right
        last = max(placed) if body.contents else columns[-1]
        for column in columns:
            if column <= last:
                row.append(placed[column] if column in placed else soup.new_tag(kind))
        body.append(row)
    for section in table.find_all(["thead", "tbody", "tfoot"]):
        section.decompose()
    table.append(body)


def _places(rows: list[Tag]) -> list[dict[int, Tag]]:
    """For each row its cells by the column they begin in, counting the places that cells span."""
    grid: list[dict[int, Tag]] = []
    below: dict[int, int] = {}  # column to the number of rows still covered from above
    for row in rows:
        covered = below
        below = {column: left - 1 for column, left in covered.items() if left > 1}
        placed: dict[int, Tag] = {}
        column = 0
        for cell in row.find_all(["td", "th"], recursive=False):
            while column in covered:
                column += 1
            placed[column] = cell
            width, height = min(_span(cell, "colspan"), _WIDEST_CELL), _span(cell, "rowspan")
            if height > 1:
                below.update(dict.fromkeys(range(column, column + width), height - 1))
            column += width
        grid.append(placed)
    return grid


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name, ""))
    del cell[name]
    return max(1, int(value)) if value.isdecimal() and len(value) < 6 else 1


def html_to_markdown(html: str, notes: list[str] | None = None) -> str:
    """Markdown of foreign HTML, which is sanitised first; pictures become their alternative text.

    What had to be moved is said in `notes`. Raises RecursionError for HTML nested thousands deep.
    """
    soup = BeautifulSoup(sanitise(html), "html.parser")
    moved = _unnest_tables(soup)
    if moved and notes is not None:
        notes.append(
            f"{counted(moved, 'table inside another was put after it', 'tables inside others were put after them')}."
        )
    for table in soup.find_all("table"):
        _fill_spans(soup, table)
    converter = _Converter(
        heading_style="atx", strong_em_symbol="*", newline_style="backslash", sub_symbol="<sub>", sup_symbol="<sup>"
    )
    text = str(converter.convert_soup(soup))
    # a backslash at a line's end is no line break in Python-Markdown; two spaces are
    text = re.sub(r"(?<!\\)\\\n", "  \n", text)
    text = re.sub(r"^[ \t]+$", "", text, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def text_to_markdown(text: str) -> str:
    """Markdown of plain text: paragraphs as they stand, nothing read as markup."""
    paragraphs = (
        "\n".join(line.strip() for line in part.split("\n")) for part in re.split(r"\n[^\S\n]*\n", text) if part.strip()
    )
    return "\n\n".join(_unmarked_start(escape_text(part)) for part in paragraphs)
