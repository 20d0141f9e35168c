"""One cycle over a real desk and a whole site in memory: what arrives, what leaves, what is never lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from editor.domain.articles import ArticleFields, SiteArticle, Whereabouts
from editor.domain.changes import ChangeSet
from editor.domain.comments import CommentState, SiteComment, text_hash
from editor.domain.decisions import Decision, Verdict
from editor.domain.errors import ManyDeletions, ResyncRequired, SiteBusy, SiteUnreachable, TokenRefused
from editor.domain.feed import Change, Digest, Kind, digest_of
from editor.domain.operations import Operation, OperationResult, OperationState
from editor.domain.people import Role
from editor.domain.sanctions import Sanction
from editor.ports import Cancelled
from editor.services import activity, drafting, moderation, publishing, rulebook
from editor.sites.memory import Fault, MemorySite
from editor.store import inbound
from editor.store.desk import Desk
from editor.sync.cycle import Cycle
from editor.sync.outcome import Moment
from editor.sync.pushing import Pusher
from tests.contracts import making
from tests.helpers import moderating
from tests.helpers.desks import DeskOnSite, TurnedClock
from tests.unit.sync.conftest import MakeDesk

WORDS = ArticleFields("Ferry cut", "By a third", "Mara Lind", "Harbour", "ferry-cut", "The last boat leaves at four.")


def in_step(desk: Desk, site: MemorySite) -> bool:
    with desk.read() as view:
        mine = inbound.digests(view)
    return all(site.state.digests.get(kind, mine[kind]) == mine[kind] for kind in Kind)


def drafted(desk: Desk, fields: ArticleFields = WORDS) -> str:
    return drafting.new_story(desk, fields=fields).result.id


def sync(on: DeskOnSite) -> None:
    Cycle(on.desk, on.api).run()


def stored(site: MemorySite, id_: str) -> SiteArticle:
    found = site.state.find(SiteArticle, id_)
    assert found is not None
    return found


def commented(site: MemorySite, text: str = "Words to read") -> SiteComment:
    api = site.api(site.sign_in("Edith", Role.EDITOR))
    story = making.published(api)
    return site.readers.post(site.readers.add("Tom").id, story.id, text)


def decide(on: DeskOnSite, comment: SiteComment, verdict: Verdict) -> None:
    clause = 3 if verdict is Verdict.REMOVE else None
    seen = moderating.seen(on.desk, comment.id, text_hash=text_hash(comment.text))
    moderation.decide(on.desk, comment_id=comment.id, verdict=verdict, seen=seen, clause=clause)
    on.clock.ahead += timedelta(seconds=6)  # past the seconds in which it could be taken back


def test_everything_the_site_has_arrives_and_is_told(site: MemorySite, make_desk: MakeDesk) -> None:
    comment = commented(site)
    on = make_desk()
    told: list[ChangeSet] = []
    progress: list[Moment] = []
    outcome = Cycle(on.desk, on.api, on_changes=told.append, on_progress=progress.append).run()
    assert outcome.pulled == 4  # rulebook, story, reader, comment
    assert outcome.in_step_at is not None
    assert in_step(on.desk, site)
    assert any(comment.id in changes.comments for changes in told)
    assert (progress[0].pulled, progress[0].pulling) == (4, 4)
    assert Cycle(on.desk, on.api).run().pulled == 0


def test_a_long_feed_arrives_page_by_page(
    site: MemorySite, make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("editor.sync.cycle.PAGE", 7)
    for n in range(20):
        site.readers.add(f"Reader {n}")
    on = make_desk()
    progress: list[Moment] = []
    assert Cycle(on.desk, on.api, on_progress=progress.append).run().pulled == 21
    assert [(m.pulled, m.pulling) for m in progress] == [(7, 21), (14, 21), (21, 21)]
    assert in_step(on.desk, site)


def test_what_is_published_here_stands_there(site: MemorySite, make_desk: MakeDesk) -> None:
    on = make_desk()
    sync(on)
    id_ = drafted(on.desk)
    publishing.publish(on.desk, article_id=id_)
    told: list[ChangeSet] = []
    outcome = Cycle(on.desk, on.api, on_changes=told.append).run()
    assert (outcome.sent, outcome.parked) == (1, 0)
    assert stored(site, id_).fields == WORDS
    assert drafting.open_story(on.desk, article_id=id_).whereabouts is Whereabouts.PUBLISHED
    assert any(id_ in changes.articles for changes in told)
    assert in_step(on.desk, site)
    assert activity.outgoing(on.desk).waiting == 0


def test_an_answer_lost_after_the_site_has_acted_changes_nothing_twice(site: MemorySite, make_desk: MakeDesk) -> None:
    on = make_desk()
    sync(on)
    id_ = drafted(on.desk)
    publishing.publish(on.desk, article_id=id_)
    site.fail_next(Fault.ANSWER_LOST, "apply")
    with pytest.raises(SiteUnreachable):
        sync(on)
    assert activity.outgoing(on.desk).unknown == 1
    site.calls.clear()
    sync(on)
    assert "lookup" in site.calls
    assert "apply" not in site.calls
    assert stored(site, id_).rev == 1
    assert activity.outgoing(on.desk).unknown == 0
    assert drafting.open_story(on.desk, article_id=id_).whereabouts is Whereabouts.PUBLISHED


def test_a_request_lost_on_the_way_is_sent_again(site: MemorySite, make_desk: MakeDesk) -> None:
    on = make_desk()
    id_ = drafted(on.desk)
    publishing.publish(on.desk, article_id=id_)
    site.fail_next(Fault.REQUEST_LOST, "apply")
    with pytest.raises(SiteUnreachable):
        sync(on)
    sync(on)
    assert stored(site, id_).rev == 1


@pytest.mark.parametrize("call", ["changes", "apply", "lookup", "digests"])
@pytest.mark.parametrize("fault", [Fault.REQUEST_LOST, Fault.ANSWER_LOST, Fault.DUPLICATED, Fault.BUSY])
def test_a_fault_in_any_call_is_survived(site: MemorySite, make_desk: MakeDesk, call: str, fault: Fault) -> None:
    on = make_desk()
    id_ = drafted(on.desk)
    publishing.publish(on.desk, article_id=id_)
    if call == "lookup":
        site.fail_next(Fault.ANSWER_LOST, "apply")
    site.fail_next(fault, call)
    for _ in range(4):
        try:
            sync(on)
        except (SiteUnreachable, SiteBusy):
            continue
    assert stored(site, id_).rev == 1
    assert in_step(on.desk, site)
    assert activity.outgoing(on.desk).waiting == activity.outgoing(on.desk).unknown == 0


def test_a_busy_site_did_nothing_so_nothing_is_unknown(site: MemorySite, make_desk: MakeDesk) -> None:
    on = make_desk()
    publishing.publish(on.desk, article_id=drafted(on.desk))
    site.fail_next(Fault.BUSY, "apply", retry_after=9)
    with pytest.raises(SiteBusy) as caught:
        sync(on)
    assert caught.value.retry_after == 9
    assert (activity.outgoing(on.desk).waiting, activity.outgoing(on.desk).unknown) == (1, 0)


def test_a_refused_operation_is_parked_and_the_others_go_on(site: MemorySite, make_desk: MakeDesk) -> None:
    on = make_desk()
    sync(on)
    taken = drafted(on.desk)
    publishing.publish(on.desk, article_id=taken)
    same_address = drafted(on.desk)
    publishing.publish(on.desk, article_id=same_address)
    other = drafted(on.desk, ArticleFields(headline="Another"))
    publishing.send_draft(on.desk, article_id=other)
    outcome = Cycle(on.desk, on.api).run()
    assert (outcome.sent, outcome.parked) == (2, 1)
    (parked,) = activity.outgoing(on.desk).needs_you
    assert parked.subject == f"article:{same_address}"
    assert parked.problem
    assert stored(site, other).fields.headline == "Another"


def test_a_colleagues_change_to_another_field_is_merged(site: MemorySite, make_desk: MakeDesk) -> None:
    mara, tom = make_desk("Mara"), make_desk("Tom")
    id_ = drafted(mara.desk)
    publishing.publish(mara.desk, article_id=id_)
    sync(mara)
    sync(tom)
    for on, change in ((tom, {"headline": "Tom’s headline"}), (mara, {"byline": "Mara Lind and Tom Aske"})):
        story = drafting.open_story(on.desk, article_id=id_)
        drafting.save(on.desk, article_id=id_, fields=replace(story.fields, **change), parent=story.head_version)
        publishing.publish(on.desk, article_id=id_)
        sync(on)
    sync(tom)
    fields = stored(site, id_).fields
    assert (fields.headline, fields.byline) == ("Tom’s headline", "Mara Lind and Tom Aske")
    assert {drafting.open_story(on.desk, article_id=id_).fields for on in (mara, tom)} == {fields}


def test_a_colleagues_change_to_the_same_field_becomes_a_conflict(site: MemorySite, make_desk: MakeDesk) -> None:
    mara, tom = make_desk("Mara"), make_desk("Tom")
    id_ = drafted(mara.desk)
    publishing.publish(mara.desk, article_id=id_)
    sync(mara)
    sync(tom)
    for on, text in ((tom, "Tom’s body"), (mara, "Mara’s body")):
        story = drafting.open_story(on.desk, article_id=id_)
        drafting.save(on.desk, article_id=id_, fields=replace(story.fields, body=text), parent=story.head_version)
        publishing.publish(on.desk, article_id=id_)
    sync(tom)
    sync(mara)
    assert stored(site, id_).fields.body == "Tom’s body"
    mine = drafting.open_story(mara.desk, article_id=id_)
    assert mine.conflict is not None
    assert mine.fields.body == "Mara’s body"
    assert mine.conflict.theirs.fields.body == "Tom’s body"


def test_a_decision_and_its_undo_travel(site: MemorySite, make_desk: MakeDesk) -> None:
    comment = commented(site)
    on, other = make_desk("Priya"), make_desk("Olu")
    sync(on)
    decide(on, comment, Verdict.REMOVE)
    sync(on)
    sync(other)
    assert site.state.find(SiteComment, comment.id).state is CommentState.REMOVED  # type: ignore[union-attr]
    assert moderation.context(other.desk, comment_id=comment.id).card.state is CommentState.REMOVED
    moderating.undo(on.desk, comment.id)
    sync(on)
    sync(other)
    assert moderation.context(other.desk, comment_id=comment.id).card.state is CommentState.PUBLISHED
    assert in_step(on.desk, site)
    assert in_step(other.desk, site)


def test_a_decision_waits_its_seconds(site: MemorySite, make_desk: MakeDesk) -> None:
    comment = commented(site)
    on = make_desk()
    sync(on)
    seen = moderating.seen(on.desk, comment.id)
    moderation.decide(on.desk, comment_id=comment.id, verdict=Verdict.APPROVE, seen=seen)
    assert Cycle(on.desk, on.api).run().sent == 0
    on.clock.ahead += timedelta(seconds=6)
    assert Cycle(on.desk, on.api).run().sent == 1


def test_a_decision_on_words_edited_meanwhile_is_parked(site: MemorySite, make_desk: MakeDesk) -> None:
    comment = commented(site)
    on = make_desk()
    sync(on)
    decide(on, comment, Verdict.REMOVE)
    site.readers.edit(comment.reader_id, comment.id, "Other words")
    sync(on)
    assert activity.outgoing(on.desk).parked == 1
    card = moderation.context(on.desk, comment_id=comment.id).card
    assert (card.text, card.state) == ("Other words", CommentState.PUBLISHED)


def test_rules_travel_before_the_decisions_made_under_them(site: MemorySite, make_desk: MakeDesk) -> None:
    comment = commented(site)
    on = make_desk()
    sync(on)
    clause = making.rulebook(1).clause(3)
    rulebook.save_clause(on.desk, clause=replace(clause, public_text="New words"))
    rulebook.publish(on.desk, note="clearer")
    sync(on)
    decide(on, comment, Verdict.REMOVE)
    outcome = Cycle(on.desk, on.api).run()
    assert (outcome.sent, outcome.parked) == (1, 0)


def test_with_a_clock_far_off_nothing_bound_to_a_time_leaves(site: MemorySite, make_desk: MakeDesk) -> None:
    on = make_desk()
    sync(on)
    site.clock = site_clock = TurnedClock()
    site_clock.ahead = timedelta(minutes=-6)
    id_ = drafted(on.desk)
    publishing.publish(on.desk, article_id=id_)
    draft = drafted(on.desk, ArticleFields(headline="A draft is bound to no time"))
    publishing.send_draft(on.desk, article_id=draft)
    outcome = Cycle(on.desk, on.api).run()
    assert (outcome.sent, outcome.held_for_clock) == (1, 1)
    assert outcome.skew == pytest.approx(360, abs=5)
    assert site.state.find(SiteArticle, id_) is None
    site_clock.ahead = timedelta()
    assert Cycle(on.desk, on.api).run().sent == 1


def test_an_intent_that_waited_too_long_is_parked(site: MemorySite, make_desk: MakeDesk) -> None:
    on = make_desk()
    sync(on)
    id_ = drafted(on.desk)
    publishing.publish(on.desk, article_id=id_)
    site.clock = on.clock  # a month goes by, for both
    on.clock.ahead = timedelta(days=30)
    sync(on)
    on.clock.ahead = timedelta()
    sync(on)
    assert activity.outgoing(on.desk).parked == 1
    assert site.state.find(SiteArticle, id_) is None


def test_a_restored_site_is_compared_in_full_and_nothing_local_is_wiped(site: MemorySite, make_desk: MakeDesk) -> None:
    on = make_desk()
    early = commented(site)
    sync(on)
    backup = site.backup()
    lost_story = drafted(on.desk)
    publishing.publish(on.desk, article_id=lost_story)
    local_only = drafted(on.desk, ArticleFields(headline="Never sent"))
    late = site.readers.post(early.reader_id, early.article_id, "After the backup")
    for n in range(4):
        site.readers.add(f"Reader {n}")
    sync(on)
    site.restore(backup)
    site.readers.edit(early.reader_id, early.id, "Edited after the restore")
    outcome = Cycle(on.desk, on.api)
    with pytest.raises(ManyDeletions) as many:  # six of twelve objects are gone
        outcome.run()
    assert many.value.items >= {(Kind.ARTICLE, lost_story)}
    assert drafting.open_story(on.desk, article_id=local_only).fields.headline == "Never sent"
    for _ in range(7):
        outcome.allowed = many.value.items | outcome.allowed
        try:
            outcome.run()
            break
        except ManyDeletions as again:
            many = pytest.ExceptionInfo.from_exception(again)  # type: ignore[assignment]
    assert in_step(on.desk, site)
    assert moderation.context(on.desk, comment_id=early.id).card.text == "Edited after the restore"
    assert drafting.open_story(on.desk, article_id=local_only).whereabouts is Whereabouts.DESK
    kept = drafting.open_story(on.desk, article_id=lost_story)
    assert (kept.fields, kept.whereabouts) == (WORDS, Whereabouts.DESK)
    assert late.id not in [c.id for c in moderation.first_page(on.desk, queue=moderation.Queue.EVERYTHING).cards]


def test_a_restore_that_gives_the_same_revision_to_other_words(site: MemorySite, make_desk: MakeDesk) -> None:
    on = make_desk()
    comment = commented(site)
    sync(on)
    backup = site.backup()
    site.readers.edit(comment.reader_id, comment.id, "Lost with the restore")
    sync(on)
    site.restore(backup)
    site.readers.edit(comment.reader_id, comment.id, "Written after the restore")
    sync(on)
    assert moderation.context(on.desk, comment_id=comment.id).card.text == "Written after the restore"


def test_few_deletions_are_no_question_however_small_the_desk(site: MemorySite, make_desk: MakeDesk) -> None:
    readers = [site.readers.add(f"Reader {n}") for n in range(10)]
    on = make_desk()
    sync(on)
    for reader in readers[:5]:
        site.readers.forget(reader.id)
    sync(on)
    for reader in readers[5:]:
        site.readers.forget(reader.id)
    site.readers.forget(site.readers.add("And one that the desk never had").id)
    sync(on)
    assert in_step(on.desk, site)


def test_many_deletions_stop_and_ask(site: MemorySite, make_desk: MakeDesk) -> None:
    readers = [site.readers.add(f"Reader {n}") for n in range(500)]
    on = make_desk()
    sync(on)
    for reader in readers[:20]:
        site.readers.forget(reader.id)
    sync(on)  # twenty of 501 are few enough
    for reader in readers[20:41]:
        site.readers.forget(reader.id)
    before = Cycle(on.desk, on.api).cursor()
    cycle = Cycle(on.desk, on.api)
    with pytest.raises(ManyDeletions) as many:
        cycle.run()
    assert many.value.items == {(Kind.READER, r.id) for r in readers[20:41]}
    assert cycle.cursor() == before
    assert not in_step(on.desk, site)
    cycle.allowed = many.value.items
    cycle.run()
    assert in_step(on.desk, site)


def test_a_desk_that_lost_something_reads_it_again_and_says_so(site: MemorySite, make_desk: MakeDesk) -> None:
    on = make_desk()
    comment = commented(site)
    for n in range(30):
        site.readers.add(f"Reader {n}")
    sync(on)
    ghost = site.readers.add("A ghost")
    sync(on)
    cursor = Cycle(on.desk, on.api).cursor()
    assert cursor is not None
    with on.desk.write() as unit:
        inbound.forget(unit, Kind.COMMENT, [comment.id])
    del site.state.newest[Kind.READER, ghost.id]  # the site's feed lost a deletion
    site.state.digests[Kind.READER] = site_digest(site, Kind.READER)
    outcome = Cycle(on.desk, on.api).run()
    assert set(outcome.corrected) == {Kind.COMMENT, Kind.READER}
    assert in_step(on.desk, site)
    lines = [h for h in activity.timeline(on.desk) if h.what == "resync"]
    assert {h.words.split(" differed")[0] for h in lines} == {"1 comments", "1 readers"}


def site_digest(site: MemorySite, kind: Kind) -> Digest:
    return digest_of(kind, [(c.id, c.rev) for c in site.state.newest.values() if c.kind is kind and not c.deleted])


def test_stopping_ends_a_cycle(site: MemorySite, make_desk: MakeDesk) -> None:
    on = make_desk()
    cycle = Cycle(on.desk, on.api)
    cycle.stop()
    with pytest.raises(Cancelled):
        cycle.run()


def test_a_revoked_token_loses_nothing(site: MemorySite, make_desk: MakeDesk) -> None:
    on = make_desk()
    sync(on)
    publishing.publish(on.desk, article_id=drafted(on.desk))
    site.revoke(on.token)
    with pytest.raises(TokenRefused):
        sync(on)
    assert activity.outgoing(on.desk).waiting == 1
    assert all(o.state is OperationState.WAITING for o in activity.outgoing(on.desk).operations)


def test_a_site_that_never_settles_is_not_asked_for_ever(site: MemorySite, make_desk: MakeDesk) -> None:
    on = make_desk()

    class Restless:
        def __getattr__(self, name: str) -> object:
            return getattr(on.api, name)

        def changes(self, *args: object, **named: object) -> object:
            raise ResyncRequired("again and again")

    with pytest.raises(ResyncRequired):
        Cycle(on.desk, Restless()).run()  # type: ignore[arg-type]


def test_a_tombstone_of_something_never_here_is_no_deletion(site: MemorySite, make_desk: MakeDesk) -> None:
    on = make_desk()
    for _ in range(30):
        site.readers.forget(site.readers.add("Gone before we came").id)
    assert isinstance(next(iter(site.state.after(1))), Change)
    sync(on)
    assert in_step(on.desk, site)


class BusyAfter:
    """A site that answers the first operations and is busy from then on."""

    def __init__(self, on: DeskOnSite, *, answers: int) -> None:
        self._on = on
        self._answers = answers

    def __getattr__(self, name: str) -> object:
        return getattr(self._on.api, name)

    def apply(self, operations: Sequence[Operation]) -> Sequence[OperationResult]:
        if not self._answers:
            raise SiteBusy("the site", retry_after=1)
        now, self._answers = self._answers, 0
        return self._on.api.apply(operations[:now])


def test_what_is_taken_back_in_the_last_moment_does_not_leave(
    site: MemorySite, make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = commented(site)
    on = make_desk()
    sync(on)
    decide(on, comment, Verdict.REMOVE)
    chosen = Pusher._next_batch

    def taken_back_once_chosen(pusher: Pusher, *args: Any, **named: Any) -> list[Operation]:
        batch = chosen(pusher, *args, **named)
        moderating.undo(on.desk, comment.id)
        return batch

    monkeypatch.setattr(Pusher, "_next_batch", taken_back_once_chosen)
    assert Cycle(on.desk, on.api).run().sent == 0
    assert site.state.find(SiteComment, comment.id).state is CommentState.PUBLISHED  # type: ignore[union-attr]
    assert moderation.context(on.desk, comment_id=comment.id).card.state is CommentState.PUBLISHED
    assert not [line for line in activity.timeline(on.desk) if line.what == "sent"]


def test_a_site_turned_busy_half_way_through_leaves_nothing_in_doubt(site: MemorySite, make_desk: MakeDesk) -> None:
    comment = commented(site)
    reply = site.readers.post(comment.reader_id, comment.article_id, "A reply", comment.id)
    on = make_desk()
    sync(on)
    decide(on, comment, Verdict.REMOVE)
    decide(on, reply, Verdict.REMOVE)
    with pytest.raises(SiteBusy):
        Cycle(on.desk, BusyAfter(on, answers=1)).run()  # type: ignore[arg-type]
    box = activity.outgoing(on.desk)
    assert (box.waiting, box.unknown) == (1, 0)
    moderating.undo(on.desk, comment.id)  # it has left: the undo follows it
    moderating.undo(on.desk, reply.id)  # it has not
    sync(on)
    for one in (comment, reply):
        assert site.state.find(SiteComment, one.id).state is CommentState.PUBLISHED  # type: ignore[union-attr]
    assert in_step(on.desk, site)


def test_a_sum_that_is_wrong_here_is_summed_up_again_once(site: MemorySite, make_desk: MakeDesk) -> None:
    on = make_desk()
    commented(site)
    sync(on)
    with on.desk.write() as unit:
        unit.run("UPDATE digest SET total = '1' WHERE kind = 'comment'")
    assert Cycle(on.desk, on.api).run().corrected == ()
    assert in_step(on.desk, site)
    site.calls.clear()
    sync(on)
    assert "revisions" not in site.calls


def decisions_of(site: MemorySite, comment: SiteComment) -> list[Decision]:
    return [d for d in site.state.all(Decision) if d.comment_id == comment.id]


def test_what_was_decided_here_and_the_restored_site_has_lost_is_sent_again_once(
    site: MemorySite, make_desk: MakeDesk
) -> None:
    many_readers(site)
    comment = commented(site)
    on = make_desk()
    sync(on)
    backup = site.backup()
    moderation.ban(on.desk, comment_id=comment.id, clause=3, rulebook_version=1)
    decide(on, comment, Verdict.REMOVE)
    sync(on)
    site.restore(backup)
    for _ in range(2):
        sync(on)
        assert site.state.find(SiteComment, comment.id).state is CommentState.REMOVED  # type: ignore[union-attr]
        assert len(decisions_of(site, comment)) == 1
        assert [s.reader_id for s in site.state.all(Sanction)] == [comment.reader_id]
        assert in_step(on.desk, site)
        box = activity.outgoing(on.desk)
        assert (box.waiting, box.unknown, box.parked) == (0, 0, 0)


def test_what_was_taken_back_before_the_site_was_restored_is_not_sent_again(
    site: MemorySite, make_desk: MakeDesk
) -> None:
    many_readers(site)
    comment = commented(site)
    on = make_desk()
    sync(on)
    backup = site.backup()
    decide(on, comment, Verdict.REMOVE)
    sync(on)
    moderating.undo(on.desk, comment.id)
    sync(on)
    site.restore(backup)
    sync(on)
    assert decisions_of(site, comment) == []
    assert activity.outgoing(on.desk).parked == 0
    assert in_step(on.desk, site)


def test_an_undo_that_the_restored_site_has_lost_is_sent_again(site: MemorySite, make_desk: MakeDesk) -> None:
    many_readers(site)
    comment = commented(site)
    on = make_desk()
    sync(on)
    decide(on, comment, Verdict.REMOVE)
    sync(on)
    backup = site.backup()
    moderating.undo(on.desk, comment.id)
    sync(on)
    site.restore(backup)
    sync(on)
    assert site.state.find(SiteComment, comment.id).state is CommentState.PUBLISHED  # type: ignore[union-attr]
    assert in_step(on.desk, site)


def test_a_lifting_that_the_restored_site_has_lost_is_sent_again(site: MemorySite, make_desk: MakeDesk) -> None:
    many_readers(site)
    comment = commented(site)
    on, other = make_desk("Priya"), make_desk("Olu")
    sync(on)
    ban = moderation.ban(on.desk, comment_id=comment.id, clause=3, rulebook_version=1).result
    on.clock.ahead += timedelta(seconds=6)
    sync(on)
    backup = site.backup()
    moderation.lift_ban(on.desk, sanction_id=ban.id)
    sync(on)
    sync(other)
    site.restore(backup)
    sync(other)  # whoever did not lift it asks for nothing
    assert activity.outgoing(other.desk).waiting == 0
    for _ in range(2):
        sync(on)
        assert [s.ended_at is None for s in site.state.all(Sanction)] == [False]
        assert not moderation.context(on.desk, comment_id=comment.id).reader.barred
        assert in_step(on.desk, site)
        box = activity.outgoing(on.desk)
        assert (box.waiting, box.unknown, box.parked) == (0, 0, 0)


def test_a_decision_a_colleague_has_replaced_is_not_sent_again(site: MemorySite, make_desk: MakeDesk) -> None:
    many_readers(site)
    comment = commented(site)
    on, other = make_desk("Priya"), make_desk("Olu")
    sync(on)
    backup = site.backup()
    decide(on, comment, Verdict.REMOVE)
    sync(on)
    sync(other)
    other.clock.ahead += timedelta(minutes=1)
    decide(other, comment, Verdict.APPROVE)
    sync(other)
    sync(on)
    site.restore(backup)
    for desk in (on, other, on):
        sync(desk)
    (left,) = decisions_of(site, comment)
    assert left.verdict is Verdict.APPROVE
    assert in_step(on.desk, site)


def test_a_decision_deleted_on_the_site_on_purpose_stays_deleted(site: MemorySite, make_desk: MakeDesk) -> None:
    many_readers(site)
    comment = commented(site)
    on = make_desk()
    sync(on)
    decide(on, comment, Verdict.APPROVE)
    sync(on)
    (made,) = decisions_of(site, comment)
    site.state.delete(Kind.DECISION, made.id)
    sync(on)
    assert decisions_of(site, comment) == []
    assert activity.outgoing(on.desk).waiting == 0


def test_a_decision_that_left_although_it_was_taken_back_is_undone_there(site: MemorySite, make_desk: MakeDesk) -> None:
    comment = commented(site)
    on = make_desk()
    sync(on)
    decide(on, comment, Verdict.REMOVE)
    (late,) = activity.outgoing(on.desk).operations
    moderating.undo(on.desk, comment.id)
    on.api.apply([late])  # a request that was thought lost
    sync(on)
    assert site.state.find(SiteComment, comment.id).state is CommentState.PUBLISHED  # type: ignore[union-attr]
    assert moderation.context(on.desk, comment_id=comment.id).card.state is CommentState.PUBLISHED
    assert in_step(on.desk, site)


def test_a_ban_that_left_although_it_was_taken_back_is_lifted_there(site: MemorySite, make_desk: MakeDesk) -> None:
    comment = commented(site)
    on = make_desk()
    sync(on)
    ban = moderation.ban(on.desk, comment_id=comment.id, clause=1, rulebook_version=1).result
    (late,) = activity.outgoing(on.desk).operations
    moderation.lift_ban(on.desk, sanction_id=ban.id)
    on.api.apply([late])  # a request that was thought lost
    for _ in range(2):
        sync(on)
        assert [s.ended_at is None for s in site.state.all(Sanction)] == [False]
        assert not moderation.context(on.desk, comment_id=comment.id).reader.barred
        assert (activity.outgoing(on.desk).waiting, in_step(on.desk, site)) == (0, True)


def many_readers(site: MemorySite) -> None:
    """So many that the handful a test loses is not worth a question."""
    for n in range(60):
        site.readers.add(f"Reader {n}")
