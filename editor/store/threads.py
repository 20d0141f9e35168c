"""What stands around a comment: the thread above and below, its reports, the replies that quote it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from editor.domain.comments import MAX_DEPTH, Report, ReportAnswer
from editor.domain.inbox import ReporterLine, ThreadEntry
from editor.domain.times import from_ms
from editor.store import cards, readers
from editor.store.codes import STATES
from editor.store.desk import View
from editor.store.reported_rules import ReportedRules

MAX_THREAD = 300  # entries shown; replies are counted beyond that
MAX_UP = 64  # a chain of parents longer than this is a loop in the site's data
_QUOTED = re.compile(r"[“\"«„]([^”\"»“]+)[”\"»“]|^>\s?(.+)$", re.MULTILINE)
_QUOTED_WORDS = 3  # fewer words in quotation marks are hardly a quotation


def below(view: View, comment_id: str) -> list[tuple[str, str]]:
    """(id, text) of every reply under a comment, at any depth, oldest first."""
    # CROSS JOIN keeps the order of the tables: without statistics SQLite would read every comment instead
    rows = view.rows(
        "WITH RECURSIVE under(id) AS (SELECT id FROM comment WHERE parent_id = ? UNION "
        "SELECT c.id FROM under u CROSS JOIN comment c INDEXED BY comment_parent ON c.parent_id = u.id) "
        "SELECT c.id, c.text FROM under u CROSS JOIN comment c ON c.id = u.id WHERE c.id <> ? ORDER BY c.key",
        (comment_id, comment_id),
    )
    return [(id_, text) for id_, text in rows]


def quoting(text: str, replies: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Ids of the replies that hold a quotation, of three words or more, out of ``text``."""
    plain = _plain(text)
    found = []
    for id_, reply in replies:
        for match in _QUOTED.finditer(reply):
            passage = _plain(match.group(1) or match.group(2) or "")
            if len(passage.split()) >= _QUOTED_WORDS and passage in plain:
                found.append(id_)
                break
    return tuple(found)


def thread(view: View, comment_id: str) -> tuple[ThreadEntry, ...]:
    """The thread a comment belongs to, from its top, each reply under what it answers; at most MAX_THREAD entries."""
    root = comment_id
    for _ in range(MAX_UP):
        parent = view.value("SELECT p.id FROM comment c JOIN comment p ON p.id = c.parent_id WHERE c.id = ?", (root,))
        if parent is None:
            break
        root = parent
    rows = view.rows(
        # ``path`` sorts every reply behind its parent and before the parent's next neighbour
        "WITH RECURSIVE t(id, depth, path) AS (SELECT id, 0, printf('%020d', key) FROM comment WHERE id = ? UNION ALL "
        "SELECT c.id, t.depth + 1, t.path || printf('%020d', c.key) "
        "FROM t CROSS JOIN comment c INDEXED BY comment_parent ON c.parent_id = t.id "
        "WHERE t.depth < ?) "
        "SELECT c.id, c.parent_id, t.depth, c.author_name, c.text, c.created_ms, c.edited_ms, c.state, c.reader_id, "
        "r.subscribed, r.since_ms, "
        "(SELECT count(*) FROM (SELECT 1 FROM comment o WHERE o.reader_id = c.reader_id LIMIT 2)) "
        "FROM t CROSS JOIN comment c ON c.id = t.id LEFT JOIN reader r ON r.id = c.reader_id ORDER BY t.path LIMIT ?",
        (root, MAX_UP, MAX_THREAD),
    )
    now = view.clock.now()
    barred = readers.barred_among(view, [row[8] for row in rows], now)
    return tuple(
        ThreadEntry(
            id=id_,
            parent_id=parent_id,
            depth=min(depth, MAX_DEPTH),
            author_name=author,
            standing=cards.standing(subscribed, since_ms, comments, barred.get(reader_id), now),
            text=text,
            created=from_ms(created),
            edited=None if edited is None else from_ms(edited),
            state=STATES[state],
            selected=id_ == comment_id,
        )
        for (id_, parent_id, depth, author, text, created, edited, state, *reader) in rows
        for reader_id, subscribed, since_ms, comments in [reader]
    )


def reports(view: View, comment_id: str) -> tuple[ReporterLine, ...]:
    """The reports of a comment, open ones first, newest first, each with its reporter's record."""
    rows = view.rows(
        "SELECT id, comment_id, reporter_id, reporter_name, clause, note, created_ms, answer, answered_ms, rev, "
        "rulebook_version, "
        "(SELECT count(*) FROM report o WHERE o.reporter_id = r.reporter_id AND o.answer = 'upheld'), "
        "(SELECT count(*) FROM report o WHERE o.reporter_id = r.reporter_id AND o.answer IS NOT NULL) "
        "FROM report r WHERE comment_id = ? ORDER BY answer IS NOT NULL, created_ms DESC, id",
        (comment_id,),
    )
    if not rows:
        return ()
    rules = ReportedRules(view)
    lines = []
    for id_, about, reporter, name, clause, note, created, answer, answered_ms, rev, under, upheld, answered in rows:
        report = Report(
            id=id_,
            comment_id=about,
            reporter_id=reporter,
            reporter_name=name,
            clause=clause,
            note=note,
            created=from_ms(created),
            answer=None if answer is None else ReportAnswer(answer),
            answered_at=None if answered_ms is None else from_ms(answered_ms),
            rev=rev,
            rulebook_version=under,
        )
        label, then = rules.of(report)
        lines.append(ReporterLine(report, label, upheld, answered, then))
    return tuple(lines)


def _plain(text: str) -> str:
    return " ".join(text.lower().split()).strip(" .,;:!?…")
