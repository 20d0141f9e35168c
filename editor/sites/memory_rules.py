"""What the site in memory does with a desk's operation: roles, revisions, decisions, sanctions, numbered rules."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from editor.domain import rulebook as rules
from editor.domain.articles import ArticleFields, ArticleState, SiteArticle, missing_for_publishing
from editor.domain.comments import Report, SiteComment, text_hash
from editor.domain.decisions import (
    AuthorWithdrew,
    Decision,
    Standing,
    TextChanged,
    Verdict,
    answer_to_reports,
    stand_after,
)
from editor.domain.errors import BadInput
from editor.domain.feed import SiteObject
from editor.domain.operations import (
    Applied,
    Decide,
    LiftSanction,
    Operation,
    OperationResult,
    PlaceSanction,
    PutArticle,
    RefusedOperation,
    Stale,
)
from editor.domain.people import Member, SiteReader, may
from editor.domain.rulebook import Rulebook
from editor.domain.sanctions import Sanction
from editor.sites.memory_state import SiteState
from editor.wire.errors import MEANINGS, Code
from editor.wire.limits import CLOCK_WARN, SLUG


class Refusal(Exception):
    """The site will not do it; becomes a RefusedOperation."""

    def __init__(self, code: Code, *, field: str = "", current: SiteObject | None = None, sentence: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.current = current
        self.sentence = sentence or MEANINGS[code].sentence


class Outdated(Exception):
    """Made on a revision that is no longer current."""

    def __init__(self, current: SiteObject) -> None:
        super().__init__()
        self.current = current


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose operation it is. What a desk says of its own author and device is not believed."""

    member: Member
    device_id: str


def carry_out(state: SiteState, sender: Sender, operation: Operation, now: datetime) -> OperationResult:
    """Do ``operation`` once. The first answer is given again to the same words; other words under its key are refused.

    Only what was applied is remembered: a refusal changed nothing, so the same operation may be tried again.
    """
    body_hash = text_hash(repr((sender.member.id, operation.body, operation.base_rev, operation.expires_at)))
    if (known := state.answers.get(operation.id)) is not None:
        if known[0] != body_hash:
            return RefusedOperation(operation.id, Code.KEY_REUSED, MEANINGS[Code.KEY_REUSED].sentence)
        return replace(known[1], duplicate=True)
    if operation.expires_at is not None and operation.expires_at <= now:
        return RefusedOperation(operation.id, Code.EXPIRED, MEANINGS[Code.EXPIRED].sentence)
    try:
        things = _things(state, sender, operation, now)
    except Outdated as outdated:
        return Stale(operation.id, outdated.current)
    except Refusal as refusal:
        return RefusedOperation(operation.id, refusal.code, refusal.sentence, refusal.field, refusal.current)
    answer = Applied(operation.id, things, state.seq)
    state.answers[operation.id] = (body_hash, answer)
    return answer


def _things(state: SiteState, sender: Sender, operation: Operation, now: datetime) -> tuple[SiteObject, ...]:
    body, member = operation.body, sender.member
    if isinstance(body, PutArticle):
        return (put_article(state, member, body, operation.base_rev, now),)
    if isinstance(body, Decide):
        _need(member, "moderate")
        made = replace(body.decision, actor_id=member.id, actor_name=member.name, device_id=sender.device_id)
        return decide(state, made, now)
    if isinstance(body, PlaceSanction):
        _need(member, "moderate")
        begins = min(body.sanction.begins, now)  # a desk's fast clock must not leave a gap
        return (
            place_sanction(state, replace(body.sanction, actor_id=member.id, actor_name=member.name, begins=begins)),
        )
    if isinstance(body, LiftSanction):
        _need(member, "moderate")
        return (lift_sanction(state, body, member, now),)
    _need(member, "rules")
    book = replace(body.rulebook, published_at=now, published_by=member.name)
    return (publish_rulebook(state, book),)


def _need(member: Member, action: str) -> None:
    if not may(member.role, action):
        raise Refusal(Code.ROLE_TOO_LOW)


def put_article(state: SiteState, member: Member, body: PutArticle, base_rev: int | None, now: datetime) -> SiteArticle:
    """Store a draft, or publish. Raises Refusal, Outdated."""
    current = state.find(SiteArticle, body.article_id)
    public = current is not None and current.state is ArticleState.PUBLISHED
    if body.publish or public:
        _need(member, "publish")
    if current is None and base_rev is not None:
        raise Refusal(Code.NOT_FOUND)
    if current is not None and current.rev != base_rev:
        raise Outdated(current)
    if public and not body.publish:
        raise Refusal(Code.NOT_UNDERSTOOD, field="publish", current=current)
    if body.publish:
        _check_public(state, body.article_id, body.fields)
    return state.put(
        SiteArticle(
            id=body.article_id,
            fields=body.fields,
            state=ArticleState.PUBLISHED if body.publish else ArticleState.DRAFT,
            version_id=body.version_id,
            published_at=(current.published_at if current and current.published_at else now) if body.publish else None,
            updated_at=now,
            updated_by=member.name,
            rev=1 if current is None else current.rev + 1,
            comments_open=True if current is None else current.comments_open,
        )
    )


def _check_public(state: SiteState, article_id: str, fields: ArticleFields) -> None:
    if missing := missing_for_publishing(fields):
        raise Refusal(Code.FIELD_MISSING, field=missing[0])
    if not re.fullmatch(SLUG, fields.slug):
        raise Refusal(Code.NOT_UNDERSTOOD, field="slug")
    for other in state.all(SiteArticle):
        if other.id != article_id and other.state is ArticleState.PUBLISHED and other.fields.slug == fields.slug:
            raise Refusal(Code.SLUG_TAKEN, field="slug")


