"""A model of a newsroom: generated actions at several desks, a site with faults, and what must hold when quiet."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from editor.domain.articles import ArticleFields, make_slug
from editor.domain.comments import CommentState, SiteComment, text_hash
from editor.domain.decisions import Decision, Verdict
from editor.domain.errors import BadInput, ManyDeletions, SiteBusy, SiteRefused, SiteUnreachable
from editor.domain.feed import Kind
from editor.domain.ids import new_id
from editor.domain.inbox import Queue
from editor.domain.people import Role
from editor.domain.sanctions import Sanction
from editor.services import activity, drafting, moderation, publishing, rulebook
from editor.sites.memory import Fault, MemorySite
from editor.sites.memory_state import SiteState
from editor.store import inbound
from editor.sync.cycle import Cycle
from tests.contracts import making
from tests.helpers import moderating
from tests.helpers.desks import DeskOnSite

DESKS = 3
EXAMPLES = int(os.environ.get("MODEL_EXAMPLES", "12"))
STEPS = int(os.environ.get("MODEL_STEPS", "40"))
desks = st.integers(0, DESKS - 1)
choice = st.integers(0, 999)


class Newsroom(RuleBasedStateMachine):
    """Three administrators at three real databases, two readers, one site."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="newsroom-"))
        self.site = MemorySite()
        self.typed: dict[str, list[tuple[int, ArticleFields]]] = {}
        self.backup: SiteState | None = None
        self.texts = 0

    @initialize()
    def open(self) -> None:
        api = self.site.api(self.site.sign_in("Ada", Role.ADMINISTRATOR))
        making.done(api, making.publish_rulebook(1))
        self.story = making.published(api)
        self.readers = [self.site.readers.add(name) for name in ("Tom", "Oona")]
        self.backup = self.site.backup()
        for reader in self.readers:
            self.site.readers.post(reader.id, self.story.id, self._text())
        self.desks = [DeskOnSite(self.folder / str(n) / "desk.db", self.site, f"Staff {n}") for n in range(DESKS)]
        for on in self.desks:
            Cycle(on.desk, on.api).run()

    # --- at the desks ---------------------------------------------------------------------------------------------

    @rule(desk=desks)
    def begin_a_story(self, desk: int) -> None:
        fields = ArticleFields("Head", "Stand", "By", "Harbour", make_slug(f"story {new_id()}"), self._text())
        id_ = drafting.new_story(self.desks[desk].desk, fields=fields).result.id
        self.typed.setdefault(id_, []).append((desk, fields))

    @rule(desk=desks, pick=choice, field=st.sampled_from(["headline", "byline", "body"]))
    def type(self, desk: int, pick: int, field: str) -> None:
        on = self.desks[desk]
        rows = drafting.stories(on.desk)
        if not rows:
            return
        story = drafting.open_story(on.desk, article_id=rows[pick % len(rows)].id)
        fields = replace(story.fields, **{field: self._text()})
        drafting.save(on.desk, article_id=story.id, fields=fields, parent=story.head_version)
        self.typed.setdefault(story.id, []).append((desk, fields))

    @rule(desk=desks, pick=choice, publish=st.booleans())
    def send(self, desk: int, pick: int, publish: bool) -> None:
        on = self.desks[desk]
        rows = drafting.stories(on.desk)
        if rows:
            act = publishing.publish if publish else publishing.send_draft
            self._try(lambda: act(on.desk, article_id=rows[pick % len(rows)].id))

    @rule(desk=desks, keep=st.sampled_from(["mine", "theirs"]))
    def settle(self, desk: int, keep: str) -> None:
        on = self.desks[desk]
        for row in drafting.stories(on.desk):
            if drafting.open_story(on.desk, article_id=row.id).conflict is not None:
                publishing.settle(on.desk, article_id=row.id, keep=keep)
                return

    @rule(desk=desks, pick=choice, verdict=st.sampled_from([Verdict.APPROVE, Verdict.REMOVE]))
    def decide(self, desk: int, pick: int, verdict: Verdict) -> None:
        on = self.desks[desk]
        cards = moderation.first_page(on.desk, queue=Queue.EVERYTHING).cards
        if cards:
            card = cards[pick % len(cards)]
            self._try(
                lambda: moderation.decide(
                    on.desk,
                    comment_id=card.id,
                    verdict=verdict,
                    seen=moderating.seen(on.desk, card.id),
                    clause=1 + pick % 3 if verdict is Verdict.REMOVE else None,
                )
            )

    @rule(desk=desks, pick=choice)
    def undo(self, desk: int, pick: int) -> None:
        on = self.desks[desk]
        cards = moderation.first_page(on.desk, queue=Queue.EVERYTHING).cards
        if cards:
            self._try(lambda: moderating.undo(on.desk, cards[pick % len(cards)].id))

    @rule(desk=desks, pick=choice)
    def ban(self, desk: int, pick: int) -> None:
        on = self.desks[desk]
        cards = moderation.first_page(on.desk, queue=Queue.EVERYTHING).cards
        if cards:
            self._try(
                lambda: moderation.ban(on.desk, comment_id=cards[pick % len(cards)].id, clause=1, rulebook_version=1)
            )

    @rule(desk=desks)
    def lift(self, desk: int) -> None:
        on = self.desks[desk]
        for card in moderation.first_page(on.desk, queue=Queue.EVERYTHING).cards:
            for sanction in moderation.context(on.desk, comment_id=card.id).reader.sanctions:
                if sanction.ended_at is None:
                    self._try(lambda found=sanction: moderation.lift_ban(on.desk, sanction_id=found.id))
                    return

    @rule(desk=desks)
    def publish_rules(self, desk: int) -> None:
        on = self.desks[desk]
        clause = replace(rulebook.editing(on.desk).draft.clause(2), public_text=self._text())
        rulebook.save_clause(on.desk, clause=clause)
        self._try(lambda: rulebook.publish(on.desk, note="changed"))

    # --- on the site ------------------------------------------------------------------------------------------------

    @rule(reader=st.integers(0, 1), pick=choice, act=st.sampled_from(["post", "reply", "edit", "withdraw", "report"]))
    def read(self, reader: int, pick: int, act: str) -> None:
        me = self.readers[reader].id
        comments = sorted(self.site.state.all(SiteComment), key=lambda c: c.id)
        comment = comments[pick % len(comments)] if comments else None
        readers = self.site.readers
        try:
            if act == "post" or comment is None:
                readers.post(me, self.story.id, self._text())
            elif act == "reply":
                readers.post(me, self.story.id, self._text(), comment.id)
            elif act == "edit":
                readers.edit(me, comment.id, self._text())
            elif act == "withdraw":
                readers.withdraw(me, comment.id)
            else:
                readers.report(me, comment.id, 1 + pick % 3)
        except SiteRefused:
            pass  # barred, not theirs, or not to be seen any more

    @rule()
    def back_up(self) -> None:
        self.backup = self.site.backup()

    @rule(desk=desks)
    def restore(self, desk: int) -> None:
        """From the latest backup, and before any desk looks again, new words get the numbers of lost ones."""
        if self.backup is not None:
            self._sync(self.desks[desk])
            self.site.restore(self.backup)
            for comment in list(self.site.state.all(SiteComment))[:1]:
                with suppress(SiteRefused):
                    self.site.readers.edit(comment.reader_id, comment.id, self._text())

    # --- between them -------------------------------------------------------------------------------------------------

    @rule(desk=desks, fault=st.sampled_from([None, *Fault]), call=st.sampled_from(["", "changes", "apply", "lookup"]))
    def sync(self, desk: int, fault: Fault | None, call: str) -> None:
        if fault is not None:
            self.site.fail_next(fault, call)
        self._sync(self.desks[desk])
        self.site.clear_faults()

    @rule(desk=desks)
    def wait(self, desk: int) -> None:
        self.desks[desk].clock.ahead += timedelta(seconds=6)

    @rule(desk=desks, hours=st.sampled_from([-30, -1, 0, 1, 30]))
    def turn_the_clock(self, desk: int, hours: int) -> None:
        self.desks[desk].clock.ahead = timedelta(hours=hours)

    @rule(desk=desks)
    def close_and_open(self, desk: int) -> None:
        self.desks[desk].reopen()

    # --- what must hold -----------------------------------------------------------------------------------------------

    @invariant()
    def every_saved_version_can_be_reached(self) -> None:
        for id_, saved in self.typed.items():
            for n in {desk for desk, _ in saved}:
                kept = {v.fields for v in drafting.versions(self.desks[n].desk, article_id=id_, limit=10_000)}
                assert kept >= {fields for desk, fields in saved if desk == n}

    @invariant()
    def counters_are_right(self) -> None:
        for on in getattr(self, "desks", []):
            counts = {c.queue: c.count for c in moderation.queue_counts(on.desk)}
            cards = moderation.first_page(on.desk, queue=Queue.EVERYTHING, limit=10_000).cards
            for queue in (Queue.REPORTED, Queue.HELD, Queue.NEW, Queue.DECIDED):
                assert counts[queue] == sum(card.queue is queue for card in cards), queue

    def teardown(self) -> None:
        try:
            if hasattr(self, "desks"):
                self._quieten()
                self._check_quiet()
        finally:
            for on in getattr(self, "desks", []):
                on.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _quieten(self) -> None:
        for on in self.desks:
            on.clock.ahead = timedelta()
        for _ in range(4):
            for on in self.desks:
                on.clock.ahead += timedelta(seconds=6)
                self._sync(on)

    def _check_quiet(self) -> None:
        site = self.site.state
        for on in self.desks:
            outgoing = activity.outgoing(on.desk)
            parked = {o.subject for o in outgoing.needs_you}
            assert outgoing.unknown == 0
            # Behind something parked the rest of its subject waits for the same person.
            assert {o.subject for o in outgoing.operations} <= parked, outgoing
            with on.desk.read() as view:
                mine = inbound.digests(view)
            for kind in Kind:
                assert mine[kind] == site.digests.get(kind, mine[kind]), kind
            cards = {c.id: c for c in moderation.first_page(on.desk, queue=Queue.EVERYTHING, limit=10_000).cards}
            comments = {c.id: c for c in site.all(SiteComment)}
            assert cards.keys() == comments.keys()
            for id_, comment in comments.items():
                assert cards[id_].text == comment.text
                if f"comment:{id_}" not in parked:
                    assert (cards[id_].state, cards[id_].decision_id) == (comment.state, comment.decision_id)
        for made in site.all(Decision):
            self._check_decision(made)
        for on in self.desks:
            sanctions = {s.id: s.ended_at is None for r in self.readers for s in self._record(on, r.id)}
            known = {s.id: s.ended_at is None for s in site.all(Sanction)}
            assert {id_: sanctions[id_] for id_ in known.keys() & sanctions.keys()} == {
                id_: known[id_] for id_ in known.keys() & sanctions.keys()
            }

    def _record(self, on: DeskOnSite, reader_id: str) -> tuple[Sanction, ...]:
        for card in moderation.first_page(on.desk, queue=Queue.EVERYTHING, limit=10_000).cards:
            if card.reader_id == reader_id:
                return moderation.context(on.desk, comment_id=card.id).reader.sanctions
        return ()

    def _check_decision(self, made: Decision) -> None:
        """No decision stands on words that its author did not see."""
        comment = self.site.state.find(SiteComment, made.comment_id)
        if comment is not None and comment.decision_id == made.id and comment.state is not CommentState.WITHDRAWN:
            assert made.text_hash == text_hash(comment.text)

    def _sync(self, on: DeskOnSite) -> None:
        cycle = Cycle(on.desk, on.api)
        for _ in range(10):
            try:
                cycle.run()
                return
            except ManyDeletions as many:
                cycle.allowed |= many.items
            except (SiteUnreachable, SiteBusy):
                return

    def _try(self, act: Callable[[], object]) -> None:
        with suppress(BadInput):  # said to the person in a sentence; nothing happens
            act()

    def _text(self) -> str:
        self.texts += 1
        return f"Words number {self.texts}"


TestNewsroom = Newsroom.TestCase
TestNewsroom.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    deadline=None,
    derandomize="MODEL_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],  # shrinking runs real databases a thousand times over
    report_multiple_bugs=False,
)
