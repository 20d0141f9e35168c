"""What the commands of the bundled site share: its database, and passwords given or made up."""

from __future__ import annotations

import argparse
import contextlib
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from editor.cli.output import ask_password

if TYPE_CHECKING:
    from editor.website.database import Database


def add_database(parser: argparse.ArgumentParser) -> None:
    """Add --database."""
    parser.add_argument("--database", metavar="URL", help="a path, or an address of SQLite or PostgreSQL")


def add_password(parser: argparse.ArgumentParser, purpose: str) -> None:
    """Add the ways to give a password; ``purpose`` says whose it is and what happens without one."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    group.add_argument("--ask", action="store_true", help="ask for the password on the terminal")
    group.add_argument("--password", help=f"{purpose}; other programs can see it while this one runs")


def password_to_set(arguments: argparse.Namespace) -> tuple[str, bool]:
    """The password to set, and whether it was made up here."""
    if arguments.password_stdin:
        return sys.stdin.readline().rstrip("\n"), False
    if arguments.ask:
        return ask_password(), False
    if arguments.password is not None:
        return arguments.password, False
    return secrets.token_urlsafe(9), True


def hashed(password: str) -> str:
    """What is stored of a password. Raises BadInput for one that is too short or too long."""
    from editor.website.people import checked_password
    from editor.website.secrets import Passwords
    from editor.website.settings import PasswordCost

    return checked_password(Passwords(PasswordCost()), password)


@contextlib.contextmanager
def site_database(arguments: argparse.Namespace) -> Iterator[Database]:
    """The site's database; without an address, a file in this person's data folder."""
    import platformdirs

    from editor.website.database import Database

    default = Path(platformdirs.user_data_path("backbench", appauthor=False)) / "site" / "site.sqlite"
    database = Database(arguments.database or str(default))
    try:
        yield database
    finally:
        database.close()
