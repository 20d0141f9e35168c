"""Past comments in the order in which they were written, with what was decided about each; a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from editor.domain.decisions import Verdict
from editor.domain.times import from_ms, to_ms
from editor.store.arrivals import first_key
from editor.store.desk import View

_VERDICTS = {Verdict.APPROVE.value: False, Verdict.REMOVE.value: True}
_PAGE = """
SELECT c.key, c.id, c.text, c.reader_id, coalesce(a.section, ''), c.created_ms, d.verdict, d.clause
FROM comment c LEFT JOIN article a ON a.id = c.article_id LEFT JOIN decision d ON d.id = c.decision_id
WHERE c.key > ? ORDER BY c.key LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class PastComment:
    """A comment as it stands, and the decision in force; ``removed`` is None when there is none."""

    key: int
    id: str
    text: str
    reader_id: str
    section: str
    created: datetime
    removed: bool | None
    clause: int | None


def page(view: View, *, after: int, limit: int) -> list[PastComment]:
    """At most ``limit`` comments with keys above ``after``, the oldest first."""
    return [
        PastComment(key, id_, text, reader, section, from_ms(created), _VERDICTS.get(verdict), clause)
        for key, id_, text, reader, section, created, verdict, clause in view.rows(_PAGE, (after, limit))
    ]


def key_before(since: datetime | None) -> int:
    """A key below those of all comments written from then on."""
    return -1 if since is None else first_key(to_ms(since), "") - 1


def how_many(view: View, *, after: int) -> int:
    """How many comments have keys above ``after``."""
    return int(view.value("SELECT count(*) FROM comment WHERE key > ?", (after,)))
