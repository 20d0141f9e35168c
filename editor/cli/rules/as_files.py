"""backbench rules validate, import, export, sign: rulebooks as files, and word lists of other systems."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from editor.cli.output import add_action, add_json, print_json, print_lines
from editor.domain.errors import BadInput

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from editor.domain.rulebook_whole import WholeRulebook

SYSTEMS = ("coral", "wordpress", "discourse")
FORMATS = (*SYSTEMS, "markdown", "json")


def register(subs: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the sub-commands."""
    validate = add_action(
        subs,
        "validate",
        "whether rulebooks can be published",
        "rules validate rules.json --key paper.pub",
        on_a_desk=False,
    )
    validate.add_argument(
        "files", nargs="+", metavar="file", type=Path, help="a rulebook as JSON or TOML, or “starter”"
    )
    validate.add_argument(
        "--key", type=Path, help="a file with a public key: the rulebook must be signed with its other half"
    )
    add_json(validate)
    validate.set_defaults(run=_validate)
    take = add_action(
        subs,
        "import",
        "make checks of another system's word list, or a rulebook of Markdown",
        "rules import words.csv --from discourse --list block -o rules.json",
        on_a_desk=False,
    )
    take.add_argument("file", type=Path)
    take.add_argument("--from", dest="system", required=True, choices=FORMATS)
    take.add_argument("--list", help="which list of the other system it is, when the file does not say")
    take.add_argument("--into", type=Path, help="the rulebook to add to; without it, the starter rulebook's words")
    take.add_argument(
        "--live", action="store_true", help="let the checks do what the list does there, instead of only counting"
    )
    take.add_argument("-o", "--out", type=Path, help="where to write the rulebook (standard output)")
    take.set_defaults(run=_import)
    give = add_action(
        subs,
        "export",
        "write a rulebook's words or lists for another system",
        "rules export rules.json --to wordpress --list moderation -o keys.txt",
        on_a_desk=False,
    )
    give.add_argument("file", type=Path, help="a rulebook as JSON or TOML, or “starter”")
    give.add_argument("--to", dest="system", required=True, choices=FORMATS)
    give.add_argument("--list", help="which list of the other system is wanted")
    give.add_argument("--shadow", action="store_true", help="take the checks in shadow too")
    give.add_argument("-o", "--out", type=Path, help="where to write (standard output)")
    give.set_defaults(run=_export)
    sign = add_action(
        subs, "sign", "sign a rulebook", "rules sign rules.json --key paper.pem -o signed.json", on_a_desk=False
    )
    sign.add_argument("file", type=Path)
    sign.add_argument("--key", type=Path, required=True, help="the private key (Ed25519, PEM)")
    sign.add_argument("--new-key", action="store_true", help="make the key first, and the public one beside it (.pub)")
    sign.add_argument("-o", "--out", type=Path, required=True)
    sign.set_defaults(run=_sign)


def show_file(arguments: argparse.Namespace) -> int:
    """A rulebook file for people, or as JSON."""
    from editor.domain.plain_data import to_plain
    from editor.domain.rulebook_whole import whole_hash
    from editor.services.rulebook_files import read_whole

    if arguments.version is not None:
        raise BadInput("A file is one version: leave out --version, or the file.")
    book = read_whole(Path(arguments.file))
    if arguments.json:
        print_json({"sha256": whole_hash(book), **to_plain(book)})
        return 0
    print(f"Rulebook {book.words.version}, SHA-256 {whole_hash(book)}\n")
    for clause in book.words.clauses:
        print(f"{clause.number}. {clause.title}\n   {clause.public_text.strip()}\n")
    for check in book.checks:
        rule = f"rule {check.clause}" if check.clause is not None else "no rule"
        print(f"{check.id}: {check.title} ({check.action.value}, {rule})")
    return 0


