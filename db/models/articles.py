"""Stories: the list, the site's base, immutable versions, open conflicts."""

from __future__ import annotations

from sqlalchemy import Index, Table
from sqlalchemy import text as sql

from db.models.base import integer, metadata, text

# A line of the list of stories, worked out from head, base, outbox and conflict by editor.store.articles. Nothing long
# stands in it: the list and its counts are read after every change.
article = Table(
    "article",
    metadata,
    text("id", primary_key=True),
    text("head"),
    integer("rev", nullable=True),
    text("state"),
    text("whereabouts"),
    text("headline"),
    text("slug"),
    text("section"),
    integer("words"),
    integer("saved_ms"),
    integer("published_ms", nullable=True),
)
Index("article_listed", article.c.state, article.c.saved_ms, article.c.id)

# The article exactly as the site last returned it (JSON of SiteArticle); no row while the site has none.
article_base = Table(
    "article_base",
    metadata,
    text("article_id", primary_key=True),
    text("content"),
)

article_version = Table(
    "article_version",
    metadata,
    text("id", primary_key=True),
    text("article_id"),
    text("parent_id", nullable=True),
    integer("saved_ms"),
    text("saved_by"),
    text("origin"),
    text("headline"),
    text("standfirst"),
    text("byline"),
    text("section"),
    text("slug"),
    text("body"),
)
Index("article_version_story", article_version.c.article_id, article_version.c.saved_ms)

Index("article_version_parent", article_version.c.parent_id)
Index(
    "article_version_typed",
    article_version.c.id,
    article_version.c.saved_ms,
    article_version.c.article_id,
    sqlite_where=sql("origin = 'typed'"),
)

article_conflict = Table(
    "article_conflict",
    metadata,
    text("article_id", primary_key=True),
    text("base"),  # JSON of ArticleFields: the words both sides started from
    text("theirs"),  # JSON of SiteArticle
    text("clashing"),  # JSON list of field names
)
