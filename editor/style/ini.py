"""Lines of a .vale.ini: sections, keys and values as go-ini, which Vale reads them with, takes them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from editor.domain.errors import BadInput

_INLINE_COMMENT = re.compile(r"(?:^|\s)[#;].*$")
_COMMA = re.compile(r"(?<!\\),")


@dataclass(frozen=True, slots=True)
class Setting:
    """One line; ``section`` is empty above the first heading, ``line`` counts from 1."""

    section: str
    key: str
    value: str
    line: int

    def items(self) -> list[str]:
        """The value cut at its commas (``\\,`` is a comma)."""
        return [item.strip().replace("\\,", ",") for item in _COMMA.split(self.value) if item.strip()]


def read_ini(text: str, name: str) -> list[Setting]:
    """The settings of a file in their order. Raises BadInput naming the line that is none."""
    settings: list[Setting] = []
    section, lines = "", text.split("\n")
    number = 0
    while number < len(lines):
        begin = number + 1
        line = lines[number].strip()
        number += 1
        if not line or line[0] in "#;":
            continue
        while line.endswith("\\") and number < len(lines):
            line = line[:-1].rstrip() + " " + lines[number].strip()
            number += 1
        if line.startswith("["):
            end = line.rfind("]")
            if end < 1:
                raise BadInput(f"{name}, line {begin}: a section must end with “]”.")
            section = line[1:end].strip()
            continue
        key, equals, value = line.partition("=")
        if not equals or not key.strip():
            raise BadInput(f"{name}, line {begin}: “{line[:40]}” is neither a section nor “key = value”.")
        settings.append(Setting(section, key.strip(), _unquoted(value.strip()), begin))
    return settings


def _unquoted(value: str) -> str:
    for quote in ('"""', "`", '"'):
        if value.startswith(quote) and value.endswith(quote) and len(value) >= 2 * len(quote):
            return value[len(quote) : -len(quote)]
    return _INLINE_COMMENT.sub("", value).strip()
