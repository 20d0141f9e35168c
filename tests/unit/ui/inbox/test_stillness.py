"""The list never jumps, reads little, and shows long queues at once."""

from __future__ import annotations

from array import array
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QObject, QRect

from editor.domain.comments import CommentState, Report, SiteComment, WorkState, text_hash
from editor.domain.decisions import Decision, Verdict
from editor.domain.ids import new_id
from editor.domain.inbox import CommentCard, Delivery, KeyList, Order, Page, Queue
from editor.domain.times import to_ms
from editor.qt.plumbing import Plumbing
from editor.services import moderation
from editor.store.desk import Desk
from editor.ui.inbox.card_painter import CommentCardDelegate
from editor.ui.inbox.queue_source import PAGE, QueueSource, fresh_keys, index_in, joined
from editor.ui.operations.moderation import Reads
from editor.ui.widgets.card_list import CardList
from tests.helpers import moderating
from tests.unit.ui.inbox.conftest import Inbox


def newcomers(inbox: Inbox, number: int) -> list[SiteComment | Report]:
    """Comments newer than all before, each reported."""
    old = inbox.comments[-1]
    now = datetime.now(UTC)
    things: list[SiteComment | Report] = []
    for index in range(number):
        made = now + timedelta(milliseconds=index)
        comment = replace(old, id=new_id(to_ms(made)), text=f"Newcomer {index}", created=made)
        report = Report(new_id(), comment.id, inbox.comments[0].reader_id, "Reader", 2, "", made, None, None, 1)
        things += [comment, report]
    return things


def places(cards: CardList) -> list[QRect]:
    first, last = cards.visible_rows()
    return [cards.row_rect(index) for index in range(first, last + 1)]


def test_nothing_moves_when_twelve_comments_arrive(forty: Inbox) -> None:
    cards = forty.screen.list.cards
    cards.set_current(20)
    forty.settle()
    before = (places(cards), cards.visible_rows(), cards.current, forty.shown, cards.geometry())
    resets: list[None] = []
    forty.screen.work.source.reset.connect(lambda: resets.append(None))
    forty.arrive(list(newcomers(forty, 12)))
    assert (places(cards), cards.visible_rows(), cards.current, forty.shown, cards.geometry()) == before
    assert resets == []
    assert forty.screen.list.new_row.text().startswith("12 new since")
    forty.keys("g", "n")
    assert forty.screen.work.source.count() == 52
    assert forty.shown == "Newcomer 11"
    assert forty.screen.list.new_row.text().startswith("Nothing new")


def test_an_old_comment_newly_reported_waits_behind_the_row_too(forty: Inbox) -> None:
    old = forty.comments[5]
    moderation.decide(
        forty.desk, comment_id=old.id, verdict=moderation.Verdict.APPROVE, seen=moderating.seen(forty.desk, old.id)
    )
    forty.screen.go_to(Queue.REPORTED)
    forty.settle(400)
    assert forty.screen.work.source.count() == 39
    again = Report(new_id(), old.id, forty.comments[0].reader_id, "Reader", 2, "", datetime.now(UTC), None, None, 1)
    forty.arrive([again])
    assert forty.screen.work.source.count() == 39
    assert forty.screen.list.new_row.text().startswith("1 new since")
    forty.keys("g", "n")
    assert forty.screen.work.source.count() == 40
    assert forty.card.id == old.id


