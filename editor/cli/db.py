"""backbench db: check, back up and restore the desk's database."""

from __future__ import annotations

import argparse
from pathlib import Path

from editor.cli.output import add_action, add_json, add_profile, print_json


def register(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands."""
    parser.epilog = "Example: backbench db backup desk-backup.db"
    add_profile(parser)
    subs = parser.add_subparsers(dest="action", required=True, metavar="action")
    check = add_action(
        subs, "check", "pages, counters and search index; exit 1 when anything is wrong", "db check --json"
    )
    add_json(check)
    check.set_defaults(run=_check)
    backup = add_action(
        subs, "backup", "a copy, encrypted with the same key, while the desk may be open", "db backup desk-backup.db"
    )
    backup.add_argument("file", type=Path)
    backup.set_defaults(run=_backup)
    restore = add_action(
        subs, "restore", "put a backup in place; the present database is kept beside it", "db restore desk-backup.db"
    )
    restore.add_argument("file", type=Path)
    restore.set_defaults(run=_restore)


def _check(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.storage import check

    problems = check(arguments.profile)
    if arguments.json:
        print_json({"problems": problems})
    else:
        print("\n".join(problems) or "Sound.")
    return 1 if problems else 0


def _backup(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.storage import back_up

    back_up(arguments.profile, arguments.file)
    print(f"Backed up to {arguments.file}")
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.storage import restore

    kept = restore(arguments.profile, arguments.file)
    print(f"Restored. The database before it is kept as {kept.name}")
    return 0
