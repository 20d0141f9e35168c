"""The outbox: what this desk asks of the site, kept in order, sent once, never lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from editor.domain.activity import Outbox
from editor.domain.articles import ArticleFields
from editor.domain.changes import ChangeSet
from editor.domain.errors import BadInput
from editor.domain.operations import (
    UNDO_SECONDS,
    Decide,
    Operation,
    OperationState,
    PublishRulebook,
    PutArticle,
    send_story,
)
from editor.domain.times import from_ms, to_ms
from editor.store import articles, codec, effects, journal
from editor.store import outbox_rows as rows
from editor.store.answers import acknowledge, expire, refuse, stale
from editor.store.desk import Unit, View

__all__ = [
    "acknowledge",
    "add",
    "back_to_waiting",
    "drop",
    "due",
    "expire",
    "mark_sending",
    "next_due",
    "refuse",
    "release",
    "replace_waiting",
    "stale",
    "summary",
    "time_bound",
    "unknown",
    "unpark",
    "withdraw",
]

_LONGEST = int(UNDO_SECONDS * 1_000)
LISTED = 100  # operations in a summary; the counts are of all


def add(unit: Unit, operation: Operation) -> ChangeSet:
    """Put an operation at the end of the outbox. A new decision takes the place of a parked one on the same comment."""
    if isinstance(operation.body, Decide):
        for earlier in rows.open_of(unit, operation.subject):
            if earlier.state is OperationState.PARKED:
                effects.give_up(unit, earlier)
    base = None
    if isinstance(operation.body, PutArticle):
        site = articles.site_copy(unit, operation.body.article_id)
        base = codec.dump(ArticleFields() if site is None else site.fields)
    rows.insert(unit, operation, base)
    journal.add(unit, operation.made_at, "queued", operation.subject, operation.label)
    return effects.of(unit, operation)


def replace_waiting(unit: Unit, operation: Operation) -> ChangeSet:
    """Add an operation; one of the same subject and kind that has not left is withdrawn in its favour."""
    for earlier in rows.open_of(unit, operation.subject):
        if type(earlier.body) is type(operation.body) and earlier.state is not OperationState.UNKNOWN:
            rows.set_state(unit, earlier.id, OperationState.WITHDRAWN, earlier.problem)
    return add(unit, operation)


def withdraw(unit: Unit, operation_id: str) -> bool:
    """Take back an operation that waits or is parked; False when it has left (or there is none)."""
    operation = rows.find(unit, operation_id)
    if operation is None or operation.state not in (OperationState.WAITING, OperationState.PARKED):
        return False
    effects.give_up(unit, operation)
    return True


def release(unit: Unit, operation_id: str, now: datetime) -> bool:
    """Let a waiting operation leave from ``now`` on; False when it does not wait any more."""
    sql = "UPDATE outbox SET not_before_ms = min(not_before_ms, ?) WHERE id = ? AND state = 'waiting'"
    return unit.run(sql, (to_ms(now), operation_id)) > 0


def summary(view: View) -> Outbox:
    """Counts of all, and the first hundred of each list."""
    counts: dict[str, int] = dict(
        view.rows(f"SELECT state, count(*) FROM outbox WHERE state IN {rows.OPEN} GROUP BY state")
    )

    def listed(states: str) -> tuple[Operation, ...]:
        sql = f"SELECT {rows.COLUMNS} FROM outbox WHERE state IN {states} ORDER BY n LIMIT {LISTED}"
        return tuple(rows.from_row(row) for row in view.rows(sql))

    return Outbox(
        waiting=counts.get("waiting", 0),
        unknown=counts.get("unknown", 0),
        parked=counts.get("parked", 0),
        operations=listed("('waiting', 'unknown')"),
        needs_you=listed("('parked')"),
    )


def unpark(unit: Unit, operation_id: str, now: datetime) -> ChangeSet:
    """Put a parked operation back in the queue as of ``now``, with its life begun again; empty when it is not parked.

    Of a story, its newest words go, on what the site has now: what the person who tries again has just read. With an
    open conflict it stays parked: settling it is the way out. So do rules: their words are the draft again, which may
    say more by now than anybody meant to publish. Raises BadInput for both, with the way out.
    """
    operation = rows.find(unit, operation_id)
    if operation is None or operation.state is not OperationState.PARKED:
        return ChangeSet()
    body = operation.body
    life = None if operation.expires_at is None else operation.expires_at - operation.made_at
    if isinstance(body, PutArticle):
        article = articles.get(unit, body.article_id)
        if article.conflict is not None:
            raise BadInput("Two people’s words clash in this story. Open it and choose, then send it again.")
        # Under an id of its own: the site may know the old one, with the old words.
        return replace_waiting(unit, send_story(article, publish=body.publish, at=now, life=life))
    if isinstance(body, PublishRulebook):
        raise BadInput("Your words are in the draft of the rules. Compare them there, then publish the draft.")
    unit.run(
        "UPDATE outbox SET state = 'waiting', problem = '', not_before_ms = ?, expires_ms = ? WHERE id = ?",
        (to_ms(now), None if life is None else to_ms(now + life), operation_id),
    )
    journal.add(unit, now, "queued", operation.subject, f"Tried again: {operation.label}")
    return effects.of(unit, operation)


def drop(unit: Unit, operation_id: str, now: datetime) -> ChangeSet:
    """Give up a parked operation and what it did on this desk; words and log entries stay. Empty when not parked."""
    operation = rows.find(unit, operation_id)
    if operation is None or operation.state is not OperationState.PARKED:
        return ChangeSet()
    journal.add(unit, now, "settled", operation.subject, f"Given up: {operation.label}")
    return effects.give_up(unit, operation)


def due(view: View, now: datetime, limit: int) -> list[Operation]:
    """What may leave now, in order. Of one subject nothing overtakes what waits for its time, an answer or a person.

    Nothing waits longer than UNDO_SECONDS: a time beyond that was set by a clock that has been put back since.
    """
    blocked: set[str] = set()
    chosen: list[str] = []
    at = to_ms(now)
    for id_, subject, kind, state, not_before, expires in view.rows(
        f"SELECT id, subject, kind, state, not_before_ms, expires_ms FROM outbox WHERE state IN {rows.OPEN} ORDER BY n"
    ):
        if subject in blocked:
            continue
        if state != "waiting" or at < not_before <= at + _LONGEST or (expires is not None and expires <= at):
            blocked.add(subject)
            continue
        chosen.append(id_)
        if kind in ("put_article", "publish_rulebook"):
            blocked.add(subject)  # the next one stands on the revision this one will get
        if len(chosen) >= limit:
            break
    found = (rows.find(view, id_) for id_ in chosen)
    return [operation for operation in found if operation is not None]


def time_bound(view: View) -> int:
    """How many operations that wait have an end to their life."""
    return int(view.value("SELECT count(*) FROM outbox WHERE state = 'waiting' AND expires_ms IS NOT NULL"))


def unknown(view: View) -> list[Operation]:
    """What was sent and never answered, in order: to be looked up before anything is sent again."""
    sql = f"SELECT {rows.COLUMNS} FROM outbox WHERE state = 'unknown' ORDER BY n"
    return [rows.from_row(row) for row in view.rows(sql)]


def next_due(view: View, now: datetime, *, time_bound: bool = True) -> datetime | None:
    """When the outbox has something to do next: an operation may leave, or its life ends; None when nothing waits.

    The time may lie before ``now``; one further ahead than UNDO_SECONDS is none (see :func:`due`). Without
    ``time_bound`` only what is bound to no time counts.
    """
    blocked: set[str] = set()
    soonest: int | None = None
    at = to_ms(now)
    for subject, state, not_before, expires in view.rows(
        f"SELECT subject, state, not_before_ms, expires_ms FROM outbox WHERE state IN {rows.OPEN} ORDER BY n"
    ):
        times = [] if expires is None or state != "waiting" else [expires]
        if subject not in blocked and state == "waiting":
            times.append(not_before if not_before <= at + _LONGEST else at)
        blocked.add(subject)
        if expires is not None and not time_bound:
            continue
        soonest = min([*times, *([] if soonest is None else [soonest])], default=None)
    return None if soonest is None else from_ms(soonest)


def mark_sending(unit: Unit, ids: Sequence[str]) -> list[Operation]:
    """These are about to leave: from the commit on their fate is unknown until an answer has come.

    Returns, as they stand now, those that still waited; what was taken back a moment ago must not be sent.
    """
    now = unit.clock.now()
    leaving = []
    for id_ in ids:
        sql = "UPDATE outbox SET state = 'unknown', attempts = attempts + 1 WHERE id = ? AND state = 'waiting'"
        operation = rows.find(unit, id_) if unit.run(sql, (id_,)) else None
        if operation is not None:
            journal.add(unit, now, "sent", operation.subject, operation.label)
            leaving.append(operation)
    return leaving


def back_to_waiting(unit: Unit, ids: Sequence[str]) -> None:
    """The site never saw these: they may be sent again."""
    unit.run_many("UPDATE outbox SET state = 'waiting' WHERE id = ? AND state = 'unknown'", [(id_,) for id_ in ids])
