"""What readers write: comments, replies, edits, likes and reports. Pages and the readers' API both come here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from editor.domain.articles import ArticleState
from editor.domain.comments import MAX_NOTE, CommentState, ReportAnswer, clean_comment
from editor.domain.errors import BadInput
from editor.domain.feed import Kind
from editor.domain.ids import new_id
from editor.domain.times import from_ms, to_ms
from editor.website import counts, decisions, feed, gate, rulebooks
from editor.website.refusals import Refusal
from editor.website.schema import article, comment, comment_like, comment_past, report
from editor.wire.errors import Code

MAX_NONCE = 64
JUST_NOW = timedelta(minutes=10)


ANSWERS = {None: "not answered yet", ReportAnswer.UPHELD: "upheld", ReportAnswer.NOT_UPHELD: "not upheld"}


@dataclass(frozen=True, slots=True)
class OwnReport:
    """What a reader has reported a comment under, and the answer; None while there is none."""

    clause: int
    answer: ReportAnswer | None


@dataclass(frozen=True, slots=True)
class Posted:
    """A comment that is on the site; ``repeated`` when the same form had been sent before."""

    id: str
    slug: str
    repeated: bool = False


def post(
    connection: Connection, reader_id: str | None, *, article_id: str, parent_id: str | None, text: str, nonce: str
) -> Posted:
    """A new comment, or a reply to ``parent_id``; the same one sent again with its form is not. Raises Refusal."""
    now = from_ms(feed.now_ms())
    gate.may_write(connection, reader_id, now)
    assert reader_id is not None
    slug = _open_story(connection, article_id)
    words = _clean(text)
    form = _form_mark(nonce, article_id, parent_id, words)
    if form is not None:
        known = _sent_before(connection, reader_id, form) or _said_just_now(
            connection, reader_id, article_id, parent_id, words, now
        )
        if known is not None:
            return Posted(known, slug, repeated=True)
    comment_id = new_id()
    root = comment_id if parent_id is None else _root(connection, article_id, parent_id)
    connection.execute(
        insert(comment).values(
            id=comment_id,
            article_id=article_id,
            parent_id=parent_id,
            root_id=root,
            reader_id=reader_id,
            text=words,
            created_ms=to_ms(now),
            state=CommentState.PUBLISHED.value,
            likes=0,
            form=form,
            rev=1,
        )
    )
    counts.moved(connection, article_id, None, CommentState.PUBLISHED)
    feed.record(connection, Kind.COMMENT, comment_id, 1)
    return Posted(comment_id, slug)


def edit(connection: Connection, reader_id: str | None, comment_id: str, text: str, window: timedelta) -> Posted:
    """New words for one's own comment. A decision made on the old words no longer stands. Raises Refusal."""
    now = from_ms(feed.now_ms())
    gate.may_write(connection, reader_id, now)
    row = own(connection, reader_id, comment_id)
    slug = _open_story(connection, row.article_id)
    if not may_edit(row, now, window):
        raise Refusal(Code.COMMENT_REFUSED, "This comment can no longer be edited.")
    words = _clean(text)
    if words == row.text:
        return Posted(comment_id, slug, repeated=True)
    at = max(to_ms(now), (row.edited_ms or 0) + 1)
    connection.execute(insert(comment_past).values(comment_id=comment_id, until_ms=at, text=row.text))
    _update(connection, comment_id, text=words, edited_ms=at, decision_id=None, clause=None)
    if row.decision_id is not None:
        decisions.lose_force(connection, row.decision_id)
    return Posted(comment_id, slug)


def may_edit(row: Any, now: datetime, window: timedelta) -> bool:
    """Whether its author may still change a comment: nobody has decided on it, or it is younger than ``window``."""
    if row.state not in (CommentState.PUBLISHED, CommentState.HELD):
        return False
    return row.decision_id is None or now - from_ms(row.created_ms) < window


