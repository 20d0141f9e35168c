"""Moderators' decisions as they arrive: what stands afterwards, which reports are answered, what an undo does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select, update

from editor.domain import rulebook as rules
from editor.domain.articles import MAX_LINE
from editor.domain.comments import CommentState, SiteComment, text_hash
from editor.domain.decisions import (
    MAX_PRIVATE_NOTE,
    MAX_QUOTE,
    AuthorWithdrew,
    Decision,
    Standing,
    StatementOfReasons,
    TextChanged,
    Verdict,
    answer_to_reports,
    stand_after,
)
from editor.domain.feed import Kind, SiteObject
from editor.domain.ids import is_id
from editor.domain.people import Member, may
from editor.domain.rulebook import Rulebook
from editor.domain.times import to_ms
from editor.website import counts, feed, rows, rulebooks
from editor.website.refusals import Refusal
from editor.website.schema import article, comment, decision, report
from editor.wire.errors import Code
from editor.wire.limits import CLOCK_WARN

MAX_MESSAGE = 20_000  # code points of what the author is told; templates may hold the quote several times


def add(
    connection: Connection, member: Member, device_id: str, sent: Decision
) -> tuple[tuple[SiteObject, ...], int] | Refusal:
    """Add a decision to its comment's log; returns the comment, the decision and what else changed, with the number.

    A refusal is returned, not raised, when something is to be kept all the same: a comment withdrawn by its author
    needs no decision, but its reports still get their answer. Other refusals are raised.
    """
    if not may(member.role, "moderate"):
        raise Refusal(Code.ROLE_TOO_LOW, "Deciding on comments needs the role moderator.")
    made = replace(sent, actor_id=member.id, actor_name=member.name, device_id=device_id)
    now = _comment(connection, made.comment_id)
    made = _checked(connection, made, now)
    standing = Standing(now.state, now.decision_id, now.clause)
    try:
        after = stand_after(standing, text_hash(now.text), made, _undone(connection, standing, made))
    except TextChanged:
        raise Refusal(Code.TEXT_CHANGED, current=now) from None
    except AuthorWithdrew:
        for kind, id_, rev in _answer_reports(connection, made, standing):
            feed.record(connection, kind, id_, rev)
        return Refusal(Code.WITHDRAWN, current=now)
    effective = after != standing
    _insert(connection, made, standing if effective else None)
    touched: list[tuple[Kind, str, int]] = []
    if effective:
        touched += _set_standing(connection, made.comment_id, after)
        counts.moved(connection, now.article_id, now.state, after.state)
        touched += _settle_force(connection, standing.decision_id, after.decision_id)
        touched += _answer_reports(connection, made, standing)
    return _record(connection, made, touched)


def _record(
    connection: Connection, made: Decision, touched: list[tuple[Kind, str, int]]
) -> tuple[tuple[SiteObject, ...], int]:
    """Name everything that changed in the feed; the comment and the decision come first."""
    newest = {(kind, id_): rev for kind, id_, rev in touched}
    newest.setdefault((Kind.DECISION, made.id), 1)
    seq = 0
    for (kind, id_), rev in newest.items():
        seq = feed.record(connection, kind, id_, rev)
    first = [(Kind.COMMENT, made.comment_id), (Kind.DECISION, made.id)]
    order = first + [key for key in newest if key not in first]
    things = tuple(rows.load_one(connection, kind, id_) for kind, id_ in order)
    return tuple(thing for thing in things if thing is not None), seq


def _comment(connection: Connection, comment_id: str) -> SiteComment:
    row = connection.execute(rows.comments_query().where(comment.c.id == comment_id)).first()
    if row is None:
        raise Refusal(Code.NOT_FOUND, "There is no such comment.", field="comment_id")
    return rows.comment_of(row)


def _checked(connection: Connection, made: Decision, now: SiteComment) -> Decision:
    """The decision with nothing in it that the site cannot stand by: its rule exists, its author gets a statement."""
    if not is_id(made.id) or any("\x00" in text for text in (made.quote, made.note, made.text_hash)):
        raise Refusal(Code.NOT_UNDERSTOOD)
    if len(made.quote) > MAX_QUOTE or len(made.note) > MAX_PRIVATE_NOTE:
        raise Refusal(Code.TOO_LARGE, f"A quote can be at most {MAX_QUOTE:,} characters.", field="quote")
    if connection.execute(select(decision.c.id).where(decision.c.id == made.id)).first() is not None:
        raise Refusal(Code.KEY_REUSED, "A decision with this id has arrived already.", field="id")
    if made.verdict is Verdict.REVERT:
        if made.reverts is None:
            raise Refusal(Code.NOT_UNDERSTOOD, "An undo names the decision it takes back.", field="reverts")
        return replace(made, clause=None, reasons=None, in_force=True)
    if made.verdict is Verdict.APPROVE:
        return replace(made, clause=None, reasons=None, reverts=None, in_force=True)
    book = rulebooks.version(connection, made.rulebook_version)
    if book is None or made.clause not in {clause.number for clause in book.clauses}:
        raise Refusal(Code.UNKNOWN_CLAUSE, field="clause")
    if made.reasons is not None:
        _require_sound_reasons(made, made.reasons)
    return replace(made, reasons=made.reasons or _reasons(connection, book, made, now), reverts=None, in_force=True)


def _require_sound_reasons(made: Decision, reasons: StatementOfReasons) -> None:
    """What the author is told speaks of the rule the decision was made under, and fits on a page."""
    if (reasons.clause, reasons.rulebook_version) != (made.clause, made.rulebook_version):
        raise Refusal(Code.NOT_UNDERSTOOD, "The statement of reasons names another rule.", field="reasons")
    if len(reasons.quote) > MAX_QUOTE or len(reasons.message) > MAX_MESSAGE:
        raise Refusal(Code.TOO_LARGE, f"A message can be at most {MAX_MESSAGE:,} characters.", field="reasons")
    if max(len(reasons.clause_label), len(reasons.appeal_address)) > MAX_LINE:
        raise Refusal(Code.TOO_LARGE, field="reasons")


def _reasons(connection: Connection, book: Rulebook, made: Decision, now: SiteComment) -> StatementOfReasons:
    """The statement for a removal that came without one."""
    story = connection.execute(select(article.c.headline).where(article.c.id == now.article_id)).scalar_one()
    assert made.clause is not None
    quote = (made.quote or now.text)[:MAX_QUOTE]
    return rules.statement_of_reasons(book, made.clause, quote=quote, story=story, decided_at=made.decided_at)


def _undone(connection: Connection, standing: Standing, made: Decision) -> Standing | None:
    """What stood before the decision that ``made`` takes back, passing over those that were taken back meanwhile."""
    if made.verdict is not Verdict.REVERT or standing.decision_id != made.reverts:
        return None
    before = _before(connection, made.reverts)
    while before is not None and before.decision_id is not None and _taken_back(connection, before.decision_id):
        before = _before(connection, before.decision_id)
    return before


def _before(connection: Connection, decision_id: str | None) -> Standing | None:
    row = connection.execute(
        select(decision.c.before_state, decision.c.before_decision_id, decision.c.before_clause).where(
            decision.c.id == decision_id
        )
    ).first()
    if row is None or row.before_state is None:
        return None
    return Standing(CommentState(row.before_state), row.before_decision_id, row.before_clause)


def _taken_back(connection: Connection, decision_id: str) -> bool:
    return connection.execute(select(decision.c.id).where(decision.c.reverts == decision_id)).first() is not None


def _insert(connection: Connection, made: Decision, before: Standing | None) -> None:
    connection.execute(
        insert(decision).values(
            id=made.id,
            comment_id=made.comment_id,
            verdict=made.verdict.value,
            actor_id=made.actor_id,
            actor_name=made.actor_name,
            device_id=made.device_id,
            decided_ms=to_ms(made.decided_at),
            arrived_ms=feed.now_ms(),
            text_hash=made.text_hash,
            rulebook_version=made.rulebook_version,
            seen_decision_id=made.seen_decision_id,
            clause=made.clause,
            quote=made.quote,
            note=made.note,
            reverts=made.reverts,
            reasons=rows.reasons_json(made.reasons),
            in_force=before is not None,
            before_state=None if before is None else before.state.value,
            before_decision_id=None if before is None else before.decision_id,
            before_clause=None if before is None else before.clause,
            rev=1,
        )
    )


def _set_standing(connection: Connection, comment_id: str, after: Standing) -> list[tuple[Kind, str, int]]:
    rev = connection.execute(
        update(comment)
        .where(comment.c.id == comment_id)
        .values(state=after.state.value, decision_id=after.decision_id, clause=after.clause, rev=comment.c.rev + 1)
        .returning(comment.c.rev)
    ).scalar_one()
    return [(Kind.COMMENT, comment_id, rev)]


def _settle_force(connection: Connection, before: str | None, after: str | None) -> list[tuple[Kind, str, int]]:
    """The decision that stood no longer does, the one an undo brought back does again."""
    touched = []
    for id_, stands in ((before, False), (after, True)):
        if id_ is None or before == after:
            continue
        rev = connection.execute(
            update(decision)
            .where(decision.c.id == id_, decision.c.in_force.is_(not stands))
            .values(in_force=stands, rev=decision.c.rev + 1)
            .returning(decision.c.rev)
        ).scalar()
        if rev is not None:
            touched.append((Kind.DECISION, id_, rev))
    return touched


def lose_force(connection: Connection, decision_id: str) -> None:
    """A decision no longer stands because its author's words changed; recorded in the feed."""
    for kind, id_, rev in _settle_force(connection, decision_id, None):
        feed.record(connection, kind, id_, rev)


