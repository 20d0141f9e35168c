"""Readers signed in on the site: a random token in a cookie, its hash in the database, a form token bound to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select

from editor.domain.sanctions import Sanction
from editor.domain.times import from_ms
from editor.website import feed, gate, people
from editor.website.database import Database
from editor.website.rates import RateLimiter
from editor.website.refusals import Refusal
from editor.website.schema import reader, reader_session
from editor.website.secrets import Busy, Passwords, new_token, same, token_hash
from editor.website.settings import SiteSettings
from editor.wire.errors import Code

COOKIE = "tideline_reader"
BUSY_RETRY = 10  # seconds


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in reader. ``csrf`` stands in every form of this session."""

    reader_id: str
    name: str
    subscribed: bool
    csrf: str

    def require_form_token(self, given: str) -> None:
        """Raises Refusal NOT_SIGNED_IN when the form was not made for this session."""
        if not same(given, self.csrf):
            raise Refusal(Code.NOT_SIGNED_IN, "This form has expired. Reload the page and send it again.")


def find(connection: Connection, token: str) -> Session | None:
    """The session of a cookie, None when it is unknown or over."""
    if not token:
        return None
    row = connection.execute(
        select(reader_session.c.csrf, reader.c.id, reader.c.name, reader.c.subscribed)
        .join(reader, reader.c.id == reader_session.c.reader_id)
        .where(reader_session.c.token_hash == token_hash(token), reader_session.c.expires_ms > feed.now_ms())
    ).first()
    return None if row is None else Session(row.id, row.name, bool(row.subscribed), row.csrf)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at the page. ``session`` is None for a visitor; ``bar`` keeps the account from writing."""

    session: Session | None
    bar: Sanction | None

    @property
    def may_write(self) -> bool:
        """Whether forms make sense for them; the gate decides when they are sent."""
        return self.session is not None and self.session.subscribed and self.bar is None


def viewer(connection: Connection, session: Session | None) -> Viewer:
    """The person behind a session."""
    bar = None if session is None else gate.bar(connection, session.reader_id, from_ms(feed.now_ms()))
    return Viewer(session, bar)


class LogIn:
    """Checks passwords, slowly and not too often."""

    def __init__(self, database: Database, passwords: Passwords, limiter: RateLimiter, settings: SiteSettings) -> None:
        self._database = database
        self._passwords = passwords
        self._limiter = limiter
        self._settings = settings

    def reader(self, email: str, password: str, address: str) -> str:
        """Sign a reader in; returns the cookie's token. Raises Refusal WRONG_PASSWORD, TOO_MANY_TRIES."""
        account = people.account_name(email)
        self._count("reader", account, address)
        with self._database.read() as connection:
            stored, reader_id = people.password_of_reader(connection, account)
        if not self._matches(stored, password) or reader_id is None:
            raise Refusal(Code.WRONG_PASSWORD)
        self._limiter.forgive("reader", account, address)
        token = new_token()
        now = feed.now_ms()
        with self._database.write_quietly() as connection:
            connection.execute(delete(reader_session).where(reader_session.c.expires_ms <= now))
            connection.execute(
                insert(reader_session).values(
                    token_hash=token_hash(token),
                    reader_id=reader_id,
                    csrf=new_token(),
                    created_ms=now,
                    expires_ms=now + self._settings.session_life // timedelta(milliseconds=1),
                )
            )
        return token

    def desk(self, username: str, password: str, device: str, address: str) -> tuple[str, people.Desk]:
        """Sign a desk in; returns its token. Raises Refusal WRONG_PASSWORD, TOO_MANY_TRIES."""
        account = people.account_name(username)
        self._count("desk", account, address)
        with self._database.read() as connection:
            stored, member = people.password_of_staff(connection, account)
        if not self._matches(stored, password) or member is None:
            raise Refusal(Code.WRONG_PASSWORD)
        self._limiter.forgive("desk", account, address)
        with self._database.write_quietly() as connection:
            device_id, token = people.add_device(connection, member, device.replace("\x00", "").strip() or "desk")
        return token, people.Desk(device_id, member)

    def end(self, token: str) -> None:
        """Sign the reader of this cookie out."""
        with self._database.write_quietly() as connection:
            connection.execute(delete(reader_session).where(reader_session.c.token_hash == token_hash(token)))

    def _matches(self, stored: str | None, password: str) -> bool:
        try:
            return self._passwords.matches(stored, password)
        except Busy:
            raise Refusal(Code.TOO_MANY_TRIES, retry_after=BUSY_RETRY) from None

    def _count(self, who: str, account: str, address: str) -> None:
        rates = self._settings.rates
        self._limiter.count(rates.log_in_address, who, "", address)
        self._limiter.count(rates.log_in, who, account, address)
