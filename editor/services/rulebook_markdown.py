"""The words of a rulebook as Markdown and back; checks, ladder steps and templates are not words and stay out."""

from __future__ import annotations

import re
from dataclasses import replace

from editor.domain.errors import BadInput
from editor.domain.rulebook import Clause, Example, Rulebook, Severity

_CLAUSE = re.compile(r"## (\d{1,9})\. +(.+)")
_FIELD = re.compile(r"- (label|severity|strikes|appeal days): *(.*)")
_EXAMPLE = re.compile(r"- (stays|goes): (.*)")
_PARTS = {"### Guidance": "guidance", "### Message": "message", "### Examples": "examples"}
_SECTIONS = {
    "# Rules": "intro",
    "# Who may comment": "why_subscribers",
    "# What breaches lead to": "ladder",
    "# Appeals": "appeal_address",
}


def to_markdown(book: Rulebook) -> str:
    """The words, for people; :func:`from_markdown` reads them again. Headings in a text are written with a slash."""
    parts = [f"# Rules\n\n{_safe(book.intro)}"]
    for clause in book.clauses:
        fields = (
            f"- label: {clause.label}\n- severity: {clause.severity.value}\n- strikes: {clause.strikes}\n"
            f"- appeal days: {clause.appeal_days}"
        )
        parts.append(f"## {clause.number}. {clause.title or clause.label}\n\n{fields}\n\n{_safe(clause.public_text)}")
        if clause.guidance.strip():
            parts.append(f"### Guidance\n\n{_safe(clause.guidance)}")
        if clause.message.strip():
            parts.append(f"### Message\n\n{_safe(clause.message)}")
        if clause.examples:
            lines = (f"- {'stays' if e.allowed else 'goes'}: {' '.join(e.text.split())}" for e in clause.examples)
            parts.append("### Examples\n\n" + "\n".join(lines))
    for heading, name in _SECTIONS.items():
        if name != "intro" and getattr(book, name).strip():
            parts.append(f"{heading}\n\n{_safe(getattr(book, name))}")
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def from_markdown(text: str) -> Rulebook:
    """The words in the form that :func:`to_markdown` writes. Raises BadInput with the number of the line."""
    reader = _Reader()
    for number, line in enumerate(text.splitlines(), 1):
        reader.take(number, line)
    return reader.book()


def _safe(text: str) -> str:
    return re.sub(r"^(\\*)(#{1,3} )", r"\\\1\2", text.strip("\n"), flags=re.MULTILINE)


class _Reader:
    """Takes line after line and knows which text it belongs to."""

    def __init__(self) -> None:
        self._sections: dict[str, list[str]] = {}
        self._clauses: list[tuple[Clause, dict[str, list[str]]]] = []
        self._into: list[str] | None = None
        self._fields_open = False

    def take(self, number: int, line: str) -> None:
        """The next line."""
        stripped = line.rstrip()
        if stripped in _SECTIONS:
            self._into = self._sections.setdefault(_SECTIONS[stripped], [])
            self._fields_open = False
        elif found := _CLAUSE.fullmatch(stripped):
            texts: dict[str, list[str]] = {"public_text": []}
            self._clauses.append((Clause(int(found[1]), "", found[2], ""), texts))
            self._into, self._fields_open = texts["public_text"], True
        elif stripped in _PARTS and self._clauses:
            self._into = self._clauses[-1][1].setdefault(_PARTS[stripped], [])
            self._fields_open = False
        elif re.match(r"#{1,3} ", stripped):
            raise BadInput(f"Line {number:,}: the heading “{stripped[:60]}” is none of a rulebook's.")
        elif self._fields_open and (field := _FIELD.fullmatch(stripped)):
            self._field(number, field[1], field[2].strip())
        elif self._into is not None:
            self._fields_open = self._fields_open and not stripped
            self._into.append(re.sub(r"^\\(\\*#{1,3} )", r"\1", line))
        elif stripped:
            raise BadInput(
                f"Line {number:,}: a rulebook in Markdown begins with “# Rules” or with a rule, “## 1. Title”."
            )

    def book(self) -> Rulebook:
        """The words that were read."""
        texts = {name: _joined(self._sections.get(name, [])) for name in _SECTIONS.values()}
        clauses = tuple(
            replace(
                clause,
                label=clause.label or clause.title,
                public_text=_joined(parts["public_text"]),
                guidance=_joined(parts.get("guidance", [])),
                message=_joined(parts.get("message", [])),
                examples=tuple(map(_example, filter(str.strip, parts.get("examples", [])))),
            )
            for clause, parts in self._clauses
        )
        return Rulebook(0, clauses, texts["intro"], texts["why_subscribers"], texts["appeal_address"], texts["ladder"])

    def _field(self, number: int, name: str, value: str) -> None:
        clause, texts = self._clauses[-1]
        if name == "label":
            clause = replace(clause, label=value)
        elif name == "severity":
            if value not in [severity.value for severity in Severity]:
                raise BadInput(f"Line {number:,}: the severity is low, middle or high.")
            clause = replace(clause, severity=Severity(value))
        else:
            if not re.fullmatch(r"[0-9]{1,4}", value):
                raise BadInput(f"Line {number:,}: “{value[:40]}” is no whole number.")
            number_of = int(value)
            clause = replace(clause, strikes=number_of) if name == "strikes" else replace(clause, appeal_days=number_of)
        self._clauses[-1] = (clause, texts)


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n")


def _example(line: str) -> Example:
    found = _EXAMPLE.fullmatch(line.strip())
    if not found:
        raise BadInput(f"The example “{line.strip()[:60]}” begins neither with “- stays:” nor with “- goes:”.")
    return Example(found[1] == "stays", found[2])
