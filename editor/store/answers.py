"""What the site answered to an operation: applied, refused, stale; and what waited too long."""

from __future__ import annotations

from datetime import datetime

from editor.domain.articles import SiteArticle
from editor.domain.changes import ChangeSet
from editor.domain.operations import (
    Applied,
    Decide,
    LiftSanction,
    Operation,
    OperationBody,
    OperationState,
    PublishRulebook,
    PutArticle,
    RefusedOperation,
    Stale,
)
from editor.domain.rulebook import Rulebook
from editor.domain.times import to_ms
from editor.store import arrivals, article_arrivals, effects, journal, rulebooks
from editor.store import outbox_rows as rows
from editor.store.desk import Unit


def acknowledge(unit: Unit, answer: Applied) -> ChangeSet:
    """The site did it: what it stored becomes the base; words typed since stay ahead of it."""
    operation = rows.find(unit, answer.operation_id)
    if operation is not None:
        rows.set_state(unit, operation.id, OperationState.DONE)
    changes = arrivals.store(unit, answer.things)
    if operation is None:
        return changes
    journal.add(unit, unit.clock.now(), "stored", operation.subject, _stored(operation, answer))
    return changes | effects.of(unit, operation)


def refuse(unit: Unit, answer: RefusedOperation) -> ChangeSet:
    """The site will not do it: parked with its sentence, and what the site has now taken over."""
    changes = ChangeSet() if answer.current is None else arrivals.store(unit, [answer.current])
    operation = rows.find(unit, answer.operation_id)
    if operation is None:
        return changes
    if isinstance(operation.body, PublishRulebook) and isinstance(answer.current, Rulebook):
        return changes | _overtaken_rules(unit, operation, answer.current)
    return changes | _park(unit, operation, answer.sentence)


def stale(unit: Unit, answer: Stale) -> ChangeSet:
    """Made on an older revision: a story's words are put on the new one when no field clashes; all else is parked."""
    operation = rows.find(unit, answer.operation_id)
    current = answer.current
    if operation is None:
        return arrivals.store(unit, [current])
    if isinstance(operation.body, PutArticle) and isinstance(current, SiteArticle):
        return _stale_story(unit, operation, current)
    changes = arrivals.store(unit, [current])
    if isinstance(operation.body, PublishRulebook) and isinstance(current, Rulebook):
        return changes | _overtaken_rules(unit, operation, current)
    return changes | _park(unit, operation, "The site has changed since. Look at it as it is now, then decide again.")


def expire(unit: Unit, now: datetime) -> ChangeSet:
    """Park what waited past its time: nothing is published later than somebody meant it."""
    changes = ChangeSet()
    sql = f"SELECT {rows.COLUMNS} FROM outbox WHERE state = 'waiting' AND expires_ms <= ? ORDER BY n"
    for row in unit.rows(sql, (to_ms(now),)):
        sentence = (
            "This waited so long that it may no longer be right. Read it again; then send it once more, or drop it."
        )
        changes |= _park(unit, rows.from_row(row), sentence)
    return changes


def _stale_story(unit: Unit, operation: Operation, current: SiteArticle) -> ChangeSet:
    if operation.base_rev == current.rev:  # the site contradicts itself: trying again would go on for ever
        return arrivals.store(unit, [current]) | _park(
            unit, operation, "The site refused these words without a reason."
        )
    rows.set_state(unit, operation.id, OperationState.WAITING)
    changes = article_arrivals.receive(unit, current)  # puts every waiting operation of the story on it
    now = rows.find(unit, operation.id)
    if now is not None and now.state is OperationState.WAITING:
        # the base may have been here already, by a pull while the operation was on its way
        article_arrivals.rebase(unit, now, current)
    return changes | effects.of(unit, operation)


def _overtaken_rules(unit: Unit, operation: Operation, current: Rulebook) -> ChangeSet:
    """A colleague's version came first: parked, our rules are the draft again, put on theirs."""
    by = current.published_by or "Somebody"
    return _park(
        unit,
        operation,
        f"{by} published rulebook {current.version} first. Compare it with yours, then publish again.",
    )


def _taken_back_meanwhile(unit: Unit, operation: Operation) -> Operation | None:
    """The undo or lifting that a person queued behind ``operation`` while its answer was on the way."""
    for later in rows.open_of(unit, operation.subject):
        body = later.body
        if isinstance(body, Decide) and body.decision.reverts == operation.id:
            return later
        if isinstance(body, LiftSanction) and body.sanction_id == operation.id:
            return later
    return None


def _replaced_meanwhile(unit: Unit, operation: Operation) -> bool:
    """Whether newer words of the same story, or a newer decision, were queued while ``operation`` had no answer."""
    return any(
        other.id != operation.id and other.state is OperationState.WAITING and _replaces(other.body, operation.body)
        for other in rows.open_of(unit, operation.subject)
    )


def _replaces(later: OperationBody, earlier: OperationBody) -> bool:
    if isinstance(earlier, Decide):
        return isinstance(later, Decide) and later.decision.reverts is None
    return isinstance(earlier, PutArticle) and isinstance(later, PutArticle)


def _park(unit: Unit, operation: Operation, sentence: str) -> ChangeSet:
    undo = _taken_back_meanwhile(unit, operation)
    if undo is not None:  # neither has happened there, and that is what the person wants
        words = f"Refused, and taken back here before: {operation.label}"
        journal.add(unit, unit.clock.now(), "settled", operation.subject, words)
        return effects.give_up(unit, operation, sentence) | effects.give_up(unit, undo, sentence)
    if _replaced_meanwhile(unit, operation):  # parked, it would hold up what is to take its place
        words = f"Refused, and replaced here before: {operation.label}: {sentence}"
        journal.add(unit, unit.clock.now(), "settled", operation.subject, words)
        return effects.give_up(unit, operation, sentence)
    if isinstance(operation.body, PublishRulebook):
        rulebooks.give_up_waiting(unit)  # as a draft the rules can be changed and published once more
    rows.set_state(unit, operation.id, OperationState.PARKED, sentence)
    journal.add(unit, unit.clock.now(), "parked", operation.subject, f"{operation.label}: {sentence}")
    return effects.of(unit, operation)


def _stored(operation: Operation, answer: Applied) -> str:
    first = answer.things[0] if answer.things else None
    if isinstance(first, SiteArticle) and isinstance(operation.body, PutArticle):
        note = "" if first.fields == operation.body.fields else " (the site changed some words)"
        return f"Stored by the site as revision {first.rev}{note}: {operation.label}"
    return f"Stored by the site: {operation.label}"
