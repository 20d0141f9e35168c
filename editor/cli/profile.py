"""backbench profile: the sites this desk works with."""

from __future__ import annotations

import argparse
import platform
import sys

from editor.cli.output import add_action, add_json, ask_password, print_json, print_lines


def register(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands."""
    parser.epilog = "Example: backbench profile add paper --url http://127.0.0.1:8717 --user ines"
    subs = parser.add_subparsers(dest="action", required=True, metavar="action")
    add = add_action(
        subs,
        "add",
        "sign this desk in to a site; the token goes to the keyring",
        "profile add paper --url http://127.0.0.1:8717 --user ines",
        on_a_desk=False,
    )
    add.add_argument("name")
    add.add_argument("--kind", choices=["bundled"], default="bundled")
    add.add_argument("--url", required=True, help="https://…, or http:// on this computer")
    _add_sign_in(add)
    add.set_defaults(run=_add)
    again = add_action(
        subs,
        "sign-in",
        "sign in once more when the site refuses this desk; its work stays",
        "profile sign-in paper --user ines",
        on_a_desk=False,
    )
    again.add_argument("name")
    _add_sign_in(again)
    again.set_defaults(run=_sign_in)
    listing = add_action(subs, "list", "the sites by name", "profile list --json", on_a_desk=False)
    add_json(listing)
    listing.set_defaults(run=_list)
    remove = add_action(
        subs, "remove", "forget a site: its database, key and token", "profile remove paper", on_a_desk=False
    )
    remove.add_argument("name")
    remove.add_argument("--yes", action="store_true", help="do not ask, also when something waits to be sent")
    remove.set_defaults(run=_remove)


def _add_sign_in(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--user", required=True)
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    parser.add_argument("--device", default=platform.node() or "desk", help="what the site calls this computer")


def _password(arguments: argparse.Namespace) -> str:
    return sys.stdin.readline().rstrip("\n") if arguments.password_stdin else ask_password()


def _add(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.network import add_profile

    profile, member = add_profile(
        arguments.name,
        arguments.url,
        username=arguments.user,
        password=_password(arguments),
        device=arguments.device,
    )
    print(f"{profile.name}: signed in to {profile.url} as {member.name}, {member.role}")
    return 0


def _sign_in(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.network import sign_in_again

    profile, member = sign_in_again(
        arguments.name, username=arguments.user, password=_password(arguments), device=arguments.device
    )
    print(f"{profile.name}: signed in to {profile.url} as {member.name}, {member.role}")
    return 0


def _list(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.storage import known

    found = known()
    if arguments.json:
        print_json([{"name": p.name, "kind": p.kind, "url": p.url} for p in found])
    else:
        print_lines((p.name, p.kind, p.url) for p in found)
    return 0


def _remove(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.network import leave_site
    from editor.bootstrap.storage import unsent

    waiting = 0 if arguments.yes else unsent(arguments.name)
    if waiting:
        things = "1 thing is" if waiting == 1 else f"{waiting:,} things are"
        print(f"{things} not on the site yet. Say --yes to give up what waits.", file=sys.stderr)
        return 1
    told = leave_site(arguments.name)
    print(f"{arguments.name}: forgotten")
    if not told:
        print("The site could not be told; it still knows this computer.", file=sys.stderr)
    return 0
