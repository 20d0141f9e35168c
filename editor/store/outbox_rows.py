"""Rows of the outbox as operations and back."""

from __future__ import annotations

from datetime import datetime

from editor.domain.operations import (
    Decide,
    LiftSanction,
    Operation,
    OperationBody,
    OperationState,
    PlaceSanction,
    PublishRulebook,
    PutArticle,
)
from editor.domain.times import from_ms, to_ms
from editor.store import codec
from editor.store.desk import Row, Unit, View

KINDS: dict[str, type[OperationBody]] = {
    "put_article": PutArticle,
    "decide": Decide,
    "place_sanction": PlaceSanction,
    "lift_sanction": LiftSanction,
    "publish_rulebook": PublishRulebook,
}
_NAMES = {kind: name for name, kind in KINDS.items()}
OPEN = "('waiting', 'unknown', 'parked')"
COLUMNS = "id, subject, kind, body, base_rev, made_ms, not_before_ms, expires_ms, state, attempts, label, problem"


def kind_name(body: OperationBody) -> str:
    """The name of an operation's kind in the table."""
    return _NAMES[type(body)]


def insert(unit: Unit, operation: Operation, base: str | None = None) -> None:
    """Put an operation at the end. ``base`` is, for a story, the JSON of the fields the words were written on."""
    unit.run(
        f"INSERT INTO outbox({COLUMNS}, base) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            operation.id,
            operation.subject,
            kind_name(operation.body),
            codec.dump(operation.body),
            operation.base_rev,
            to_ms(operation.made_at),
            to_ms(operation.not_before),
            None if operation.expires_at is None else to_ms(operation.expires_at),
            operation.state.value,
            operation.attempts,
            operation.label,
            operation.problem,
            base,
        ),
    )


def find(view: View, operation_id: str) -> Operation | None:
    """One operation, in whatever state."""
    row = view.row(f"SELECT {COLUMNS} FROM outbox WHERE id = ?", (operation_id,))
    return None if row is None else from_row(row)


def open_of(view: View, subject: str) -> tuple[Operation, ...]:
    """The operations of a subject that are not finished, in order."""
    sql = f"SELECT {COLUMNS} FROM outbox WHERE subject = ? AND state IN {OPEN} ORDER BY n"
    return tuple(from_row(row) for row in view.rows(sql, (subject,)))


def set_state(unit: Unit, operation_id: str, state: OperationState, problem: str = "") -> None:
    """Move an operation to another state."""
    unit.run("UPDATE outbox SET state = ?, problem = ? WHERE id = ?", (state.value, problem, operation_id))


def from_row(row: Row) -> Operation:
    """An operation from COLUMNS."""
    id_, subject, kind, body, base_rev, made, not_before, expires, state, attempts, label, problem = row
    return Operation(
        id=id_,
        subject=subject,
        body=codec.load(KINDS[kind], body),
        base_rev=base_rev,
        made_at=from_ms(made),
        not_before=from_ms(not_before),
        expires_at=_time(expires),
        state=OperationState(state),
        attempts=attempts,
        label=label,
        problem=problem,
    )


def _time(ms: int | None) -> datetime | None:
    return None if ms is None else from_ms(ms)