def decide(state: SiteState, decision: Decision, now: datetime) -> tuple[SiteObject, ...]:
    """Add to a comment's log and bring comment, earlier decision and reports in line. Raises Refusal."""
    comment = state.find(SiteComment, decision.comment_id)
    if comment is None:
        raise Refusal(Code.NOT_FOUND)
    if state.find(Decision, decision.id) is not None:
        raise Refusal(Code.KEY_REUSED, field="id")
    _check_clause(state, decision)
    standing = Standing(comment.state, comment.decision_id, comment.clause)
    try:
        stands = stand_after(standing, text_hash(comment.text), decision, _undone(state, standing, decision))
    except TextChanged:
        raise Refusal(Code.TEXT_CHANGED, current=comment) from None
    except AuthorWithdrew:
        _settle_reports(state, standing, decision, now)
        raise Refusal(Code.WITHDRAWN, current=comment) from None
    took_effect = stands != standing
    logged = state.put(replace(decision, in_force=took_effect, rev=1))
    if not took_effect:
        return (comment, logged)
    state.stood_before[decision.id] = standing
    _mark_replaced(state, standing.decision_id, stands.decision_id)
    comment = state.put(
        replace(comment, state=stands.state, decision_id=stands.decision_id, clause=stands.clause, rev=comment.rev + 1)
    )
    return (comment, logged, *_settle_reports(state, standing, decision, now))


def _undone(state: SiteState, standing: Standing, decision: Decision) -> Standing | None:
    """What stood before the decision taken back, passing over those that were taken back meanwhile."""
    if decision.reverts is None or standing.decision_id != decision.reverts:
        return None
    taken_back = {d.reverts for d in state.all(Decision) if d.reverts is not None}
    before = state.stood_before.get(decision.reverts)
    while before is not None and before.decision_id in taken_back:
        before = state.stood_before.get(before.decision_id)
    return before


def _check_clause(state: SiteState, decision: Decision) -> None:
    if decision.verdict is Verdict.REVERT and decision.reverts is None:
        raise Refusal(Code.NOT_UNDERSTOOD, field="reverts")
    if decision.verdict is not Verdict.REMOVE:
        return
    book = state.find(Rulebook, str(decision.rulebook_version))
    if book is None or decision.clause not in {c.number for c in book.clauses}:
        raise Refusal(Code.UNKNOWN_CLAUSE, field="clause")


def _mark_replaced(state: SiteState, before: str | None, after: str | None) -> None:
    for id_, in_force in ((before, False), (after, True)):
        known = state.find(Decision, id_) if id_ is not None and before != after else None
        if known is not None and known.in_force != in_force:
            state.put(replace(known, in_force=in_force, rev=known.rev + 1))


def lose_force(state: SiteState, decision_id: str | None) -> None:
    """The words a decision was made on are gone, so it no longer stands."""
    _mark_replaced(state, decision_id, None)


def _settle_reports(state: SiteState, standing: Standing, decision: Decision, now: datetime) -> tuple[Report, ...]:
    """Answer the reports as the verdict says; an undo opens again what its decision had answered."""
    answer = answer_to_reports(decision.verdict)
    settled = []
    for report in state.all(Report):
        if report.comment_id != decision.comment_id or not _concerns(state, standing, decision, report):
            continue
        if answer is None:
            del state.answered_by[report.id]
        else:
            state.answered_by[report.id] = decision.id
        at = None if answer is None else now
        settled.append(state.put(replace(report, answer=answer, answered_at=at, rev=report.rev + 1)))
    return tuple(settled)


def _concerns(state: SiteState, standing: Standing, decision: Decision, report: Report) -> bool:
    answered_by = state.answered_by.get(report.id)
    if decision.verdict is Verdict.REVERT:
        return answered_by is not None and answered_by == decision.reverts
    if answered_by is not None:  # by a decision that this one's author had not seen, and that it outweighs
        return answered_by == standing.decision_id != decision.seen_decision_id
    # A report that came after the moderator looked has not been considered: it goes back to the queue.
    latest = decision.decided_at + timedelta(seconds=CLOCK_WARN)
    return decision.verdict is Verdict.REMOVE or report.created <= latest


def place_sanction(state: SiteState, sanction: Sanction) -> Sanction:
    """Begin a sanction. Raises Refusal."""
    if state.find(SiteReader, sanction.reader_id) is None:
        raise Refusal(Code.NOT_FOUND)
    if state.find(Sanction, sanction.id) is not None:
        raise Refusal(Code.KEY_REUSED, field="id")
    book = state.find(Rulebook, str(sanction.rulebook_version))
    if book is None or sanction.clause not in {c.number for c in book.clauses}:
        raise Refusal(Code.UNKNOWN_CLAUSE, field="clause")
    return state.put(replace(sanction, rev=1))


def lift_sanction(state: SiteState, body: LiftSanction, member: Member, now: datetime) -> Sanction:
    """End a sanction now; one that was ended before stays as it is. Raises Refusal."""
    sanction = state.find(Sanction, body.sanction_id)
    if sanction is None:
        raise Refusal(Code.NOT_FOUND)
    if sanction.ended_at is not None:
        return sanction
    return state.put(replace(sanction, ended_at=now, ended_by=member.name, rev=sanction.rev + 1))


def publish_rulebook(state: SiteState, book: Rulebook) -> Rulebook:
    """Put the next version in force. Raises Refusal."""
    newest = max(state.all(Rulebook), key=lambda b: b.version, default=None)
    if book.version != (newest.version if newest else 0) + 1:
        raise Refusal(Code.RULEBOOK_NOT_NEXT, current=newest)
    try:
        rules.check(book)
    except BadInput as problem:
        raise Refusal(Code.RULEBOOK_UNSOUND, field=problem.field, sentence=problem.detail) from None
    return state.put(book)
