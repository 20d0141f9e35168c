"""Puts back into the outbox what was decided here and the site does not show: lost there, or undone too late."""

from __future__ import annotations

import json
from collections.abc import Collection

from editor.domain.decisions import Decision, Verdict
from editor.domain.feed import Kind
from editor.domain.operations import Decide, Operation, OperationState
from editor.domain.sanctions import Sanction
from editor.store import codec, journal
from editor.store import outbox_rows as rows
from editor.store.desk import Unit

_IN = "(SELECT value FROM json_each(?))"


def ask_again(unit: Unit, kind: Kind, lost: Collection[str]) -> list[str]:
    """Ask a restored site once more for those of the ``lost`` that this desk did and still wants; their ids.

    Only decisions and sanctions: a story is published again by a person. The operations are "unknown", so that the site
    is asked what it knows of them before anything is sent.
    """
    if kind is Kind.DECISION:
        wanted = _wanted_decisions(unit, lost)
    elif kind is Kind.SANCTION:
        wanted = _wanted_sanctions(unit, lost)
    else:
        return []
    for id_ in wanted:
        rows.set_state(unit, id_, OperationState.UNKNOWN)
        operation = rows.find(unit, id_)
        if operation is not None:
            words = f"The site has lost this, so it is sent again: {operation.label}"
            journal.add(unit, unit.clock.now(), "queued", operation.subject, words)
    return wanted


def undo_after_all(unit: Unit, decision: Decision) -> bool:
    """A decision that was taken back before it left has reached the site all the same: its undo follows it there.

    False when nobody undid it (a person only gave up sending it).
    """
    unit.run("UPDATE decision SET withdrawn = 0 WHERE id = ?", (decision.id,))
    logged = unit.rows(
        "SELECT content FROM decision WHERE comment_id = ? AND verdict = ? AND own = 1 AND rev = 0",
        (decision.comment_id, Verdict.REVERT.value),
    )
    for (content,) in logged:
        undo = codec.load(Decision, content)
        if undo.reverts == decision.id and rows.find(unit, undo.id) is None:
            now = unit.clock.now()
            subject = f"comment:{decision.comment_id}"
            label = "Take back a decision that had left already"
            rows.insert(unit, Operation(undo.id, subject, Decide(undo), None, now, now, label=label))
            journal.add(unit, now, "queued", subject, label)
            return True
    return False


def _wanted_decisions(unit: Unit, lost: Collection[str]) -> list[str]:
    """This desk's own that nothing later has replaced; an undo only while what it undoes is still there."""
    wanted = []
    for id_, comment_id, content in unit.rows(
        "SELECT d.id, d.comment_id, d.content FROM decision d JOIN outbox o ON o.id = d.id AND o.state = 'done' "
        f"JOIN comment c ON c.id = d.comment_id WHERE d.own = 1 AND d.rev > 0 AND d.id IN {_IN}",
        (json.dumps(list(lost)),),
    ):
        latest = unit.value(
            "SELECT id FROM decision d WHERE comment_id = ? AND (rev > 0 OR EXISTS "
            f"(SELECT 1 FROM outbox o WHERE o.id = d.id AND o.state IN {rows.OPEN})) "
            "ORDER BY decided_ms DESC, id DESC LIMIT 1",
            (comment_id,),
        )
        undone = codec.load(Decision, content).reverts
        there = undone is None or (
            undone not in lost and unit.value("SELECT rev FROM decision WHERE id = ?", (undone,))
        )
        if latest == id_ and there:
            wanted.append(id_)
    return wanted


def _wanted_sanctions(unit: Unit, lost: Collection[str]) -> list[str]:
    found = unit.rows(
        "SELECT s.id, s.content FROM sanction s JOIN outbox o ON o.id = s.id AND o.state = 'done' "
        f"JOIN reader r ON r.id = s.reader_id WHERE s.rev > 0 AND s.lifted_ms IS NULL AND s.id IN {_IN}",
        (json.dumps(list(lost)),),
    )
    return [id_ for id_, content in found if codec.load(Sanction, content).ended_at is None]