def test_a_decision_measures_one_card_and_lays_nothing_else_out(forty: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    forty.settle(400)
    measured: list[str] = []
    real = CommentCardDelegate.height

    def height(self: CommentCardDelegate, row: CommentCard, width: int) -> int:
        measured.append(row.id)
        return real(self, row, width)

    monkeypatch.setattr(CommentCardDelegate, "height", height)
    decided = forty.card.id
    forty.keys("a")
    assert set(measured) - {decided} <= {forty.screen.work.source.row(i).id for i in range(4, 9)}  # type: ignore[union-attr]
    assert measured.count(decided) <= 2


class Counting(Reads):
    """Reads of a queue of a million, made up on demand; counts what is asked for."""

    asked = 0
    total = 1_000_000

    def first_page(self, *, queue, order, done, token=None):  # type: ignore[no-untyped-def, override]
        keys = range(self.total, self.total - PAGE, -1)
        type(self).asked += PAGE
        done(Page(tuple(card(k) for k in keys), self.total, self.total))

    def keys(self, *, queue, order, after, done, token=None):  # type: ignore[no-untyped-def, override]
        done(after(KeyList(array("q", range(self.total, 0, -1)), self.total)))

    def cards(self, *, wanted, done, token=None):  # type: ignore[no-untyped-def, override]
        type(self).asked += len(wanted)
        done(tuple(card(k) for k in wanted))


def card(key: int) -> CommentCard:
    now = datetime.now(UTC)
    return CommentCard(
        key,
        f"id-{key}",
        "a",
        "slug",
        "r",
        "Name",
        "subscriber",
        f"Words {key}",
        now,
        False,
        CommentState.PUBLISHED,
        WorkState.TODO,
        Queue.NEW,
        0,
        None,
        "",
        None,
        None,
        "",
        "",
        None,
        Delivery.NONE,
    )


def test_a_million_rows_show_by_reading_two_pages(plumbing: Plumbing, forty: Inbox) -> None:
    Counting.asked = 0
    owner = QObject()
    desk: Desk = forty.desk
    source = QueueSource(Counting(plumbing.tasks, desk, owner))
    cards = CardList(source, CommentCardDelegate(), "Comments")
    cards.resize(392, 700)
    source.load(Queue.EVERYTHING, Order.NEWEST)
    cards.show()
    plumbing.tasks.wait_idle()
    assert source.count() == 1_000_000
    assert Counting.asked <= 2 * PAGE
    cards.set_current(700_000)
    cards.grab()
    assert source.row(700_000) is not None
    assert Counting.asked <= 5 * PAGE
    cards.close()


def test_only_fifty_pages_stay_in_memory(plumbing: Plumbing, forty: Inbox) -> None:
    owner = QObject()
    source = QueueSource(Counting(plumbing.tasks, forty.desk, owner))
    source.load(Queue.EVERYTHING, Order.NEWEST)
    for page in range(0, 8_000, 100):
        source.wanted(page * PAGE, page * PAGE + PAGE - 1)
    assert source.row(0) is not None or source.row(7_900 * PAGE) is not None
    kept = sum(source.row(i) is not None for i in range(0, source.count(), PAGE))
    assert kept <= 50


def test_keys_that_come_later_never_change_the_first_page() -> None:
    shown = array("q", [90, 80, 70])
    later = KeyList(array("q", [95, 90, 85, 80, 70, 60, 50]), 95)
    assert joined(shown, later, 90, Order.NEWEST).tolist() == [90, 80, 70, 60, 50]
    assert joined(array("q", [50, 60]), KeyList(array("q", [50, 55, 60, 70, 95]), 95), 90, Order.OLDEST).tolist() == [
        50,
        60,
        70,
    ]
    assert fresh_keys(shown, later).tolist() == [95, 85, 60, 50]


@pytest.mark.parametrize("newest_first", [True, False])
def test_keys_are_found_by_halving(newest_first: bool) -> None:
    keys = array("q", sorted(range(0, 3_000, 3), reverse=newest_first))
    assert all(index_in(keys, key, newest_first=newest_first) == at for at, key in enumerate(keys))
    assert index_in(keys, 4, newest_first=newest_first) == -1


def test_a_verdict_binds_to_the_card_on_screen_not_to_what_has_come_behind_it(forty: Inbox) -> None:
    comment = next(c for c in forty.comments if c.id == forty.card.id)
    theirs = Decision(
        new_id(), comment.id, Verdict.REMOVE, "m9", "Tom", "d9", datetime.now(UTC), text_hash(comment.text), 1, rev=1
    )
    removed = replace(comment, state=CommentState.REMOVED, decision_id=theirs.id, rev=comment.rev + 1)
    forty.feed.send(theirs, removed)  # in the database, not yet on screen
    assert forty.card.decision_id is None
    forty.keys("a")
    made = moderation.context(forty.desk, comment_id=comment.id).log[0]
    assert (made.verdict, made.seen_decision_id) == (Verdict.APPROVE, None)
    assert moderation.cards(forty.desk, wanted=[forty.screen.work.source.row(0).key])[0].state is CommentState.REMOVED


def test_a_verdict_shows_the_next_card_once(forty: Inbox) -> None:
    shown: list[str] = []
    forty.screen.work.shown.connect(lambda: shown.append(forty.shown))
    before = forty.shown
    forty.keys("a")
    assert shown[0] != before  # never the decided card for a moment
    assert len(shown) == 1
