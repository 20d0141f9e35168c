"""The published rulebook: numbered versions that never change, each one the next of the last."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, insert, select

from editor.domain import rulebook as rules
from editor.domain.errors import BadInput
from editor.domain.feed import Kind
from editor.domain.people import Member, may
from editor.domain.rulebook import Rulebook
from editor.domain.times import from_ms, to_ms
from editor.website import feed, rows
from editor.website.refusals import Refusal
from editor.website.schema import rulebook
from editor.wire.errors import Code
from editor.wire.payloads import encode


def in_force(connection: Connection) -> Rulebook | None:
    """The newest version, None while nothing was ever published."""
    row = connection.execute(select(rulebook).order_by(rulebook.c.version.desc()).limit(1)).first()
    return None if row is None else rows.rulebook_of(row)


def version(connection: Connection, number: int) -> Rulebook | None:
    """One version, None when there is none."""
    row = connection.execute(select(rulebook).where(rulebook.c.version == number)).first()
    return None if row is None else rows.rulebook_of(row)


def as_published(book: Rulebook) -> Rulebook:
    """The rulebook without what is written for moderators only: their guidance, and the messages as templates."""
    return replace(book, clauses=tuple(replace(clause, guidance="", message="") for clause in book.clauses))


@dataclass(frozen=True, slots=True)
class Version:
    """What a list of versions says of each."""

    number: int
    published_at: datetime
    change_note: str


def versions(connection: Connection) -> tuple[Version, ...]:
    """All versions, newest first, without their texts."""
    query = select(rulebook.c.version, rulebook.c.published_ms, rulebook.c.change_note)
    result = connection.execute(query.order_by(rulebook.c.version.desc()))
    return tuple(Version(row.version, from_ms(row.published_ms), row.change_note) for row in result)


def publish(connection: Connection, member: Member, book: Rulebook, base: int | None) -> tuple[Rulebook, int]:
    """Put the next version in force, from now on and by ``member``; returns it with its feed number. Raises Refusal."""
    if not may(member.role, "rules"):
        raise Refusal(Code.ROLE_TOO_LOW, "Changing the rules needs the role editor or moderator.")
    current = in_force(connection)
    number = 0 if current is None else current.version
    if book.version != number + 1 or (base is not None and base != number):
        raise Refusal(Code.RULEBOOK_NOT_NEXT, field="version", current=current)
    try:
        rules.check(book)
    except BadInput as problem:
        raise Refusal(Code.RULEBOOK_UNSOUND, problem.detail, field=problem.field) from problem
    return put_in_force(connection, replace(book, published_by=member.name), from_ms(feed.now_ms()))


def put_in_force(connection: Connection, book: Rulebook, moment: datetime) -> tuple[Rulebook, int]:
    """Store a version that has been checked."""
    stored = replace(book, published_at=moment)
    content = json.dumps(encode(stored), ensure_ascii=False)
    if "\\u0000" in content:
        raise Refusal(Code.RULEBOOK_UNSOUND, "The rules hold a character that no text has.")
    connection.execute(
        insert(rulebook).values(
            version=stored.version,
            content=content,
            content_hash=rules.content_hash(stored),
            published_ms=to_ms(moment),
            change_note=stored.change_note,
        )
    )
    return stored, feed.record(connection, Kind.RULEBOOK, str(stored.version), 1)