def _answer_reports(connection: Connection, made: Decision, standing: Standing) -> list[tuple[Kind, str, int]]:
    """Answer the reports as the verdict says; an undo opens again what its decision had answered."""
    answer = answer_to_reports(made.verdict)
    here = report.c.comment_id == made.comment_id
    values: dict[str, Any]
    if answer is None:
        condition = here & (report.c.answered_by == made.reverts)
        values = {"answer": None, "answered_ms": None, "answered_by": None}
    else:
        wanted: ColumnElement[bool] = report.c.answer.is_(None)
        if made.verdict is Verdict.APPROVE:
            # A report that came after the moderator looked has not been considered: it goes back to the queue.
            latest = made.decided_at + timedelta(seconds=CLOCK_WARN)
            wanted &= report.c.created_ms <= to_ms(latest)
        if standing.decision_id is not None and standing.decision_id != made.seen_decision_id:
            wanted |= report.c.answered_by == standing.decision_id
        condition = here & wanted
        values = {"answer": answer.value, "answered_ms": feed.now_ms(), "answered_by": made.id}
    statement = (
        update(report).where(condition).values(**values, rev=report.c.rev + 1).returning(report.c.id, report.c.rev)
    )
    return [(Kind.REPORT, row.id, row.rev) for row in connection.execute(statement)]
