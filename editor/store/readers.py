"""Readers: their accounts as the site has them, their records, sanctions with this desk's own laid over."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from editor.domain.changes import ChangeSet
from editor.domain.comments import CommentState
from editor.domain.errors import NotFound
from editor.domain.feed import Kind
from editor.domain.inbox import MonthOfComments, ReaderRecord
from editor.domain.people import SiteReader
from editor.domain.sanctions import Sanction, SanctionKind, barring
from editor.domain.times import from_ms, to_ms
from editor.store import codec, resend
from editor.store.codes import STATE_CODE
from editor.store.desk import Row, Unit, View

_PUBLISHED = STATE_CODE[CommentState.PUBLISHED]
_REMOVED = STATE_CODE[CommentState.REMOVED]
_COLUMNS = "content, rev, lifted_ms, lifted_by"


def sanctions(view: View, reader_id: str) -> tuple[Sanction, ...]:
    """All sanctions on a reader, newest first, this desk's waiting ones included."""
    found = [_sanction(row) for row in view.rows(f"SELECT {_COLUMNS} FROM sanction WHERE reader_id = ?", (reader_id,))]
    return tuple(sorted(found, key=lambda s: (s.begins, s.id), reverse=True))


def barred_among(view: View, reader_ids: Sequence[str], at: datetime) -> dict[str, SanctionKind]:
    """Those of the readers who may not write at ``at``, with the kind of the sanction that lasts longest."""
    rows = view.rows(
        f"SELECT {_COLUMNS} FROM sanction WHERE reader_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(set(reader_ids))),),
    )
    placed: dict[str, list[Sanction]] = defaultdict(list)
    for sanction in map(_sanction, rows):
        placed[sanction.reader_id].append(sanction)
    longest = {reader_id: barring(sanctions, at) for reader_id, sanctions in placed.items()}
    return {reader_id: sanction.kind for reader_id, sanction in longest.items() if sanction is not None}


def add_sanction(unit: Unit, sanction: Sanction) -> ChangeSet:
    """Place a sanction at this desk; its operation belongs into the outbox."""
    unit.run(
        "INSERT INTO sanction(id, reader_id, rev, content) VALUES (?, ?, 0, ?)",
        (sanction.id, sanction.reader_id, codec.dump(sanction)),
    )
    return ChangeSet(readers=frozenset({sanction.reader_id}))


def end_sanction(unit: Unit, sanction_id: str, at: datetime, by: str) -> tuple[Sanction, ChangeSet]:
    """Lift a sanction at this desk: it ends at ``at``. Raises NotFound."""
    unit.run("UPDATE sanction SET lifted_ms = ?, lifted_by = ? WHERE id = ?", (to_ms(at), by, sanction_id))
    row = unit.row(f"SELECT {_COLUMNS} FROM sanction WHERE id = ?", (sanction_id,))
    if row is None:
        raise NotFound("The sanction")
    lifted = _sanction(row)
    return lifted, ChangeSet(readers=frozenset({lifted.reader_id}))


def give_up_sanction(unit: Unit, sanction_id: str) -> None:
    """A sanction that the site refused and a person dropped was never in force."""
    unit.run("DELETE FROM sanction WHERE id = ? AND rev = 0", (sanction_id,))


def give_up_lifting(unit: Unit, sanction_id: str) -> None:
    """A lifting that a person dropped: what the site says holds again."""
    unit.run("UPDATE sanction SET lifted_ms = NULL, lifted_by = NULL WHERE id = ?", (sanction_id,))


def record(view: View, reader_id: str, name: str) -> ReaderRecord:
    """What the desk knows of a reader; one whose account has not arrived yet is shown under ``name``."""
    now = view.clock.now()
    account = view.row("SELECT name, subscribed, since_ms FROM reader WHERE id = ?", (reader_id,)) or (name, 0, None)
    counts: dict[int, int] = dict(
        view.rows("SELECT state, count(*) FROM comment WHERE reader_id = ? GROUP BY state", (reader_id,))
    )
    answers: dict[str | None, int] = dict(
        view.rows("SELECT answer, count(*) FROM report WHERE reporter_id = ? GROUP BY answer", (reader_id,))
    )
    placed = sanctions(view, reader_id)
    return ReaderRecord(
        id=reader_id,
        name=account[0],
        subscribed=bool(account[1]),
        subscribed_since=None if account[2] is None else from_ms(account[2]),
        comments=sum(counts.values()),
        removed=counts.get(_REMOVED, 0),
        months=_months(view, reader_id, now),
        reports_made=sum(answers.values()),
        reports_upheld=answers.get("upheld", 0),
        reports_answered=sum(count for answer, count in answers.items() if answer is not None),
        sanctions=placed,
        barred=barring(placed, now) is not None,
    )


