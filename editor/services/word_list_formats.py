"""Word lists of other systems in and out: Coral, WordPress and Discourse."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from editor.domain.errors import BadInput
from editor.domain.rulebook_checks import Action, Check, Entry, Words
from editor.domain.rulebook_whole import WholeRulebook
from editor.triage.word_lists import plain_form

_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){1,3}\.?|[0-9a-f]*:[0-9a-f:]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ListKind:
    """One list of another system: what it does there, and what that is here."""

    name: str
    title: str
    action: Action
    inside: bool = False  # found inside words too
    inflect: bool = False


# What each list does in its own system:
# Coral: banned words reject a comment, suspect words hold it (settings “wordList” of coralproject/talk).
# WordPress: both lists match inside words, in the text and in the author's name and addresses (wp-admin, Discussion).
# Discourse: whole words, * for any letters (admin, Watched Words); block, require approval, flag, censor, silence.
KINDS: Final[Mapping[str, Mapping[str, ListKind]]] = {
    "coral": {
        "banned": ListKind("banned", "Coral: banned words", Action.REFUSE),
        "suspect": ListKind("suspect", "Coral: suspect words", Action.HOLD),
    },
    "wordpress": {
        "disallowed": ListKind("disallowed", "WordPress: disallowed comment keys", Action.REFUSE, inside=True),
        "moderation": ListKind("moderation", "WordPress: comment moderation", Action.HOLD, inside=True),
    },
    "discourse": {
        "block": ListKind("block", "Discourse: block", Action.REFUSE),
        "require_approval": ListKind("require_approval", "Discourse: require approval", Action.HOLD),
        "silence": ListKind("silence", "Discourse: silence", Action.HOLD),
        "censor": ListKind("censor", "Discourse: censor", Action.HOLD),
        "flag": ListKind("flag", "Discourse: flag", Action.FLAG),
    },
}
_SAY: Final = "This comment has words that our rules leave out. Please write it without them."


@dataclass(frozen=True, slots=True)
class Imported:
    """The checks that were made, and in sentences what could not be taken over."""

    checks: tuple[Check, ...]
    notes: tuple[str, ...]


def checks_from(system: str, text: str, *, list_name: str | None, live: bool) -> Imported:
    """Checks from a file of ``system`` (a key of :data:`KINDS`).

    A file with one word on each line needs ``list_name``; JSON says by itself which lists it holds. The checks are in
    shadow; ``live`` gives them what the list does in its own system. Raises BadInput.
    """
    kinds = KINDS[system]
    if list_name is not None and list_name not in kinds:
        raise BadInput(f"{system.capitalize()} has no list “{list_name}”; it has {_listed(kinds)}.")
    lists = _lists_in(system, text, list_name)
    notes: list[str] = []
    checks = tuple(check for name, words in lists.items() if (check := _check(system, kinds[name], words, live, notes)))
    if not checks:
        raise BadInput("No words were found in the file.")
    return Imported(checks, tuple(notes))


def with_checks(book: WholeRulebook, checks: Iterable[Check]) -> WholeRulebook:
    """The rulebook with the checks added; one with the same id takes the place of the one before."""
    new = {check.id: check for check in checks}
    kept = tuple(new.pop(check.id, check) for check in book.checks)
    return replace(book, checks=(*kept, *new.values()))


def _check(system: str, kind: ListKind, words: list[str], live: bool, notes: list[str]) -> Check | None:
    entries: dict[str, Entry] = {}
    for word in words:
        entry = _entry(kind, word, notes)
        if entry is not None:
            entries.setdefault(entry.text.casefold(), entry)
    if not entries:
        return None
    action = kind.action if live else Action.SHADOW
    say = _SAY if action is Action.REFUSE else ""
    name = f"{system}-{kind.name}".replace("_", "-")
    return Check(name, kind.title, Words(tuple(entries.values())), action, say=say)


def _entry(kind: ListKind, word: str, notes: list[str]) -> Entry | None:
    """One word as an entry; what cannot be one is noted."""
    if kind.inside and ("@" in word or _ADDRESS.fullmatch(word)):
        notes.append(f"“{word[:60]}” is an address of a reader, not a word: left out.")
        return None
    inner = word.strip("*")
    if "*" in inner:
        notes.append(f"“{word[:60]}” has a star inside, which a list cannot have: left out. A pattern can say it.")
        return None
    try:
        plain_form(inner)
    except BadInput:
        notes.append(f"“{ascii(word)[:60]}” has nothing that can be looked for: left out.")
        return None
    return Entry(f"*{inner}*" if kind.inside else word, inflect=kind.inflect)


def _lists_in(system: str, text: str, list_name: str | None) -> dict[str, list[str]]:
    if text.lstrip()[:1] == "{":
        return _from_json(system, text)
    if list_name is None:
        raise BadInput(f"Say with --list which list this is: {_listed(KINDS[system])}.")
    if system == "discourse":
        return {list_name: _from_csv(text)}
    return {list_name: _from_lines(text)}


def _from_lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _from_csv(text: str) -> list[str]:
    """The first column: the others hold what a word is replaced by, and whether case counts."""
    try:
        rows = [row for row in csv.reader(io.StringIO(text), strict=True) if row and row[0].strip()]
    except csv.Error as problem:
        raise BadInput(f"The file is no CSV: {problem}.") from problem
    if rows and [cell.strip().lower() for cell in rows[0]][:1] == ["word"]:
        rows = rows[1:]
    return [row[0].strip() for row in rows]


_JSON_NAMES: Mapping[str, Mapping[str, str]] = {
    "coral": {"banned": "banned", "suspect": "suspect"},
    "wordpress": {
        "disallowed_keys": "disallowed", "blacklist_keys": "disallowed", "blocklist_keys": "disallowed",
        "moderation_keys": "moderation",
    },
    "discourse": {name: name for name in KINDS["discourse"]},
}  # fmt: skip


def _from_json(system: str, text: str) -> dict[str, list[str]]:
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise BadInput("The file begins like JSON and is none.") from problem
    for outer in ("data", "settings", "wordList", "wordlist"):  # Coral nests its lists in these
        if isinstance(data, dict) and isinstance(data.get(outer), dict):
            data = data[outer]
    found: dict[str, list[str]] = {}
    for key, name in _JSON_NAMES[system].items():
        if key in data:
            words = data[key]
            lines = _from_lines(words) if isinstance(words, str) else words
            if not isinstance(lines, list) or not all(isinstance(word, str) for word in lines):
                raise BadInput(f"“{key}” is no list of words.")
            found.setdefault(name, []).extend(word.strip() for word in lines if word.strip())
    if not found:
        raise BadInput(f"The file has none of the lists of {system.capitalize()}: {_listed(_JSON_NAMES[system])}.")
    return found


# --- out --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Exported:
    """The text of the file, and in sentences what the other system cannot be told."""

    text: str
    notes: tuple[str, ...]


def list_of(system: str, book: WholeRulebook, *, list_name: str | None, shadow: bool) -> Exported:
    """The word lists of a rulebook as a file of ``system``. Raises BadInput when there is nothing to write.

    Every list whose check does what a list of that system does goes into that list, a milder check into the mildest;
    checks in shadow are left out unless ``shadow``. Only Coral's file holds all lists; the others need ``list_name``.
    """
    kinds = KINDS[system]
    if list_name is not None and list_name not in kinds:
        raise BadInput(f"{system.capitalize()} has no list “{list_name}”; it has {_listed(kinds)}.")
    if list_name is None and system != "coral":
        raise BadInput(f"Say with --list which list is wanted: {_listed(kinds)}.")
    notes: list[str] = []
    lists: dict[str, dict[str, None]] = {name: {} for name in kinds}
    for check in book.checks:
        name = _list_for(system, check, shadow, list_name)
        if name is None:
            continue
        if not isinstance(check.when, Words):
            notes.append(f"Check “{check.id}” is more than a list of words: left out.")
            continue
        lists[name].update(dict.fromkeys(_written(system, entry, check.id, notes) for entry in check.when.entries))
    wanted = {name: list(words) for name, words in lists.items() if list_name in (None, name)}
    if not any(wanted.values()):
        hint = "" if shadow else " Checks in shadow are left out; --shadow takes them too."
        raise BadInput(f"The rulebook has no list of words for {system.capitalize()}.{hint}")
    return Exported(_WRITERS[system](wanted), tuple(dict.fromkeys(notes)))


def _list_for(system: str, check: Check, shadow: bool, list_name: str | None) -> str | None:
    """Which list of the other system a check belongs into."""
    if check.action is Action.SHADOW:
        return (list_name or "suspect") if shadow else None
    strict = {"coral": "banned", "wordpress": "disallowed", "discourse": "block"}
    held = {"coral": "suspect", "wordpress": "moderation", "discourse": "require_approval"}
    if check.action is Action.REFUSE:
        return strict[system]
    if check.action is Action.HOLD or system != "discourse":
        return held[system]
    return "flag"


def _written(system: str, entry: Entry, check_id: str, notes: list[str]) -> str:
    if entry.exceptions:
        notes.append(f"Check “{check_id}”: exceptions cannot be told to {system.capitalize()}.")
    if entry.inflect and system != "wordpress":
        notes.append(f"Check “{check_id}”: endings are not found by {system.capitalize()}; only the words are written.")
    if system == "discourse":
        return entry.text
    if "*" in entry.text and system == "coral":
        notes.append(f"Check “{check_id}”: Coral has no star; the words are written without.")
    return entry.text.strip("*")


def _coral(lists: Mapping[str, list[str]]) -> str:
    return json.dumps({"wordList": lists}, ensure_ascii=False, indent=1) + "\n"


def _lines(lists: Mapping[str, list[str]]) -> str:
    return "".join(f"{word}\n" for words in lists.values() for word in words)


def _csv(lists: Mapping[str, list[str]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([word] for words in lists.values() for word in words)
    return written.getvalue()


_WRITERS: Mapping[str, Callable[[Mapping[str, list[str]]], str]] = {
    "coral": _coral,
    "wordpress": _lines,
    "discourse": _csv,
}


def _listed(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last