def withdraw(connection: Connection, reader_id: str | None, comment_id: str) -> Posted:
    """Take one's own comment off the page for good; open to every signed-in author, barred or not. Raises Refusal."""
    row = own(connection, reader_id, comment_id)
    if row.state == CommentState.REMOVED:
        # It would read as if its author had thought better of it, and could no longer be given back on appeal.
        raise Refusal(Code.COMMENT_REFUSED, "This comment has been removed already.")
    if row.state != CommentState.WITHDRAWN:
        _update(connection, comment_id, state=CommentState.WITHDRAWN.value)
        counts.moved(connection, row.article_id, CommentState(row.state), CommentState.WITHDRAWN)
    slug = connection.execute(select(article.c.slug).where(article.c.id == row.article_id)).scalar_one()
    return Posted(comment_id, slug, repeated=row.state == CommentState.WITHDRAWN)


def like(connection: Connection, reader_id: str | None, comment_id: str, *, on: bool) -> Posted:
    """Like a comment of someone else's, or no longer. Desks are not told of likes. Raises Refusal."""
    gate.may_write(connection, reader_id, from_ms(feed.now_ms()))
    row, slug = _shown(connection, comment_id)
    if row.reader_id == reader_id:
        raise Refusal(Code.COMMENT_REFUSED, "Only others can like a comment of yours.")
    mine = (comment_like.c.comment_id == comment_id) & (comment_like.c.reader_id == reader_id)
    has = connection.execute(select(comment_like.c.reader_id).where(mine)).first() is not None
    if has is on:
        return Posted(comment_id, slug, repeated=True)
    if on:
        connection.execute(insert(comment_like).values(comment_id=comment_id, reader_id=reader_id))
    else:
        connection.execute(delete(comment_like).where(mine))
    step = 1 if on else -1
    connection.execute(update(comment).where(comment.c.id == comment_id).values(likes=comment.c.likes + step))
    return Posted(comment_id, slug)


def report_comment(
    connection: Connection, reader_id: str | None, comment_id: str, *, clause: int | None, note: str
) -> Posted:
    """Report a comment under a rule, and once that is answered under another; not twice at once. Raises Refusal."""
    now = from_ms(feed.now_ms())
    gate.may_write(connection, reader_id, now)
    row, slug = _shown(connection, comment_id)
    if row.reader_id == reader_id:
        raise Refusal(Code.COMMENT_REFUSED, "A comment of your own can be withdrawn instead.")
    book = rulebooks.in_force(connection)
    if book is None or clause not in {c.number for c in book.clauses}:
        raise Refusal(Code.UNKNOWN_CLAUSE, "Choose the rule that the comment breaks.", field="clause")
    if len(note) > MAX_NOTE:
        sentence = f"A note can be at most {MAX_NOTE} characters; this one has {len(note):,}."
        raise Refusal(Code.COMMENT_REFUSED, sentence, field="note")
    for made in reports_by(connection, reader_id, [row]).get(comment_id, ()):
        if made.clause == clause and made.answer is None:
            return Posted(comment_id, slug, repeated=True)
        if made.clause == clause or made.answer is None:
            sentence = f"You reported this under rule {made.clause}: {ANSWERS[made.answer]}."
            raise Refusal(Code.COMMENT_REFUSED, sentence, field="clause")
    report_id = new_id()
    connection.execute(
        insert(report).values(
            id=report_id,
            comment_id=comment_id,
            reporter_id=reader_id,
            clause=clause,
            rulebook_version=book.version,
            note=_plain(note),
            created_ms=to_ms(now),
            rev=1,
        )
    )
    feed.record(connection, Kind.REPORT, report_id, 1)
    return Posted(comment_id, slug)


def own(connection: Connection, reader_id: str | None, comment_id: str) -> Any:
    """The row of one's own comment. Raises Refusal NOT_SIGNED_IN, NOT_FOUND (also for another's comment)."""
    if reader_id is None:
        raise Refusal(Code.NOT_SIGNED_IN)
    row = connection.execute(
        select(comment).where(comment.c.id == comment_id, comment.c.reader_id == reader_id)
    ).first()
    if row is None:
        raise Refusal(Code.NOT_FOUND, "You have no such comment.")
    return row


