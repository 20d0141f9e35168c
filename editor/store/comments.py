"""The inbox: queues and their counts, pages of cards, everything beside a card."""

from __future__ import annotations

import json
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import neg

from editor.domain.comments import CommentState
from editor.domain.errors import NotFound
from editor.domain.inbox import CommentCard, CommentContext, KeyList, Order, Page, Queue, QueueCount
from editor.store import cards as card_rows
from editor.store import decisions, readers, threads
from editor.store.codes import QUEUE_CODE, STATES
from editor.store.desk import View, read_counter

_CHUNK = 20_000  # keys taken at a time, so that other threads get their turn
_BEYOND = (1 << 63) - 1  # larger than any key


@dataclass(frozen=True, slots=True)
class CommentStanding:
    """What a decision is made on: the words, what is in force with waiting decisions laid over, author and story."""

    text: str
    state: CommentState
    decision_id: str | None
    reader_id: str
    author_name: str
    headline: str


def queue_counts(view: View) -> tuple[QueueCount, ...]:
    """How many comments each queue holds, in the order of Queue."""
    return tuple(QueueCount(queue, read_counter(view, queue)) for queue in Queue)


def first_page(view: View, queue: Queue, order: Order, limit: int) -> Page:
    """The first cards of a queue, its count, and its newest key (0 when it is empty)."""
    found: list[int] = []
    for batch in _batches(view, queue, order, limit):
        found.extend(batch[: limit - len(found)])
        if len(found) >= limit:
            break
    return Page(card_rows.by_keys(view, found), read_counter(view, queue), _newest(view, queue))


def keys(view: View, queue: Queue, order: Order) -> KeyList:
    """All keys of a queue in order; for a worker thread."""
    found = array("q")
    for batch in _batches(view, queue, order, -1):
        found.extend(batch)
    return KeyList(found, _newest(view, queue))


def cards(view: View, wanted: Sequence[int]) -> tuple[CommentCard, ...]:
    """The cards with these keys, in the order asked for; keys that are gone are left out."""
    return card_rows.by_keys(view, wanted)


def new_since(view: View, queue: Queue, newest_key: int, cap: int) -> int:
    """How many comments with a larger key a queue holds, counted up to ``cap``."""
    where, parameters = _in(queue)
    sql = f"SELECT count(*) FROM (SELECT 1 FROM comment WHERE {where} AND key > ? LIMIT ?)"
    return int(view.value(sql, (*parameters, newest_key, cap)))


def standing(view: View, comment_id: str) -> CommentStanding:
    """What a decision on this comment is made on. Raises NotFound."""
    row = view.row(
        "SELECT c.text, c.state, c.decision_id, c.reader_id, c.author_name, coalesce(a.headline, '') FROM comment c "
        "LEFT JOIN article a ON a.id = c.article_id WHERE c.id = ?",
        (comment_id,),
    )
    if row is None:
        raise NotFound("The comment")
    return CommentStanding(row[0], STATES[row[1]], *row[2:])


def context(view: View, comment_id: str) -> CommentContext:
    """Everything beside a card. Raises NotFound."""
    key = view.value("SELECT key FROM comment WHERE id = ?", (comment_id,))
    if key is None:
        raise NotFound("The comment")
    (card,) = card_rows.by_keys(view, [key])
    story = view.row("SELECT headline, slug, state FROM article WHERE id = ?", (card.article_id,)) or ("", "", "")
    public = story[1] and story[2] == "published" and view.site_url
    below = threads.below(view, comment_id)
    return CommentContext(
        card=card,
        headline=story[0],
        article_url=f"{view.site_url}/stories/{story[1]}#comment-{comment_id}" if public else "",
        reports=threads.reports(view, comment_id),
        thread=threads.thread(view, comment_id),
        reader=readers.record(view, card.reader_id, card.author_name),
        log=decisions.of_comment(view, comment_id),
        replies=len(below),
        quoting=threads.quoting(card.text, below),
    )


def _in(queue: Queue) -> tuple[str, tuple[int, ...]]:
    return ("1", ()) if queue is Queue.EVERYTHING else ("queue = ?", (QUEUE_CODE[queue],))


def _newest(view: View, queue: Queue) -> int:
    where, parameters = _in(queue)
    return int(view.value(f"SELECT key FROM comment WHERE {where} ORDER BY key DESC LIMIT 1", parameters) or 0)


def _batches(view: View, queue: Queue, order: Order, limit: int) -> Iterator[list[int]]:
    """Keys of a queue in order; ``limit`` -1 for all."""
    where, parameters = _in(queue)
    if order is not Order.MOST_REPORTED:
        # Of everything, the queues merged: their index is a twentieth of the table, all of which must be decrypted.
        codes = QUEUE_CODE.values() if queue is Queue.EVERYTHING else parameters
        descending = order is Order.NEWEST
        yield from _merged([_of_queue(view, code, descending, limit) for code in codes], descending)
        return
    # Few comments have open reports: those first, by an index of their own, then the rest by time.
    reported = array("q")
    sql = f"SELECT key FROM comment WHERE {where} AND open_reports > 0 ORDER BY open_reports DESC, key DESC LIMIT ?"
    for batch in _chunks(view, sql, (*parameters, limit)):
        reported.extend(batch)
        yield batch
    if queue is Queue.REPORTED:
        return  # the queue holds no others
    before = set(reported)
    more = -1 if limit < 0 else limit + len(before)
    sql = f"SELECT key FROM comment WHERE {where} ORDER BY key DESC LIMIT ?"
    for batch in _chunks(view, sql, (*parameters, more)):
        yield [key for key in batch if key not in before] if before else batch


def _chunks(view: View, sql: str, parameters: tuple[object, ...]) -> Iterator[list[int]]:
    cursor = view.raw.execute(sql, parameters)
    while batch := cursor.fetchmany(_CHUNK):
        yield list(chain.from_iterable(batch))


def _of_queue(view: View, code: int, descending: bool, limit: int) -> Iterator[list[int]]:
    """Keys of one queue by time; ``limit`` -1 for all."""
    sign, direction, last = ("<", "DESC", _BEYOND) if descending else (">", "ASC", -1)
    # As one text for each stretch: SQLite writes and Python reads that twice as fast as they hand over rows.
    sql = (
        f"SELECT json_group_array(key) FROM "
        f"(SELECT key FROM comment WHERE queue = ? AND key {sign} ? ORDER BY key {direction} LIMIT ?)"
    )
    while limit:
        size = _CHUNK if limit < 0 else min(limit, _CHUNK)
        batch: list[int] = json.loads(view.value(sql, (code, last, size)))
        if batch:
            yield batch
            last = batch[-1]
        if len(batch) < size:
            return
        limit -= size if limit > 0 else 0


def _merged(sources: list[Iterator[list[int]]], descending: bool) -> Iterator[list[int]]:
    """Sorted keys out of sources that are each sorted; SQLite would merge them key by key, at half as much again."""
    held: dict[int, list[int]] = {}
    while True:
        for number, source in enumerate(sources):
            if not held.get(number):
                held[number] = next(source, [])
        held = {number: batch for number, batch in held.items() if batch}
        if not held:
            return
        ends = [batch[-1] for batch in held.values()]
        end = max(ends) if descending else min(ends)  # whatever is still to come lies beyond the first of them
        ready: list[int] = []
        for number, batch in held.items():
            cut = bisect_right(batch, -end, key=neg) if descending else bisect_right(batch, end)
            ready += batch[:cut]
            held[number] = batch[cut:]
        ready.sort(reverse=descending)  # a few sorted stretches, which is what this is quick at
        yield ready
