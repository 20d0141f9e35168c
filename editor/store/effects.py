"""What an operation of the outbox is laid over on this desk: brought up to date after any change of its state."""

from __future__ import annotations

from editor.domain.changes import ChangeSet
from editor.domain.operations import Decide, LiftSanction, Operation, PlaceSanction, PutArticle
from editor.store import articles, projection
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