def _months(view: View, reader_id: str, now: datetime) -> tuple[MonthOfComments, ...]:
    """The last twelve calendar months in UTC, oldest first, empty ones included."""
    year, month = now.year, now.month
    firsts = [datetime(year + month // 12, month % 12 + 1, 1, tzinfo=now.tzinfo)]  # of the month that comes next
    for _ in range(12):
        firsts.insert(0, datetime(year, month, 1, tzinfo=now.tzinfo))
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    # The key holds the time, so the index on (reader, state, key) alone answers this: stretches of it are counted,
    # where looking at the time of each comment would take ten times as long.
    within = "FROM comment WHERE reader_id = ? AND state = ? AND key >= m.value ->> 0 AND key < m.value ->> 1"
    rows = view.rows(
        f"SELECT (SELECT count(*) {within}), (SELECT count(*) {within}) FROM json_each(?) m ORDER BY m.key",
        (
            *(reader_id, _PUBLISHED, reader_id, _REMOVED),
            json.dumps([(to_ms(begin) << 12, to_ms(end) << 12) for begin, end in pairwise(firsts)]),
        ),
    )
    return tuple(MonthOfComments(f"{first:%Y-%m}", *row) for first, row in zip(firsts[:-1], rows, strict=True))


def store(unit: Unit, arrived: Sequence[SiteReader], *, force: bool = False) -> set[str]:
    """Take over accounts from the site; the ids of those that changed."""
    if not arrived:
        return set()
    sql = "SELECT id, rev FROM reader WHERE id IN (SELECT value FROM json_each(?))"
    known: dict[str, int] = dict(unit.rows(sql, (json.dumps([r.id for r in arrived]),)))
    rows = []
    for reader in arrived:
        rev = known.get(reader.id, 0)
        if rev >= reader.rev and not force:
            continue
        unit.digest(Kind.READER, reader.id, rev, reader.rev)
        since = None if reader.subscribed_since is None else to_ms(reader.subscribed_since)
        rows.append((reader.id, reader.name, int(reader.subscribed), since, to_ms(reader.joined), reader.rev))
    unit.run_many("INSERT OR REPLACE INTO reader VALUES (?, ?, ?, ?, ?, ?)", rows)
    return {str(row[0]) for row in rows}


def store_sanctions(unit: Unit, arrived: Sequence[Sanction], *, force: bool = False) -> set[str]:
    """Take over sanctions from the site; the ids of the readers they are on."""
    touched: set[str] = set()
    for sanction in arrived:
        known = unit.row(f"SELECT {_COLUMNS} FROM sanction WHERE id = ?", (sanction.id,))
        before = None if known is None else _sanction(known)
        rev = 0 if before is None else before.rev
        if rev >= sanction.rev and not force:
            continue
        unit.digest(Kind.SANCTION, sanction.id, rev, sanction.rev)
        unit.run(
            "INSERT INTO sanction(id, reader_id, rev, content) VALUES (?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET "
            "reader_id = excluded.reader_id, rev = excluded.rev, content = excluded.content",
            (sanction.id, sanction.reader_id, sanction.rev, codec.dump(sanction)),
        )
        if sanction.ended_at is not None:
            give_up_lifting(unit, sanction.id)  # the site's own end takes the place of what was laid over it
        elif before is None:
            if resend.lift_after_all(unit, sanction):
                end_sanction(unit, sanction.id, unit.clock.now(), sanction.actor_name)
        elif force and before.ended_at is not None and resend.lift_again(unit, sanction):
            end_sanction(unit, sanction.id, before.ended_at, before.ended_by)
        touched.add(sanction.reader_id)
    return touched


def _sanction(row: Row) -> Sanction:
    content, rev, lifted_ms, lifted_by = row
    sanction = replace(codec.load(Sanction, content), rev=rev)
    if lifted_ms is not None and sanction.ended_at is None:
        return replace(sanction, ended_at=from_ms(lifted_ms), ended_by=lifted_by)
    return sanction
