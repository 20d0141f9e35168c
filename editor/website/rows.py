"""Rows into the snapshots that desks are sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Column, Connection, Select, Table, select

from editor.domain.articles import ArticleFields, ArticleState, SiteArticle
from editor.domain.comments import CommentState, Report, ReportAnswer, SiteComment
from editor.domain.decisions import Decision, StatementOfReasons, Verdict
from editor.domain.feed import Kind, SiteObject
from editor.domain.people import SiteReader
from editor.domain.rulebook import Rulebook
from editor.domain.sanctions import Sanction, SanctionKind
from editor.domain.times import from_ms
from editor.website import schema
from editor.wire.payloads import decode

_REASONS: TypeAdapter[StatementOfReasons] = TypeAdapter(StatementOfReasons)


def _time(ms: int | None) -> datetime | None:
    return None if ms is None else from_ms(ms)


def article_of(row: Any) -> SiteArticle:
    """An article from its row."""
    return SiteArticle(
        id=row.id,
        fields=ArticleFields(row.headline, row.standfirst, row.byline, row.section, row.slug, row.body),
        state=ArticleState(row.state),
        version_id=row.version_id,
        published_at=_time(row.published_ms),
        updated_at=from_ms(row.updated_ms),
        updated_by=row.updated_by,
        rev=row.rev,
        comments_open=bool(row.comments_open),
    )


def reader_of(row: Any) -> SiteReader:
    """A reader from their row, without e-mail address or password."""
    return SiteReader(
        id=row.id,
        name=row.name,
        subscribed=bool(row.subscribed),
        subscribed_since=_time(row.subscribed_since_ms),
        joined=from_ms(row.joined_ms),
        rev=row.rev,
    )


def comment_of(row: Any) -> SiteComment:
    """A comment from its row joined with ``author_name``."""
    return SiteComment(
        id=row.id,
        article_id=row.article_id,
        parent_id=row.parent_id,
        reader_id=row.reader_id,
        author_name=row.author_name,
        text=row.text,
        created=from_ms(row.created_ms),
        edited=_time(row.edited_ms),
        state=CommentState(row.state),
        decision_id=row.decision_id,
        clause=row.clause,
        rev=row.rev,
    )


def report_of(row: Any) -> Report:
    """A report from its row joined with ``reporter_name``."""
    return Report(
        id=row.id,
        comment_id=row.comment_id,
        reporter_id=row.reporter_id,
        reporter_name=row.reporter_name,
        clause=row.clause,
        note=row.note,
        created=from_ms(row.created_ms),
        answer=None if row.answer is None else ReportAnswer(row.answer),
        answered_at=_time(row.answered_ms),
        rev=row.rev,
        rulebook_version=row.rulebook_version,
    )


def decision_of(row: Any) -> Decision:
    """A decision from its row."""
    return Decision(
        id=row.id,
        comment_id=row.comment_id,
        verdict=Verdict(row.verdict),
        actor_id=row.actor_id,
        actor_name=row.actor_name,
        device_id=row.device_id,
        decided_at=from_ms(row.decided_ms),
        text_hash=row.text_hash,
        rulebook_version=row.rulebook_version,
        seen_decision_id=row.seen_decision_id,
        clause=row.clause,
        quote=row.quote,
        note=row.note,
        reverts=row.reverts,
        reasons=None if row.reasons is None else _REASONS.validate_json(row.reasons),
        in_force=bool(row.in_force),
        rev=row.rev,
    )


def reasons_json(reasons: StatementOfReasons | None) -> str | None:
    """How a statement of reasons is kept."""
    return None if reasons is None else _REASONS.dump_json(reasons).decode()


def sanction_of(row: Any) -> Sanction:
    """A sanction from its row."""
    return Sanction(
        id=row.id,
        reader_id=row.reader_id,
        kind=SanctionKind(row.kind),
        begins=from_ms(row.begins_ms),
        ends=_time(row.ends_ms),
        clause=row.clause,
        rulebook_version=row.rulebook_version,
        evidence=tuple(json.loads(row.evidence)),
        actor_id=row.actor_id,
        actor_name=row.actor_name,
        notice=row.notice,
        ended_at=_time(row.ended_ms),
        ended_by=row.ended_by,
        rev=row.rev,
    )


def rulebook_of(row: Any) -> Rulebook:
    """A version of the rulebook from its row."""
    book = decode(Kind.RULEBOOK, json.loads(row.content))
    assert isinstance(book, Rulebook)
    return book


def comments_query() -> Select[Any]:
    """Comments with their authors' names."""
    return select(schema.comment, schema.reader.c.name.label("author_name")).join(
        schema.reader, schema.reader.c.id == schema.comment.c.reader_id
    )


def reports_query() -> Select[Any]:
    """Reports with their reporters' names."""
    return select(schema.report, schema.reader.c.name.label("reporter_name")).join(
        schema.reader, schema.reader.c.id == schema.report.c.reporter_id
    )


_Source = tuple[Table, Callable[[], Select[Any]], Callable[[Any], SiteObject]]
_SOURCES: dict[Kind, _Source] = {
    Kind.ARTICLE: (schema.article, lambda: select(schema.article), article_of),
    Kind.READER: (schema.reader, lambda: select(schema.reader), reader_of),
    Kind.COMMENT: (schema.comment, comments_query, comment_of),
    Kind.REPORT: (schema.report, reports_query, report_of),
    Kind.DECISION: (schema.decision, lambda: select(schema.decision), decision_of),
    Kind.SANCTION: (schema.sanction, lambda: select(schema.sanction), sanction_of),
    Kind.RULEBOOK: (schema.rulebook, lambda: select(schema.rulebook), rulebook_of),
}


def load(connection: Connection, kind: Kind, ids: Sequence[str]) -> dict[str, SiteObject]:
    """Objects of one kind by id; ids that are not there are left out."""
    table, query, build = _SOURCES[kind]
    key: Column[Any] = table.c.version if kind is Kind.RULEBOOK else table.c.id
    wanted: Iterable[Any] = ids
    if kind is Kind.RULEBOOK:
        wanted = [int(id_) for id_ in ids if id_.isascii() and id_.isdigit() and len(id_) < 10]
    rows = connection.execute(query().where(key.in_(list(wanted))))
    return {str(row.version if kind is Kind.RULEBOOK else row.id): build(row) for row in rows}


def load_one(connection: Connection, kind: Kind, id_: str) -> SiteObject | None:
    """One object, None when there is none."""
    return load(connection, kind, [id_]).get(id_)


def revisions(connection: Connection, kind: Kind, after: str, limit: int) -> tuple[tuple[str, int], ...]:
    """(id, rev) of one kind in the order of ids, after ``after``; from the feed, which has a line for each object."""
    table = schema.change
    query = (
        select(table.c.id, table.c.rev)
        .where(table.c.kind == kind.value, table.c.id > after, table.c.deleted.is_(False))
        .order_by(table.c.id)
        .limit(limit)
    )
    return tuple((row.id, row.rev) for row in connection.execute(query))
