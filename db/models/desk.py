"""Tables of the desk itself: settings, feed position, digests, counters, time line."""

from __future__ import annotations

from sqlalchemy import Index, Table

from db.models.base import integer, metadata, text

# Names and values that belong to the desk: its identity, the feed's cursor, a comparison under way.
meta = Table("meta", metadata, text("name", primary_key=True), text("value"))

# One line for each kind of the change feed; ``total`` is unsigned 64 bits as decimal text.
digest = Table("digest", metadata, text("kind", primary_key=True), integer("count"), text("total"))

# How many comments stand in each queue (numbers of editor.store.codes).
counter = Table("counter", metadata, integer("queue", primary_key=True), integer("count"))

journal = Table(
    "journal",
    metadata,
    integer("n", primary_key=True),
    integer("at_ms"),
    text("what"),
    text("subject"),
    text("words"),
    text("actor"),
)
Index("journal_subject", journal.c.subject, journal.c.n)
