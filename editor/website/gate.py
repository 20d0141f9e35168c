"""The one gate before everything a reader may write: subscribed, and not barred."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from editor.domain.sanctions import Sanction, barring
from editor.website import rulebooks, sanctions
from editor.website.refusals import Refusal
from editor.website.schema import reader as readers
from editor.wire.errors import Code


def may_write(connection: Connection, reader_id: str | None, now: datetime) -> None:
    """Pass in silence, or raise Refusal: NOT_SIGNED_IN, SUBSCRIBERS_ONLY or BARRED.

    Every comment, reply, edit, like and report goes through here, inside the transaction that stores it, so that no
    subscription can end and no ban begin between the question and the writing.
    """
    if reader_id is None:
        raise Refusal(Code.NOT_SIGNED_IN)
    if (sanction := bar(connection, reader_id, now)) is not None:
        raise Refusal(Code.BARRED, sanction.notice)
    subscribed = connection.execute(select(readers.c.subscribed).where(readers.c.id == reader_id)).scalar()
    if not subscribed:
        book = rulebooks.in_force(connection)
        raise Refusal(Code.SUBSCRIBERS_ONLY, book.why_subscribers.strip() if book is not None else "")


def bar(connection: Connection, reader_id: str, now: datetime) -> Sanction | None:
    """The sanction that keeps this account from writing at ``now``, None when there is none."""
    return barring(sanctions.of_reader(connection, reader_id), now)
