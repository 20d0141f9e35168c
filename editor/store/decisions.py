"""The log of decisions: this desk's own and everybody else's, append-only."""

from __future__ import annotations

import json
from collections.abc import Sequence

from editor.domain.changes import ChangeSet
from editor.domain.decisions import Decision
from editor.domain.errors import NotFound
from editor.domain.feed import Kind
from editor.domain.times import to_ms
from editor.store import codec, projection, resend
from editor.store.desk import Unit, View


def add(unit: Unit, decision: Decision) -> ChangeSet:
    """Log a decision made at this desk. It takes effect on the desk once its operation stands in the outbox."""
    open_now = sorted(projection.open_report_ids(unit, decision.comment_id)) if decision.reverts is None else []
    _write(unit, decision, own=True, answers=json.dumps(open_now))
    return ChangeSet(comments=frozenset({decision.comment_id}), counters=True)


def get(view: View, decision_id: str) -> Decision:
    """One decision. Raises NotFound."""
    content = view.value("SELECT content FROM decision WHERE id = ?", (decision_id,))
    if content is None:
        raise NotFound("The decision")
    return codec.load(Decision, content)


def of_comment(view: View, comment_id: str) -> tuple[Decision, ...]:
    """The log of one comment, newest first."""
    rows = view.rows(
        "SELECT content FROM decision WHERE comment_id = ? ORDER BY decided_ms DESC, id DESC", (comment_id,)
    )
    return tuple(codec.load(Decision, content) for (content,) in rows)


def count_by_clause(view: View) -> dict[int, int]:
    """Removals ever made under each clause; those taken back before they left do not count."""
    rows = view.rows("SELECT clause, count(*) FROM decision WHERE verdict = 'remove' AND withdrawn = 0 GROUP BY clause")
    return {clause: count for clause, count in rows if clause is not None}


def store(unit: Unit, arrived: Sequence[Decision], *, force: bool = False) -> set[str]:
    """Take over decisions from the site; the ids of the comments they are about."""
    known = {
        id_: (rev, answers, withdrawn)
        for id_, rev, answers, withdrawn in unit.rows(
            "SELECT id, rev, answers, withdrawn FROM decision WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps([d.id for d in arrived]),),
        )
    }
    touched: set[str] = set()
    for decision in arrived:
        rev, answers, withdrawn = known.get(decision.id, (0, None, 0))
        if rev >= decision.rev and not force:
            continue
        _write(unit, decision, own=decision.device_id == unit.device_id and bool(unit.device_id), answers=answers)
        unit.digest(Kind.DECISION, decision.id, rev, decision.rev)
        touched.add(decision.comment_id)
        if withdrawn:
            resend.undo_after_all(unit, decision)
    return touched


def _write(unit: Unit, decision: Decision, *, own: bool, answers: str | None) -> None:
    unit.run(
        "INSERT INTO decision(id, comment_id, verdict, actor_name, decided_ms, clause, own, withdrawn, answers, rev, "
        "content) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?) "
        "ON CONFLICT(id) DO UPDATE SET comment_id = excluded.comment_id, "
        "verdict = excluded.verdict, actor_name = excluded.actor_name, decided_ms = excluded.decided_ms, "
        "clause = excluded.clause, rev = excluded.rev, content = excluded.content",
        (
            decision.id,
            decision.comment_id,
            decision.verdict.value,
            decision.actor_name,
            to_ms(decision.decided_at),
            decision.clause,
            int(own),
            answers,
            decision.rev,
            codec.dump(decision),
        ),
    )
