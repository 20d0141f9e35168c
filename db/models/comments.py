"""Comments with their reports and the log of decisions."""

from __future__ import annotations

from sqlalchemy import Index, Table
from sqlalchemy import text as sql

from db.models.base import integer, metadata, text

# ``key`` is the row's own number and grows with the time of writing, so that the newest come first by rowid alone.
# Columns ``site_*`` are the site's; ``undecided_state`` is what the site showed while nobody had decided; the columns
# from ``state`` on are the projection that editor.store.projection alone writes. States and queues are numbers of
# editor.store.codes.
comment = Table(
    "comment",
    metadata,
    integer("key", primary_key=True),
    text("id"),
    text("article_id"),
    text("parent_id", nullable=True),
    text("reader_id"),
    text("author_name"),
    text("text"),
    integer("edited_ms", nullable=True),
    integer("created_ms"),
    integer("rev"),
    integer("site_state"),
    text("site_decision_id", nullable=True),
    integer("site_clause", nullable=True),
    integer("undecided_state"),
    integer("state"),
    integer("work"),
    integer("queue"),
    text("decision_id", nullable=True),
    integer("clause", nullable=True),
    integer("delivery"),
    integer("open_reports"),
    integer("top_clause", nullable=True),
)
Index("comment_id", comment.c.id, unique=True)
Index("comment_queue", comment.c.queue, comment.c.key)
Index("comment_reader", comment.c.reader_id, comment.c.state, comment.c.key)
Index("comment_parent", comment.c.parent_id, sqlite_where=sql("parent_id IS NOT NULL"))
Index("comment_reported", comment.c.queue, comment.c.open_reports, comment.c.key, sqlite_where=sql("open_reports > 0"))

# ``rev`` 0 never occurs: reports are made on the site. ``rulebook_version`` was in force when it was made; it is null
# while the site has not said.
report = Table(
    "report",
    metadata,
    text("id", primary_key=True),
    text("comment_id"),
    text("reporter_id"),
    text("reporter_name"),
    integer("clause"),
    text("note"),
    integer("created_ms"),
    text("answer", nullable=True),
    integer("answered_ms", nullable=True),
    integer("rev"),
    integer("rulebook_version", nullable=True),
)
Index("report_comment", report.c.comment_id)
Index("report_reporter", report.c.reporter_id, report.c.answer)

# Append-only. ``rev`` is 0 until the site has stored the decision. ``answers`` is set on this desk's own: a JSON list
# of the reports open when it was made. ``withdrawn`` is set when it was undone before it left.
decision = Table(
    "decision",
    metadata,
    text("id", primary_key=True),
    text("comment_id"),
    text("verdict"),
    text("actor_name"),
    integer("decided_ms"),
    integer("clause", nullable=True),
    integer("own"),
    integer("withdrawn"),
    text("answers", nullable=True),
    integer("rev"),
    text("content"),  # JSON of Decision
)
Index("decision_comment", decision.c.comment_id)
Index("decision_clause", decision.c.clause, decision.c.withdrawn, sqlite_where=sql("verdict = 'remove'"))
