"""What the readers' pages show, read from the database in one piece for each page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from editor.domain.articles import ArticleState, SiteArticle
from editor.domain.comments import MAX_DEPTH, CommentState
from editor.domain.decisions import Decision
from editor.domain.sanctions import Sanction
from editor.domain.times import from_ms
from editor.website import comments, feed, gate, rows, rulebooks
from editor.website.schema import article, comment, comment_like, decision, former_address, report
from editor.website.sessions import Session

FRONT_STORIES = 40
THREADS = 30  # on one page
REPLIES = 1_000  # under the threads of one page

_PUBLISHED = article.c.state == ArticleState.PUBLISHED.value


@dataclass(frozen=True, slots=True)
class Teaser:
    """A story on the front page, with the number of comments that can be read."""

    story: SiteArticle
    comments: int


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
    reported: bool
    may_edit: bool
    rule: tuple[int, str] | None  # number and title of the rule it was removed under
    depth: int = 0
    replies: list[Shown] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Thread:
    """The comments of a story, one page of them; ``older`` goes on, "" at the end."""

    comments: tuple[Shown, ...]
    count: int
    older: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at the page. ``session`` is None for a visitor; ``bar`` keeps the account from writing."""

    session: Session | None
    bar: Sanction | None

    @property
    def may_write(self) -> bool:
        """Whether forms make sense for them; the gate decides when they are sent."""
        return self.session is not None and self.session.subscribed and self.bar is None


def viewer(connection: Connection, session: Session | None) -> Viewer:
    """The person behind a session."""
    bar = None if session is None else gate.bar(connection, session.reader_id, from_ms(feed.now_ms()))
    return Viewer(session, bar)


def sections(connection: Connection) -> tuple[str, ...]:
    """The sections that have published stories, by name."""
    found = connection.execute(select(article.c.section).where(_PUBLISHED).distinct().order_by(article.c.section))
    return tuple(found.scalars())


def front(connection: Connection, names: Sequence[str] = ()) -> tuple[Teaser, ...]:
    """The newest published stories, of some sections when they are named."""
    query = select(article).where(_PUBLISHED).order_by(article.c.published_ms.desc()).limit(FRONT_STORIES)
    if names:
        query = query.where(article.c.section.in_(names))
    stories = [rows.article_of(row) for row in connection.execute(query)]
    counts = _counts(connection, [story.id for story in stories])
    return tuple(Teaser(story, counts.get(story.id, 0)) for story in stories)


