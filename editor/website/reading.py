"""What the readers' pages show, read from the database in one piece for each page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from editor.domain.articles import ArticleState, SiteArticle
from editor.domain.decisions import Decision
from editor.domain.times import from_ms
from editor.website import rows
from editor.website.schema import article, comment, decision, former_address, report
from editor.website.sessions import Viewer
from editor.website.threads import Shown, Titles, comments_query, shown_to

FRONT_STORIES = 40

_PUBLISHED = article.c.state == ArticleState.PUBLISHED.value


@dataclass(frozen=True, slots=True)
class Teaser:
    """A story on the front page, with the number of comments that can be read."""

    story: SiteArticle
    comments: int


def sections(connection: Connection) -> tuple[str, ...]:
    """The sections that have published stories, by name."""
    found = connection.execute(select(article.c.section).where(_PUBLISHED).distinct().order_by(article.c.section))
    return tuple(found.scalars())


def front(connection: Connection, names: Sequence[str] = ()) -> tuple[Teaser, ...]:
    """The newest published stories, of some sections when they are named."""
    query = select(article).where(_PUBLISHED).order_by(article.c.published_ms.desc()).limit(FRONT_STORIES)
    if names:
        query = query.where(article.c.section.in_(names))
    return tuple(Teaser(rows.article_of(row), row.comments) for row in connection.execute(query))


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


@dataclass(frozen=True, slots=True)
class Notice:
    """A removal as its author is told of it; ``stands`` is False once it was taken back."""

    decision: Decision
    headline: str
    slug: str
    rule: tuple[int, str] | None
    stands: bool


@dataclass(frozen=True, slots=True)
class ReportMade:
    """A report that this reader made, under the rule as it was then."""

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
    reports: tuple[ReportMade, ...]
    own: tuple[tuple[Shown, str, str], ...]  # newest comments with headline and address of their stories


def account(connection: Connection, who: Viewer, window: timedelta) -> Account:
    """Everything the site has to tell the reader of ``who``."""
    assert who.session is not None
    me = who.session.reader_id
    titles = Titles(connection)
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


def _own_reports(connection: Connection, me: str, titles: Titles) -> tuple[ReportMade, ...]:
    found = connection.execute(
        rows.comments_query()
        .add_columns(
            report.c.clause.label("report_clause"),
            report.c.rulebook_version,
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
        ReportMade(
            author=row.author_name,
            headline=row.headline,
            slug=row.slug,
            comment_id=row.id,
            rule=titles.of(row.rulebook_version, row.report_clause),
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
        comments_query()
        .add_columns(article.c.headline, article.c.slug)
        .join(article, article.c.id == comment.c.article_id)
        .where(comment.c.reader_id == me)
        .order_by(comment.c.created_ms.desc())
        .limit(20)
    ).all()
    shown = shown_to(connection, found, who, window)
    return tuple((shown[row.id], row.headline, row.slug) for row in found)
