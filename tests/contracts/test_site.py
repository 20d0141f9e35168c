"""What every site does for a desk: one suite, run over each adapter."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from editor.domain.articles import ArticleState, SiteArticle
from editor.domain.comments import CommentState, Report, ReportAnswer, SiteComment
from editor.domain.decisions import Decision, Verdict
from editor.domain.errors import ResyncRequired, SiteRefused, TokenRefused
from editor.domain.feed import ChangePage, Cursor, Kind, digest_of, object_id, object_rev
from editor.domain.ids import new_id
from editor.domain.operations import Applied, Decide, OperationResult, RefusedOperation, Stale
from editor.domain.people import Role
from editor.domain.rulebook import Rulebook
from editor.domain.sanctions import Sanction
from editor.ports import Cancelled, SiteApi
from editor.wire.errors import Code
from tests.contracts import making
from tests.contracts.drivers import Driver


def refused(result: OperationResult, code: Code) -> RefusedOperation:
    assert isinstance(result, RefusedOperation), result
    assert (result.code, bool(result.sentence)) == (code, True), result
    return result


def reports_of(api: SiteApi, comment_id: str) -> list[Report]:
    changes, _ = making.pull(api, None)
    return [c.thing for c in changes if isinstance(c.thing, Report) and c.thing.comment_id == comment_id]


# --- who we are --------------------------------------------------------------------------------------------------


def test_the_site_says_who_we_are_and_what_time_it_is(site: Driver) -> None:
    info = site.staff(Role.EDITOR).info()
    assert info.member.role is Role.EDITOR
    assert info.epoch
    assert not info.url.endswith("/")
    assert abs(datetime.now(UTC) - info.server_time) < timedelta(seconds=5)


def test_a_wrong_token_opens_nothing(site: Driver) -> None:
    stranger = site.with_token("wrong" * 8)
    for call in (
        stranger.info,
        stranger.digests,
        lambda: stranger.changes(None, limit=1),
        lambda: stranger.apply([making.put(new_id())]),
        lambda: stranger.lookup([new_id()]),
        lambda: stranger.get(Kind.ARTICLE, new_id()),
        lambda: stranger.revisions(Kind.ARTICLE, "", limit=1),
    ):
        with pytest.raises(TokenRefused):
            call()


# --- the feed ----------------------------------------------------------------------------------------------------


def test_changes_come_in_order_and_name_what_they_carry(site: Driver) -> None:
    api = site.staff(Role.EDITOR)
    start = making.head(api)
    ids = [new_id() for _ in range(5)]
    seqs = [making.done(api, making.put(id_)).seq for id_ in ids]
    changes, end = making.pull(api, start)
    assert [c.id for c in changes] == ids
    assert [c.seq for c in changes] == seqs == sorted(set(seqs))
    assert end.seq == seqs[-1]
    for change in changes:
        assert change.thing is not None
        assert (change.kind, change.id, change.rev) == (Kind.ARTICLE, object_id(change.thing), object_rev(change.thing))


def test_a_page_holds_no_more_than_asked_for_and_the_next_goes_on(site: Driver) -> None:
    api = site.staff(Role.EDITOR)
    start = making.head(api)
    ids = [new_id() for _ in range(5)]
    for id_ in ids:
        making.done(api, making.put(id_))
    first = api.changes(start, limit=2)
    second = api.changes(first.next, limit=2)
    third = api.changes(second.next, limit=2)
    assert [[c.id for c in p.changes] for p in (first, second, third)] == [ids[:2], ids[2:4], ids[4:]]
    assert [p.has_more for p in (first, second, third)] == [True, True, False]
    assert [p.total for p in (first, second, third)] == [5, 3, 1]


def test_an_object_changed_twice_comes_once_at_its_last_place(site: Driver) -> None:
    api = site.staff(Role.EDITOR)
    start = making.head(api)
    first, other = new_id(), new_id()
    making.done(api, making.put(first))
    making.done(api, making.put(other))
    making.done(api, making.put(first, base=1, headline="Later"))
    changes, _ = making.pull(api, start, limit=1)
    assert [(c.id, c.rev) for c in changes] == [(other, 1), (first, 2)]


def test_nothing_new_leaves_the_cursor_where_it_was(site: Driver) -> None:
    api = site.staff(Role.EDITOR)
    start = making.head(api)
    page = api.changes(start, limit=10)
    assert (page.changes, page.next, page.has_more) == ((), start, False)


@pytest.mark.parametrize("wrong", ["another epoch", "a number not given out yet"])
def test_a_cursor_the_feed_does_not_know_asks_for_a_full_comparison(site: Driver, wrong: str) -> None:
    api = site.staff(Role.EDITOR)
    here = making.head(api)
    cursor = Cursor("elsewhere", here.seq) if wrong == "another epoch" else Cursor(here.epoch, here.seq + 1_000)
    with pytest.raises(ResyncRequired):
        api.changes(cursor, limit=10)
    with pytest.raises(ResyncRequired):
        api.changes(cursor, limit=10, wait=5)


def test_a_long_poll_wakes_up_when_something_changes(site: Driver) -> None:
    api, writer = site.staff(Role.EDITOR), site.staff(Role.EDITOR)
    start = making.head(api)
    answers: list[ChangePage] = []

    def poll() -> None:
        answers.append(api.changes(start, limit=10, wait=20))

    thread = threading.Thread(target=poll)
    thread.start()
    time.sleep(0.3)
    assert not answers
    id_ = new_id()
    making.done(writer, making.put(id_))
    thread.join(15)  # by itself it would end after 20 s
    (page,) = answers
    assert [c.id for c in page.changes] == [id_]


def test_a_long_poll_ends_by_itself(site: Driver) -> None:
    api = site.staff(Role.EDITOR)
    start = making.head(api)
    began = time.monotonic()
    page = api.changes(start, limit=10, wait=0.5)
    assert page.changes == ()
    assert time.monotonic() - began > 0.4


def test_a_long_poll_can_be_cancelled_from_another_thread(site: Driver) -> None:
    api = site.staff(Role.EDITOR)
    start = making.head(api)
    raised: list[BaseException] = []

    def poll() -> None:
        try:
            api.changes(start, limit=10, wait=20)
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=poll)
    thread.start()
    time.sleep(0.3)
    api.cancel()
    thread.join(15)  # the poll itself would last 20 s
    assert [type(e) for e in raised] == [Cancelled]
    assert api.changes(start, limit=10).changes == ()


# --- articles ----------------------------------------------------------------------------------------------------


def test_a_draft_is_created_once_and_changed_on_its_revision(site: Driver) -> None:
    api = site.staff(Role.REPORTER)
    id_ = new_id()
    created = making.done(api, making.put(id_)).things[0]
    assert isinstance(created, SiteArticle)
    assert (created.rev, created.state, created.published_at) == (1, ArticleState.DRAFT, None)
    changed = making.done(api, making.put(id_, base=1, headline="Second words")).things[0]
    assert isinstance(changed, SiteArticle)
    assert (changed.rev, changed.fields.headline) == (2, "Second words")
    assert api.get(Kind.ARTICLE, id_) == changed


@pytest.mark.parametrize("base", [None, 1, 7])
def test_words_made_on_another_revision_are_stale_and_change_nothing(site: Driver, base: int | None) -> None:
    api = site.staff(Role.EDITOR)
    id_ = new_id()
    making.done(api, making.put(id_))
    current = making.done(api, making.put(id_, base=1, headline="By Tom")).things[0]
    stale = making.one(api, making.put(id_, base=base, headline="By Mara"))
    assert isinstance(stale, Stale)
    assert stale.current == current == api.get(Kind.ARTICLE, id_)


def test_a_stale_operation_made_anew_under_its_own_key_is_applied(site: Driver) -> None:
    api = site.staff(Role.EDITOR)
    id_ = new_id()
    making.done(api, making.put(id_))
    first = making.put(id_, headline="Mine")
    assert isinstance(making.one(api, first), Stale)
    assert making.done(api, replace(first, base_rev=1)).duplicate is False


def test_a_revision_of_a_story_the_site_does_not_have(site: Driver) -> None:
    refused(making.one(site.staff(Role.EDITOR), making.put(new_id(), base=3)), Code.NOT_FOUND)


def test_publishing_shows_the_story_and_keeps_its_first_time(site: Driver) -> None:
    api = site.staff(Role.EDITOR)
    story = making.published(api)
    assert story.state is ArticleState.PUBLISHED
    assert story.published_at is not None
    again = making.done(api, making.put(story.id, base=story.rev, publish=True, body="Corrected.")).things[0]
    assert isinstance(again, SiteArticle)
    assert (again.published_at, again.fields.body) == (story.published_at, "Corrected.")


def test_a_published_story_is_not_overwritten_by_a_draft(site: Driver) -> None:
    api = site.staff(Role.EDITOR)
    story = making.published(api)
    assert isinstance(making.one(api, making.put(story.id, base=story.rev)), RefusedOperation)
    assert api.get(Kind.ARTICLE, story.id) == story


def test_an_unfinished_story_is_not_published(site: Driver) -> None:
    api = site.staff(Role.EDITOR)
    answer = refused(making.one(api, making.put(new_id(), publish=True, byline=" ")), Code.FIELD_MISSING)
    assert answer.field == "byline"


def test_two_published_stories_never_share_an_address(site: Driver) -> None:
    api = site.staff(Role.EDITOR)
    story = making.published(api)
    answer = making.one(api, making.put(new_id(), publish=True, slug=story.fields.slug))
    assert refused(answer, Code.SLUG_TAKEN).field == "slug"


@pytest.mark.parametrize("slug", ["../rules", "Ferry Cut", "a/b", "-", "ferry-", "cut?x", "f\u00e4hre", "a\n"])
def test_an_address_no_link_could_name_is_refused(site: Driver, slug: str) -> None:
    answer = making.one(site.staff(Role.EDITOR), making.put(new_id(), publish=True, slug=slug))
    assert refused(answer, Code.NOT_UNDERSTOOD).field == "slug"


def test_an_intent_whose_time_has_passed_is_refused(site: Driver) -> None:
    api = site.staff(Role.EDITOR)
    late = replace(making.put(new_id(), publish=True), expires_at=datetime.now(UTC) - timedelta(seconds=1))
    refused(making.one(api, late), Code.EXPIRED)


# --- roles -------------------------------------------------------------------------------------------------------


def test_each_role_reaches_as_far_as_it_should(site: Driver) -> None:
    reporter, editor = site.staff(Role.REPORTER), site.staff(Role.EDITOR)
    moderator = site.staff(Role.MODERATOR)
    story = making.published(editor)
    reader = site.reader()
    seen = making.comment(editor, site.post(reader, story.id, "Words"))
    next_book = making.publish_rulebook(making.in_force(editor) + 1)
    for api, wanted in (
        (reporter, making.put(new_id(), publish=True)),
        (reporter, making.put(story.id, base=story.rev)),
        (reporter, making.decide(seen, Verdict.APPROVE)),
        (reporter, making.ban(seen.reader_id, seen.id)),
        (reporter, next_book),
        (moderator, making.put(new_id(), publish=True)),
        (editor, making.decide(seen, Verdict.REMOVE)),
        (editor, making.ban(seen.reader_id, seen.id)),
    ):
        refused(making.one(api, wanted), Code.ROLE_TOO_LOW)
    assert making.comment(editor, seen.id) == seen


# --- keys --------------------------------------------------------------------------------------------------------


def test_the_same_operation_again_gets_the_first_answer(site: Driver) -> None:
    api = site.staff(Role.EDITOR)
    wanted = making.put(new_id())
    first = making.done(api, wanted)
    making.done(api, making.put(first.things[0].id, base=1))  # type: ignore[union-attr]
    again = making.done(api, wanted)
    assert (again.duplicate, again.things, again.seq) == (True, first.things, first.seq)
    twice = api.apply([wanted, wanted])
    assert [r.operation_id for r in twice] == [wanted.id, wanted.id]


def test_a_key_used_for_other_words_is_refused(site: Driver) -> None:
    api = site.staff(Role.EDITOR)
    wanted = making.put(new_id())
    making.done(api, wanted)
    other = replace(making.put(new_id()), id=wanted.id)
    refused(making.one(api, other), Code.KEY_REUSED)


def test_what_became_of_operations_can_be_asked(site: Driver) -> None:
    api = site.staff(Role.EDITOR)
    stored, never = making.put(new_id()), making.put(new_id())
    answer = making.done(api, stored)
    found = api.lookup([never.id, stored.id])
    assert set(found) == {stored.id}
    known = found[stored.id]
    assert isinstance(known, Applied)
    assert (known.things, known.seq) == (answer.things, answer.seq)


def test_a_refused_operation_does_not_stop_the_ones_behind_it(site: Driver) -> None:
    api = site.staff(Role.EDITOR)
    results = api.apply([making.put(new_id(), publish=True, body=""), making.put(new_id())])
    assert [type(r) for r in results] == [RefusedOperation, Applied]


# --- comments and decisions ----------------------------------------------------------------------------------------


@pytest.fixture
def story(site: Driver) -> SiteArticle:
    return making.published(site.staff(Role.EDITOR))


def test_only_subscribers_comment_and_the_feed_tells(site: Driver, story: SiteArticle) -> None:
    api = site.staff(Role.MODERATOR)
    start = making.head(api)
    reader = site.reader()
    id_ = site.post(reader, story.id, "First words")
    reply = site.post(site.reader(), story.id, "An answer", id_)
    with pytest.raises(SiteRefused) as caught:
        site.post(site.reader(subscribed=False), story.id, "Free words")
    assert caught.value.code == Code.SUBSCRIBERS_ONLY
    changes, _ = making.pull(api, start)
    comments = [c.thing for c in changes if isinstance(c.thing, SiteComment)]
    assert [(c.id, c.parent_id, c.text) for c in comments] == [(id_, None, "First words"), (reply, id_, "An answer")]
    assert comments[0].reader_id == site.reader_id(reader)
    assert {c.state for c in comments} == {CommentState.PUBLISHED}


def test_a_removal_and_its_undo(site: Driver, story: SiteArticle) -> None:
    api = site.staff(Role.MODERATOR)
    seen = making.comment(api, site.post(site.reader(), story.id, "Abuse"))
    site.report(site.reader(), seen.id, 3)
    wanted = making.decide(seen, Verdict.REMOVE)
    answer = making.done(api, wanted)
    removed = answer.things[0]
    assert isinstance(removed, SiteComment)
    assert (removed.state, removed.decision_id, removed.clause) == (CommentState.REMOVED, wanted.id, 3)
    logged = next(t for t in answer.things if isinstance(t, Decision))
    assert (logged.id, logged.in_force, logged.actor_name) == (wanted.id, True, api.info().member.name)
    assert [r.answer for r in reports_of(api, seen.id)] == [ReportAnswer.UPHELD]
    back = making.done(api, making.undo(removed)).things[0]
    assert isinstance(back, SiteComment)
    assert (back.state, back.decision_id, back.clause) == (CommentState.PUBLISHED, None, None)
    assert [r.answer for r in reports_of(api, seen.id)] == [None]
    log = [t for t in (c.thing for c in making.pull(api, None)[0]) if isinstance(t, Decision)]
    assert [d.verdict for d in log if d.comment_id == seen.id].count(Verdict.REMOVE) == 1
    assert not api.get(Kind.DECISION, wanted.id).in_force  # type: ignore[union-attr]


def test_an_approval_answers_the_reports(site: Driver, story: SiteArticle) -> None:
    api = site.staff(Role.MODERATOR)
    id_ = site.post(site.reader(), story.id, "Fair words")
    site.report(site.reader(), id_, 2)
    making.done(api, making.decide(making.comment(api, id_), Verdict.APPROVE))
    assert [r.answer for r in reports_of(api, id_)] == [ReportAnswer.NOT_UPHELD]


def test_private_notes_do_not_go_to_those_who_only_write_stories(site: Driver, story: SiteArticle) -> None:
    api, reporter = site.staff(Role.MODERATOR), site.staff(Role.REPORTER)
    start = making.head(api)
    id_ = site.post(site.reader(), story.id, "A view")
    made = making.decide(making.comment(api, id_), Verdict.APPROVE, note="Watch this one")
    making.done(api, made)
    for desk, note in ((api, "Watch this one"), (site.staff(Role.EDITOR), "Watch this one"), (reporter, "")):
        (change,) = [c for c in making.pull(desk, start)[0] if c.kind is Kind.DECISION]
        assert isinstance(change.thing, Decision)
        one = desk.get(Kind.DECISION, change.id)
        assert isinstance(one, Decision)
        assert (change.thing.note, one.note) == (note, note)
        assert desk.digests()[Kind.DECISION] == digest_of(Kind.DECISION, desk.revisions(Kind.DECISION, "", limit=1_000))


def test_an_answered_report_can_be_followed_by_one_under_another_rule(site: Driver, story: SiteArticle) -> None:
    api = site.staff(Role.MODERATOR)
    id_, reporter = site.post(site.reader(), story.id, "Reported twice"), site.reader()
    site.report(reporter, id_, 2)
    site.report(reporter, id_, 2)  # the same once more
    with pytest.raises(SiteRefused) as open_still:
        site.report(reporter, id_, 3)
    making.done(api, making.decide(making.comment(api, id_), Verdict.APPROVE))
    with pytest.raises(SiteRefused) as answered:
        site.report(reporter, id_, 2)
    assert (open_still.value.code, answered.value.code) == (Code.COMMENT_REFUSED, Code.COMMENT_REFUSED)
    site.report(reporter, id_, 3)
    assert [(r.clause, r.answer) for r in reports_of(api, id_)] == [(2, ReportAnswer.NOT_UPHELD), (3, None)]


def test_a_report_keeps_the_rulebook_it_was_made_under(site: Driver, story: SiteArticle) -> None:
    api = site.staff(Role.MODERATOR)
    id_, number = site.post(site.reader(), story.id, "Reported before and after"), making.in_force(api)
    start = making.head(api)
    site.report(site.reader(), id_, 2)
    making.done(api, making.publish_rulebook(number + 1, "Something else."))
    site.report(site.reader(), id_, 2)
    told = [c.thing for c in making.pull(api, start)[0] if isinstance(c.thing, Report)]
    assert [report.rulebook_version for report in told] == [number, number + 1]
    making.done(api, making.decide(making.comment(api, id_), Verdict.APPROVE, rulebook_version=number + 1))
    answered = reports_of(api, id_)
    assert sorted(report.rulebook_version or 0 for report in answered) == [number, number + 1]
    assert {report.answer for report in answered} == {ReportAnswer.NOT_UPHELD}


def test_an_approval_answers_only_the_reports_made_before_it(site: Driver, story: SiteArticle) -> None:
    api = site.staff(Role.MODERATOR)
    id_ = site.post(site.reader(), story.id, "Fair words")
    wanted = making.decide(making.comment(api, id_), Verdict.APPROVE)
    assert isinstance(wanted.body, Decide)
    long_ago = replace(wanted.body.decision, decided_at=datetime.now(UTC) - timedelta(hours=1))
    site.report(site.reader(), id_, 2)
    making.done(api, replace(wanted, body=Decide(long_ago)))
    assert [r.answer for r in reports_of(api, id_)] == [None]


def test_an_edit_ends_the_approval_of_the_old_words(site: Driver, story: SiteArticle) -> None:
    api = site.staff(Role.MODERATOR)
    reader = site.reader()
    id_ = site.post(reader, story.id, "Old words")
    wanted = making.decide(making.comment(api, id_), Verdict.APPROVE)
    making.done(api, wanted)
    site.edit(reader, id_, "New words")
    now = making.comment(api, id_)
    assert (now.text, now.decision_id, now.clause) == ("New words", None, None)
    assert not api.get(Kind.DECISION, wanted.id).in_force  # type: ignore[union-attr]


def test_a_removed_comment_cannot_be_withdrawn(site: Driver, story: SiteArticle) -> None:
    api = site.staff(Role.MODERATOR)
    reader = site.reader()
    seen = making.comment(api, site.post(reader, story.id, "Abuse"))
    making.done(api, making.decide(seen, Verdict.REMOVE))
    with pytest.raises(SiteRefused) as refusal:
        site.withdraw(reader, seen.id)
    assert refusal.value.code == Code.COMMENT_REFUSED
    removed = making.comment(api, seen.id)
    assert removed.state is CommentState.REMOVED
    back = making.done(api, making.undo(removed)).things[0]
    assert isinstance(back, SiteComment)
    assert back.state is CommentState.PUBLISHED


@pytest.mark.parametrize("order", [(Verdict.APPROVE, Verdict.REMOVE), (Verdict.REMOVE, Verdict.APPROVE)])
def test_of_two_who_did_not_see_each_other_the_stricter_stands(
    site: Driver, story: SiteArticle, order: tuple[Verdict, Verdict]
) -> None:
    api = site.staff(Role.MODERATOR)
    seen = making.comment(api, site.post(site.reader(), story.id, "Doubtful"))
    wanted = [making.decide(seen, verdict) for verdict in order]
    for operation in wanted:
        making.done(api, operation)
    stands = making.comment(api, seen.id)
    assert stands.state is CommentState.REMOVED
    assert stands.decision_id == wanted[order.index(Verdict.REMOVE)].id
    force = {w.id: api.get(Kind.DECISION, w.id).in_force for w in wanted}  # type: ignore[union-attr]
    assert force == {w.id: w.id == stands.decision_id for w in wanted}


def test_a_decision_made_in_sight_of_the_other_replaces_it(site: Driver, story: SiteArticle) -> None:
    api = site.staff(Role.MODERATOR)
    id_ = site.post(site.reader(), story.id, "Doubtful")
    making.done(api, making.decide(making.comment(api, id_), Verdict.REMOVE))
    making.done(api, making.decide(making.comment(api, id_), Verdict.APPROVE))
    assert making.comment(api, id_).state is CommentState.PUBLISHED


def test_a_decision_on_words_edited_since_is_refused(site: Driver, story: SiteArticle) -> None:
    api = site.staff(Role.MODERATOR)
    reader = site.reader()
    seen = making.comment(api, site.post(reader, story.id, "Old words"))
    site.edit(reader, seen.id, "New words")
    answer = refused(making.one(api, making.decide(seen, Verdict.REMOVE)), Code.TEXT_CHANGED)
    current = making.comment(api, seen.id)
    assert answer.current == current
    assert (current.text, current.state, current.edited is not None) == ("New words", CommentState.PUBLISHED, True)


def test_a_decision_on_a_withdrawn_comment_is_void_but_its_reports_are_answered(
    site: Driver, story: SiteArticle
) -> None:
    api = site.staff(Role.MODERATOR)
    reader = site.reader()
    seen = making.comment(api, site.post(reader, story.id, "Regretted"))
    site.report(site.reader(), seen.id, 1)
    site.withdraw(reader, seen.id)
    answer = refused(making.one(api, making.decide(seen, Verdict.REMOVE)), Code.WITHDRAWN)
    assert isinstance(answer.current, SiteComment)
    assert making.comment(api, seen.id).state is CommentState.WITHDRAWN
    assert [r.answer for r in reports_of(api, seen.id)] == [ReportAnswer.UPHELD]


def test_a_removal_under_a_rule_that_is_not_there(site: Driver, story: SiteArticle) -> None:
    api = site.staff(Role.MODERATOR)
    seen = making.comment(api, site.post(site.reader(), story.id, "Words"))
    refused(making.one(api, making.decide(seen, Verdict.REMOVE, clause=99)), Code.UNKNOWN_CLAUSE)
    refused(making.one(api, making.decide(seen, Verdict.REMOVE, rulebook_version=9_999)), Code.UNKNOWN_CLAUSE)
    assert making.comment(api, seen.id) == seen


def test_a_decision_on_a_comment_that_is_not_there(site: Driver, story: SiteArticle) -> None:
    api = site.staff(Role.MODERATOR)
    seen = making.comment(api, site.post(site.reader(), story.id, "Words"))
    gone = replace(seen, id=new_id())
    refused(making.one(api, making.decide(gone, Verdict.APPROVE)), Code.NOT_FOUND)


# --- sanctions ---------------------------------------------------------------------------------------------------


def test_a_ban_stops_everything_a_reader_writes_until_it_is_lifted(site: Driver, story: SiteArticle) -> None:
    api = site.staff(Role.MODERATOR)
    reader, other = site.reader(), site.reader()
    mine = site.post(reader, story.id, "Before the ban")
    theirs = site.post(other, story.id, "Another’s words")
    sanction = making.done(api, making.ban(site.reader_id(reader), mine)).things[0]
    assert isinstance(sanction, Sanction)
    assert sanction.actor_name == api.info().member.name
    for write in (
        lambda: site.post(reader, story.id, "After"),
        lambda: site.post(reader, story.id, "A reply", theirs),
        lambda: site.edit(reader, mine, "Edited"),
        lambda: site.like(reader, theirs),
        lambda: site.report(reader, theirs, 1),
    ):
        with pytest.raises(SiteRefused) as caught:
            write()
        assert caught.value.code == Code.BARRED
    site.post(other, story.id, "Others go on")
    lifted = making.done(api, making.lift(sanction.id, sanction.reader_id)).things[0]
    assert isinstance(lifted, Sanction)
    assert lifted.ended_at is not None
    site.post(reader, story.id, "Back again")
    assert making.done(api, making.lift(sanction.id, sanction.reader_id)).things[0] == lifted


def test_lifting_what_was_never_placed(site: Driver) -> None:
    api = site.staff(Role.MODERATOR)
    refused(making.one(api, making.lift(new_id(), site.reader_id(site.reader()))), Code.NOT_FOUND)


def test_a_ban_of_nobody(site: Driver) -> None:
    refused(making.one(site.staff(Role.MODERATOR), making.ban(new_id(), new_id())), Code.NOT_FOUND)


# --- the rulebook ------------------------------------------------------------------------------------------------


def test_rulebooks_are_numbered_without_gaps_and_never_change(site: Driver) -> None:
    api = site.staff(Role.MODERATOR)
    now = making.in_force(api)
    before = api.get(Kind.RULEBOOK, str(now))
    for version in (now, now + 2, 0):
        answer = refused(making.one(api, making.publish_rulebook(version, base=version - 1)), Code.RULEBOOK_NOT_NEXT)
        assert isinstance(answer.current, Rulebook)
        assert answer.current.version == now
    stored = making.done(api, making.publish_rulebook(now + 1, "Other words.")).things[0]
    assert isinstance(stored, Rulebook)
    assert (stored.version, stored.published_by) == (now + 1, api.info().member.name)
    assert stored.published_at is not None
    assert api.get(Kind.RULEBOOK, str(now)) == before


def test_an_unsound_rulebook_is_refused(site: Driver) -> None:
    api = site.staff(Role.MODERATOR)
    book = replace(making.rulebook(making.in_force(api) + 1), clauses=())
    wanted = making.operation(making.PublishRulebook(book), book.version - 1)
    refused(making.one(api, wanted), Code.RULEBOOK_UNSOUND)


# --- comparing ---------------------------------------------------------------------------------------------------


def test_digests_and_revisions_agree_with_a_full_pull(site: Driver, story: SiteArticle) -> None:
    api = site.staff(Role.MODERATOR)
    reader = site.reader()
    id_ = site.post(reader, story.id, "Words")
    site.report(site.reader(), id_, 1)
    making.done(api, making.decide(making.comment(api, id_), Verdict.REMOVE))
    sanction = making.done(api, making.ban(site.reader_id(reader), id_)).things[0]
    making.done(api, making.lift(sanction.id, site.reader_id(reader)))  # type: ignore[union-attr]
    site.withdraw(reader, site.post(reader, story.id, "Regretted"))
    changes, _ = making.pull(api, None, limit=7)
    digests = api.digests()
    assert set(digests) == set(Kind)
    for kind in Kind:
        held = sorted((c.id, c.rev) for c in changes if c.kind is kind and not c.deleted)
        assert held
        assert digests[kind] == digest_of(kind, held)
        assert _all_revisions(api, kind) == held


def _all_revisions(api: SiteApi, kind: Kind) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    while page := list(api.revisions(kind, found[-1][0] if found else "", limit=2)):
        assert len(page) <= 2
        found += page
    return found


def test_every_object_of_the_feed_can_be_read_alone(site: Driver, story: SiteArticle) -> None:
    api = site.staff(Role.MODERATOR)
    id_ = site.post(site.reader(), story.id, "Words")
    making.done(api, making.decide(making.comment(api, id_), Verdict.APPROVE))
    changes, _ = making.pull(api, None)
    for kind in Kind:
        last = next((c for c in reversed(changes) if c.kind is kind and not c.deleted), None)
        if last is not None:
            assert api.get(kind, last.id) == last.thing
    assert api.get(Kind.COMMENT, new_id()) is None
