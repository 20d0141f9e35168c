"""Staff with their desks, and readers with their subscriptions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from editor.domain.comments import has_visible
from editor.domain.errors import BadInput, NotFound
from editor.domain.feed import Kind
from editor.domain.ids import new_id
from editor.domain.people import Member, Role, SiteReader
from editor.domain.times import to_ms
from editor.website import feed, rows
from editor.website.refusals import Refusal
from editor.website.schema import device, reader, staff
from editor.website.secrets import Passwords, new_token, token_hash
from editor.wire.errors import Code

MIN_PASSWORD = 8
MAX_PASSWORD = 1_000
MAX_NAME = 80
MAX_ACCOUNT = 320  # code points of an e-mail address
_EMAIL = re.compile(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+")


@dataclass(frozen=True, slots=True)
class Desk:
    """A signed-in computer of a member of staff."""

    device_id: str
    member: Member


# --- staff ------------------------------------------------------------------------------------------------------------


def add_staff(connection: Connection, *, username: str, name: str, role: Role, password_hash: str) -> Member:
    """Add a member of staff. Raises BadInput when the user name is taken or unusable."""
    wanted = username.strip().lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", wanted):
        raise BadInput("A user name is made of the letters a to z, digits, dots and hyphens.", field="username")
    _require_name(name)
    if connection.execute(select(staff.c.id).where(staff.c.username == wanted)).first() is not None:
        raise BadInput(f"There is already a user called {wanted}.", field="username")
    member = Member(new_id(), name.strip(), role)
    connection.execute(
        insert(staff).values(
            id=member.id,
            username=wanted,
            name=member.name,
            role=role.value,
            password_hash=password_hash,
            created_ms=feed.now_ms(),
        )
    )
    return member


def all_staff(connection: Connection) -> tuple[tuple[str, Member], ...]:
    """(user name, member) of everyone, by user name."""
    result = connection.execute(select(staff).order_by(staff.c.username))
    return tuple((row.username, Member(row.id, row.name, Role(row.role))) for row in result)


def set_role(connection: Connection, username: str, role: Role) -> Member:
    """What this member of staff may do from now on. Raises BadInput for an unknown user name."""
    member = find_staff(connection, username)
    connection.execute(update(staff).where(staff.c.id == member.id).values(role=role.value))
    return replace(member, role=role)


def set_staff_password(connection: Connection, username: str, password_hash: str) -> Member:
    """A new password; every desk has to sign in again with it. Raises BadInput for an unknown user name."""
    member = find_staff(connection, username)
    connection.execute(update(staff).where(staff.c.id == member.id).values(password_hash=password_hash))
    revoke_devices(connection, member)
    return member


def remove_staff(connection: Connection, username: str) -> Member:
    """Take a member of staff off the site; what they did keeps their name. Raises BadInput for an unknown user name."""
    member = find_staff(connection, username)
    connection.execute(delete(device).where(device.c.staff_id == member.id))
    connection.execute(delete(staff).where(staff.c.id == member.id))
    return member


def find_staff(connection: Connection, username: str) -> Member:
    """The member of staff with that user name. Raises BadInput."""
    wanted = account_name(username)
    row = connection.execute(select(staff).where(staff.c.username == wanted)).first()
    if row is None:
        raise BadInput(f"There is no user called {wanted}.", field="username")
    return Member(row.id, row.name, Role(row.role))


def password_of_staff(connection: Connection, username: str) -> tuple[str | None, Member | None]:
    """The stored hash and the person, or two times None for a user nobody knows. See :func:`account_name`."""
    row = connection.execute(select(staff).where(staff.c.username == username)).first()
    return (None, None) if row is None else (row.password_hash, Member(row.id, row.name, Role(row.role)))


def add_device(connection: Connection, member: Member, name: str) -> tuple[str, str]:
    """Sign a computer in; returns its id and the token, which is shown this once."""
    device_id, token = new_id(), new_token()
    connection.execute(
        insert(device).values(
            id=device_id,
            staff_id=member.id,
            name=name,
            token_hash=token_hash(token),
            created_ms=feed.now_ms(),
        )
    )
    return device_id, token


def desk_of(connection: Connection, token: str) -> Desk:
    """The desk whose token this is. Raises Refusal NOT_SIGNED_IN."""
    row = connection.execute(
        select(device.c.id, staff.c.id.label("staff_id"), staff.c.name, staff.c.role)
        .join(staff, staff.c.id == device.c.staff_id)
        .where(device.c.token_hash == token_hash(token), device.c.revoked_ms.is_(None))
    ).first()
    if row is None:
        raise Refusal(Code.NOT_SIGNED_IN)
    return Desk(row.id, Member(row.staff_id, row.name, Role(row.role)))


def require_standing(connection: Connection, desk: Desk) -> None:
    """Raises Refusal NOT_SIGNED_IN when the desk's token was revoked."""
    known = select(device.c.id).where(device.c.id == desk.device_id, device.c.revoked_ms.is_(None))
    if connection.execute(known).first() is None:
        raise Refusal(Code.NOT_SIGNED_IN)


