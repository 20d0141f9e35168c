"""What an operation of the outbox does on this desk: brought up to date with its state, or given up with it."""

from __future__ import annotations

from editor.domain.changes import ChangeSet
from editor.domain.operations import (
    Decide,
    LiftSanction,
    Operation,
    OperationState,
    PlaceSanction,
    PublishRulebook,
    PutArticle,
)
from editor.store import articles, projection, readers, rulebooks
from editor.store import outbox_rows as rows
from editor.store.desk import Unit


def of(unit: Unit, operation: Operation) -> ChangeSet:
    """Bring comment, story, reader or rules of ``operation`` up to date; what that touched."""
    body = operation.body
    changes = ChangeSet(outbox=True)
    if isinstance(body, Decide):
        projection.project(unit, [body.decision.comment_id])
        return changes | ChangeSet(comments=frozenset({body.decision.comment_id}), counters=True)
    if isinstance(body, PutArticle):
        articles.refresh(unit, body.article_id)
        return changes | ChangeSet(articles=frozenset({body.article_id}))
    if isinstance(body, PlaceSanction):
        return changes | ChangeSet(readers=frozenset({body.sanction.reader_id}))
    if isinstance(body, LiftSanction):
        return changes | ChangeSet(readers=frozenset({body.reader_id}))
    return changes | ChangeSet(rulebook=True)


def give_up(unit: Unit, operation: Operation, problem: str = "") -> ChangeSet:
    """``operation`` will never be sent: withdrawn, and what it did on this desk with it. Words and log entries stay."""
    rows.set_state(unit, operation.id, OperationState.WITHDRAWN, problem or operation.problem)
    body = operation.body
    if isinstance(body, Decide):
        unit.run("UPDATE decision SET withdrawn = 1 WHERE id = ?", (operation.id,))
    elif isinstance(body, PlaceSanction):
        readers.give_up_sanction(unit, body.sanction.id)  # it was never in force: no line on anybody's record
    elif isinstance(body, LiftSanction):
        readers.give_up_lifting(unit, body.sanction_id)
    elif isinstance(body, PublishRulebook):
        rulebooks.give_up_waiting(unit)
    return of(unit, operation)
