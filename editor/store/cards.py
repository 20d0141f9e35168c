"""Comment rows as cards: with the story's slug, the author's standing, and who decided."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from editor.domain.inbox import CommentCard
from editor.domain.sanctions import SanctionKind
from editor.domain.times import from_ms
from editor.store import readers, rulebooks
from editor.store.codes import DELIVERIES, QUEUES, STATES, WORKS
from editor.store.desk import Row, View

_YEAR = timedelta(days=365.25)

# The last column of the reader's part looks for a second comment, never counts them all.
_SELECT = """
SELECT c.key, c.id, c.article_id, coalesce(a.slug, ''), c.reader_id, c.author_name, c.text, c.created_ms, c.edited_ms,
  c.state, c.work, c.queue, c.open_reports, c.top_clause, c.decision_id, c.clause, d.actor_name, d.decided_ms,
  c.delivery, r.subscribed, r.since_ms,
  (SELECT count(*) FROM (SELECT 1 FROM comment o WHERE o.reader_id = c.reader_id LIMIT 2))
FROM comment c LEFT JOIN article a ON a.id = c.article_id LEFT JOIN decision d ON d.id = c.decision_id
  LEFT JOIN reader r ON r.id = c.reader_id
WHERE c.key IN (SELECT value FROM json_each(?))
"""


def by_keys(view: View, keys: Sequence[int]) -> tuple[CommentCard, ...]:
    """The cards with these keys, in the order asked for; keys that are gone are left out."""
    if not keys:
        return ()
    rows = view.rows(_SELECT, (json.dumps(list(keys)),))
    now = view.clock.now()
    barred = readers.barred_among(view, [row[4] for row in rows], now)
    labels = rulebooks.labels(view)
    found = {row[0]: _card(row, labels, barred.get(row[4]), now) for row in rows}
    return tuple(found[key] for key in keys if key in found)


def standing(
    subscribed: int | None, since_ms: int | None, comments: int, bar: SanctionKind | None, now: datetime
) -> str:
    """A few words on an author: "banned", "suspended", "no subscription", "first comment", "subscriber 6 y".

    Empty for one the desk does not know.
    """
    if bar is not None:
        return "banned" if bar is SanctionKind.BAN else "suspended"
    if subscribed is None:
        return ""
    if not subscribed:
        return "no subscription"
    if comments < 2:
        return "first comment"
    if since_ms is None:
        return "subscriber"
    since = now - from_ms(since_ms)
    if since >= _YEAR:
        return f"subscriber {since // _YEAR} y"
    months = since // (_YEAR / 12)
    return f"subscriber {months} mo" if months else "new subscriber"


def _card(row: Row, labels: dict[int, str], bar: SanctionKind | None, now: datetime) -> CommentCard:
    (key, id_, article_id, slug, reader_id, author, text, created, edited, state, work, queue, open_reports, top) = row[
        :14
    ]
    open_reports, top, decision_id, clause, decided_by, decided_ms, delivery, *reader = row[12:]
    subscribed, since_ms, comments = reader
    return CommentCard(
        key=key,
        id=id_,
        article_id=article_id,
        article_slug=slug,
        reader_id=reader_id,
        author_name=author,
        standing=standing(subscribed, since_ms, comments, bar, now),
        text=text,
        created=from_ms(created),
        edited=edited is not None,
        state=STATES[state],
        work=WORKS[work],
        queue=QUEUES[queue],
        open_reports=open_reports,
        top_clause=top,
        top_clause_label=labels.get(top, "") if top is not None else "",
        decision_id=decision_id,
        decided_clause=clause,
        decided_clause_label=labels.get(clause, "") if clause is not None else "",
        decided_by=decided_by or "",
        decided_at=None if decided_ms is None else from_ms(decided_ms),
        delivery=DELIVERIES[delivery],
    )
