"""backbench db: check, back up and restore the desk's database."""

from __future__ import annotations

import argparse
from pathlib import Path


def register(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands."""
    parser.epilog = "Example: backbench db backup desk-backup.db"
    subs = parser.add_subparsers(dest="action", required=True, metavar="action")
    check = subs.add_parser("check", help="pages, counters and search index; exit 1 when anything is wrong")
    check.set_defaults(run=_check)
    backup = subs.add_parser("backup", help="a copy, encrypted with the same key, while the desk may be open")
    backup.add_argument("file", type=Path)
    backup.set_defaults(run=_backup)
    restore = subs.add_parser("restore", help="put a backup in place; the present database is kept beside it")
    restore.add_argument("file", type=Path)
    restore.set_defaults(run=_restore)


def _check(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.storage import check

    problems = check(arguments.profile)
    for problem in problems:
        print(problem)
    if not problems:
        print("Sound.")
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
