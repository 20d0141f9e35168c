"""backbench site reader: readers' accounts and their subscriptions"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from editor.cli.output import add_json, print_json, print_lines
from editor.cli.site_options import add_database, add_password, hashed, password_to_set, site_database


def register(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands."""
    parser.epilog = "Example: backbench site reader subscribe --csv subscribers.csv"
    subs = parser.add_subparsers(dest="reader_action", required=True, metavar="action")
    add = subs.add_parser("add", help="add a reader's account")
    add.epilog = "Example: backbench site reader add ilse@readers.example --name 'Ilse Marchbanks' --subscribed"
    add_database(add)
    add.add_argument("email")
    add.add_argument("--name", required=True, help="as it stands above their comments")
    add.add_argument("--subscribed", action="store_true")
    add_password(add, "the password (default: made up and printed)")
    add.set_defaults(run=_reader_add)
    listing = subs.add_parser("list", help="readers by address")
    listing.epilog = "Example: backbench site reader list --json"
    add_database(listing)
    add_json(listing)
    listing.set_defaults(run=_reader_list)
    for name, what in (("subscribe", "begin"), ("unsubscribe", "end")):
        sub = subs.add_parser(name, help=f"{what} subscriptions")
        sub.epilog = f"Example: backbench site reader {name} --csv subscribers.csv"
        add_database(sub)
        sub.add_argument("email", nargs="*")
        sub.add_argument("--csv", type=Path, metavar="FILE", help="a file with a column named email")
        sub.set_defaults(run=_reader_subscribe, subscribed=name == "subscribe")


def _reader_add(arguments: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from editor.website import people

    password, made_up = password_to_set(arguments)
    stored = hashed(password)
    with site_database(arguments) as database, database.write() as connection:
        reader = people.add_reader(
            connection,
            email=arguments.email,
            name=arguments.name,
            password_hash=stored,
            subscribed_since=datetime.now(UTC) if arguments.subscribed else None,
        )
    print(f"{reader.name} may sign in as {people.clean_email(arguments.email)}.")
    if made_up:
        print(f"Password: {password}")
    return 0


def _reader_list(arguments: argparse.Namespace) -> int:
    from editor.domain.times import to_iso
    from editor.website import people

    with site_database(arguments) as database, database.read() as connection:
        known = people.all_readers(connection)
    if arguments.json:
        print_json([{"email": email, "reader": reader} for email, reader in known])
    else:
        print_lines(
            (email, r.name, to_iso(r.subscribed_since) if r.subscribed and r.subscribed_since else "no subscription")
            for email, r in known
        )
    return 0


def _reader_subscribe(arguments: argparse.Namespace) -> int:
    from editor.domain.errors import BadInput
    from editor.website import people

    addresses = [*arguments.email, *(_addresses(arguments.csv) if arguments.csv is not None else ())]
    if not addresses:
        raise BadInput("Name at least one address, or a file with --csv.", field="email")
    with site_database(arguments) as database, database.write() as connection:
        for address in addresses:
            people.set_subscribed(connection, address, subscribed=arguments.subscribed)
    print(f"{len(addresses)} {'subscribed' if arguments.subscribed else 'without a subscription now'}.")
    return 0


def _addresses(path: Path) -> list[str]:
    """The addresses in a CSV file with a column named email. Raises BadInput."""
    from editor.domain.errors import BadInput

    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file)
            column = next((name for name in table.fieldnames or () if name.strip().lower() == "email"), None)
            if column is None:
                raise BadInput(f"{path.name} has no column named email in its first line.", field="csv")
            return [row[column].strip() for row in table if (row[column] or "").strip()]
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise BadInput(f"{path} cannot be read as a CSV file in UTF-8.", field="csv") from problem
