"""Readers' accounts and the sanctions on them."""

from __future__ import annotations

from sqlalchemy import Index, Table

from db.models.base import integer, metadata, text

reader = Table(
    "reader",
    metadata,
    text("id", primary_key=True),
    text("name"),
    integer("subscribed"),
    integer("since_ms", nullable=True),
    integer("joined_ms"),
    integer("rev"),
)

# ``content`` is the sanction as the site returned it, or as made here while ``rev`` is 0. ``lifted_*`` is this desk's
# own lifting, laid over it until the site has confirmed it.
sanction = Table(
    "sanction",
    metadata,
    text("id", primary_key=True),
    text("reader_id"),
    integer("rev"),
    text("content"),
    integer("lifted_ms", nullable=True),
    text("lifted_by", nullable=True),
)
Index("sanction_reader", sanction.c.reader_id)
