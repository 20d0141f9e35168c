"""The comments under a story as one viewer sees them, page by page, and on which page each of them stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, union_all

from editor.domain.comments import MAX_DEPTH, CommentState, ReportAnswer
from editor.domain.times import from_ms
from editor.website import comments, feed, rows, rulebooks
from editor.website.comments import OwnReport
from editor.website.schema import comment, comment_like, decision, reader
from editor.website.sessions import Viewer

THREADS = 30  # on one page of a story
REPLIES = 30  # under each of them there
THREAD_REPLIES = 200  # on one page of a thread of its own


@dataclass(slots=True)
class Shown:
    """One comment as one viewer sees it; ``depth`` is capped, ``replies`` are in the order they were made."""

    id: str
    author: str
    text: str
    created: datetime
    edited: datetime | None
    state: CommentState
    own: bool
    likes: int
    liked: bool
    reported: tuple[OwnReport, ...]  # by the viewer, newest first
    may_edit: bool
    rule: tuple[int, str] | None  # number and title of the rule it was removed under
    answers: tuple[str, str] | None = None  # id and author of what it answers, when that stands on another page
    depth: int = 0
    replies: list[Shown] = field(default_factory=list)

    @property
    def open_report(self) -> OwnReport | None:
        """The viewer's report that nobody has answered."""
        return next((made for made in self.reported if made.answer is None), None)

    @property
    def answered(self) -> dict[int, ReportAnswer]:
        """How the viewer's reports were answered, by rule."""
        return {made.clause: made.answer for made in self.reported if made.answer is not None}


