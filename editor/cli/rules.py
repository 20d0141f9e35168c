"""backbench rules: the rulebook in force and its versions."""

from __future__ import annotations

import argparse

from editor.cli.output import add_action, add_json, add_profile, print_json, print_lines
from editor.domain.rulebook import Piece, changes_between, word_difference
from editor.domain.times import to_iso
from editor.services import rulebook


def register(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands."""
    parser.epilog = "Example: backbench rules show --version 2"
    add_profile(parser)
    subs = parser.add_subparsers(dest="action", required=True, metavar="action")
    show = add_action(subs, "show", "the rules in force, or one version", "rules show --version 2")
    show.add_argument("--version", type=int)
    add_json(show)
    show.set_defaults(run=_show)
    diff = add_action(subs, "diff", "what the draft changes; exit 1 when it changes anything", "rules diff --json")
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

    with opened(arguments.profile) as desk:
        now = rulebook.editing(desk)
    changes = changes_between(now.in_force, now.draft)
    if arguments.json:
        print_json(changes)
    for change in () if arguments.json else changes:
        before = change.before.public_text if change.before else ""
        after = change.after.public_text if change.after else ""
        marks = {Piece.SAME: "{}", Piece.INSERTED: "[+{}+]", Piece.DELETED: "[-{}-]"}
        print(f"{change.number}. " + "".join(marks[p].format(t) for p, t in word_difference(before, after)))
    return 1 if changes else 0


def _publish(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.storage import opened

    with opened(arguments.profile) as desk:
        book = rulebook.publish(desk, note=arguments.note).result
    if arguments.json:
        print_json(book)
    else:
        print(f"Waiting for the site: rulebook {book.version}")
    return 0


def _versions(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.storage import opened

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
