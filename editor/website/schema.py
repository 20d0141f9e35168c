"""The site's own tables, for SQLite and PostgreSQL alike; times are integer milliseconds since 1970 UTC."""

from __future__ import annotations

from sqlalchemy import (
    VARCHAR,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

SCHEMA_VERSION = 1

metadata = MetaData()

# Compared byte by byte on every database, whatever its language: desks walk through ids in this order.
_PLAIN = String(36).with_variant(VARCHAR(36, collation="C"), "postgresql")


def _id() -> Column[str]:
    return Column("id", String(36), primary_key=True)


site = Table(
    "site",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1"), primary_key=True),
    Column("schema_version", Integer, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
)

# --- the change feed --------------------------------------------------------------------------------------------------

feed_clock = Table(
    "feed_clock",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1"), primary_key=True),
    Column("epoch", String(36), nullable=False),
    Column("seq", BigInteger, nullable=False),
)

# One row for each object: a newer change takes the place of the older one.
change = Table(
    "change",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("id", _PLAIN, nullable=False),
    Column("rev", Integer, nullable=False),
    Column("deleted", Boolean, nullable=False),
    UniqueConstraint("kind", "id", name="change_object"),
)

digest = Table(
    "digest",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("objects", BigInteger, nullable=False),
    Column("total", String(20), nullable=False),  # 64 bits without a sign do not fit a database integer
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("staff_id", String(36), nullable=False),
    Column("body_hash", String(64), nullable=False),
    Column("result", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False, index=True),
)

# --- people -----------------------------------------------------------------------------------------------------------

staff = Table(
    "staff",
    metadata,
    _id(),
    Column("username", String(200), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("role", String(16), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("created_ms", BigInteger, nullable=False),
)

device = Table(
    "device",
    metadata,
    _id(),
    Column("staff_id", String(36), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("created_ms", BigInteger, nullable=False),
    Column("revoked_ms", BigInteger),
)

reader = Table(
    "reader",
    metadata,
    _id(),
    Column("email", String(320), nullable=False, unique=True),  # lower case; never leaves the site
    Column("name", String(80), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("subscribed", Boolean, nullable=False),
    Column("subscribed_since_ms", BigInteger),
    Column("joined_ms", BigInteger, nullable=False),
    Column("rev", Integer, nullable=False),
)

reader_session = Table(
    "reader_session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("reader_id", String(36), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("expires_ms", BigInteger, nullable=False, index=True),
)

sanction = Table(
    "sanction",
    metadata,
    _id(),
    Column("reader_id", String(36), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("begins_ms", BigInteger, nullable=False),
    Column("ends_ms", BigInteger),
    Column("clause", Integer, nullable=False),
    Column("rulebook_version", Integer, nullable=False),
    Column("evidence", Text, nullable=False),  # JSON list of comment ids
    Column("actor_id", String(36), nullable=False),
    Column("actor_name", String(200), nullable=False),
    Column("notice", Text, nullable=False),
    Column("ended_ms", BigInteger),
    Column("ended_by", String(200), nullable=False),
    Column("lift_reason", Text, nullable=False),
    Column("rev", Integer, nullable=False),
)

# --- what is published ------------------------------------------------------------------------------------------------

article = Table(
    "article",
    metadata,
    _id(),
    Column("headline", Text, nullable=False),
    Column("standfirst", Text, nullable=False),
    Column("byline", Text, nullable=False),
    Column("section", Text, nullable=False),
    Column("slug", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("version_id", String(36), nullable=False),
    Column("published_ms", BigInteger),
    Column("updated_ms", BigInteger, nullable=False),
    Column("updated_by", String(200), nullable=False),
    Column("comments_open", Boolean, nullable=False),
    Column("comments", Integer, nullable=False, server_default="0"),  # how many can be read, see counts.py
    Column("rev", Integer, nullable=False),
    Index("article_front", "state", "published_ms"),
    Index(
        "article_address",
        "slug",
        unique=True,
        sqlite_where=text("state = 'published'"),
        postgresql_where=text("state = 'published'"),
    ),
)

# Addresses a published story once had; they lead to it for as long as no other story takes them.
former_address = Table(
    "former_address",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("article_id", String(36), nullable=False),
)

rulebook = Table(
    "rulebook",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("content", Text, nullable=False),  # the wire's JSON of the whole version
    Column("content_hash", String(64), nullable=False),
    Column("published_ms", BigInteger, nullable=False),
    Column("change_note", Text, nullable=False),
)

# --- comments and decisions -------------------------------------------------------------------------------------------

comment = Table(
    "comment",
    metadata,
    _id(),
    Column("article_id", String(36), nullable=False),
    Column("parent_id", String(36)),
    Column("root_id", String(36), nullable=False),  # the comment that began the thread; itself for that one
    Column("reader_id", String(36), nullable=False),
    Column("text", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("edited_ms", BigInteger),
    Column("state", String(16), nullable=False),
    Column("decision_id", String(36)),
    Column("clause", Integer),
    Column("likes", Integer, nullable=False),
    Column("form", String(64)),  # mark of the form it came from, words included: the same sent again adds nothing
    Column("rev", Integer, nullable=False),
    Index("comment_thread", "article_id", "created_ms", "id"),
    Index("comment_replies", "root_id", "created_ms", "id"),
    Index("comment_author", "reader_id", "created_ms"),
    UniqueConstraint("reader_id", "form", name="comment_form"),
)

comment_past = Table(
    "comment_past",
    metadata,
    Column("comment_id", String(36), primary_key=True),
    Column("until_ms", BigInteger, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
)

comment_like = Table(
    "comment_like",
    metadata,
    Column("comment_id", String(36), primary_key=True),
    Column("reader_id", String(36), primary_key=True),
)

report = Table(
    "report",
    metadata,
    _id(),
    Column("comment_id", String(36), nullable=False, index=True),
    Column("reporter_id", String(36), nullable=False, index=True),
    Column("clause", Integer, nullable=False),
    Column("rulebook_version", Integer, nullable=False),  # in force when it was made: what the clause meant then
    Column("note", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("answer", String(16)),
    Column("answered_ms", BigInteger),
    Column("answered_by", String(36)),  # the decision that answered it
    Column("rev", Integer, nullable=False),
)

decision = Table(
    "decision",
    metadata,
    _id(),
    Column("comment_id", String(36), nullable=False, index=True),
    Column("verdict", String(16), nullable=False),
    Column("actor_id", String(36), nullable=False),
    Column("actor_name", String(200), nullable=False),
    Column("device_id", String(36), nullable=False),
    Column("decided_ms", BigInteger, nullable=False),
    Column("arrived_ms", BigInteger, nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("rulebook_version", Integer, nullable=False),
    Column("seen_decision_id", String(36)),
    Column("clause", Integer),
    Column("quote", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("reverts", String(36), index=True),
    Column("reasons", Text),  # JSON
    Column("in_force", Boolean, nullable=False),
    # What stood before it: what its undo brings back. Null when it never took effect.
    Column("before_state", String(16)),
    Column("before_decision_id", String(36)),
    Column("before_clause", Integer),
    Column("rev", Integer, nullable=False),
)
