"""The outbox: what this desk asks of the site, in order."""

from __future__ import annotations

from sqlalchemy import Index, Table
from sqlalchemy import text as sql

from db.models.base import integer, metadata, text

# ``n`` gives the order. ``base`` is, for a story, the JSON of ArticleFields the words were written on.
outbox = Table(
    "outbox",
    metadata,
    integer("n", primary_key=True),
    text("id"),
    text("subject"),
    text("kind"),
    text("body"),
    integer("base_rev", nullable=True),
    text("base", nullable=True),
    integer("made_ms"),
    integer("not_before_ms"),
    integer("expires_ms", nullable=True),
    text("state"),
    integer("attempts"),
    text("label"),
    text("problem"),
    sqlite_autoincrement=True,
)
Index("outbox_id", outbox.c.id, unique=True)
Index("outbox_open", outbox.c.subject, outbox.c.n, sqlite_where=sql("state IN ('waiting', 'unknown', 'parked')"))
Index("outbox_story", outbox.c.subject, sqlite_where=sql("kind = 'put_article'"))
