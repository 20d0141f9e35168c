"""backbench site user: the people who work at the paper, and their desks"""

from __future__ import annotations

import argparse

from editor.cli.output import add_json, print_json, print_lines
from editor.cli.site_options import add_database, add_password, hashed, password_to_set, site_database

ROLES = ("reporter", "editor", "moderator", "administrator")


def register(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands."""
    parser.epilog = "Example: backbench site user add ines --name 'Ines Marrable' --role editor"
    subs = parser.add_subparsers(dest="user_action", required=True, metavar="action")
    add = subs.add_parser("add", help="add a member of staff")
    add.epilog = "Example: backbench site user add ines --name 'Ines Marrable' --role editor"
    add_database(add)
    add.add_argument("username")
    add.add_argument("--name", required=True, help="as others see it")
    add.add_argument("--role", required=True, choices=ROLES)
    add_password(add, "the password (default: made up and printed)")
    add.set_defaults(run=_user_add)
    listing = subs.add_parser("list", help="staff by user name")
    listing.epilog = "Example: backbench site user list --json"
    add_database(listing)
    add_json(listing)
    listing.set_defaults(run=_user_list)
    revoke = _add_user_action(subs, "revoke", "sign all desks of one person out: a laptop was lost", "ines")
    revoke.set_defaults(run=_user_revoke)
    password = _add_user_action(subs, "password", "set a new password and sign all their desks out", "ines")
    add_password(password, "the password (default: made up and printed)")
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
    add_database(parser)
    parser.add_argument("username")
    return parser


def _user_add(arguments: argparse.Namespace) -> int:
    from editor.domain.people import Role
    from editor.website import people

    password, made_up = password_to_set(arguments)
    stored = hashed(password)
    with site_database(arguments) as database, database.write_quietly() as connection:
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

    with site_database(arguments) as database, database.read() as connection:
        known = people.all_staff(connection)
    if arguments.json:
        print_json([{"username": username, "name": m.name, "role": m.role, "id": m.id} for username, m in known])
    else:
        print_lines((username, member.name, member.role) for username, member in known)
    return 0


def _user_revoke(arguments: argparse.Namespace) -> int:
    from editor.website import people

    with site_database(arguments) as database, database.write_quietly() as connection:
        member = people.find_staff(connection, arguments.username)
        number = people.revoke_devices(connection, member)
    print(f"{member.name}: {number} {'desk' if number == 1 else 'desks'} signed out.")
    return 0


def _user_password(arguments: argparse.Namespace) -> int:
    from editor.website import people

    password, made_up = password_to_set(arguments)
    stored = hashed(password)
    with site_database(arguments) as database, database.write_quietly() as connection:
        member = people.set_staff_password(connection, arguments.username, stored)
    print(f"{member.name} has a new password; every desk has to sign in again with it.")
    if made_up:
        print(f"Password: {password}")
    return 0


def _user_role(arguments: argparse.Namespace) -> int:
    from editor.domain.people import Role
    from editor.website import people

    with site_database(arguments) as database, database.write_quietly() as connection:
        member = people.set_role(connection, arguments.username, Role(arguments.role))
    print(f"{member.name} is {member.role} now.")
    return 0


def _user_remove(arguments: argparse.Namespace) -> int:
    from editor.website import people

    with site_database(arguments) as database, database.write_quietly() as connection:
        member = people.remove_staff(connection, arguments.username)
    print(f"{member.name} may no longer sign in, and all desks are signed out. What they did keeps their name.")
    return 0
