"""What an answer does to what a person did while it was on its way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from editor.domain.decisions import Verdict
from editor.domain.feed import Kind
from editor.domain.inbox import Queue
from editor.domain.operations import RefusedOperation
from editor.services import activity, drafting, moderation, publishing, rulebook
from editor.store import inbound, outbox
from editor.store.desk import Desk
from tests.helpers import moderating
from tests.helpers.desk_store import Feed, HandClock, article, comment, reader
from tests.helpers.desk_store import rulebook as make_rulebook


def refused(desk: Desk, operation_id: str) -> None:
    with desk.write() as unit:
        outbox.refuse(unit, RefusedOperation(operation_id, 1, "Not by you."))


def on_its_way(desk: Desk, operation_id: str) -> None:
    with desk.write() as unit:
        assert outbox.mark_sending(unit, [operation_id])


def remove(desk: Desk) -> str:
    seen = moderating.seen(desk, "c1")
    return moderation.decide(desk, comment_id="c1", verdict=Verdict.REMOVE, seen=seen, clause=1).result.id


def test_a_decision_refused_after_it_was_taken_back_needs_nobody(desk: Desk, feed: Feed) -> None:
    feed.send(make_rulebook(), reader(), comment())
    decision = remove(desk)
    on_its_way(desk, decision)
    moderating.undo(desk, "c1")
    refused(desk, decision)
    box = activity.outgoing(desk)
    assert (box.waiting, box.unknown, box.parked) == (0, 0, 0)
    assert moderation.context(desk, comment_id="c1").card.queue is Queue.NEW
    assert rulebook.editing(desk).decisions == {}


def test_a_ban_refused_after_it_was_lifted_was_never_there(desk: Desk, feed: Feed) -> None:
    feed.send(make_rulebook(), reader(), comment())
    placed = moderation.ban(desk, comment_id="c1", clause=1, rulebook_version=1).result
    on_its_way(desk, placed.id)
    moderation.lift_ban(desk, sanction_id=placed.id)
    refused(desk, placed.id)
    box = activity.outgoing(desk)
    assert (box.waiting, box.unknown, box.parked) == (0, 0, 0)
    assert moderation.context(desk, comment_id="c1").reader.sanctions == ()


def test_a_decision_in_place_of_a_parked_one_is_counted_once(desk: Desk, feed: Feed) -> None:
    feed.send(make_rulebook(), reader(), comment())
    first = remove(desk)
    on_its_way(desk, first)
    refused(desk, first)
    remove(desk)
    assert rulebook.editing(desk).decisions == {1: 1}


def test_a_restored_sites_other_words_under_the_same_number_are_merged_not_overwritten(desk: Desk, feed: Feed) -> None:
    feed.send(article(rev=2))
    story = drafting.open_story(desk, article_id="a1")
    drafting.save(desk, article_id="a1", fields=replace(story.fields, body="My own words."), parent=story.head_version)
    publishing.publish(desk, article_id="a1")
    inbound.begin_resync(desk, "e2")
    Feed(desk, "e2").send(article(rev=2, version_id="another", headline="Another headline under number 2"))
    with desk.read() as view:
        (operation,) = outbox.due(view, desk.clock.now(), 10)
    fields = operation.body.fields  # type: ignore[union-attr]
    assert (fields.headline, fields.body) == ("Another headline under number 2", "My own words.")


def test_a_story_the_site_has_lost_goes_there_as_a_new_one_when_a_person_tries_again(
    desk: Desk, feed: Feed, clock: HandClock
) -> None:
    feed.send(article())
    publishing.publish(desk, article_id="a1")
    feed.send(deleted=((Kind.ARTICLE, "a1"),))
    (operation,) = activity.outgoing(desk).operations
    on_its_way(desk, operation.id)
    refused(desk, operation.id)
    assert activity.try_again(desk, operation_id=operation.id).result
    with desk.read() as view:
        (again,) = outbox.due(view, clock.now(), 10)
    assert again.base_rev is None


def test_refused_words_do_not_hold_up_the_newer_ones_behind_them(desk: Desk, clock: HandClock) -> None:
    story = drafting.new_story(desk, fields=article().fields).result
    publishing.publish(desk, article_id=story.id)
    (first,) = activity.outgoing(desk).operations
    on_its_way(desk, first.id)
    another = replace(story.fields, slug="another-address")
    drafting.save(desk, article_id=story.id, fields=another, parent=story.head_version)
    publishing.publish(desk, article_id=story.id)
    with desk.write() as unit:
        outbox.refuse(unit, RefusedOperation(first.id, 7, "Another story has this address.", "slug"))
        (next_one,) = outbox.due(unit, clock.now(), 10)
    assert next_one.body.fields == another  # type: ignore[union-attr]
    assert activity.outgoing(desk).parked == 0
    assert any("Another story has this address." in line.words for line in activity.timeline(desk))


@pytest.mark.parametrize("meanwhile", ["on its way", "waiting"])
def test_a_decision_refused_because_the_reader_edited_makes_way_for_the_one_on_the_new_words(
    desk: Desk, feed: Feed, clock: HandClock, meanwhile: str
) -> None:
    feed.send(make_rulebook(), reader(), comment())
    first = remove(desk)
    if meanwhile == "on its way":
        on_its_way(desk, first)
    feed.send(comment(rev=2, text="Edited, and still abuse."))
    assert moderation.context(desk, comment_id="c1").card.queue is Queue.NEW
    second = remove(desk)
    refused(desk, first)
    clock.forward(6)
    with desk.read() as view:
        assert [operation.id for operation in outbox.due(view, clock.now(), 10)] == [second]
    assert activity.outgoing(desk).parked == 0
    assert rulebook.editing(desk).decisions == {1: 1}


def test_an_undo_is_given_up_with_the_refused_decision_and_the_newer_one_goes_on(
    desk: Desk, feed: Feed, clock: HandClock
) -> None:
    feed.send(make_rulebook(), reader(), comment())
    first = remove(desk)
    on_its_way(desk, first)
    moderating.undo(desk, "c1")
    second = remove(desk)
    refused(desk, first)
    clock.forward(6)
    with desk.read() as view:
        assert [operation.id for operation in outbox.due(view, clock.now(), 10)] == [second]


def test_refused_rules_are_the_draft_again_and_can_be_published_once_they_are_right(desk: Desk, feed: Feed) -> None:
    feed.send(make_rulebook(), reader())
    clause = replace(rulebook.editing(desk).draft.clause(1), public_text="A text the site cannot bear.")
    rulebook.save_clause(desk, clause=clause)
    rulebook.publish(desk)
    (first,) = activity.outgoing(desk).operations
    on_its_way(desk, first.id)
    refused(desk, first.id)
    now = rulebook.editing(desk)
    assert (now.waiting, now.has_draft, now.draft.clause(1)) == (None, True, clause)
    assert activity.outgoing(desk).parked == 1
    rulebook.save_clause(desk, clause=replace(clause, public_text="A better text."))
    book = rulebook.publish(desk).result
    assert (book.version, book.clause(1).public_text) == (2, "A better text.")
    box = activity.outgoing(desk)
    assert (box.waiting, box.parked) == (1, 0)


def test_rules_refused_by_a_site_that_has_lost_every_version_are_the_draft_again(desk: Desk, feed: Feed) -> None:
    feed.send(make_rulebook(), reader())
    clause = replace(rulebook.editing(desk).draft.clause(1), public_text="Mine.")
    rulebook.save_clause(desk, clause=clause)
    rulebook.publish(desk)
    (first,) = activity.outgoing(desk).operations
    on_its_way(desk, first.id)
    feed.send(deleted=((Kind.RULEBOOK, "1"),))
    refused(desk, first.id)
    feed.send(make_rulebook())
    assert rulebook.editing(desk).draft.clause(1) == clause


def test_a_lifting_that_is_withdrawn_leaves_the_ban_as_the_site_has_it(desk: Desk, feed: Feed) -> None:
    feed.send(make_rulebook(), reader(), comment())
    ban = moderation.ban(desk, comment_id="c1", clause=1, rulebook_version=1).result
    on_its_way(desk, ban.id)
    moderation.lift_ban(desk, sanction_id=ban.id)
    (lifting,) = [o for o in activity.outgoing(desk).operations if o.id != ban.id]
    with desk.write() as unit:
        assert outbox.withdraw(unit, lifting.id)
    assert moderation.context(desk, comment_id="c1").reader.barred