def diff_files(arguments: argparse.Namespace) -> int:
    """What differs between two rulebook files."""
    from editor.cli.rules.on_desk import print_clause_changes
    from editor.domain.plain_data import to_plain
    from editor.domain.rulebook_whole import differences
    from editor.services.rulebook_files import read_whole

    if len(arguments.files) != 2:
        raise BadInput("Give two rulebooks to compare, or none to compare the draft with the rules in force.")
    found = differences(*(read_whole(Path(name)) for name in arguments.files))
    if arguments.json:
        print_json(to_plain(found))
        return 1 if found else 0
    print_clause_changes(found.clauses)
    for change in found.checks:
        what = "is new" if change.before is None else "is gone" if change.after is None else "differs"
        print(f"check {change.id} {what}{_entries(change.before, change.after)}")
    for name in found.others:
        print(f"{name} differs")
    return 1 if found else 0


def _entries(before: Any, after: Any) -> str:
    """For two lists of words: what came and what went."""
    from editor.domain.rulebook_checks import Words

    if before is None or after is None or not isinstance(before.when, Words) or not isinstance(after.when, Words):
        return ""
    old, new = ({entry.text for entry in check.when.entries} for check in (before, after))
    changes = [*(f"+{word}" for word in sorted(new - old)), *(f"-{word}" for word in sorted(old - new))]
    return f": {' '.join(changes[:40])}{' …' if len(changes) > 40 else ''}" if changes else ""


def _validate(arguments: argparse.Namespace) -> int:
    from editor.domain.rulebook_whole import whole_hash
    from editor.services.rulebook_files import notes_on, read_public_key, read_whole

    key = read_public_key(arguments.key) if arguments.key else ""
    answers: list[dict[str, str]] = []
    for path in arguments.files:
        book = read_whole(path, key=key)
        counts = f"{len(book.words.clauses)} rules, {len(book.checks)} checks"
        answers.append({"file": str(path), "sha256": whole_hash(book), "holds": counts})
        _tell(notes_on(book))
    if arguments.json:
        print_json(answers)
    else:
        print_lines((answer["file"], answer["sha256"], answer["holds"]) for answer in answers)
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from dataclasses import replace

    from editor.services.rulebook_files import read_whole, starter_words, validate
    from editor.services.rulebook_markdown import from_markdown
    from editor.services.text_files import read_text
    from editor.services.word_list_formats import checks_from, with_checks

    base = read_whole(arguments.into) if arguments.into else starter_words()
    notes: tuple[str, ...] = ()
    if arguments.system == "json":
        book = read_whole(arguments.file)
        book = with_checks(replace(base, words=book.words), book.checks) if arguments.into else book
    elif arguments.system == "markdown":
        book = replace(base, words=from_markdown(read_text(arguments.file)))
    else:
        made = checks_from(arguments.system, read_text(arguments.file), list_name=arguments.list, live=arguments.live)
        book, notes = with_checks(base, made.checks), made.notes
    validate(book)
    _write_book(arguments.out, book)
    _tell(notes)
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from editor.services.rulebook_files import as_json, read_whole
    from editor.services.rulebook_markdown import to_markdown
    from editor.services.word_list_formats import list_of

    book = read_whole(arguments.file)
    notes: tuple[str, ...] = ()
    if arguments.system == "json":
        text = as_json(book)
    elif arguments.system == "markdown":
        text = to_markdown(book.words)
        notes = (
            ("Markdown holds the words; checks, ladder steps and templates stay in the JSON.",) if book.checks else ()
        )
    else:
        made = list_of(arguments.system, book, list_name=arguments.list, shadow=arguments.shadow)
        text, notes = made.text, made.notes
    _write(arguments.out, text)
    _tell(notes)
    return 0


def _sign(arguments: argparse.Namespace) -> int:
    from editor.services.rulebook_files import read_whole, sign_with, write_whole

    book = read_whole(arguments.file)
    signature = sign_with(book, arguments.key, new=arguments.new_key)
    write_whole(arguments.out, book, signature)
    print(f"Signed by {signature.key}")
    return 0


def _write_book(out: Path | None, book: WholeRulebook) -> None:
    from editor.services.rulebook_files import as_json

    _write(out, as_json(book))


def _write(out: Path | None, text: str) -> None:
    from editor.services.text_files import write_text

    if out is None:
        sys.stdout.write(text)
    else:
        write_text(out, text)


def _tell(notes: tuple[str, ...]) -> None:
    for note in notes:
        print(f"backbench: {note}", file=sys.stderr)
