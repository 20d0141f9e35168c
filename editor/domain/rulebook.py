"""The rulebook: numbered clauses, numbered immutable versions, and the difference between two."""

from __future__ import annotations

import hashlib
import json
import re
import string
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from enum import StrEnum

from editor.domain.decisions import MAX_QUOTE, StatementOfReasons
from editor.domain.errors import BadInput


class Severity(StrEnum):
    """How badly a breach weighs."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Example:
    """A comment of our own making that stays (``allowed``) or goes under the clause."""

    allowed: bool
    text: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule as published, with what moderators and authors are told."""

    number: int
    label: str  # two or three words, on the report form and behind R and a digit
    title: str
    public_text: str  # Markdown
    guidance: str = ""
    examples: tuple[Example, ...] = ()
    severity: Severity = Severity.MIDDLE
    strikes: int = 1
    message: str = ""  # template to the author
    appeal_days: int = 14


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A numbered, immutable snapshot. Version 0 is a draft that was never published."""

    version: int
    clauses: tuple[Clause, ...]
    intro: str  # Markdown, the short box on each story
    why_subscribers: str  # what a visitor without a subscription is told
    appeal_address: str
    ladder: str = ""  # Markdown, what repeated breaches lead to
    published_at: datetime | None = None
    published_by: str = ""
    change_note: str = ""

    def clause(self, number: int) -> Clause:
        """The clause with that number; KeyError when there is none."""
        for clause in self.clauses:
            if clause.number == number:
                return clause
        raise KeyError(number)


def canonical_json(rulebook: Rulebook) -> str:
    """The rulebook's content as JSON with sorted keys and no spaces: what its hash is taken over.

    Publication data (version, who, when, note) is left out, so the same words have the same hash.
    """
    data = asdict(rulebook)
    for key in ("version", "published_at", "published_by", "change_note"):
        del data[key]
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_hash(rulebook: Rulebook) -> str:
    """SHA-256 of :func:`canonical_json` in hex."""
    return hashlib.sha256(canonical_json(rulebook).encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """What one clause was and became; None on the side where it does not exist."""

    number: int
    before: Clause | None
    after: Clause | None


def changes_between(before: Rulebook, after: Rulebook) -> tuple[ClauseChange, ...]:
    """The clauses that differ, in the order of their numbers."""
    old = {c.number: c for c in before.clauses}
    new = {c.number: c for c in after.clauses}
    numbers = sorted(old.keys() | new.keys())
    return tuple(ClauseChange(n, old.get(n), new.get(n)) for n in numbers if old.get(n) != new.get(n))


class Piece(StrEnum):
    """What became of a run of words."""

    SAME = "same"
    INSERTED = "inserted"
    DELETED = "deleted"


_LONG = 1_000  # words from which frequent ones are no place to begin a match


def word_difference(before: str, after: str) -> tuple[tuple[Piece, str], ...]:
    """Runs of words kept, deleted and inserted; kept and inserted runs join to ``after`` exactly.

    White space alone is never a match: words that changed one after the other make one deletion and one insertion.
    """
    a, b = (re.findall(r"\s+|\w+|[^\w\s]", text) for text in (before, after))
    pieces: list[tuple[Piece, str]] = []
    long = len(b) > _LONG  # every other “the” would be tried against every other one
    for tag, i1, i2, j1, j2 in SequenceMatcher(str.isspace, a, b, autojunk=long).get_opcodes():
        if tag == "equal":
            pieces.append((Piece.SAME, "".join(b[j1:j2])))
            continue
        if i2 > i1:
            pieces.append((Piece.DELETED, "".join(a[i1:i2])))
        if j2 > j1:
            pieces.append((Piece.INSERTED, "".join(b[j1:j2])))
    return tuple(pieces)


TEMPLATE_FIELDS = frozenset(
    {"clause.number", "clause.label", "clause.title", "quote", "appeal.until", "appeal.address", "story"}
)


def unknown_fields(template: str) -> tuple[str, ...]:
    """Fields of a message template that nothing will fill. Raises BadInput when its braces do not pair."""
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(template) if name is not None]
    except ValueError as problem:
        raise BadInput("The message has a brace without its partner. Write {{ for a brace of your own.") from problem
    return tuple(dict.fromkeys(n for n in names if n not in TEMPLATE_FIELDS))


MAX_RULES = 100
MAX_RULE_TEXT = 10_000  # code points of each text of a rulebook
MAX_RULE_LINE = 300  # code points of what stands on one line
MAX_EXAMPLES = 50


def check(rulebook: Rulebook) -> None:
    """Raises BadInput with a sentence when the rulebook cannot be published as it is."""
    numbers = [c.number for c in rulebook.clauses]
    if not numbers:
        raise BadInput("A rulebook needs at least one rule.")
    if len(numbers) > MAX_RULES:
        raise BadInput(f"A rulebook can have at most {MAX_RULES} rules.")
    if len(set(numbers)) != len(numbers):
        raise BadInput("Two rules have the same number.")
    _require_sizes("The rulebook", rulebook, "", "intro", "why_subscribers", "ladder", "change_note")
    _require_sizes("The rulebook", rulebook, "", "appeal_address", most=MAX_RULE_LINE)
    for clause in rulebook.clauses:
        where = f"Rule {clause.number}"
        if not clause.label.strip():
            raise BadInput(
                f"{where} needs a label: readers choose it when they report.", field=f"{clause.number}.label"
            )
        if not clause.public_text.strip():
            raise BadInput(f"{where} needs the text that readers see.", field=f"{clause.number}.public_text")
        if unknown := unknown_fields(clause.message):
            raise BadInput(f"{where}: nothing fills {{{unknown[0]}}} in the message.", field=f"{clause.number}.message")
        _require_sizes(where, clause, f"{clause.number}.", "public_text", "guidance", "message")
        _require_sizes(where, clause, f"{clause.number}.", "label", "title", most=MAX_RULE_LINE)
        if len(clause.examples) > MAX_EXAMPLES:
            raise BadInput(f"{where} can have at most {MAX_EXAMPLES} examples.", field=f"{clause.number}.examples")
        for example in clause.examples:
            _require_sizes(where, example, f"{clause.number}.", "text")


def _require_sizes(
    where: str, holder: Rulebook | Clause | Example, prefix: str, *names: str, most: int = MAX_RULE_TEXT
) -> None:
    for name in names:
        if len(getattr(holder, name)) > most:
            raise BadInput(f"{where} has a text of more than {most:,} characters.", field=f"{prefix}{name}")


def statement_of_reasons(
    rulebook: Rulebook, number: int, *, quote: str, story: str, decided_at: datetime
) -> StatementOfReasons:
    """The statement for a removal under clause ``number``, written from the clause's own template."""
    clause = rulebook.clause(number)
    until = decided_at + timedelta(days=clause.appeal_days)
    values: Mapping[str, str] = {
        "{clause.number}": str(clause.number),
        "{clause.label}": clause.label,
        "{clause.title}": clause.title,
        "{quote}": quote,
        "{appeal.until}": f"{until.day} {until:%B %Y}",
        "{appeal.address}": rulebook.appeal_address,
        "{story}": story,
    }
    # One pass over the template: what stands inside a quote is the reader's text and is never read as a field.
    fields = "|".join(re.escape(name) for name in values)
    message = re.sub(rf"{fields}|{{{{|}}}}", lambda m: values.get(m.group(), m.group()[0]), clause.message)
    return StatementOfReasons(
        clause=number,
        clause_label=clause.label,
        rulebook_version=rulebook.version,
        quote=quote[:MAX_QUOTE],
        message=message,
        appeal_until=until,
        appeal_address=rulebook.appeal_address,
    )