def _counts(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    query = (
        select(comment.c.article_id, func.count())
        .where(comment.c.article_id.in_(ids), comment.c.state == CommentState.PUBLISHED.value)
        .group_by(comment.c.article_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def story(connection: Connection, slug: str) -> SiteArticle | None:
    """The published story at an address, None when there is none."""
    row = connection.execute(select(article).where(article.c.slug == slug, _PUBLISHED)).first()
    return None if row is None else rows.article_of(row)


def story_by_id(connection: Connection, article_id: str) -> SiteArticle | None:
    """A published story, None when there is none."""
    row = connection.execute(select(article).where(article.c.id == article_id, _PUBLISHED)).first()
    return None if row is None else rows.article_of(row)


def moved_to(connection: Connection, slug: str) -> str | None:
    """The present address of the story that once was at ``slug``."""
    return connection.execute(
        select(article.c.slug)
        .join(former_address, former_address.c.article_id == article.c.id)
        .where(former_address.c.slug == slug, _PUBLISHED)
    ).scalar()


def thread(
    connection: Connection,
    article_id: str,
    who: Viewer,
    window: timedelta,
    *,
    before: str = "",
    only: str = "",
) -> Thread:
    """One page of a story's comments, newest threads first: ``only`` one of them, or those that follow ``before``."""
    roots = _roots(connection, article_id, before, only)
    more = len(roots) > THREADS
    roots = roots[:THREADS]
    query = (
        _comments()
        .where(comment.c.root_id.in_([row.id for row in roots]), comment.c.parent_id.is_not(None))
        .order_by(comment.c.created_ms, comment.c.id)
        .limit(REPLIES)
    )
    replies = connection.execute(query).all()
    tree = _tree(_shown(connection, [*roots, *replies], who, window), [*roots, *replies])
    older = f"{roots[-1].created_ms}.{roots[-1].id}" if more else ""
    return Thread(tree, _counts(connection, [article_id]).get(article_id, 0), older)


def on_first_page(connection: Connection, article_id: str, root_id: str) -> bool:
    """Whether a thread is among those that a story shows first."""
    return root_id in {row.id for row in _roots(connection, article_id, "", "")[:THREADS]}


def _comments() -> Any:
    return (
        rows.comments_query()
        .add_columns(decision.c.rulebook_version)
        .outerjoin(decision, decision.c.id == comment.c.decision_id)
    )


def _roots(connection: Connection, article_id: str, before: str, only: str) -> list[Any]:
    query = _comments().where(comment.c.article_id == article_id, comment.c.parent_id.is_(None))
    query = query.order_by(comment.c.created_ms.desc(), comment.c.id.desc()).limit(THREADS + 1)
    if only:
        query = query.where(comment.c.id == only)
    ms, _, id_ = before.partition(".")
    if ms.isascii() and ms.isdigit() and len(ms) < 16:
        at = comment.c.created_ms
        query = query.where(or_(at < int(ms), and_(at == int(ms), comment.c.id < id_)))
    return list(connection.execute(query))


def _shown(connection: Connection, found: Sequence[Any], who: Viewer, window: timedelta) -> dict[str, Shown]:
    me = "" if who.session is None else who.session.reader_id
    ids = [row.id for row in found]
    liked: set[str] = set()
    reported: set[str] = set()
    if me:
        mine = comment_like.c.comment_id.in_(ids) & (comment_like.c.reader_id == me)
        liked = set(connection.execute(select(comment_like.c.comment_id).where(mine)).scalars())
        open_ = report.c.comment_id.in_(ids) & (report.c.reporter_id == me) & report.c.answer.is_(None)
        reported = set(connection.execute(select(report.c.comment_id).where(open_)).scalars())
    now = from_ms(feed.now_ms())
    titles = _Titles(connection)
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
            reported=row.id in reported,
            may_edit=row.reader_id == me and comments.may_edit(row, now, window),
            rule=titles.of(row.rulebook_version, row.clause) if row.state == CommentState.REMOVED else None,
        )
        for row in found
    }


class _Titles:
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


def _tree(shown: dict[str, Shown], found: Sequence[Any]) -> tuple[Shown, ...]:
    """Comments under the ones they answer; held ones of other people only where a visible reply hangs on them."""
    tops: list[Shown] = []
    for row in found:
        item = shown[row.id]
        above = shown.get(row.parent_id) if row.parent_id is not None else None
        if above is None:
            tops.append(item)
        else:
            item.depth = min(above.depth + 1, MAX_DEPTH - 1)
            above.replies.append(item)
    return tuple(item for item in tops if _prune(item))


def _prune(top: Shown) -> bool:
    """Drop what this viewer may not see; False when nothing is left. Without recursion: threads can be long."""
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


def flat(tops: Sequence[Shown]) -> list[Shown]:
    """A thread in reading order, as the page lists it."""
    order: list[Shown] = []
    stack = list(reversed(tops))
    while stack:
        item = stack.pop()
        order.append(item)
        stack.extend(reversed(item.replies))
    return order


def one(connection: Connection, comment_id: str, who: Viewer, window: timedelta) -> tuple[Shown, str, str] | None:
    """A comment, its story's id and its thread's; None when there is none."""
    row = connection.execute(_comments().where(comment.c.id == comment_id)).first()
    if row is None:
        return None
    return _shown(connection, [row], who, window)[row.id], row.article_id, row.root_id


@dataclass(frozen=True, slots=True)
class Notice:
    """A removal as its author is told of it; ``stands`` is False once it was taken back."""

    decision: Decision
    headline: str
    slug: str
    rule: tuple[int, str] | None
    stands: bool


@dataclass(frozen=True, slots=True)
class OwnReport:
    """A report that this reader made."""

    author: str
    headline: str
    slug: str
    comment_id: str
    rule: tuple[int, str] | None
    created: datetime
    answer: str | None
    answered: datetime | None


@dataclass(frozen=True, slots=True)
class Account:
    """What a reader's own page says."""

    notices: tuple[Notice, ...]
    reports: tuple[OwnReport, ...]
    own: tuple[tuple[Shown, str, str], ...]  # newest comments with headline and address of their stories


def account(connection: Connection, who: Viewer, window: timedelta) -> Account:
    """Everything the site has to tell the reader of ``who``."""
    assert who.session is not None
    me = who.session.reader_id
    titles = _Titles(connection)
    removed = connection.execute(
        select(decision, article.c.headline, article.c.slug, comment.c.decision_id.label("standing"))
        .join(comment, comment.c.id == decision.c.comment_id)
        .join(article, article.c.id == comment.c.article_id)
        .where(comment.c.reader_id == me, decision.c.reasons.is_not(None), decision.c.before_state.is_not(None))
        .order_by(decision.c.arrived_ms.desc())
        .limit(100)
    )
    notices = tuple(
        Notice(
            rows.decision_of(row),
            row.headline,
            row.slug,
            titles.of(row.rulebook_version, row.clause),
            row.standing == row.id,
        )
        for row in removed
    )
    return Account(notices, _own_reports(connection, me, titles), _own_comments(connection, who, me, window))


def _own_reports(connection: Connection, me: str, titles: _Titles) -> tuple[OwnReport, ...]:
    book = rulebooks.in_force(connection)
    version = None if book is None else book.version
    found = connection.execute(
        rows.comments_query()
        .add_columns(
            report.c.clause.label("report_clause"),
            report.c.created_ms.label("reported_ms"),
            report.c.answer,
            report.c.answered_ms,
            article.c.headline,
            article.c.slug,
        )
        .join(report, report.c.comment_id == comment.c.id)
        .join(article, article.c.id == comment.c.article_id)
        .where(report.c.reporter_id == me)
        .order_by(report.c.created_ms.desc())
        .limit(100)
    )
    return tuple(
        OwnReport(
            author=row.author_name,
            headline=row.headline,
            slug=row.slug,
            comment_id=row.id,
            rule=titles.of(version, row.report_clause),
            created=from_ms(row.reported_ms),
            answer=row.answer,
            answered=None if row.answered_ms is None else from_ms(row.answered_ms),
        )
        for row in found
    )


def _own_comments(
    connection: Connection, who: Viewer, me: str, window: timedelta
) -> tuple[tuple[Shown, str, str], ...]:
    found = connection.execute(
        _comments()
        .add_columns(article.c.headline, article.c.slug)
        .join(article, article.c.id == comment.c.article_id)
        .where(comment.c.reader_id == me)
        .order_by(comment.c.created_ms.desc())
        .limit(20)
    ).all()
    shown = _shown(connection, found, who, window)
    return tuple((shown[row.id], row.headline, row.slug) for row in found)