def revoke_devices(connection: Connection, member: Member) -> int:
    """The tokens of all this person's desks are worth nothing from now on; returns how many there were."""
    theirs = (device.c.staff_id == member.id) & device.c.revoked_ms.is_(None)
    return connection.execute(update(device).where(theirs).values(revoked_ms=feed.now_ms())).rowcount


def revoke_device(connection: Connection, device_id: str) -> None:
    """The device's token is worth nothing from now on."""
    connection.execute(
        update(device).where(device.c.id == device_id, device.c.revoked_ms.is_(None)).values(revoked_ms=feed.now_ms())
    )


# --- readers ----------------------------------------------------------------------------------------------------------


def add_reader(
    connection: Connection,
    *,
    email: str,
    name: str,
    password_hash: str,
    subscribed_since: datetime | None,
    joined: datetime | None = None,
    reader_id: str | None = None,
) -> SiteReader:
    """Add a reader's account. Raises BadInput when the address is taken or unusable."""
    address = clean_email(email)
    _require_name(name)
    if connection.execute(select(reader.c.id).where(reader.c.email == address)).first() is not None:
        raise BadInput(f"There is already a reader with the address {address}.", field="email")
    now = feed.now_ms()
    row_id = reader_id or new_id()
    connection.execute(
        insert(reader).values(
            id=row_id,
            email=address,
            name=name.strip(),
            password_hash=password_hash,
            subscribed=subscribed_since is not None,
            subscribed_since_ms=None if subscribed_since is None else to_ms(subscribed_since),
            joined_ms=now if joined is None else to_ms(joined),
            rev=1,
        )
    )
    feed.record(connection, Kind.READER, row_id, 1)
    return find_reader(connection, row_id)


def find_reader(connection: Connection, reader_id: str) -> SiteReader:
    """The reader with that id. Raises NotFound."""
    row = connection.execute(select(reader).where(reader.c.id == reader_id)).first()
    if row is None:
        raise NotFound("This reader")
    return rows.reader_of(row)


def all_readers(connection: Connection) -> tuple[tuple[str, SiteReader], ...]:
    """(e-mail address, reader) of every account, by address; for the person who runs the site."""
    result = connection.execute(select(reader).order_by(reader.c.email))
    return tuple((row.email, rows.reader_of(row)) for row in result)


def password_of_reader(connection: Connection, email: str) -> tuple[str | None, str | None]:
    """The stored hash and the reader's id, or two times None for an address nobody knows. See :func:`account_name`."""
    row = connection.execute(select(reader.c.password_hash, reader.c.id).where(reader.c.email == email)).first()
    return (None, None) if row is None else (row.password_hash, row.id)


def set_subscribed(connection: Connection, email: str, *, subscribed: bool) -> SiteReader:
    """Begin or end a subscription; one that runs keeps the day it began. Raises BadInput for an unknown address."""
    address = clean_email(email)
    row = connection.execute(select(reader).where(reader.c.email == address)).first()
    if row is None:
        raise BadInput(f"There is no reader with the address {address}.", field="email")
    if bool(row.subscribed) is subscribed:
        return rows.reader_of(row)
    values: dict[str, object] = {"subscribed": subscribed, "rev": row.rev + 1}
    if subscribed:
        values["subscribed_since_ms"] = feed.now_ms()
    connection.execute(update(reader).where(reader.c.id == row.id).values(**values))
    feed.record(connection, Kind.READER, row.id, row.rev + 1)
    return find_reader(connection, row.id)


def account_name(given: str) -> str:
    """What somebody typed to sign in, in the one spelling by which tries are counted and accounts are looked up."""
    return given.replace("\x00", "").strip().lower()[:MAX_ACCOUNT]


def clean_email(email: str) -> str:
    """An address in lower case. Raises BadInput when it is none."""
    address = email.strip().lower()
    if len(address) > MAX_ACCOUNT or not _EMAIL.fullmatch(address):
        raise BadInput(f"“{email.strip()[:80]}” is not an e-mail address.", field="email")
    return address


def checked_password(passwords: Passwords, password: str) -> str:
    """The hash of a new password. Raises BadInput when it is too short or too long."""
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise BadInput(f"A password needs at least {MIN_PASSWORD} characters.", field="password")
    return passwords.hash(password)


def _require_name(name: str) -> None:
    if not has_visible(name) or len(name.strip()) > MAX_NAME or not name.strip().isprintable():
        raise BadInput(f"A name needs between 1 and {MAX_NAME} visible characters on one line.", field="name")
