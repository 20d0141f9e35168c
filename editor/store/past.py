"""Past comments in the order in which they were written, with what was decided about each; a page at a time."""

from __future__ import annotations

import json
from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from editor.domain.comments import CommentState
from editor.domain.decisions import Verdict
from editor.domain.times import from_ms, to_ms
from editor.store.arrivals import first_key
from editor.store.codes import STATE_CODE
from editor.store.desk import View

_VERDICTS = {Verdict.APPROVE.value: False, Verdict.REMOVE.value: True}
_PAGE = """
SELECT c.key, c.id, c.text, c.reader_id, coalesce(a.section, ''), c.created_ms, d.verdict, d.clause, d.decided_ms,
a.published_ms
FROM comment c LEFT JOIN article a ON a.id = c.article_id LEFT JOIN decision d ON d.id = c.decision_id
WHERE c.key > ? ORDER BY c.key LIMIT ?
"""
_IN = "(SELECT value FROM json_each(?))"
_EARLIER = f"SELECT reader_id, count(*) FROM comment WHERE reader_id IN {_IN} AND key < ? GROUP BY reader_id"
_REMOVALS = f"""
SELECT c.reader_id, d.decided_ms FROM comment c JOIN decision d ON d.id = c.decision_id
WHERE c.reader_id IN {_IN} AND c.state = ? AND d.verdict = 'remove'
"""
_REPORTS = f"SELECT comment_id, created_ms FROM report WHERE comment_id IN {_IN} ORDER BY created_ms, id"
_RECENT_MS = 90 * 24 * 3_600_000  # how long a removal counts
_MOST_AUTHORS = 50_000


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
    decided: datetime | None
    published: datetime | None  # the story, for the first time


@dataclass(frozen=True, slots=True)
class PastAuthor:
    """The author as of a comment's time: their comments before it, removals in the ninety days before, account."""

    comments: int
    removals: int
    joined: datetime | None


def page(view: View, *, after: int, limit: int) -> list[PastComment]:
    """At most ``limit`` comments with keys above ``after``, the oldest first."""
    return [
        PastComment(
            *(key, id_, text, reader, section, from_ms(created), _VERDICTS.get(verdict), clause),
            *(None if time is None else from_ms(time) for time in (decided, published)),
        )
        for key, id_, text, reader, section, created, verdict, clause, decided, published in view.rows(
            _PAGE, (after, limit)
        )
    ]


class Authors:
    """What was known of authors as each comment was written, for comments that are read in their order.

    Of a removal that was taken back later, or of a comment that is gone, the desk keeps nothing that could be counted.
    At most ``_MOST_AUTHORS`` are remembered; more are looked up again.
    """

    def __init__(self) -> None:
        self._known: dict[str, _Author] = {}

    def of(self, view: View, comments: Sequence[PastComment]) -> list[PastAuthor]:
        """The author of each comment of a page; pages must be asked for in order."""
        if len(self._known) > _MOST_AUTHORS:
            self._known.clear()
        if comments:
            self._look_up(view, {comment.reader_id for comment in comments} - self._known.keys(), comments[0].key)
        found = []
        for comment in comments:
            author = self._known[comment.reader_id]
            written = to_ms(comment.created)
            removed = bisect_left(author.removed, written) - bisect_left(author.removed, written - _RECENT_MS)
            found.append(PastAuthor(author.comments, removed, author.joined))
            author.comments += 1
        return found

    def _look_up(self, view: View, readers: set[str], before: int) -> None:
        """Authors not met yet: their comments with keys below ``before``, and when any of theirs was removed."""
        if not readers:
            return
        ids = json.dumps(sorted(readers))
        self._known.update((reader, _Author()) for reader in readers)
        for reader, joined in view.rows(f"SELECT id, joined_ms FROM reader WHERE id IN {_IN}", (ids,)):
            self._known[reader].joined = from_ms(joined)
        for reader, count in view.rows(_EARLIER, (ids, before)):
            self._known[reader].comments = count
        for reader, decided in view.rows(_REMOVALS, (ids, STATE_CODE[CommentState.REMOVED])):
            insort(self._known[reader].removed, decided)


class _Author:
    """One author while a desk's past is read."""

    __slots__ = ("comments", "joined", "removed")

    def __init__(self) -> None:
        self.comments = 0
        self.removed: list[int] = []  # when, in milliseconds, rising
        self.joined: datetime | None = None


def reports_of(view: View, comments: Sequence[PastComment]) -> dict[str, list[datetime]]:
    """When each comment was reported, by its id; reports after the decision in force are left out."""
    decided = {comment.id: comment.decided for comment in comments}
    found: dict[str, list[datetime]] = {}
    for comment_id, created in view.rows(_REPORTS, (json.dumps(list(decided)),)):
        at, end = from_ms(created), decided[comment_id]
        if end is None or at <= end:
            found.setdefault(comment_id, []).append(at)
    return found


def key_before(since: datetime | None) -> int:
    """A key below those of all comments written from then on."""
    return -1 if since is None else first_key(to_ms(since), "") - 1


def how_many(view: View, *, after: int) -> int:
    """How many comments have keys above ``after``."""
    return int(view.value("SELECT count(*) FROM comment WHERE key > ?", (after,)))
