"""backbench site: the bundled news site: run it, fill it, begin its rules, put it back from a backup"""

from __future__ import annotations

import argparse
import ipaddress
from pathlib import Path

from editor.cli import site_readers, site_staff
from editor.cli.output import Progress, add_json, port_number, print_json, whole_number
from editor.cli.site_options import add_database, add_password, hashed, password_to_set, site_database

DEFAULT_PORT = 8717
MOST_COMMENTS = 100_000_000
HERE = ("127.0.0.1", "::1")


def register(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands."""
    parser.epilog = "Example: backbench site seed --password-stdin && backbench site serve"
    subs = parser.add_subparsers(dest="action", required=True, metavar="action")
    _register_serve(subs.add_parser("serve", help="run the site until it is told to stop"))
    _register_seed(subs.add_parser("seed", help="fill an empty site with the invented paper"))
    site_staff.register(subs.add_parser("user", help="staff: add, list, revoke, password, role, remove"))
    _register_rules(subs.add_parser("rules", help="begin with the starter rulebook"))
    site_readers.register(subs.add_parser("reader", help="readers: add, list, subscribe, unsubscribe"))
    _register_restored(subs.add_parser("restored", help="the last step after the database was put back from a backup"))


def _register_serve(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "Examples: backbench site serve --port 8717 --name 'The Skerrow Tideline'; behind a proxy on another computer: "
        "backbench site serve --host 10.0.0.7 --behind-tls-proxy --trust-proxy 10.0.0.2 --url https://paper.example"
    )
    add_database(parser)
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
    add_database(parser)
    add_password(parser, "everyone's password (default: made up and printed)")
    parser.add_argument(
        "--comments",
        type=whole_number(0, MOST_COMMENTS),
        default=0,
        metavar="N",
        help="add N generated comments, for measuring",
    )
    add_json(parser)
    parser.set_defaults(run=_seed)


def _register_restored(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Tell desks that the site's past is another one now. Without it they would take the restored site for the one "
        "they know and miss what is written to it next."
    )
    parser.epilog = "Example: put the database back, then backbench site restored && backbench site serve"
    add_database(parser)
    parser.set_defaults(run=_restored)


def _register_rules(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "Example: backbench site rules --appeals readers@paper.example"
    add_database(parser)
    parser.add_argument("--appeals", required=True, metavar="ADDRESS", help="where readers write to appeal")
    parser.add_argument("--by", default="The editor", metavar="NAME", help="who publishes it (default: The editor)")
    parser.set_defaults(run=_rules)


def _serve(arguments: argparse.Namespace) -> int:
    from editor.website import server
    from editor.website.settings import SiteSettings

    proxies = _proxies(arguments)

    def ready(url: str) -> None:
        if arguments.ready_file is not None:
            server.write_ready_file(arguments.ready_file, url)
        print(f"{arguments.name} is on {url}", flush=True)

    with site_database(arguments) as database:
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

    password, made_up = password_to_set(arguments)
    progress = Progress("Comments")
    with site_database(arguments) as database:
        done = seed(database, hashed(password), more_comments=arguments.comments, progress=progress.show)
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

    with site_database(arguments) as database:
        book = begin_with_starter_rules(database, appeals=arguments.appeals, published_by=arguments.by)
    print(f"Rulebook {book.version} is in force, with {len(book.clauses)} rules. Change them at a desk.")
    return 0


def _restored(arguments: argparse.Namespace) -> int:
    from editor.website import feed

    with site_database(arguments) as database, database.write() as connection:
        feed.begin_epoch(connection)
    print("The site's past is another one now. Each desk compares in full when it next reaches the site.")
    print("Desks that were signed out since the backup was made are signed in again: revoke them anew.")
    return 0
