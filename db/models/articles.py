"""Stories: the head and the site's base, immutable versions, open conflicts."""

from __future__ import annotations

from sqlalchemy import Index, Table

from db.models.base import integer, metadata, text

# ``base`` is the article exactly as the site last returned it (JSON of SiteArticle), null while the site has none.
# The rest of the row is worked out from head, base, outbox and conflict by editor.store.articles.
article = Table(
    "article",
    metadata,
    text("id", primary_key=True),
    text("head"),
    text("base", nullable=True),
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
Index("article_saved", article.c.saved_ms)

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

article_conflict = Table(
    "article_conflict",
    metadata,
    text("article_id", primary_key=True),
    text("base"),  # JSON of ArticleFields: the words both sides started from
    text("theirs"),  # JSON of SiteArticle
    text("clashing"),  # JSON list of field names
)
