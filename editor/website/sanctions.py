"""Sanctions on readers' accounts: placed, lifted, and asked for by the gate."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Connection, insert, select, update

from editor.domain.feed import Kind
from editor.domain.ids import is_id
from editor.domain.operations import LiftSanction
from editor.domain.people import Member, may
from editor.domain.sanctions import Sanction
from editor.domain.times import to_ms
from editor.website import feed, rows, rulebooks
from editor.website.refusals import Refusal
from editor.website.schema import reader, sanction
from editor.wire.errors import Code

MAX_NOTICE = 5_000  # code points
MAX_EVIDENCE = 200


def of_reader(connection: Connection, reader_id: str) -> tuple[Sanction, ...]:
    """Every sanction of an account, newest first."""
    query = select(sanction).where(sanction.c.reader_id == reader_id).order_by(sanction.c.begins_ms.desc())
    return tuple(rows.sanction_of(row) for row in connection.execute(query))


def place(connection: Connection, member: Member, wanted: Sanction) -> tuple[Sanction, int]:
    """Begin a sanction; returns it with its feed number. Raises Refusal."""
    _require_moderator(member)
    _require_sound(connection, wanted)
    # A desk whose clock runs ahead must not leave a gap in which the reader may still write.
    begins = min(to_ms(wanted.begins), feed.now_ms())
    connection.execute(
        insert(sanction).values(
            id=wanted.id,
            reader_id=wanted.reader_id,
            kind=wanted.kind.value,
            begins_ms=begins,
            ends_ms=None if wanted.ends is None else to_ms(wanted.ends),
            clause=wanted.clause,
            rulebook_version=wanted.rulebook_version,
            evidence=json.dumps(wanted.evidence),
            actor_id=member.id,
            actor_name=member.name,
            notice=wanted.notice,
            ended_by="",
            lift_reason="",
            rev=1,
        )
    )
    seq = feed.record(connection, Kind.SANCTION, wanted.id, 1)
    return _get(connection, wanted.id), seq


def lift(connection: Connection, member: Member, wanted: LiftSanction) -> tuple[Sanction, int]:
    """End a sanction now; one that has ended stays as it is. Raises Refusal."""
    _require_moderator(member)
    row = connection.execute(
        select(sanction.c.reader_id, sanction.c.ended_ms).where(sanction.c.id == wanted.sanction_id)
    )
    found = row.first()
    if found is None or found.reader_id != wanted.reader_id:
        raise Refusal(Code.NOT_FOUND, "There is no such sanction on this account.")
    if found.ended_ms is not None:
        return _get(connection, wanted.sanction_id), feed.position(connection).seq
    rev = connection.execute(
        update(sanction)
        .where(sanction.c.id == wanted.sanction_id)
        .values(
            ended_ms=feed.now_ms(),
            ended_by=member.name,
            lift_reason=wanted.reason[:500].replace("\x00", ""),
            rev=sanction.c.rev + 1,
        )
        .returning(sanction.c.rev)
    ).scalar_one()
    seq = feed.record(connection, Kind.SANCTION, wanted.sanction_id, rev)
    return _get(connection, wanted.sanction_id), seq


def _get(connection: Connection, sanction_id: str) -> Sanction:
    return rows.sanction_of(connection.execute(select(sanction).where(sanction.c.id == sanction_id)).one())


def _require_moderator(member: Member) -> None:
    if not may(member.role, "moderate"):
        raise Refusal(Code.ROLE_TOO_LOW, "Sanctions need the role moderator.")


def _require_sound(connection: Connection, wanted: Sanction) -> None:
    texts: Iterable[str] = (wanted.notice, *wanted.evidence)
    if not is_id(wanted.id) or any("\x00" in text for text in texts):
        raise Refusal(Code.NOT_UNDERSTOOD)
    if len(wanted.notice) > MAX_NOTICE or len(wanted.evidence) > MAX_EVIDENCE:
        raise Refusal(Code.TOO_LARGE, f"A notice can be at most {MAX_NOTICE:,} characters.", field="notice")
    if wanted.ends is not None and wanted.ends <= wanted.begins:
        raise Refusal(Code.NOT_UNDERSTOOD, "A sanction cannot end before it begins.", field="ends")
    if connection.execute(select(reader.c.id).where(reader.c.id == wanted.reader_id)).first() is None:
        raise Refusal(Code.NOT_FOUND, "There is no such reader.", field="reader_id")
    if connection.execute(select(sanction.c.id).where(sanction.c.id == wanted.id)).first() is not None:
        raise Refusal(Code.KEY_REUSED, "A sanction with this id has been placed already.", field="id")
    book = rulebooks.version(connection, wanted.rulebook_version)
    if book is None or wanted.clause not in {clause.number for clause in book.clauses}:
        raise Refusal(Code.UNKNOWN_CLAUSE, field="clause")