def reports_by(connection: Connection, reader_id: str | None, found: Sequence[Any]) -> dict[str, tuple[OwnReport, ...]]:
    """This reader's reports of some comments, newest first: open ones, and those answered for the words there now."""
    words_since = {row.id: row.edited_ms or row.created_ms for row in found}
    query = select(report.c.comment_id, report.c.clause, report.c.answer, report.c.created_ms).where(
        report.c.comment_id.in_(list(words_since)), report.c.reporter_id == reader_id
    )
    made: dict[str, tuple[OwnReport, ...]] = {}
    for row in connection.execute(query.order_by(report.c.created_ms.desc(), report.c.id.desc())):
        answer = None if row.answer is None else ReportAnswer(row.answer)
        if answer is None or row.created_ms >= words_since[row.comment_id]:
            made[row.comment_id] = (*made.get(row.comment_id, ()), OwnReport(row.clause, answer))
    return made


def _shown(connection: Connection, comment_id: str) -> tuple[Any, str]:
    """A comment that readers can see, with the address of its story. Raises Refusal NOT_FOUND, COMMENTS_CLOSED."""
    row = connection.execute(
        select(comment).where(comment.c.id == comment_id, comment.c.state == CommentState.PUBLISHED.value)
    ).first()
    if row is None:
        raise Refusal(Code.NOT_FOUND, "This comment is no longer on the page.")
    slug = connection.execute(
        select(article.c.slug).where(article.c.id == row.article_id, article.c.state == ArticleState.PUBLISHED.value)
    ).scalar()
    if slug is None:
        raise Refusal(Code.NOT_FOUND, "This story is no longer on the site.")
    return row, slug


def _open_story(connection: Connection, article_id: str) -> str:
    """The address of a published story that takes comments. Raises Refusal NOT_FOUND, COMMENTS_CLOSED."""
    row = connection.execute(
        select(article.c.slug, article.c.comments_open).where(
            article.c.id == article_id, article.c.state == ArticleState.PUBLISHED.value
        )
    ).first()
    if row is None:
        raise Refusal(Code.NOT_FOUND, "This story is no longer on the site.")
    if not row.comments_open:
        raise Refusal(Code.COMMENTS_CLOSED)
    return str(row.slug)


def _root(connection: Connection, article_id: str, parent_id: str) -> str:
    parent = connection.execute(
        select(comment.c.root_id).where(
            comment.c.id == parent_id,
            comment.c.article_id == article_id,
            comment.c.state == CommentState.PUBLISHED.value,
        )
    ).scalar()
    if parent is None:
        raise Refusal(Code.NOT_FOUND, "The comment you answered is no longer on the page.", field="parent_id")
    return str(parent)


def _form_mark(nonce: str, article_id: str, parent_id: str | None, words: str) -> str | None:
    """What a form and all that was in it come to, None without a nonce: other words in it are another comment."""
    if not nonce:
        return None
    parts = "\n".join((nonce[:MAX_NONCE], article_id, parent_id or "", words))
    return hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest()


def _sent_before(connection: Connection, reader_id: str, form: str) -> str | None:
    query = select(comment.c.id).where(comment.c.reader_id == reader_id, comment.c.form == form)
    return connection.execute(query).scalar()


def _said_just_now(
    connection: Connection, reader_id: str, article_id: str, parent_id: str | None, words: str, now: datetime
) -> str | None:
    """A comment of the same words in the same place: some browsers, going back, put the old words in a new form."""
    query = select(comment.c.id).where(
        comment.c.reader_id == reader_id,
        comment.c.created_ms > to_ms(now - JUST_NOW),
        comment.c.article_id == article_id,
        comment.c.parent_id.is_(None) if parent_id is None else comment.c.parent_id == parent_id,
        comment.c.text == words,
        comment.c.state != CommentState.WITHDRAWN.value,
    )
    return connection.execute(query).scalar()


def _clean(text: str) -> str:
    try:
        return clean_comment(text)
    except BadInput as problem:
        raise Refusal(Code.COMMENT_REFUSED, problem.detail, field="text") from problem


def _plain(note: str) -> str:
    try:
        return clean_comment(note)
    except BadInput:
        return ""  # a note of nothing visible is no note


def _update(connection: Connection, comment_id: str, **values: Any) -> None:
    rev = connection.execute(
        update(comment)
        .where(comment.c.id == comment_id)
        .values(**values, rev=comment.c.rev + 1)
        .returning(comment.c.rev)
    ).scalar_one()
    feed.record(connection, Kind.COMMENT, comment_id, rev)
