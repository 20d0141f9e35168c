"""backbench rules show, diff, publish, versions: the rulebook in force and its versions."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from editor.cli.output import add_action, add_json, print_json, print_lines
from editor.domain.rulebook import ClauseChange, Piece, changes_between, word_difference
from editor.domain.times import to_iso

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def register(subs: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the sub-commands."""
    show = add_action(subs, "show", "the rules in force, one version, or a rulebook file", "rules show --version 2")
    show.add_argument(
        "file", nargs="?", help="a rulebook as JSON or TOML, or “starter”; without it, the rules in force"
    )
    show.add_argument("--version", type=int)
    add_json(show)
    show.set_defaults(run=_show)
    diff = add_action(
        subs,
        "diff",
        "what the draft changes, or one file beside another; exit 1 when anything differs",
        "rules diff before.json after.json",
    )
    diff.add_argument(
        "files", nargs="*", metavar="file", help="two rulebooks; without them, the rules in force and the draft"
    )
    add_json(diff)
    diff.set_defaults(run=_diff)
    publish = add_action(
        subs,
        "publish",
        "queue the draft as the next version; “backbench sync --once” sends it",
        "rules publish --note 'Said more plainly'",
    )
    publish.add_argument("--note", default="", help="why, for readers")
    add_json(publish)
    publish.set_defaults(run=_publish)
    versions = add_action(subs, "versions", "every version this desk knows", "rules versions")
    add_json(versions)
    versions.set_defaults(run=_versions)


def _show(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.storage import opened
    from editor.domain.errors import BadInput
    from editor.services import rulebook

    if arguments.file is not None:
        from editor.cli.rules.as_files import show_file

        return show_file(arguments)
    with opened(arguments.profile) as desk:
        known = rulebook.history(desk)
    book = next((b for b in known if arguments.version in (None, b.version)), None)
    if book is None and arguments.version is not None:
        raise BadInput(f"There is no version {arguments.version} of the rules. “backbench rules versions” lists them.")
    if book is None:
        raise BadInput("The rules have not arrived yet. “backbench sync --once” fetches them.")
    if arguments.json:
        print_json(book)
    else:
        print(f"Rulebook {book.version}\n")
        for clause in book.clauses:
            print(f"{clause.number}. {clause.title}\n   {clause.public_text}\n")
    return 0


def _diff(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.storage import opened
    from editor.services import rulebook

    if arguments.files:
        from editor.cli.rules.as_files import diff_files

        return diff_files(arguments)
    with opened(arguments.profile) as desk:
        now = rulebook.editing(desk)
    changes = changes_between(now.in_force, now.draft)
    if arguments.json:
        print_json(changes)
    else:
        print_clause_changes(changes)
    return 1 if changes else 0


def print_clause_changes(changes: Sequence[ClauseChange]) -> None:
    """Each changed clause with the words that went in [-minus-] and those that came in [+plus+]."""
    marks = {Piece.SAME: ("", ""), Piece.INSERTED: ("[+", "+]"), Piece.DELETED: ("[-", "-]")}
    for change in changes:
        before = change.before.public_text if change.before else ""
        after = change.after.public_text if change.after else ""
        pieces = (f"{marks[p][0]}{words}{marks[p][1]}" for p, words in word_difference(before, after))
        print(f"{change.number}. " + "".join(pieces))


def _publish(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.storage import opened
    from editor.services import rulebook

    with opened(arguments.profile) as desk:
        book = rulebook.publish(desk, note=arguments.note).result
    if arguments.json:
        print_json(book)
    else:
        print(f"Waiting for the site: rulebook {book.version}")
    return 0


def _versions(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.storage import opened
    from editor.services import rulebook

    with opened(arguments.profile) as desk:
        known = rulebook.history(desk)
    if arguments.json:
        print_json(known)
    else:
        print_lines(
            (str(b.version), to_iso(b.published_at) if b.published_at else "", b.published_by, b.change_note)
            for b in known
        )
    return 0
