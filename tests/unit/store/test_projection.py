"""The inbox is a projection: rebuilt from rows and logs it is the same, whatever happened in whatever order."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from editor.domain.comments import CommentState, Report, ReportAnswer, SiteComment
from editor.domain.decisions import STATE_OF, Decision, Verdict, answer_to_reports
from editor.domain.errors import BadInput
from editor.domain.inbox import Delivery, Queue
from editor.domain.operations import Applied, Decide, RefusedOperation
from editor.services import moderation
from editor.store import outbox, upkeep
from editor.store.desk import Desk
from editor.store.projection import Laid, lay_over, queue_of
from tests.helpers import moderating
from tests.helpers.desk_store import START, Feed, HandClock, article, comment, make_desk, reader, report, rulebook

IDS = ("c1", "c2", "c3")


def queue(desk: Desk, id_: str = "c1") -> Queue:
    return moderation.context(desk, comment_id=id_).card.queue


def decide(desk: Desk, verdict: Verdict, id_: str = "c1") -> Decision:
    seen = moderating.seen(desk, id_)
    clause = 1 if verdict is Verdict.REMOVE else None
    return moderation.decide(desk, comment_id=id_, verdict=verdict, seen=seen, clause=clause).result


def counts(desk: Desk) -> dict[Queue, int]:
    return {line.queue: line.count for line in moderation.queue_counts(desk)}


def acknowledge(desk: Desk, decision: Decision, *things: SiteComment | Report) -> None:
    with desk.write() as unit:
        outbox.mark_sending(unit, [decision.id])
        outbox.acknowledge(unit, Applied(decision.id, (*things, replace(decision, rev=1)), 1))


@pytest.fixture
def filled(desk: Desk, feed: Feed) -> Desk:
    feed.send(rulebook(), reader(), article(), comment(), report())
    return desk


@pytest.mark.parametrize(
    ("state", "decision", "reports", "expected"),
    [
        (CommentState.PUBLISHED, None, 0, Queue.NEW),
        (CommentState.PUBLISHED, "d", 0, Queue.DECIDED),
        (CommentState.PUBLISHED, "d", 1, Queue.REPORTED),
        (CommentState.HELD, None, 0, Queue.HELD),
        (CommentState.HELD, None, 2, Queue.REPORTED),
        (CommentState.REMOVED, "d", 2, Queue.DECIDED),
        (CommentState.WITHDRAWN, None, 2, Queue.DECIDED),
    ],
)
def test_where_a_comment_waits(state: CommentState, decision: str | None, reports: int, expected: Queue) -> None:
    assert queue_of(state, decision, reports) is expected


def test_a_waiting_decision_answers_the_reports_and_undo_brings_everything_back(filled: Desk) -> None:
    before = moderation.context(filled, comment_id="c1").card
    decide(filled, Verdict.REMOVE)
    card = moderation.context(filled, comment_id="c1").card
    assert (card.queue, card.state, card.open_reports, card.delivery) == (
        Queue.DECIDED,
        CommentState.REMOVED,
        0,
        Delivery.WAITING,
    )
    assert (card.decided_clause_label, card.decided_by) == ("Abuse", "Isla Morran")
    assert counts(filled) == {
        Queue.REPORTED: 0, Queue.HELD: 0, Queue.NEW: 0, Queue.DECIDED: 1, Queue.EVERYTHING: 1
    }  # fmt: skip
    moderating.undo(filled, "c1")
    assert moderation.context(filled, comment_id="c1").card == before
    assert counts(filled)[Queue.REPORTED] == 1


def test_a_new_report_brings_an_approved_comment_back_even_while_the_decision_waits(filled: Desk, feed: Feed) -> None:
    decide(filled, Verdict.APPROVE)
    assert queue(filled) is Queue.DECIDED
    feed.send(report("p2", created=START - timedelta(days=2)))  # whatever the clocks say: it was not here then
    assert queue(filled) is Queue.REPORTED
    decide(filled, Verdict.APPROVE)
    assert queue(filled) is Queue.DECIDED


def test_undo_of_a_sent_removal_opens_its_reports_again(filled: Desk) -> None:
    made = decide(filled, Verdict.REMOVE)
    acknowledge(
        filled,
        made,
        comment(rev=2, state=CommentState.REMOVED, decision_id=made.id, clause=1),
        report(rev=2, answer=ReportAnswer.UPHELD, answered_at=START),
    )
    assert moderation.context(filled, comment_id="c1").card.delivery is Delivery.SENT
    moderating.undo(filled, "c1")
    card = moderation.context(filled, comment_id="c1").card
    assert (card.queue, card.state, card.open_reports) == (Queue.REPORTED, CommentState.PUBLISHED, 1)


def test_undo_of_a_colleagues_removal_opens_what_it_answered_and_a_held_comment_is_held_again(
    desk: Desk, feed: Feed
) -> None:
    feed.send(rulebook(), comment(state=CommentState.HELD), report())
    theirs = Decision("d1", "c1", Verdict.REMOVE, "m9", "Tom Harkness", "other", START, "", 1, clause=2, rev=1)
    feed.send(
        theirs,
        comment(rev=2, state=CommentState.REMOVED, decision_id="d1", clause=2),
        report(rev=2, answer=ReportAnswer.UPHELD, answered_at=START + timedelta(seconds=1)),
    )
    assert (queue(desk), counts(desk)[Queue.DECIDED]) == (Queue.DECIDED, 1)
    moderating.undo(desk, "c1")
    card = moderation.context(desk, comment_id="c1").card
    assert (card.state, card.queue, card.open_reports) == (CommentState.HELD, Queue.REPORTED, 1)


def test_a_decision_on_words_edited_since_decides_nothing_and_the_card_returns(filled: Desk, feed: Feed) -> None:
    made = decide(filled, Verdict.APPROVE)
    feed.send(comment(rev=2, text="Something quite different", edited=START))
    card = moderation.context(filled, comment_id="c1").card
    assert (card.queue, card.state, card.decision_id) == (Queue.REPORTED, CommentState.PUBLISHED, None)
    with filled.write() as unit:
        outbox.mark_sending(unit, [made.id])
        outbox.refuse(unit, RefusedOperation(made.id, 1, "Edited since."))
    assert moderation.context(filled, comment_id="c1").card.delivery is Delivery.PARKED
    decide(filled, Verdict.REMOVE)  # reading it again and deciding is the way out: nothing is left parked
    assert moderation.context(filled, comment_id="c1").card.state is CommentState.REMOVED
    with filled.read() as view:
        assert (outbox.summary(view).parked, outbox.summary(view).waiting) == (0, 1)


def test_a_parked_decision_holds_until_a_person_drops_it(filled: Desk, clock: HandClock) -> None:
    made = decide(filled, Verdict.REMOVE)
    with filled.write() as unit:
        outbox.mark_sending(unit, [made.id])
        outbox.refuse(unit, RefusedOperation(made.id, 1, "Your role does not allow it."))
    assert moderation.context(filled, comment_id="c1").card.state is CommentState.REMOVED
    with filled.write() as unit:
        assert outbox.drop(unit, made.id, clock.now())
    assert queue(filled) is Queue.REPORTED
    with filled.write() as unit:
        assert not outbox.drop(unit, made.id, clock.now())


def test_a_stricter_decision_of_the_site_stands_against_a_waiting_approval(filled: Desk, feed: Feed) -> None:
    decide(filled, Verdict.APPROVE)
    feed.send(comment(rev=2, state=CommentState.REMOVED, decision_id="theirs", clause=3))
    card = moderation.context(filled, comment_id="c1").card
    assert (card.state, card.decision_id) == (CommentState.REMOVED, "theirs")


def test_the_clause_most_named_leads_and_of_equals_the_lowest(desk: Desk, feed: Feed) -> None:
    feed.send(rulebook(), comment(), report("p1", clause=3), report("p2", clause=2), report("p3", clause=3))
    assert moderation.context(desk, comment_id="c1").card.top_clause == 3
    feed.send(report("p4", clause=2))
    assert moderation.context(desk, comment_id="c1").card.top_clause == 2


def test_nothing_pending_is_the_sites_own_row() -> None:
    from editor.domain.decisions import Standing

    site = Standing(CommentState.HELD, "d", None)
    laid = lay_over(site, CommentState.HELD, lambda: "", (), (), lambda id_: None)
    assert laid == Laid(site, frozenset(), None)


class Inbox(RuleBasedStateMachine):
    """A site and a desk: pages arrive, a moderator decides and undoes, answers come back in their own time."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.mkdtemp()
        self.clock = HandClock()
        self.desk = make_desk(Path(self.folder) / "desk.db", self.clock)
        self.feed = Feed(self.desk)
        self.comments: dict[str, SiteComment] = {}
        self.reports: dict[str, Report] = {}
        self.answered_by: dict[str, str] = {}
        self.before: dict[str, SiteComment] = {}
        self.feed.send(rulebook(), reader())

    @rule(id_=st.sampled_from(IDS), state=st.sampled_from([CommentState.PUBLISHED, CommentState.HELD]))
    def comment_arrives(self, id_: str, state: CommentState) -> None:
        if id_ not in self.comments:
            self.comments[id_] = comment(id_, state=state)
            self.feed.send(self.comments[id_])

    @rule(id_=st.sampled_from(IDS), clause=st.integers(1, 3))
    def report_arrives(self, id_: str, clause: int) -> None:
        made = report(f"p{len(self.reports)}", id_, clause=clause, created=self.clock.now())  # also before its comment
        self.reports[made.id] = made
        self.feed.send(made)

    @rule(id_=st.sampled_from(IDS), verdict=st.sampled_from([Verdict.APPROVE, Verdict.REMOVE]))
    def decide(self, id_: str, verdict: Verdict) -> None:
        if id_ in self.comments:
            self.clock.forward(1)
            try:
                decide(self.desk, verdict, id_)
            except BadInput:
                assert self.comments[id_].state is CommentState.WITHDRAWN

    @rule(id_=st.sampled_from(IDS))
    def undo(self, id_: str) -> None:
        if id_ in self.comments:
            moderating.undo(self.desk, id_)

    @rule(id_=st.sampled_from(IDS), change=st.sampled_from(["edit", "withdraw", "colleague"]))
    def site_changes(self, id_: str, change: str) -> None:
        if id_ not in self.comments:
            return
        now = self.comments[id_]
        if change == "edit":
            now = replace(now, text=f"{now.text} Edited.", edited=START, rev=now.rev + 1)
        elif change == "withdraw":
            now = replace(now, state=CommentState.WITHDRAWN, rev=now.rev + 1)
        else:
            theirs = Decision(
                f"{id_}-{now.rev}", id_, Verdict.REMOVE, "m9", "Tom", "other", self.clock.now(), "", 1,
                seen_decision_id=now.decision_id, clause=2, rev=1,
            )  # fmt: skip
            self.before[theirs.id] = now
            now = replace(now, state=CommentState.REMOVED, decision_id=theirs.id, clause=2, rev=now.rev + 1)
            self.feed.send(theirs)
        self.comments[id_] = now
        self.feed.send(now)

    @rule(answer=st.sampled_from(["applied", "refused", "lost"]))
    def answer_comes(self, answer: str) -> None:
        self.clock.forward(10)
        with self.desk.read() as view:
            due = outbox.due(view, self.clock.now(), 1) or outbox.unknown(view)[:1]
        for operation in due:
            assert isinstance(operation.body, Decide)
            with self.desk.write() as unit:
                outbox.mark_sending(unit, [operation.id])
            if answer == "refused":
                with self.desk.write() as unit:
                    outbox.refuse(unit, RefusedOperation(operation.id, 1, "No."))
            elif answer == "applied":
                things = self._apply(operation.body.decision)
                with self.desk.write() as unit:
                    outbox.acknowledge(unit, Applied(operation.id, things, 1))

    def _apply(self, decision: Decision) -> tuple[SiteComment | Report | Decision, ...]:
        now = self.comments[decision.comment_id]
        if now.state is CommentState.WITHDRAWN:
            return (now, replace(decision, in_force=False, rev=1))
        if decision.reverts is not None:
            old = self.before.get(decision.reverts)
            if old is not None and now.decision_id == decision.reverts:
                now = replace(now, state=old.state, decision_id=old.decision_id, clause=old.clause, rev=now.rev + 1)
            opened = [r for r in self.reports.values() if self.answered_by.pop(r.id, None) == decision.reverts]
            answers = [replace(r, answer=None, answered_at=None, rev=r.rev + 1) for r in opened]
        else:
            self.before[decision.id] = now
            state = STATE_OF[decision.verdict]
            now = replace(now, state=state, decision_id=decision.id, clause=decision.clause, rev=now.rev + 1)
            open_ones = [r for r in self.reports.values() if r.comment_id == now.id and r.answer is None]
            answer = answer_to_reports(decision.verdict)
            answers = [replace(r, answer=answer, answered_at=self.clock.now(), rev=r.rev + 1) for r in open_ones]
            self.answered_by.update({r.id: decision.id for r in answers})
        self.comments[now.id] = now
        self.reports.update({r.id: r for r in answers})
        return (now, replace(decision, rev=1), *answers)

    @invariant()
    def sound(self) -> None:
        if not hasattr(self, "desk"):
            return
        with self.desk.write() as unit:
            assert upkeep.wrong_counters(unit) == []
            assert upkeep.rebuild_projection(unit) == set()
        with self.desk.read() as view:
            pending = {operation.subject for operation in outbox.summary(view).operations}
            pending |= {operation.subject for operation in outbox.summary(view).needs_you}
        for id_, site in self.comments.items():
            if f"comment:{id_}" not in pending:
                card = moderation.context(self.desk, comment_id=id_).card
                open_ones = [r for r in self.reports.values() if r.comment_id == id_ and r.answer is None]
                assert (card.state, card.decision_id, card.open_reports) == (
                    site.state,
                    site.decision_id,
                    len(open_ones),
                )

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            problems = upkeep.problems(self.desk)
            self.desk.close()
            shutil.rmtree(self.folder)
            assert problems == ()


def inbox_runs(examples: int) -> settings:
    return settings(
        max_examples=examples, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
    )


Inbox.TestCase.settings = inbox_runs(12)
TestInbox = Inbox.TestCase


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_inbox_in_many_runs() -> None:
    run_state_machine_as_test(Inbox, settings=inbox_runs(120))
