"""Takes over what the site sent, kind by kind and in batches; every object is stored as it came.

An object is taken when its revision is newer than ours; with ``force`` whatever its revision: a site that was restored
may give the same number to other words.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Sequence
from typing import TypeVar

from editor.domain.articles import SiteArticle
from editor.domain.changes import ChangeSet
from editor.domain.comments import CommentState, Report, SiteComment
from editor.domain.decisions import Decision
from editor.domain.feed import Kind, SiteObject
from editor.domain.inbox import Delivery
from editor.domain.people import SiteReader
from editor.domain.rulebook import Rulebook
from editor.domain.sanctions import Sanction
from editor.domain.times import to_ms
from editor.store import article_arrivals, articles, decisions, projection, readers, resend, rulebooks, words
from editor.store.codes import DELIVERY_CODE, QUEUE_CODE, STATE_CODE
from editor.store.desk import Unit
from editor.store.projection import queue_of, work_code_of

T = TypeVar("T")

_IN = "(SELECT value FROM json_each(?))"
_TABLES = {
    Kind.READER: "reader",
    Kind.COMMENT: "comment",
    Kind.REPORT: "report",
    Kind.DECISION: "decision",
    Kind.SANCTION: "sanction",
}


def store(unit: Unit, things: Sequence[SiteObject], *, force: bool = False) -> ChangeSet:
    """Take over objects of any kinds, in any order; what depends on something that is not here yet waits for it."""

    def of(kind: type[T]) -> list[T]:
        return [thing for thing in things if isinstance(thing, kind)]

    touched, fresh = _store_comments(unit, of(SiteComment), force=force)
    touched |= _store_reports(unit, of(Report), force=force)
    touched |= decisions.store(unit, of(Decision), force=force)
    people = readers.store(unit, of(SiteReader), force=force)
    people |= readers.store_sanctions(unit, of(Sanction), force=force)
    # A new comment that nothing here speaks of was inserted with its projection, and most of a feed is such comments.
    touched |= projection.project(unit, touched - (fresh - projection.spoken_of(unit, fresh)))
    changes = ChangeSet(comments=frozenset(touched), readers=frozenset(people), counters=bool(touched))
    for article in of(SiteArticle):
        changes |= article_arrivals.receive(unit, article, force=force)
    for book in of(Rulebook):
        changes |= rulebooks.receive(unit, book, force=force)
    return changes


def _store_comments(unit: Unit, arrived: Sequence[SiteComment], *, force: bool) -> tuple[set[str], set[str]]:
    """Take over comments: rows, index of words, digest; the ids of all that changed, and of those that are new."""
    if not arrived:
        return set(), set()
    known = {
        row[1]: row
        for row in unit.rows(
            f"SELECT key, id, rev, text, author_name FROM comment WHERE id IN {_IN}",
            (json.dumps([c.id for c in arrived]),),
        )
    }
    fresh: list[SiteComment] = []
    changed: list[tuple[object, ...]] = []
    unindexed: list[tuple[int, str, str]] = []
    touched: set[str] = set()
    for comment in arrived:
        row = known.get(comment.id)
        if row is not None and row[2] >= comment.rev and not force:
            continue
        touched.add(comment.id)
        unit.digest(Kind.COMMENT, comment.id, row[2] if row else None, comment.rev)
        if row is None:
            fresh.append(comment)
            continue
        if (row[3], row[4]) != (comment.text, comment.author_name):
            unindexed.append((row[0], row[3], row[4]))
        changed.append((*_site_values(comment), row[0]))
    words.remove(unit, unindexed)
    if changed:
        unit.run_many(_UPDATE, changed)
    keys = _insert(unit, fresh)
    words.add(unit, [*keys, *(key for key, _, _ in unindexed)])
    return touched, {comment.id for comment in fresh}


_SITE_COLUMNS = (
    "article_id",
    "parent_id",
    "reader_id",
    "author_name",
    "text",
    "edited_ms",
    "rev",
    "site_state",
    "site_decision_id",
    "site_clause",
)
_UPDATE = (
    f"UPDATE comment SET {', '.join(f'{name} = ?{n}' for n, name in enumerate(_SITE_COLUMNS, 1))}, "
    "undecided_state = CASE WHEN ?9 IS NULL THEN ?8 ELSE undecided_state END WHERE key = ?11"
)
INSERT = (
    f"INSERT INTO comment(key, id, created_ms, {', '.join(_SITE_COLUMNS)}, undecided_state, state, work, queue, "
    "decision_id, clause, delivery, open_reports, top_clause) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, NULL)"
)
_PUBLISHED = STATE_CODE[CommentState.PUBLISHED]
_NO_DELIVERY = DELIVERY_CODE[Delivery.NONE]


def _site_values(comment: SiteComment) -> tuple[object, ...]:
    return (
        comment.article_id,
        comment.parent_id,
        comment.reader_id,
        comment.author_name,
        comment.text,
        None if comment.edited is None else to_ms(comment.edited),
        comment.rev,
        STATE_CODE[comment.state],
        comment.decision_id,
        comment.clause,
    )


def insert_values(comment: SiteComment, key: int) -> tuple[tuple[object, ...], int]:
    """The row of a comment nobody here has decided and no report is known of, and the number of its queue."""
    state = STATE_CODE[comment.state]
    queue = QUEUE_CODE[queue_of(comment.state, comment.decision_id, 0)]
    undecided = state if comment.decision_id is None else _PUBLISHED
    decided = (comment.decision_id, comment.clause)
    created = to_ms(comment.created)
    work = work_code_of(queue)
    row = (key, comment.id, created, *_site_values(comment), undecided, state, work, queue, *decided, _NO_DELIVERY)
    return row, queue


def _insert(unit: Unit, fresh: Sequence[SiteComment]) -> list[int]:
    """Insert new comments with a simple projection; reports and decisions known already are looked at afterwards."""
    if not fresh:
        return []
    keys = _free_keys(unit, fresh)
    rows = []
    for comment, key in zip(fresh, keys, strict=True):
        row, queue = insert_values(comment, key)
        rows.append(row)
        unit.count(queue, 1)
    unit.run_many(INSERT, rows)
    return keys


def first_key(created_ms: int, id_: str) -> int:
    """The key a comment would like: its time, then 12 bits of its id, so that comments of one moment differ."""
    return created_ms << 12 | zlib.crc32(id_.encode()) & 0xFFF


def _free_keys(unit: Unit, fresh: Sequence[SiteComment]) -> list[int]:
    wanted = [first_key(to_ms(c.created), c.id) for c in fresh]
    taken = {row[0] for row in unit.rows(f"SELECT key FROM comment WHERE key IN {_IN}", (json.dumps(wanted),))}
    beyond: dict[int, int] = {}  # from a key that was taken to where the search for a free one ended
    keys = []
    for first in wanted:
        key = first
        while key in taken:
            key = beyond.get(key, key + 1)
            if key not in taken and unit.value("SELECT 1 FROM comment WHERE key = ?", (key,)):
                taken.add(key)
        taken.add(key)
        beyond[first] = key + 1
        keys.append(key)
    return keys


def _store_reports(unit: Unit, arrived: Sequence[Report], *, force: bool) -> set[str]:
    """Take over reports; the ids of their comments."""
    if not arrived:
        return set()
    sql = f"SELECT id, rev, comment_id FROM report WHERE id IN {_IN}"
    known = {id_: rest for id_, *rest in unit.rows(sql, (json.dumps([r.id for r in arrived]),))}
    touched: set[str] = set()
    rows = []
    for report in arrived:
        rev, about = known.get(report.id, (0, report.comment_id))
        if rev >= report.rev and not force:
            continue
        unit.digest(Kind.REPORT, report.id, rev, report.rev)
        touched |= {report.comment_id, about}
        answered = None if report.answered_at is None else to_ms(report.answered_at)
        rows.append(
            (
                report.id,
                report.comment_id,
                report.reporter_id,
                report.reporter_name,
                report.clause,
                report.note,
                to_ms(report.created),
                None if report.answer is None else report.answer.value,
                answered,
                report.rev,
                report.rulebook_version,
            )
        )
    unit.run_many("INSERT OR REPLACE INTO report VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    return touched


def remove(unit: Unit, kind: Kind, ids: Collection[str]) -> ChangeSet:
    """The site deleted these. What was written at this desk (stories' versions, decisions not yet sent) stays.

    What this desk decided and a restored site has lost is asked of it again.
    """
    if not ids:
        return ChangeSet()
    if kind is Kind.RULEBOOK:
        changes = ChangeSet()
        for id_ in ids:
            changes |= rulebooks.gone_from_site(unit, int(id_))
        return changes
    if kind is Kind.ARTICLE:
        changes = ChangeSet()
        for id_ in ids:
            changes |= articles.gone_from_site(unit, id_)
        return changes
    wanted = json.dumps(list(ids))
    about = {Kind.REPORT: "comment_id", Kind.DECISION: "comment_id", Kind.SANCTION: "reader_id"}.get(kind, "id")
    rows = unit.rows(f"SELECT id, rev, {about} FROM {_TABLES[kind]} WHERE rev > 0 AND id IN {_IN}", (wanted,))
    # A site that deletes a decision means it; one that was restored has only forgotten it.
    restored = unit.value("SELECT 1 FROM meta WHERE name = 'resync'") is not None
    again = resend.ask_again(unit, kind, ids) if restored else []
    if kind is Kind.COMMENT:
        lost = unit.rows(f"SELECT key, text, author_name, queue FROM comment WHERE id IN {_IN}", (wanted,))
        words.remove(unit, [(key, text, author) for key, text, author, _ in lost])
        for *_, queue in lost:
            unit.count(queue, -1)
    for id_, rev, _ in rows:
        unit.digest(kind, id_, rev, None)
    if again:
        unit.run(f"UPDATE {_TABLES[kind]} SET rev = 0 WHERE id IN {_IN}", (json.dumps(again),))
    unit.run(f"DELETE FROM {_TABLES[kind]} WHERE rev > 0 AND id IN {_IN}", (wanted,))
    subjects = frozenset(row[2] for row in rows)
    if kind in (Kind.READER, Kind.SANCTION):
        return ChangeSet(readers=subjects, outbox=bool(again))
    if kind is not Kind.COMMENT:
        projection.project(unit, subjects)
    return ChangeSet(comments=subjects, counters=bool(subjects), outbox=bool(again))