@dataclass(frozen=True, slots=True)
class Conversation:
    """One thread in reading order; with ``more``, further replies stand on the thread's own pages."""

    items: tuple[Shown, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """One page of a story's comments. ``older`` leads to the threads that follow, ``later`` to a thread's replies."""

    conversations: tuple[Conversation, ...]
    older: str = ""
    later: str = ""


def of_story(connection: Connection, article_id: str, who: Viewer, window: timedelta, *, before: str = "") -> Talk:
    """The newest threads, or those that follow the key ``before``, each with its first replies."""
    tops = _tops(connection, article_id, before)
    older = _key_of(tops[THREADS - 1]) if len(tops) > THREADS else ""
    tops = tops[:THREADS]
    replies: dict[str, list[Any]] = {top.id: [] for top in tops}
    for row in _first_replies(connection, list(replies)):
        replies[row.root_id].append(row)
    kept = [row for found in replies.values() for row in found[:REPLIES]]
    shown = shown_to(connection, [*tops, *kept], who, window)
    _hang(connection, shown, kept)
    conversations = (Conversation(_flat(shown[top.id]), len(replies[top.id]) > REPLIES) for top in tops)
    return Talk(tuple(c for c in conversations if c.items), older=older)


def one_thread(
    connection: Connection, article_id: str, root_id: str, who: Viewer, window: timedelta, *, after: str = ""
) -> Talk | None:
    """One thread with its first replies, or those that follow the key ``after``; None when there is none to see."""
    here = (comment.c.id == root_id) & (comment.c.article_id == article_id) & comment.c.parent_id.is_(None)
    top = connection.execute(comments_query().where(here)).first()
    if top is None:
        return None
    query = _in_order(comments_query().where(_reply_to(root_id))).limit(THREAD_REPLIES + 1)
    if (key := _key(after)) is not None:
        query = query.where(_follows(*key))
    replies = connection.execute(query).all()
    later = _key_of(replies[THREAD_REPLIES - 1]) if len(replies) > THREAD_REPLIES else ""
    replies = replies[:THREAD_REPLIES]
    shown = shown_to(connection, [top, *replies], who, window)
    _hang(connection, shown, replies)
    items = _flat(shown[root_id])
    return Talk((Conversation(items),), later=later) if items else None


def page_of(connection: Connection, article_id: str, root_id: str, comment_id: str) -> str:
    """The query of the story's page on which a comment stands, "" for its first."""
    earlier = _replies_before(connection, root_id, comment_id)
    newest = {row.id for row in _tops(connection, article_id, "")[:THREADS]}
    if root_id in newest and earlier < REPLIES:
        return ""
    first = earlier - earlier % THREAD_REPLIES
    if first == 0:
        return f"?thread={root_id}"
    keys = _in_order(select(comment.c.created_ms, comment.c.id).where(_reply_to(root_id)))
    return f"?thread={root_id}&after={_key_of(connection.execute(keys.offset(first - 1).limit(1)).one())}"


def comments_query() -> Select[Any]:
    """Comments with their authors' names and the version of the rules that their decision rests on."""
    return (
        rows.comments_query()
        .add_columns(decision.c.rulebook_version)
        .outerjoin(decision, decision.c.id == comment.c.decision_id)
    )


def _tops(connection: Connection, article_id: str, before: str) -> list[Any]:
    query = comments_query().where(comment.c.article_id == article_id, comment.c.parent_id.is_(None))
    query = query.order_by(comment.c.created_ms.desc(), comment.c.id.desc()).limit(THREADS + 1)
    if (key := _key(before)) is not None:
        at, id_ = key
        query = query.where(
            or_(comment.c.created_ms < at, and_(comment.c.created_ms == at, comment.c.id < id_)),
        )
    return list(connection.execute(query))


def _first_replies(connection: Connection, root_ids: Iterable[str]) -> Sequence[Any]:
    """For each thread one reply more than its page shows, oldest first; a long thread is not read to its end."""
    firsts = [
        select(_in_order(select(comment.c.id).where(_reply_to(id_))).limit(REPLIES + 1).subquery().c.id)
        for id_ in root_ids
    ]
    if not firsts:
        return ()
    return connection.execute(_in_order(comments_query().where(comment.c.id.in_(union_all(*firsts))))).all()


def _replies_before(connection: Connection, root_id: str, comment_id: str) -> int:
    """How many replies of its thread were made before this one; 0 for the comment that began it."""
    mine = select(comment.c.created_ms).where(comment.c.id == comment_id, comment.c.parent_id.is_not(None))
    at = connection.execute(mine).scalar()
    if at is None:
        return 0
    earlier = or_(comment.c.created_ms < at, and_(comment.c.created_ms == at, comment.c.id < comment_id))
    return int(connection.execute(select(func.count()).where(_reply_to(root_id), earlier)).scalar_one())


def _reply_to(root_id: str) -> ColumnElement[bool]:
    return and_(comment.c.root_id == root_id, comment.c.parent_id.is_not(None))


def _in_order(query: Select[Any]) -> Select[Any]:
    return query.order_by(comment.c.created_ms, comment.c.id)


def _follows(at: int, id_: str) -> ColumnElement[bool]:
    return or_(comment.c.created_ms > at, and_(comment.c.created_ms == at, comment.c.id > id_))


def _key_of(row: Any) -> str:
    return f"{row.created_ms}.{row.id}"


def _key(text: str) -> tuple[int, str] | None:
    """Time and id out of an address; None for anything that never stood in one of ours."""
    ms, _, id_ = text.partition(".")
    return (int(ms), id_) if ms.isascii() and ms.isdigit() and len(ms) < 16 else None


def _hang(connection: Connection, shown: dict[str, Shown], replies: Sequence[Any]) -> None:
    """Hang replies on what they answer; one that answers a comment of another page hangs on its thread and says so."""
    elsewhere = {row.parent_id for row in replies if row.parent_id not in shown}
    names = _names(connection, elsewhere) if elsewhere else {}
    for row in replies:
        item, above = shown[row.id], shown.get(row.parent_id)
        if above is None:
            above = shown[row.root_id]
            item.answers = (row.parent_id, names.get(row.parent_id, ""))
        item.depth = min(above.depth + 1, MAX_DEPTH - 1)
        above.replies.append(item)


def _names(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """The authors of those comments whose words can be read."""
    query = (
        select(comment.c.id, reader.c.name)
        .join(reader, reader.c.id == comment.c.reader_id)
        .where(comment.c.id.in_(list(ids)), comment.c.state == CommentState.PUBLISHED.value)
    )
    return {row.id: row.name for row in connection.execute(query)}


def _flat(top: Shown) -> tuple[Shown, ...]:
    """A thread in reading order without what this viewer may not see. Without recursion: threads can be long."""
    if not _prune(top):
        return ()
    order: list[Shown] = []
    stack = [top]
    while stack:
        item = stack.pop()
        order.append(item)
        stack.extend(reversed(item.replies))
    return tuple(order)


def _prune(top: Shown) -> bool:
    """Drop the held words of others on which no visible reply hangs; False when nothing is left."""
    order: list[Shown] = []
    stack = [top]
    while stack:
        item = stack.pop()
        order.append(item)
        stack.extend(item.replies)
    kept: set[int] = set()
    for item in reversed(order):
        item.replies = [reply for reply in item.replies if id(reply) in kept]
        if item.state is not CommentState.HELD or item.own or item.replies:
            kept.add(id(item))
    return id(top) in kept


def shown_to(connection: Connection, found: Sequence[Any], who: Viewer, window: timedelta) -> dict[str, Shown]:
    """Rows of :func:`comments_query` as this viewer sees them, by id."""
    me = "" if who.session is None else who.session.reader_id
    ids = [row.id for row in found]
    liked: set[str] = set()
    reported: dict[str, tuple[OwnReport, ...]] = {}
    if me:
        mine = comment_like.c.comment_id.in_(ids) & (comment_like.c.reader_id == me)
        liked = set(connection.execute(select(comment_like.c.comment_id).where(mine)).scalars())
        reported = comments.reports_by(connection, me, found)
    now = from_ms(feed.now_ms())
    titles = Titles(connection)
    return {
        row.id: Shown(
            id=row.id,
            author=row.author_name,
            text=row.text,
            created=from_ms(row.created_ms),
            edited=None if row.edited_ms is None else from_ms(row.edited_ms),
            state=CommentState(row.state),
            own=row.reader_id == me,
            likes=row.likes,
            liked=row.id in liked,
            reported=reported.get(row.id, ()),
            may_edit=row.reader_id == me and comments.may_edit(row, now, window),
            rule=titles.of(row.rulebook_version, row.clause) if row.state == CommentState.REMOVED else None,
        )
        for row in found
    }


class Titles:
    """Titles of rules as they stood in the version a decision was made under."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[int, dict[int, str]] = {}

    def of(self, version: int | None, clause: int | None) -> tuple[int, str] | None:
        """Number and title, None when either is unknown."""
        if version is None or clause is None:
            return None
        if version not in self._known:
            book = rulebooks.version(self._connection, version)
            self._known[version] = {} if book is None else {c.number: c.title for c in book.clauses}
        title = self._known[version].get(clause)
        return None if title is None else (clause, title)


def one(connection: Connection, comment_id: str, who: Viewer, window: timedelta) -> tuple[Shown, str, str] | None:
    """A comment, its story's id and its thread's; None when there is none."""
    row = connection.execute(comments_query().where(comment.c.id == comment_id)).first()
    if row is None:
        return None
    return shown_to(connection, [row], who, window)[row.id], row.article_id, row.root_id
