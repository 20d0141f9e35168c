"""The outbox's order, its times, and what is on its way when the program dies."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from editor.domain.decisions import Verdict
from editor.domain.errors import NotFound
from editor.domain.operations import Applied, RefusedOperation, Stale
from editor.domain.rulebook import Clause
from editor.domain.sanctions import Sanction
from editor.services import activity, moderation, rulebook
from editor.store import outbox, rulebooks
from editor.store.desk import Desk
from tests.helpers import moderating
from tests.helpers.desk_store import START, Feed, HandClock, comment, reader
from tests.helpers.desk_store import rulebook as make_rulebook


def fill(feed: Feed) -> None:
    feed.send(make_rulebook(), reader(), comment("c1"), comment("c2"))


def decide(desk: Desk, id_: str) -> str:
    seen = moderating.seen(desk, id_)
    return moderation.decide(desk, comment_id=id_, verdict=Verdict.REMOVE, seen=seen, clause=1).result.id


def due(desk: Desk, limit: int = 10) -> list[str]:
    with desk.read() as view:
        return [operation.id for operation in outbox.due(view, desk.clock.now(), limit)]


def test_a_decision_leaves_after_its_seconds_or_when_it_is_released(desk: Desk, feed: Feed, clock: HandClock) -> None:
    fill(feed)
    first, second = decide(desk, "c1"), decide(desk, "c2")
    assert due(desk) == []
    with desk.read() as view:
        assert outbox.next_due(view, clock.now()) == START + timedelta(seconds=5)
    assert moderation.send_now(desk, operation_id=second).result
    assert due(desk) == [second]
    clock.forward(5)
    assert due(desk) == [first, second]
    assert due(desk, 1) == [first]


def test_a_clock_that_is_put_back_holds_nothing_longer_than_the_seconds_of_an_undo(
    desk: Desk, feed: Feed, clock: HandClock
) -> None:
    fill(feed)
    clock.forward(86_400)
    first = decide(desk, "c1")
    clock.forward(-86_400)
    second = decide(desk, "c2")
    assert due(desk) == [first]
    with desk.read() as view:
        assert outbox.next_due(view, clock.now()) == START
    clock.forward(5)
    assert due(desk) == [first, second]


def test_nothing_of_a_subject_overtakes_what_has_no_answer(desk: Desk, feed: Feed, clock: HandClock) -> None:
    fill(feed)
    first = decide(desk, "c1")
    clock.forward(6)
    with desk.write() as unit:
        outbox.mark_sending(unit, [first])
    moderating.undo(desk, "c1")
    other = decide(desk, "c2")
    clock.forward(6)
    assert due(desk) == [other]
    with desk.write() as unit:
        assert [operation.attempts for operation in outbox.unknown(unit)] == [1]
        outbox.back_to_waiting(unit, [first])
    ids = due(desk)
    assert (len(ids), ids[0]) == (3, first)
    assert not moderation.send_now(desk, operation_id="none").result


def test_undo_within_the_seconds_sends_nothing_at_all(desk: Desk, feed: Feed, clock: HandClock) -> None:
    fill(feed)
    decide(desk, "c1")
    moderating.undo(desk, "c1")
    clock.forward(60)
    assert due(desk) == []
    assert activity.outgoing(desk).waiting == 0
    assert rulebook.editing(desk).decisions == {}


def test_sending_twice_marks_it_once(desk: Desk, feed: Feed, clock: HandClock) -> None:
    fill(feed)
    first = decide(desk, "c1")
    for _ in range(2):
        with desk.write() as unit:
            outbox.mark_sending(unit, [first])
    with desk.read() as view:
        assert outbox.unknown(view)[0].attempts == 1


def test_a_ban_can_be_lifted_before_and_after_it_left(desk: Desk, feed: Feed, clock: HandClock) -> None:
    fill(feed)
    placed = moderation.ban(desk, comment_id="c1", clause=1, rulebook_version=1).result
    assert moderation.context(desk, comment_id="c1").card.standing == "banned"
    moderation.lift_ban(desk, sanction_id=placed.id)
    assert moderation.context(desk, comment_id="c1").reader.sanctions == ()
    assert activity.outgoing(desk).waiting == 0
    again = moderation.ban(desk, comment_id="c1", clause=1, rulebook_version=1).result
    with desk.write() as unit:
        outbox.mark_sending(unit, [again.id])
        outbox.acknowledge(unit, Applied(again.id, (_at_rev(again, 1),), 3))
    moderation.lift_ban(desk, sanction_id=again.id)
    feed.send(_at_rev(again, 2))  # the site does not know of the lifting yet
    assert not moderation.context(desk, comment_id="c1").reader.barred
    (waiting,) = activity.outgoing(desk).operations
    with desk.write() as unit:
        outbox.mark_sending(unit, [waiting.id])
        outbox.refuse(unit, RefusedOperation(waiting.id, 1, "Not by you."))
    activity.drop(desk, operation_id=waiting.id)
    assert moderation.context(desk, comment_id="c1").reader.barred


def test_a_refused_ban_that_is_dropped_was_never_there(desk: Desk, feed: Feed) -> None:
    fill(feed)
    placed = moderation.ban(desk, comment_id="c1", clause=1, rulebook_version=1).result
    with desk.write() as unit:
        outbox.mark_sending(unit, [placed.id])
        outbox.refuse(unit, RefusedOperation(placed.id, 1, "Not by you."))
    activity.drop(desk, operation_id=placed.id)
    assert moderation.context(desk, comment_id="c1").reader.sanctions == ()


def test_published_rules_wait_and_are_done_when_their_words_arrive(desk: Desk, feed: Feed) -> None:
    fill(feed)
    clause = make_rulebook().clauses[0]
    rulebook.save_clause(desk, clause=_with_text(clause))
    book = rulebook.publish(desk, note="clearer").result
    assert rulebook.editing(desk).waiting == book
    feed.send(book)
    now = rulebook.editing(desk)
    assert (now.waiting, now.in_force, now.changes) == (None, book, ())
    assert [known.version for known in rulebook.history(desk)] == [2, 1]


def test_rules_a_colleague_overtook_are_parked_and_dropping_them_gives_the_words_back(desk: Desk, feed: Feed) -> None:
    fill(feed)
    changed = _with_text(make_rulebook().clauses[0])
    rulebook.save_clause(desk, clause=changed)
    rulebook.publish(desk)
    (operation,) = activity.outgoing(desk).operations
    theirs = make_rulebook(2, intro="Tom’s intro", published_by="Tom Harkness")
    with desk.write() as unit:
        outbox.mark_sending(unit, [operation.id])
        outbox.stale(unit, Stale(operation.id, theirs))
    (parked,) = activity.outgoing(desk).needs_you
    assert parked.problem.startswith("Tom Harkness published rulebook 2 first.")
    activity.drop(desk, operation_id=operation.id)
    now = rulebook.editing(desk)
    assert (now.in_force.intro, now.waiting, now.draft.clause(1)) == ("Tom’s intro", None, changed)


def test_without_rules_the_first_word_is_that_they_are_missing(desk: Desk) -> None:
    with desk.read() as view, pytest.raises(NotFound, match="rulebook"):
        rulebooks.in_force(view)


def _at_rev(sanction: Sanction, rev: int) -> Sanction:
    return replace(sanction, rev=rev)


def _with_text(clause: Clause) -> Clause:
    return replace(clause, public_text="Say it without insults.")
