"""backbench site: the bundled news site, its staff and its readers."""

from __future__ import annotations

import argparse
import contextlib
import csv
import ipaddress
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from editor.cli.output import Progress, add_json, ask_password, port_number, print_json, print_lines, whole_number

if TYPE_CHECKING:
    from editor.website.database import Database

DEFAULT_PORT = 8717
MOST_COMMENTS = 100_000_000
ROLES = ("reporter", "editor", "moderator", "administrator")
HERE = ("127.0.0.1", "::1")


def register(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands."""
    parser.epilog = "Example: backbench site seed --password-stdin && backbench site serve"
    subs = parser.add_subparsers(dest="action", required=True, metavar="action")
    _register_serve(subs.add_parser("serve", help="run the site until it is told to stop"))
    _register_seed(subs.add_parser("seed", help="fill an empty site with the invented paper"))
    _register_user(subs.add_parser("user", help="staff: add, list, revoke, password, role, remove"))
    _register_rules(subs.add_parser("rules", help="begin with the starter rulebook"))
    _register_reader(subs.add_parser("reader", help="readers: add, list, subscribe, unsubscribe"))
    _register_restored(subs.add_parser("restored", help="the last step after the database was put back from a backup"))


def _register_serve(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "Examples: backbench site serve --port 8717 --name 'The Skerrow Tideline'; behind a proxy on another computer: "
        "backbench site serve --host 10.0.0.7 --behind-tls-proxy --trust-proxy 10.0.0.2 --url https://paper.example"
    )
    _add_database(parser)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this computer only)")
    parser.add_argument(
        "--port",
        type=port_number,
        default=DEFAULT_PORT,
        metavar="N",
        help=f"0 takes any free one (default: {DEFAULT_PORT})",
    )
    parser.add_argument("--name", default="The Skerrow Tideline", help="what the paper is called")
    parser.add_argument("--url", help="public address, when it is not what is listened on")
    parser.add_argument(
        "--ready-file", type=Path, metavar="FILE", help="written once the site listens: address and pid"
    )
    parser.add_argument(
        "--behind-tls-proxy", action="store_true", help="a proxy in front does TLS; needed for any host but this one"
    )
    parser.add_argument(
        "--trust-proxy",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="IP address or network of the proxy, which says where readers come from; once for each "
        "(default: this computer)",
    )
    parser.set_defaults(run=_serve)


def _register_seed(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "Example: backbench site seed --comments 1000000"
    _add_database(parser)
    _add_password(parser, "everyone's password (default: made up and printed)")
    parser.add_argument(
        "--comments",
        type=whole_number(0, MOST_COMMENTS),
        default=0,
        metavar="N",
        help="add N generated comments, for measuring",
    )
    add_json(parser)
    parser.set_defaults(run=_seed)


def _register_user(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "Example: backbench site user add ines --name 'Ines Marrable' --role editor"
    subs = parser.add_subparsers(dest="user_action", required=True, metavar="action")
    add = subs.add_parser("add", help="add a member of staff")
    add.epilog = "Example: backbench site user add ines --name 'Ines Marrable' --role editor"
    _add_database(add)
    add.add_argument("username")
    add.add_argument("--name", required=True, help="as others see it")
    add.add_argument("--role", required=True, choices=ROLES)
    _add_password(add, "the password (default: made up and printed)")
    add.set_defaults(run=_user_add)
    listing = subs.add_parser("list", help="staff by user name")
    listing.epilog = "Example: backbench site user list --json"
    _add_database(listing)
    add_json(listing)
    listing.set_defaults(run=_user_list)
    revoke = _add_user_action(subs, "revoke", "sign all desks of one person out: a laptop was lost", "ines")
    revoke.set_defaults(run=_user_revoke)
    password = _add_user_action(subs, "password", "set a new password and sign all their desks out", "ines")
    _add_password(password, "the password (default: made up and printed)")
    password.set_defaults(run=_user_password)
    role = _add_user_action(subs, "role", "change what somebody may do", "ines administrator")
    role.add_argument("role", choices=ROLES)
    role.set_defaults(run=_user_role)
    remove = _add_user_action(subs, "remove", "take somebody off the site who has left; their work stays", "ines")
    remove.set_defaults(run=_user_remove)


def _add_user_action(
    subs: argparse._SubParsersAction[argparse.ArgumentParser], name: str, purpose: str, example: str
) -> argparse.ArgumentParser:
    parser = subs.add_parser(name, help=purpose)
    parser.epilog = f"Example: backbench site user {name} {example}"
    _add_database(parser)
    parser.add_argument("username")
    return parser


def _register_restored(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Tell desks that the site's past is another one now. Without it they would take the restored site for the one "
        "they know and miss what is written to it next."
    )
    parser.epilog = "Example: put the database back, then backbench site restored && backbench site serve"
    _add_database(parser)
    parser.set_defaults(run=_restored)


def _register_rules(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "Example: backbench site rules --appeals readers@paper.example"
    _add_database(parser)
    parser.add_argument("--appeals", required=True, metavar="ADDRESS", help="where readers write to appeal")
    parser.add_argument("--by", default="The editor", metavar="NAME", help="who publishes it (default: The editor)")
    parser.set_defaults(run=_rules)


def _register_reader(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "Example: backbench site reader subscribe --csv subscribers.csv"
    subs = parser.add_subparsers(dest="reader_action", required=True, metavar="action")
    add = subs.add_parser("add", help="add a reader's account")
    add.epilog = "Example: backbench site reader add ilse@readers.example --name 'Ilse Marchbanks' --subscribed"
    _add_database(add)
    add.add_argument("email")
    add.add_argument("--name", required=True, help="as it stands above their comments")
    add.add_argument("--subscribed", action="store_true")
    _add_password(add, "the password (default: made up and printed)")
    add.set_defaults(run=_reader_add)
    listing = subs.add_parser("list", help="readers by address")
    listing.epilog = "Example: backbench site reader list --json"
    _add_database(listing)
    add_json(listing)
    listing.set_defaults(run=_reader_list)
    for name, what in (("subscribe", "begin"), ("unsubscribe", "end")):
        sub = subs.add_parser(name, help=f"{what} subscriptions")
        sub.epilog = f"Example: backbench site reader {name} --csv subscribers.csv"
        _add_database(sub)
        sub.add_argument("email", nargs="*")
        sub.add_argument("--csv", type=Path, metavar="FILE", help="a file with a column named email")
        sub.set_defaults(run=_reader_subscribe, subscribed=name == "subscribe")


def _add_database(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--database", metavar="URL", help="a path, or an address of SQLite or PostgreSQL")


def _add_password(parser: argparse.ArgumentParser, purpose: str) -> None:
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    group.add_argument("--ask", action="store_true", help="ask for the password on the terminal")
    group.add_argument("--password", help=f"{purpose}; other programs can see it while this one runs")


def _serve(arguments: argparse.Namespace) -> int:
    from editor.website import server
    from editor.website.settings import SiteSettings

    proxies = _proxies(arguments)

    def ready(url: str) -> None:
        if arguments.ready_file is not None:
            server.write_ready_file(arguments.ready_file, url)
        print(f"{arguments.name} is on {url}", flush=True)

    with _database(arguments) as database:
        server.serve(
            database,
            SiteSettings(name=arguments.name),
            host=arguments.host,
            port=arguments.port,
            url=arguments.url,
            proxies=proxies,
            when_ready=ready,
        )
    return 0


def _proxies(arguments: argparse.Namespace) -> tuple[str, ...]:
    """The addresses whose word is taken for where readers come from. Raises BadInput for a way to serve that is unsafe.

    A proxy whose word is not taken would make all readers one, who is asked to wait when anybody guesses passwords.
    """
    from editor.domain.errors import BadInput
    from editor.website.origins import is_local

    url: str = arguments.url or ""
    if arguments.url is not None and not url.startswith(("http://", "https://")):
        raise BadInput("The public address begins with https:// or http://.", field="url")
    if not arguments.behind_tls_proxy:
        if not is_local(arguments.host):
            raise BadInput(
                f"Other computers can reach {arguments.host}, and this server does not do TLS. "
                "Put a proxy in front and say --behind-tls-proxy.",
                field="host",
            )
        if url.startswith("https://") or arguments.trust_proxy:
            raise BadInput("This server does not do TLS: if a proxy does, add --behind-tls-proxy.", field="url")
        return ()
    if not url.startswith("https://"):
        # Without it, cookies would travel without TLS and forms would look as if they came from another site.
        raise BadInput("Behind a proxy the site must know its public address: add --url https://…", field="url")
    if not arguments.trust_proxy and not is_local(arguments.host):
        raise BadInput("Say which address the proxy has: add --trust-proxy ADDRESS.", field="trust_proxy")
    return tuple(_address(given) for given in arguments.trust_proxy) or HERE


def _address(given: str) -> str:
    """An IP address or network as given. Raises BadInput for anything else, a name or a star for instance."""
    from editor.domain.errors import BadInput

    try:
        return str(ipaddress.ip_network(given)) if "/" in given else str(ipaddress.ip_address(given))
    except ValueError as problem:
        raise BadInput(f"“{given}” is not an IP address or network.", field="trust_proxy") from problem


def _seed(arguments: argparse.Namespace) -> int:
    from editor.website.seed import STAFF, seed

    password, made_up = _password(arguments)
    progress = Progress("Comments")
    with _database(arguments) as database:
        done = seed(database, _hashed(password), more_comments=arguments.comments, progress=progress.show)
    progress.close()
    names = [username for username, _, _ in STAFF]
    if arguments.json:
        print_json({"seeded": done, "staff": names, "password": password if made_up else None})
        return 0
    print(f"{done.stories} stories, {done.readers} readers, {done.comments:,} comments, {done.reports} reports.")
    print(f"Staff: {', '.join(names)}.")
    if made_up:
        print(f"Everyone's password: {password}")
    return 0


def _rules(arguments: argparse.Namespace) -> int:
    from editor.website.seed import begin_with_starter_rules

    with _database(arguments) as database:
        book = begin_with_starter_rules(database, appeals=arguments.appeals, published_by=arguments.by)
    print(f"Rulebook {book.version} is in force, with {len(book.clauses)} rules. Change them at a desk.")
    return 0


def _user_add(arguments: argparse.Namespace) -> int:
    from editor.domain.people import Role
    from editor.website import people

    password, made_up = _password(arguments)
    stored = _hashed(password)
    with _database(arguments) as database, database.write_quietly() as connection:
        member = people.add_staff(
            connection,
            username=arguments.username,
            name=arguments.name,
            role=Role(arguments.role),
            password_hash=stored,
        )
    print(f"{member.name} may sign in as {arguments.username.strip().lower()}, {member.role}.")
    if made_up:
        print(f"Password: {password}")
    return 0


def _user_list(arguments: argparse.Namespace) -> int:
    from editor.website import people

    with _database(arguments) as database, database.read() as connection:
        known = people.all_staff(connection)
    if arguments.json:
        print_json([{"username": username, "name": m.name, "role": m.role, "id": m.id} for username, m in known])
    else:
        print_lines((username, member.name, member.role) for username, member in known)
    return 0


def _user_revoke(arguments: argparse.Namespace) -> int:
    from editor.website import people

    with _database(arguments) as database, database.write_quietly() as connection:
        member = people.find_staff(connection, arguments.username)
        number = people.revoke_devices(connection, member)
    print(f"{member.name}: {number} {'desk' if number == 1 else 'desks'} signed out.")
    return 0


def _user_password(arguments: argparse.Namespace) -> int:
    from editor.website import people

    password, made_up = _password(arguments)
    stored = _hashed(password)
    with _database(arguments) as database, database.write_quietly() as connection:
        member = people.set_staff_password(connection, arguments.username, stored)
    print(f"{member.name} has a new password; every desk has to sign in again with it.")
    if made_up:
        print(f"Password: {password}")
    return 0


def _user_role(arguments: argparse.Namespace) -> int:
    from editor.domain.people import Role
    from editor.website import people

    with _database(arguments) as database, database.write_quietly() as connection:
        member = people.set_role(connection, arguments.username, Role(arguments.role))
    print(f"{member.name} is {member.role} now.")
    return 0


def _user_remove(arguments: argparse.Namespace) -> int:
    from editor.website import people

    with _database(arguments) as database, database.write_quietly() as connection:
        member = people.remove_staff(connection, arguments.username)
    print(f"{member.name} may no longer sign in, and all desks are signed out. What they did keeps their name.")
    return 0


def _restored(arguments: argparse.Namespace) -> int:
    from editor.website import feed

    with _database(arguments) as database, database.write() as connection:
        feed.begin_epoch(connection)
    print("The site's past is another one now. Each desk compares in full when it next reaches the site.")
    print("Desks that were signed out since the backup was made are signed in again: revoke them anew.")
    return 0


def _reader_add(arguments: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from editor.website import people

    password, made_up = _password(arguments)
    stored = _hashed(password)
    with _database(arguments) as database, database.write() as connection:
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

    with _database(arguments) as database, database.read() as connection:
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
    with _database(arguments) as database, database.write() as connection:
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


def _password(arguments: argparse.Namespace) -> tuple[str, bool]:
    """The password to set, and whether it was made up here."""
    if arguments.password_stdin:
        return sys.stdin.readline().rstrip("\n"), False
    if arguments.ask:
        return ask_password(), False
    if arguments.password is not None:
        return arguments.password, False
    return secrets.token_urlsafe(9), True


def _hashed(password: str) -> str:
    from editor.website.people import checked_password
    from editor.website.secrets import Passwords
    from editor.website.settings import PasswordCost

    return checked_password(Passwords(PasswordCost()), password)


@contextlib.contextmanager
def _database(arguments: argparse.Namespace) -> Iterator[Database]:
    """The site's database; without an address, a file in this person's data folder."""
    import platformdirs

    from editor.website.database import Database

    default = Path(platformdirs.user_data_path("backbench", appauthor=False)) / "site" / "site.sqlite"
    database = Database(arguments.database or str(default))
    try:
        yield database
    finally:
        database.close()