def with_clause(rulebook: Rulebook, clause: Clause) -> Rulebook:
    """The rulebook with ``clause`` put in the place of the one with its number, or added in order."""
    others = [c for c in rulebook.clauses if c.number != clause.number]
    return replace(rulebook, clauses=tuple(sorted([*others, clause], key=lambda c: c.number)))


_WORDS = ("intro", "why_subscribers", "appeal_address", "ladder")


def merge(base: Rulebook, mine: Rulebook, theirs: Rulebook) -> tuple[Rulebook, tuple[int, ...]]:
    """``mine`` put on ``theirs``, rule by rule, both made from ``base``; version and dates are of ``theirs``.

    Where both changed the same rule or text, ``mine`` stands; the second value names the rules of which that is true.
    """
    old, ours, other = ({clause.number: clause for clause in book.clauses} for book in (base, mine, theirs))
    clauses: list[Clause] = []
    clashing: list[int] = []
    for number in sorted(old.keys() | ours.keys() | other.keys()):
        was, here, there = old.get(number), ours.get(number), other.get(number)
        if here not in (was, there) and there != was:
            clashing.append(number)
        chosen = there if here == was else here
        if chosen is not None:
            clauses.append(chosen)
    words = {name: getattr(theirs if getattr(mine, name) == getattr(base, name) else mine, name) for name in _WORDS}
    return replace(theirs, clauses=tuple(clauses), **words), tuple(clashing)
