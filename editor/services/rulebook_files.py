"""Whole rulebooks as files: read strictly, validated, compiled, signed, written so that nothing is ever half there."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from editor.domain.errors import BadInput
from editor.domain.plain_data import from_plain, to_plain
from editor.domain.rulebook_checks import Pattern, leaves
from editor.domain.rulebook_soundness import check_whole
from editor.domain.rulebook_whole import WholeRulebook, canonical_whole
from editor.services.text_files import read_text, write_text
from editor.triage import signing
from editor.triage.engine import compiled_problem
from editor.triage.never_met import never_met_note
from editor.triage.patterns import ascii_note

FORMAT = "backbench rulebook 1"
STARTER = "starter"  # what a command may be told instead of a file
_PLACE = "format"


def read_whole(path: Path, *, key: str = "") -> WholeRulebook:
    """The rulebook in a file, JSON or TOML; ``starter`` is the one the program ships.

    ``key`` is a public key in Base64: the file must carry its signature. Raises BadInput with one sentence that names
    the place.
    """
    if str(path) == STARTER and not path.exists():
        return starter()
    text = read_text(path)
    data = _parsed(path, text)
    try:
        data, signature = _unwrapped(data)
        book = _whole_from(data)
        validate(book)
        if key:
            signing.verify(book, signature, key)
        return book
    except BadInput as problem:
        raise BadInput(f"{path.name}: {problem.detail}", field=problem.field) from problem


def validate(book: WholeRulebook) -> None:
    """Raises BadInput when the rulebook cannot be published: its words, its checks, its patterns and lists."""
    check_whole(book)
    canonical_whole(book)  # every text can be saved and signed
    for check in book.checks:
        if problem := compiled_problem(check):
            raise BadInput(f"Check “{check.id}”: {problem}", field=f"{check.id}.when")


def notes_on(book: WholeRulebook) -> tuple[str, ...]:
    """What can be published and is hardly meant: sentences for who wrote it, each with the rule and the check."""
    notes: list[str] = []
    for check in book.checks:
        where = f"Check “{check.id}”" if check.clause is None else f"Rule {check.clause}, check “{check.id}”"
        patterns = [leaf for leaf in leaves(check.when) if isinstance(leaf, Pattern)]
        found = (look(pattern) for pattern in patterns for look in (ascii_note, never_met_note))
        notes += [f"{where}: {note}" for note in found if note]
    return tuple(notes)


def as_json(book: WholeRulebook, signature: signing.Signature | None = None) -> str:
    """The rulebook as the JSON that :func:`read_whole` reads."""
    data = {_PLACE: FORMAT, **to_plain(book)}
    if signature is not None:
        data["signature"] = to_plain(signature)
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def write_whole(path: Path, book: WholeRulebook, signature: signing.Signature | None = None) -> None:
    """Write the rulebook in the place of what stands there, all of it or nothing."""
    write_text(path, as_json(book, signature))


def starter() -> WholeRulebook:
    """The rulebook a new paper starts from: the words, and checks that only count."""
    home = files("resources") / "rulebook"
    words = tomllib.loads((home / "starter.toml").read_text("utf-8"))
    rest = tomllib.loads((home / "starter_checks.toml").read_text("utf-8"))
    return _whole_from({"words": {"version": 0, **words}, **rest})


def starter_words() -> WholeRulebook:
    """The starter rulebook without its checks."""
    return replace(starter(), checks=())


def sign_with(book: WholeRulebook, key: Path, *, new: bool = False) -> signing.Signature:
    """Sign with the private key in a file; ``new`` makes it first, for its owner only, and the public one beside it.

    Raises BadInput, also when a new key would take the place of another.
    """
    if new:
        if key.exists():
            raise BadInput(f"{key} exists already; a key is never written over.")
        pem = signing.new_key()
        write_text(key, pem, private=True)
        write_text(key.with_suffix(".pub"), signing.public_key(pem) + "\n")
    return signing.sign(book, read_text(key))


def read_public_key(path: Path) -> str:
    """A public key from a file with one line of Base64."""
    return read_text(path).strip()


def _unwrapped(data: Any) -> tuple[dict[str, Any], signing.Signature | None]:
    if not isinstance(data, dict):
        raise BadInput("A rulebook is a mapping.")
    data = dict(data)
    if (said := data.pop(_PLACE, FORMAT)) != FORMAT:
        raise BadInput(f"The format is “{str(said)[:40]}”, and this program reads “{FORMAT}”.", field=_PLACE)
    signature = data.pop("signature", None)
    return data, None if signature is None else from_plain(signing.Signature, signature, "signature")


def _whole_from(data: dict[str, Any]) -> WholeRulebook:
    if "words" not in data and "clauses" in data:  # what `rules show --json` prints: the words alone
        data = {"words": data}
    book: WholeRulebook = from_plain(WholeRulebook, data)
    return book


def _parsed(path: Path, text: str) -> Any:
    if path.suffix.lower() == ".toml":
        try:
            return tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as problem:
            raise BadInput(f"{path.name} is not TOML: {problem}.") from problem
    try:
        return json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as problem:
        raise BadInput(f"{path.name} is not JSON: {problem.msg} in line {problem.lineno}.") from problem
    except RecursionError as problem:
        raise BadInput(f"{path.name} is nested too deeply.") from problem
    except ValueError as problem:
        twice = "stands twice" in str(problem)
        raise BadInput(
            f"{path.name}: {problem}." if twice else f"{path.name} holds a number that is too long."
        ) from problem


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise ValueError(f"the key “{key[:40]}” stands twice in one mapping")
        made[key] = value
    return made
