"""Puts back into the outbox what was decided here and the site does not show: lost there, or undone too late."""

from __future__ import annotations

import json
from collections.abc import Collection

from editor.domain.decisions import Decision, Verdict
from editor.domain.feed import Kind
from editor.domain.ids import new_id
from editor.domain.operations import Decide, LiftSanction, Operation, OperationBody, OperationState
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
        _send_again(unit, id_)
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
            label = "Take back a decision that had left already"
            _queue(unit, undo.id, f"comment:{decision.comment_id}", Decide(undo), label)
            return True
    return False


def lift_after_all(unit: Unit, sanction: Sanction) -> bool:
    """A sanction that was taken back before it left has reached the site all the same: its end follows it there.

    False when this desk never took it back.
    """
    placed = rows.find(unit, sanction.id)
    if placed is None or placed.state is not OperationState.WITHDRAWN:
        return False
    body = LiftSanction(sanction.id, sanction.reader_id, "taken back")
    _queue(unit, new_id(), f"reader:{sanction.reader_id}", body, "Lift a ban that had left already")
    return True


def lift_again(unit: Unit, sanction: Sanction) -> bool:
    """A restored site shows a sanction in force that had ended: ask for its end once more when this desk had asked."""
    lifted = unit.value(
        "SELECT id FROM outbox WHERE kind = 'lift_sanction' AND state = 'done' AND subject = ? "
        "AND json_extract(body, '$.sanction_id') = ? ORDER BY n DESC LIMIT 1",
        (f"reader:{sanction.reader_id}", sanction.id),
    )
    if lifted is not None:
        _send_again(unit, lifted)
    return lifted is not None


def _queue(unit: Unit, id_: str, subject: str, body: OperationBody, label: str) -> None:
    now = unit.clock.now()
    rows.insert(unit, Operation(id_, subject, body, None, now, now, label=label))
    journal.add(unit, now, "queued", subject, label)


def _send_again(unit: Unit, id_: str) -> None:
    """The site is first asked what it knows of it."""
    rows.set_state(unit, id_, OperationState.UNKNOWN)
    operation = rows.find(unit, id_)
    if operation is not None:
        words = f"The site has lost this, so it is sent again: {operation.label}"
        journal.add(unit, unit.clock.now(), "queued", operation.subject, words)


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
