"""The first schema: stories, comments, readers, rules, outbox, index of words."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE article (
        id TEXT NOT NULL,
        head TEXT NOT NULL,
        rev INTEGER,
        state TEXT NOT NULL,
        whereabouts TEXT NOT NULL,
        headline TEXT NOT NULL,
        slug TEXT NOT NULL,
        section TEXT NOT NULL,
        words INTEGER NOT NULL,
        saved_ms INTEGER NOT NULL,
        published_ms INTEGER,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE INDEX article_listed ON article (state, saved_ms, id)
    """,
    """
    CREATE TABLE article_base (
        article_id TEXT NOT NULL,
        content TEXT NOT NULL,
        PRIMARY KEY (article_id)
    )
    """,
    """
    CREATE TABLE article_version (
        id TEXT NOT NULL,
        article_id TEXT NOT NULL,
        parent_id TEXT,
        saved_ms INTEGER NOT NULL,
        saved_by TEXT NOT NULL,
        origin TEXT NOT NULL,
        headline TEXT NOT NULL,
        standfirst TEXT NOT NULL,
        byline TEXT NOT NULL,
        section TEXT NOT NULL,
        slug TEXT NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE INDEX article_version_story ON article_version (article_id, saved_ms)
    """,
    """
    CREATE INDEX article_version_parent ON article_version (parent_id)
    """,
    """
    CREATE INDEX article_version_typed ON article_version (id, saved_ms, article_id) WHERE origin = 'typed'
    """,
    """
    CREATE TABLE article_conflict (
        article_id TEXT NOT NULL,
        base TEXT NOT NULL,
        theirs TEXT NOT NULL,
        clashing TEXT NOT NULL,
        PRIMARY KEY (article_id)
    )
    """,
    """
    CREATE TABLE comment (
        "key" INTEGER NOT NULL,
        id TEXT NOT NULL,
        article_id TEXT NOT NULL,
        parent_id TEXT,
        reader_id TEXT NOT NULL,
        author_name TEXT NOT NULL,
        text TEXT NOT NULL,
        edited_ms INTEGER,
        created_ms INTEGER NOT NULL,
        rev INTEGER NOT NULL,
        site_state INTEGER NOT NULL,
        site_decision_id TEXT,
        site_clause INTEGER,
        undecided_state INTEGER NOT NULL,
        state INTEGER NOT NULL,
        work INTEGER NOT NULL,
        queue INTEGER NOT NULL,
        decision_id TEXT,
        clause INTEGER,
        delivery INTEGER NOT NULL,
        open_reports INTEGER NOT NULL,
        top_clause INTEGER,
        PRIMARY KEY ("key")
    )
    """,
    """
    CREATE INDEX comment_reported ON comment (queue, open_reports, "key") WHERE open_reports > 0
    """,
    """
    CREATE INDEX comment_parent ON comment (parent_id) WHERE parent_id IS NOT NULL
    """,
    """
    CREATE INDEX comment_queue ON comment (queue, "key")
    """,
    """
    CREATE INDEX comment_reader ON comment (reader_id, state, "key")
    """,
    """
    CREATE UNIQUE INDEX comment_id ON comment (id)
    """,
    """
    CREATE TABLE report (
        id TEXT NOT NULL,
        comment_id TEXT NOT NULL,
        reporter_id TEXT NOT NULL,
        reporter_name TEXT NOT NULL,
        clause INTEGER NOT NULL,
        note TEXT NOT NULL,
        created_ms INTEGER NOT NULL,
        answer TEXT,
        answered_ms INTEGER,
        rev INTEGER NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE INDEX report_comment ON report (comment_id)
    """,
    """
    CREATE INDEX report_reporter ON report (reporter_id, answer)
    """,
    """
    CREATE TABLE decision (
        id TEXT NOT NULL,
        comment_id TEXT NOT NULL,
        verdict TEXT NOT NULL,
        actor_name TEXT NOT NULL,
        decided_ms INTEGER NOT NULL,
        clause INTEGER,
        own INTEGER NOT NULL,
        withdrawn INTEGER NOT NULL,
        answers TEXT,
        rev INTEGER NOT NULL,
        content TEXT NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE INDEX decision_clause ON decision (clause, withdrawn) WHERE verdict = 'remove'
    """,
    """
    CREATE INDEX decision_comment ON decision (comment_id)
    """,
    """
    CREATE TABLE meta (
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (name)
    )
    """,
    """
    CREATE TABLE digest (
        kind TEXT NOT NULL,
        count INTEGER NOT NULL,
        total TEXT NOT NULL,
        PRIMARY KEY (kind)
    )
    """,
    """
    CREATE TABLE counter (
        queue INTEGER NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (queue)
    )
    """,
    """
    CREATE TABLE journal (
        n INTEGER NOT NULL,
        at_ms INTEGER NOT NULL,
        what TEXT NOT NULL,
        subject TEXT NOT NULL,
        words TEXT NOT NULL,
        actor TEXT NOT NULL,
        PRIMARY KEY (n)
    )
    """,
    """
    CREATE INDEX journal_subject ON journal (subject, n)
    """,
    """
    CREATE TABLE outbox (
        n INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL,
        subject TEXT NOT NULL,
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        base_rev INTEGER,
        base TEXT,
        made_ms INTEGER NOT NULL,
        not_before_ms INTEGER NOT NULL,
        expires_ms INTEGER,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        label TEXT NOT NULL,
        problem TEXT NOT NULL
    )
    """,
    """
    CREATE UNIQUE INDEX outbox_id ON outbox (id)
    """,
    """
    CREATE INDEX outbox_open ON outbox (subject, n) WHERE state IN ('waiting', 'unknown', 'parked')
    """,
    """
    CREATE INDEX outbox_story ON outbox (subject) WHERE kind = 'put_article'
    """,
    """
    CREATE TABLE reader (
        id TEXT NOT NULL,
        name TEXT NOT NULL,
        subscribed INTEGER NOT NULL,
        since_ms INTEGER,
        joined_ms INTEGER NOT NULL,
        rev INTEGER NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE sanction (
        id TEXT NOT NULL,
        reader_id TEXT NOT NULL,
        rev INTEGER NOT NULL,
        content TEXT NOT NULL,
        lifted_ms INTEGER,
        lifted_by TEXT,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE INDEX sanction_reader ON sanction (reader_id)
    """,
    """
    CREATE TABLE rulebook (
        version INTEGER NOT NULL,
        content TEXT NOT NULL,
        PRIMARY KEY (version)
    )
    """,
    """
    CREATE TABLE rulebook_here (
        slot TEXT NOT NULL,
        saved_ms INTEGER NOT NULL,
        content TEXT NOT NULL,
        PRIMARY KEY (slot)
    )
    """,
    """
    CREATE VIRTUAL TABLE comment_words USING fts5(
        text, author_name, content='comment', content_rowid='key',
        tokenize='unicode61 remove_diacritics 2', prefix='3')
    """,
    "INSERT INTO comment_words(comment_words, rank) VALUES('automerge', 0)",
    "INSERT INTO comment_words(comment_words, rank) VALUES('crisismerge', 500)",
)


def upgrade() -> None:
    """Make every table and index of the first schema."""
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
    op.get_bind().exec_driver_sql("PRAGMA user_version = 1")
