"""Stories: versions, where the newest words are, merging what a colleague changed, conflicts that lose nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from editor.domain.articles import ArticleFields, ArticleState, SiteArticle, Whereabouts
from editor.domain.errors import BadInput, NotFound
from editor.domain.feed import Kind
from editor.domain.operations import Applied, OperationState, PutArticle, RefusedOperation, Stale
from editor.services import activity, drafting, publishing
from editor.store import outbox, outbox_rows
from editor.store.desk import Desk
from tests.helpers.desk_store import START, Feed, HandClock, article

FIELDS = article().fields


def type_words(desk: Desk, article_id: str, **changes: str) -> ArticleFields:
    now = drafting.open_story(desk, article_id=article_id)
    fields = replace(now.fields, **changes)
    drafting.save(desk, article_id=article_id, fields=fields, parent=now.head_version)
    return fields


def origins(desk: Desk, article_id: str) -> list[str]:
    return [version.origin for version in drafting.versions(desk, article_id=article_id)]


def sent(desk: Desk) -> tuple[str, PutArticle]:
    with desk.write() as unit:
        (operation,) = outbox.due(unit, desk.clock.now(), 10)
        outbox.mark_sending(unit, [operation.id])
    assert isinstance(operation.body, PutArticle)
    return operation.id, operation.body


def stored(body: PutArticle, rev: int, **changes: object) -> SiteArticle:
    whole = article(body.article_id, rev, body.version_id, updated_by="Isla Morran")
    return replace(whole, fields=body.fields, **changes)  # type: ignore[arg-type]


def state_of(desk: Desk, operation_id: str) -> OperationState:
    with desk.read() as view:
        operation = outbox_rows.find(view, operation_id)
    assert operation is not None
    return operation.state


def test_from_the_first_word_to_the_readers(desk: Desk, clock: HandClock) -> None:
    story = drafting.new_story(desk).result
    assert story.whereabouts is Whereabouts.DESK
    type_words(desk, story.id, headline="Ferry", body="Fewer boats.")
    drafting.save(desk, article_id=story.id, fields=FIELDS, parent=story.head_version)
    assert publishing.publish(desk, article_id=story.id).result.whereabouts is Whereabouts.WAITING
    operation, body = sent(desk)
    with desk.write() as unit:
        outbox.acknowledge(unit, Applied(operation, (stored(body, 1),), 1))
    after = drafting.open_story(desk, article_id=story.id)
    assert (after.whereabouts, after.state, after.site_rev) == (Whereabouts.PUBLISHED, ArticleState.PUBLISHED, 1)
    assert len(origins(desk, story.id)) == 3
    (row,) = drafting.stories(desk)
    assert (row.headline, row.words, row.state) == (FIELDS.headline, 7, ArticleState.PUBLISHED)
    assert drafting.story_counts(desk) == {ArticleState.DRAFT: 0, ArticleState.PUBLISHED: 1}
    assert [line.what for line in activity.timeline(desk, subject=f"article:{story.id}")] == [
        "stored", "sent", "queued", "saved",
    ]  # fmt: skip


def test_words_typed_while_the_answer_was_on_its_way_stay_ahead(desk: Desk) -> None:
    story = drafting.new_story(desk, fields=FIELDS).result
    publishing.publish(desk, article_id=story.id)
    operation, body = sent(desk)
    typed = type_words(desk, story.id, body="More was typed meanwhile.")
    with desk.write() as unit:
        outbox.acknowledge(unit, Applied(operation, (stored(body, 1),), 1))
    after = drafting.open_story(desk, article_id=story.id)
    assert (after.fields, after.whereabouts, after.site_rev) == (typed, Whereabouts.DESK, 1)


def test_a_word_the_site_changed_while_storing_becomes_ours(desk: Desk) -> None:
    story = drafting.new_story(desk, fields=FIELDS).result
    publishing.publish(desk, article_id=story.id)
    operation, body = sent(desk)
    cleaned = replace(body.fields, slug="ferry-timetable-cut-2")
    with desk.write() as unit:
        outbox.acknowledge(unit, Applied(operation, (replace(stored(body, 1), fields=cleaned),), 1))
    after = drafting.open_story(desk, article_id=story.id)
    assert (after.fields, after.whereabouts) == (cleaned, Whereabouts.PUBLISHED)


def test_a_colleagues_change_comes_in_when_nothing_here_is_unsent(desk: Desk, feed: Feed) -> None:
    feed.send(article())
    feed.send(article(rev=2, headline="Ferry timetable cut by half"))
    now = drafting.open_story(desk, article_id="a1")
    assert (now.fields.headline, now.whereabouts) == ("Ferry timetable cut by half", Whereabouts.PUBLISHED)
    assert origins(desk, "a1") == ["site", "site"]


def test_changes_in_different_fields_are_merged_and_all_versions_stay(desk: Desk, feed: Feed) -> None:
    feed.send(article())
    type_words(desk, "a1", body="My own words.")
    feed.send(article(rev=2, headline="Ferry timetable cut by half"))
    now = drafting.open_story(desk, article_id="a1")
    assert (now.fields.headline, now.fields.body) == ("Ferry timetable cut by half", "My own words.")
    assert (now.whereabouts, now.site_rev, now.conflict) == (Whereabouts.DESK, 2, None)
    assert sorted(origins(desk, "a1")) == ["merged", "site", "site", "typed"]


def test_the_same_field_changed_twice_is_a_conflict_until_a_person_settles_it(desk: Desk, feed: Feed) -> None:
    feed.send(article())
    mine = type_words(desk, "a1", body="My own words.")
    feed.send(article(rev=2, body="Tom’s words."))
    now = drafting.open_story(desk, article_id="a1")
    assert now.whereabouts is Whereabouts.CONFLICT
    assert now.conflict is not None
    assert (now.conflict.clashing, now.conflict.mine, now.conflict.base) == (("body",), mine, FIELDS)
    assert now.conflict.theirs.fields.body == "Tom’s words."
    kept = publishing.settle(desk, article_id="a1", keep="theirs").result
    assert (kept.fields.body, kept.whereabouts) == ("Tom’s words.", Whereabouts.PUBLISHED)
    bodies = {version.fields.body for version in drafting.versions(desk, article_id="a1")}
    assert {"My own words.", "Tom’s words.", FIELDS.body} <= bodies


def test_keeping_mine_stands_on_what_the_site_has_now(desk: Desk, feed: Feed) -> None:
    feed.send(article())
    type_words(desk, "a1", body="My own words.")
    feed.send(article(rev=2, body="Tom’s words."))
    kept = publishing.settle(desk, article_id="a1", keep="mine").result
    assert (kept.fields.body, kept.whereabouts, kept.site_rev) == ("My own words.", Whereabouts.DESK, 2)
    publishing.publish(desk, article_id="a1")
    _, body = sent(desk)
    assert body.fields.body == "My own words."
    with desk.read() as view:
        assert outbox.unknown(view)[0].base_rev == 2


def test_a_colleague_who_takes_the_change_back_ends_the_conflict(desk: Desk, feed: Feed) -> None:
    feed.send(article())
    type_words(desk, "a1", body="My own words.")
    feed.send(article(rev=2, body="Tom’s words."))
    feed.send(article(rev=3))
    now = drafting.open_story(desk, article_id="a1")
    assert (now.conflict, now.whereabouts, now.fields.body) == (None, Whereabouts.DESK, "My own words.")


def test_a_stale_story_is_put_on_the_new_revision_once_and_waits_again(desk: Desk, feed: Feed) -> None:
    feed.send(article())
    type_words(desk, "a1", body="My own words.")
    publishing.publish(desk, article_id="a1")
    operation, _ = sent(desk)
    theirs = article(rev=2, headline="Tom’s headline")
    with desk.write() as unit:
        outbox.stale(unit, Stale(operation, theirs))
    again, body = sent(desk)
    assert (again, body.fields.headline, body.fields.body) == (operation, "Tom’s headline", "My own words.")
    with desk.read() as view:
        assert outbox.unknown(view)[0].base_rev == 2
    assert drafting.open_story(desk, article_id="a1").whereabouts is Whereabouts.WAITING


@pytest.mark.parametrize("pulled_first", [False, True])
def test_a_stale_story_that_clashes_is_parked_and_settling_drops_it(desk: Desk, feed: Feed, pulled_first: bool) -> None:
    feed.send(article())
    type_words(desk, "a1", body="My own words.")
    publishing.publish(desk, article_id="a1")
    operation, _ = sent(desk)
    theirs = article(rev=2, body="Tom’s words.")
    if pulled_first:
        feed.send(theirs)
    with desk.write() as unit:
        outbox.stale(unit, Stale(operation, theirs))
    assert state_of(desk, operation) is OperationState.PARKED
    (parked,) = activity.outgoing(desk).needs_you
    assert "Tom Harkness changed the same story (text)" in parked.problem
    told = [line.words for line in activity.timeline(desk, subject="article:a1") if line.what == "parked"]
    assert told == [f"{parked.label}: {parked.problem}"]
    with pytest.raises(BadInput, match="Open it and choose"):
        activity.try_again(desk, operation_id=operation)
    assert activity.outgoing(desk).needs_you == (parked,)
    publishing.settle(desk, article_id="a1", keep="mine")
    assert state_of(desk, operation) is OperationState.WITHDRAWN
    assert drafting.open_story(desk, article_id="a1").whereabouts is Whereabouts.DESK


def test_a_waiting_story_is_rebased_when_a_colleagues_change_is_pulled(desk: Desk, feed: Feed) -> None:
    feed.send(article())
    type_words(desk, "a1", body="My own words.")
    publishing.publish(desk, article_id="a1")
    feed.send(article(rev=2, headline="Tom’s headline"))
    _, body = sent(desk)
    assert (body.fields.headline, body.fields.body) == ("Tom’s headline", "My own words.")
    assert body.version_id == drafting.open_story(desk, article_id="a1").head_version


def test_a_newer_intent_replaces_the_one_that_has_not_left(desk: Desk) -> None:
    story = drafting.new_story(desk, fields=FIELDS).result
    publishing.publish(desk, article_id=story.id)
    type_words(desk, story.id, body="Better words.")
    publishing.publish(desk, article_id=story.id)
    assert activity.outgoing(desk).waiting == 1
    assert sent(desk)[1].fields.body == "Better words."


def test_a_second_intent_waits_behind_one_on_its_way_and_stands_on_its_revision(desk: Desk) -> None:
    story = drafting.new_story(desk, fields=FIELDS).result
    publishing.publish(desk, article_id=story.id)
    operation, body = sent(desk)
    type_words(desk, story.id, body="Better words.")
    publishing.publish(desk, article_id=story.id)
    with desk.read() as view:
        assert outbox.due(view, desk.clock.now(), 10) == []
    with desk.write() as unit:
        outbox.acknowledge(unit, Applied(operation, (stored(body, 1),), 1))
    _, second = sent(desk)
    assert second.fields.body == "Better words."
    with desk.read() as view:
        assert outbox.unknown(view)[0].base_rev == 1


def test_an_own_echo_changes_nothing(desk: Desk, feed: Feed) -> None:
    story = drafting.new_story(desk, fields=FIELDS).result
    publishing.publish(desk, article_id=story.id)
    operation, body = sent(desk)
    feed.send(stored(body, 1))  # the feed was quicker than the answer
    with desk.write() as unit:
        outbox.acknowledge(unit, Applied(operation, (stored(body, 1),), 1))
    feed.send(stored(body, 1))
    assert drafting.open_story(desk, article_id=story.id).whereabouts is Whereabouts.PUBLISHED
    assert origins(desk, story.id) == ["typed"]


def test_an_intent_that_waited_too_long_asks_again(desk: Desk, clock: HandClock) -> None:
    story = drafting.new_story(desk, fields=FIELDS).result
    publishing.publish(desk, article_id=story.id)
    clock.forward(25 * 3600)
    with desk.write() as unit:
        assert outbox.due(unit, clock.now(), 10) == []
        outbox.expire(unit, clock.now())
    (parked,) = activity.outgoing(desk).needs_you
    assert "may no longer be right" in parked.problem
    assert drafting.open_story(desk, article_id=story.id).whereabouts is Whereabouts.DESK
    assert activity.try_again(desk, operation_id=parked.id).result
    assert sent(desk)[1].publish


def test_trying_again_sends_the_words_that_were_just_read_not_those_of_then(
    desk: Desk, feed: Feed, clock: HandClock
) -> None:
    feed.send(article(state=ArticleState.DRAFT, published_at=None))
    publishing.publish(desk, article_id="a1")
    type_words(desk, "a1", headline="Put right since", body="The boat leaves at five.")
    clock.forward(25 * 3600)
    with desk.write() as unit:
        outbox.expire(unit, clock.now())
    feed.send(article(rev=2, state=ArticleState.DRAFT, published_at=None, byline="Mara Lind"))
    (parked,) = activity.outgoing(desk).needs_you
    assert activity.try_again(desk, operation_id=parked.id).result
    now = drafting.open_story(desk, article_id="a1")
    (again,) = activity.outgoing(desk).operations
    assert again.body == PutArticle("a1", now.head_version, now.fields, publish=True)
    assert (again.body.fields.body, again.body.fields.byline) == ("The boat leaves at five.", "Mara Lind")
    assert (again.base_rev, again.label) == (2, "Publish “Put right since”")
    assert again.expires_at == clock.now() + publishing.INTENT_LIFE
    assert again.id != parked.id  # the site may know that one, with other words
    assert state_of(desk, parked.id) is OperationState.WITHDRAWN
    assert now.whereabouts is Whereabouts.WAITING


def test_a_refused_story_is_parked_with_the_sites_sentence_and_can_be_dropped(desk: Desk) -> None:
    story = drafting.new_story(desk, fields=FIELDS).result
    publishing.publish(desk, article_id=story.id)
    operation, _ = sent(desk)
    with desk.write() as unit:
        outbox.refuse(unit, RefusedOperation(operation, 7, "Another story has this address.", "slug"))
    assert activity.outgoing(desk).needs_you[0].problem == "Another story has this address."
    assert activity.drop(desk, operation_id=operation).result
    assert drafting.open_story(desk, article_id=story.id).fields == FIELDS


def test_a_story_deleted_on_the_site_stays_here_as_a_draft(desk: Desk, feed: Feed) -> None:
    feed.send(article())
    feed.send(deleted=((Kind.ARTICLE, "a1"),))
    now = drafting.open_story(desk, article_id="a1")
    assert (now.fields, now.state, now.whereabouts, now.site_rev) == (
        FIELDS, ArticleState.DRAFT, Whereabouts.DESK, None,
    )  # fmt: skip


def test_an_older_revision_never_replaces_a_newer_one(desk: Desk, feed: Feed) -> None:
    feed.send(article(rev=3, headline="Third"))
    feed.send(article(rev=2, headline="Second", updated_at=START))
    assert drafting.open_story(desk, article_id="a1").fields.headline == "Third"


def test_an_unknown_story_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        drafting.open_story(desk, article_id="none")


@pytest.mark.parametrize("keep", ["mine", "theirs"])
def test_settling_takes_nothing_back_that_only_one_of_them_changed(desk: Desk, feed: Feed, keep: str) -> None:
    feed.send(article())
    type_words(desk, "a1", body="My own words.", byline="Mara Lind and Ines Marrable")
    feed.send(article(rev=2, body="Tom’s words.", headline="The name put right"))
    conflict = drafting.open_story(desk, article_id="a1").conflict
    assert conflict is not None
    assert conflict.clashing == ("body",)
    kept = publishing.settle(desk, article_id="a1", keep=keep).result.fields
    assert kept.body == ("My own words." if keep == "mine" else "Tom’s words.")
    assert (kept.headline, kept.byline) == ("The name put right", "Mara Lind and Ines Marrable")
    said = {version.fields for version in drafting.versions(desk, article_id="a1")}
    assert {conflict.mine, conflict.theirs.fields, kept} <= said


def test_the_list_is_read_in_order_from_lines_that_hold_nothing_long(desk: Desk, feed: Feed) -> None:
    for n in range(4):
        state = ArticleState.PUBLISHED if n % 2 else ArticleState.DRAFT
        feed.send(article(f"a{n}", slug=f"s{n}", state=state, updated_at=START + timedelta(n), body="long " * 20_000))
    assert [row.id for row in drafting.stories(desk)] == ["a2", "a0", "a3", "a1"]
    assert [row.id for row in drafting.stories(desk, limit=3)] == ["a2", "a0", "a3"]
    assert [row.id for row in drafting.stories(desk, state=ArticleState.PUBLISHED, limit=1)] == ["a3"]
    with desk.read() as view:
        assert all(len(str(row)) < 500 for row in view.rows("SELECT * FROM article"))
        plan = "EXPLAIN QUERY PLAN SELECT * FROM article WHERE state = 'draft' ORDER BY saved_ms DESC, id DESC LIMIT 9"
        assert [row[3] for row in view.rows(plan)] == ["SEARCH article USING INDEX article_listed (state=?)"]
        plan = "EXPLAIN QUERY PLAN SELECT state, count(*) FROM article GROUP BY state"
        assert [row[3] for row in view.rows(plan)] == ["SCAN article USING COVERING INDEX article_listed"]
