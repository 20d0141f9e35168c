"""Ignore records: a finding somebody looked at and let stand, for as long as its sentence stays as it is."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from editor.domain.errors import BadInput
from editor.style.findings import Finding


@dataclass(frozen=True, slots=True)
class IgnoreRecord:
    """Who let a finding stand, and why. It is known by rule, words found and sentence, wherever the sentence moves."""

    rule: str
    text: str
    sentence: str
    who: str = ""
    why: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What findings are compared by."""
        return self.rule, normalised(self.text), normalised(self.sentence)


def ignore(finding: Finding, *, who: str = "", why: str = "") -> IgnoreRecord:
    """The record that keeps this finding back."""
    return IgnoreRecord(finding.rule, finding.text, finding.sentence, who, why)


def normalised(text: str) -> str:
    """A sentence without what does not change it: runs of space, the shape of quotation marks, composed letters."""
    plain = unicodedata.normalize("NFC", text).translate(_SAME)
    return " ".join(plain.split())


_SAME = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " ", "\u2011": "-"})


class Ignores:
    """Records to ask about findings."""

    def __init__(self, records: Iterable[IgnoreRecord] = ()) -> None:
        self._keys = {record.key for record in records}
        self._rules = {key[0] for key in self._keys}

    def has_rule(self, rule: str) -> bool:
        """Whether any record is of this rule."""
        return rule in self._rules

    def has(self, finding: Finding) -> bool:
        """Whether a finding was let stand."""
        return (finding.rule, normalised(finding.text), normalised(finding.sentence)) in self._keys


def write_records(records: Iterable[IgnoreRecord]) -> str:
    """Records as JSON lines."""
    fields = ("rule", "text", "sentence", "who", "why")
    return "".join(
        json.dumps({name: getattr(record, name) for name in fields}, ensure_ascii=False) + "\n" for record in records
    )


def read_records(text: str, name: str) -> list[IgnoreRecord]:
    """Records from JSON lines. Raises BadInput naming the line."""
    records = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict) or not all(isinstance(v, str) for v in row.values()):
                raise ValueError
            records.append(IgnoreRecord(**row))
        except (ValueError, TypeError, RecursionError):
            wanted = "an object with rule, text, sentence, who, why"
            raise BadInput(f"{name}, line {number} is no ignore record: it must be {wanted}.") from None
    return records
