"""What an answer does to what a person did while it was on its way."""

from __future__ import annotations

from dataclasses import replace

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
