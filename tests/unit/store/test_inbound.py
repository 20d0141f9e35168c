"""The feed is taken over whole, once, in any order; the cursor never runs ahead of it."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editor.domain.changes import ChangeSet
from editor.domain.comments import CommentState
from editor.domain.feed import Change, Cursor, Digest, Kind, SiteObject, digest_of, object_id, object_rev
from editor.domain.inbox import Order, Queue
from editor.services import moderation
from editor.store import arrivals, inbound, upkeep
from editor.store.desk import Desk, Unit
from editor.store.gate import GaveWay
from tests.helpers.desk_store import KINDS, START, Feed, article, comment, make_desk, reader, report, rulebook


def test_a_comment_may_come_before_its_reader_its_story_and_after_its_report(desk: Desk, feed: Feed) -> None:
    feed.send(report(), comment("c2", parent_id="c1"))
    feed.send(comment())
    feed.send(article())
    feed.send(reader(subscribed=False))
    feed.send(rulebook())
    found = moderation.context(desk, comment_id="c1")
    assert (found.card.queue, found.card.article_slug, found.card.standing) == (
        Queue.REPORTED, "ferry-timetable-cut", "no subscription",
    )  # fmt: skip
    assert (found.card.top_clause_label, found.headline, found.replies) == ("Abuse", article().fields.headline, 1)
    assert [entry.depth for entry in found.thread] == [0, 1]
    assert found.article_url.startswith("http://tideline.test/stories/ferry-timetable-cut#")


def test_the_same_page_again_changes_nothing(desk: Desk) -> None:
    page = [Change(1, Kind.COMMENT, "c1", 1, deleted=False, thing=comment())]
    assert inbound.apply_changes(desk, page, Cursor("e", 1)).comments == {"c1"}
    assert not inbound.apply_changes(desk, page, Cursor("e", 1))


def test_the_cursor_moves_with_what_it_covers(desk: Desk) -> None:
    changes = [Change(n, Kind.COMMENT, f"c{n}", 1, deleted=False, thing=comment(f"c{n}")) for n in range(1, 1_200)]
    seen: list[tuple[int, int]] = []
    write = desk.write

    def watched(*args: bool, **options: bool) -> object:
        with desk.read() as view:
            cursor = inbound.cursor(view)
            seen.append((cursor.seq if cursor else 0, view.value("SELECT count(*) FROM comment")))
        return write(*args, **options)

    desk.write = watched  # type: ignore[method-assign, assignment]
    inbound.apply_changes(desk, changes, Cursor("e", 1_500))
    assert len(seen) > 2
    assert all(seq == count for seq, count in seen[:-1])
    with desk.read() as view:
        assert inbound.cursor(view) == Cursor("e", 1_500)


def test_a_deleted_comment_is_gone_from_lists_counts_and_search(desk: Desk, feed: Feed) -> None:
    feed.send(comment(), comment("c2"), report())
    feed.send(deleted=((Kind.COMMENT, "c1"), (Kind.COMMENT, "never")))
    assert [line.count for line in moderation.queue_counts(desk)] == [0, 0, 1, 0, 1]
    assert [card.id for card in moderation.find(desk, words="ferry").cards] == ["c2"]
    feed.send(deleted=((Kind.REPORT, "p1"),))
    with desk.read() as view:
        assert not inbound.holds(view, Kind.REPORT, "p1")
        assert inbound.holds(view, Kind.COMMENT, "c2")
        assert inbound.digests(view)[Kind.REPORT] == Digest(0, 0)


def test_an_edited_comment_is_found_by_its_new_words_only(desk: Desk, feed: Feed) -> None:
    feed.send(comment(text="The quay is closed"))
    feed.send(comment(rev=2, text="The slip is open", edited=START))
    assert moderation.find(desk, words="quay").cards == ()
    assert moderation.find(desk, words="slip").cards[0].edited


def test_comments_of_one_moment_keep_apart(desk: Desk, feed: Feed) -> None:
    feed.send(*(comment(f"c{n}") for n in range(6_000)))  # more than the 4,096 numbers of a millisecond
    found = moderation.keys(desk, queue=Queue.EVERYTHING)
    assert len(set(found.keys)) == 6_000


def test_revisions_and_digests_name_what_the_site_gave_and_nothing_of_ours(desk: Desk, feed: Feed) -> None:
    feed.send(comment("c1", 4), comment("c2", 2), rulebook(), rulebook(2), article(rev=7), reader(), report())
    with desk.read() as view:
        assert inbound.revisions(view, Kind.COMMENT, "", 10) == [("c1", 4), ("c2", 2)]
        assert inbound.revisions(view, Kind.COMMENT, "c1", 10) == [("c2", 2)]
        assert inbound.revisions(view, Kind.RULEBOOK, "", 10) == [("1", 1), ("2", 1)]
        assert inbound.revisions(view, Kind.ARTICLE, "", 10) == [("a1", 7)]
        held = inbound.digests(view)
        for kind in Kind:
            assert held[kind] == digest_of(kind, inbound.revisions(view, kind, "", 10))
    moderation.ban(desk, comment_id="c1", clause=1, rulebook_version=1)
    with desk.read() as view:
        assert inbound.digests(view) == held
        assert inbound.revisions(view, Kind.SANCTION, "", 10) == []


def test_after_a_restore_older_revisions_are_taken_until_the_comparison_ends(desk: Desk, feed: Feed) -> None:
    feed.send(comment("c1", 5, state=CommentState.REMOVED, decision_id="d", clause=1))
    feed.send(comment("c1", 2))
    assert moderation.context(desk, comment_id="c1").card.state is CommentState.REMOVED
    inbound.begin_resync(desk, "e2")
    with desk.read() as view:
        assert inbound.resyncing(view) == "e2"
        assert inbound.cursor(view) == Cursor("e1", 2)
    Feed(desk, "e2").send(comment("c1", 2))
    assert moderation.context(desk, comment_id="c1").card.state is CommentState.PUBLISHED
    with desk.write() as unit:
        inbound.end_resync(unit, Cursor("e2", 9))
        assert inbound.resyncing(unit) is None
        assert inbound.cursor(unit) == Cursor("e2", 9)


def test_a_persons_write_goes_before_the_feed(desk: Desk, feed: Feed) -> None:
    feed.send(rulebook())
    order: list[str] = []
    inside, go_on = threading.Event(), threading.Event()

    def background(name: str) -> None:
        with desk.write(background=True):
            order.append(name)
            inside.set()
            go_on.wait(5)

    def person() -> None:
        with desk.write():
            order.append("person")

    first = threading.Thread(target=background, args=("feed 1",))
    first.start()
    inside.wait(5)
    others = [threading.Thread(target=background, args=("feed 2",)), threading.Thread(target=person)]
    others[0].start()
    others[1].start()
    while not desk.gate.person_near:
        pass
    go_on.set()
    for thread in (first, *others):
        thread.join(10)
    assert order == ["feed 1", "person", "feed 2"]


def test_bulk_work_gives_way_in_the_middle_of_a_statement(desk: Desk) -> None:
    begun, gave_way = threading.Event(), threading.Event()

    def bulk() -> None:
        try:
            with desk.write(background=True, gives_way=True) as unit:
                unit.run("INSERT INTO meta VALUES ('half', 'done')")
                begun.set()
                unit.value("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n")
        except GaveWay:
            gave_way.set()

    thread = threading.Thread(target=bulk, daemon=True)
    thread.start()
    assert begun.wait(10)
    with desk.write() as unit:  # the statement above never ends by itself
        assert unit.value("SELECT count(*) FROM meta WHERE name = 'half'") == 0
    thread.join(10)
    assert gave_way.is_set()


def test_bulk_work_gives_way_between_two_statements(desk: Desk) -> None:
    waiting = threading.Thread(target=lambda: _write_something(desk))
    with pytest.raises(GaveWay), desk.write(background=True, gives_way=True) as unit:
        waiting.start()
        until = time.monotonic() + 10
        while not desk.gate.person_waits:
            assert time.monotonic() < until
        unit.run("INSERT INTO meta VALUES ('half', 'done')")
    waiting.join(10)
    with desk.read() as view:
        assert view.value("SELECT count(*) FROM meta WHERE name = 'half'") == 0
        assert view.value("SELECT value FROM meta WHERE name = 'person'") == "was here"


def test_an_interruption_has_many_names(desk: Desk) -> None:
    waiting = threading.Thread(target=lambda: _write_something(desk))
    with pytest.raises(GaveWay), desk.write(background=True, gives_way=True) as unit:
        waiting.start()
        while not desk.gate.person_waits:
            pass
        unit.raw.execute("SELECT * FROM json_each_as_it_says_when_interrupted")
    waiting.join(10)


def test_nothing_else_gives_way(desk: Desk) -> None:
    waiting = threading.Thread(target=lambda: _write_something(desk))
    with desk.write(background=True) as unit:
        waiting.start()
        while not desk.gate.person_waits:
            pass
        unit.run("INSERT INTO meta VALUES ('whole', 'done')")
    waiting.join(10)
    with desk.read() as view:
        assert view.value("SELECT count(*) FROM meta WHERE name IN ('whole', 'person')") == 2


def test_what_gave_way_is_taken_over_later_once_and_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("editor.store.gate.QUIET_SECONDS", 0.02)
    monkeypatch.setattr("editor.store.gate.SETTLE_SECONDS", 0.0)
    monkeypatch.setattr("editor.store.gate.TURN_SECONDS", 0.02)
    changes = [Change(n, Kind.COMMENT, f"c{n}", 1, deleted=False, thing=comment(f"c{n}")) for n in range(1, 3_001)]
    gave_way = 0
    real = arrivals.store

    def store(unit: Unit, *arguments: object, **options: bool) -> object:
        nonlocal gave_way
        found = real(unit, *arguments, **options)  # type: ignore[arg-type]
        if gave_way < 5:  # a person comes when much is written and nothing kept
            gave_way += 1
            person = threading.Thread(target=lambda: _write_something(desk))
            person.start()
            while not desk.gate.person_waits:
                pass
        return found

    monkeypatch.setattr(arrivals, "store", store)
    told: list[ChangeSet] = []
    feed = threading.Thread(target=lambda: told.append(inbound.apply_changes(desk, changes, Cursor("e", 3_000))))
    feed.start()
    feed.join(60)
    assert gave_way == 5 and len(told) == 1
    assert told[0].comments == {f"c{n}" for n in range(1, 3_001)}
    with desk.read() as view:
        assert view.value("SELECT count(*) FROM comment") == 3_000
        assert inbound.cursor(view) == Cursor("e", 3_000)
    assert len(moderation.find(desk, words="ferry", limit=100).cards) == 100


def _write_something(desk: Desk) -> None:
    with desk.write() as unit:
        unit.run("INSERT OR REPLACE INTO meta VALUES ('person', 'was here')")


things = st.lists(
    st.one_of(
        st.builds(
            lambda n, rev, state: comment(
                f"c{n}",
                rev,
                state=state,
                decision_id=f"d{rev}" if state is CommentState.REMOVED else None,
                text=f"words {rev}",
            ),
            st.integers(1, 4),
            st.integers(1, 5),
            st.sampled_from([CommentState.PUBLISHED, CommentState.HELD, CommentState.REMOVED]),
        ),
        st.builds(
            lambda n, c, rev: report(f"p{n}", f"c{c}", rev), st.integers(1, 3), st.integers(1, 4), st.integers(1, 3)
        ),
        st.builds(lambda rev: reader(rev=rev, name=f"Reader {rev}"), st.integers(1, 4)),
        st.builds(lambda rev: article(rev=rev, headline=f"Headline {rev}"), st.integers(1, 4)),
    ),
    max_size=12,
)


def the_end_is_the_same(tmp_path_factory: pytest.TempPathFactory, sent: list[SiteObject], chance: object) -> None:
    unique = list({(KINDS[type(thing)], object_id(thing), object_rev(thing)): thing for thing in sent}.values())
    ends = []
    for turn in range(2):
        desk = make_desk(tmp_path_factory.mktemp("order") / "desk.db")
        feed = Feed(desk)
        if turn:
            chance.shuffle(unique)  # type: ignore[attr-defined]
            for thing in unique:
                feed.send(thing)
        else:
            feed.send(*sorted(unique, key=object_rev))
        assert upkeep.problems(desk) == ()
        with desk.read() as view:
            digests = inbound.digests(view)
        page = moderation.first_page(desk, queue=Queue.EVERYTHING, order=Order.NEWEST)
        ends.append((digests, moderation.queue_counts(desk), {replace(card, key=0) for card in page.cards}))
        desk.close()
    assert ends[0] == ends[1]


@given(things, st.randoms())
@settings(max_examples=10, deadline=None)
def test_any_order_and_any_cutting_ends_in_the_same_desk(
    tmp_path_factory: pytest.TempPathFactory, sent: list[SiteObject], chance: object
) -> None:
    the_end_is_the_same(tmp_path_factory, sent, chance)


@pytest.mark.long
@pytest.mark.timeout(1800)
@given(things, st.randoms())
@settings(max_examples=100, deadline=None)
def test_any_order_and_any_cutting_ends_in_the_same_desk_in_many_cases(
    tmp_path_factory: pytest.TempPathFactory, sent: list[SiteObject], chance: object
) -> None:
    the_end_is_the_same(tmp_path_factory, sent, chance)


def test_new_comments_are_counted_from_a_key_on(desk: Desk, feed: Feed) -> None:
    feed.send(comment("old"))
    newest = moderation.first_page(desk, queue=Queue.NEW).newest_key
    feed.send(comment("c2", created=START), comment("c3", created=START + timedelta(seconds=1)))
    assert moderation.new_since(desk, queue=Queue.NEW, newest_key=newest) == 2
    assert moderation.new_since(desk, queue=Queue.HELD, newest_key=0) == 0
    assert moderation.new_since(desk, queue=Queue.EVERYTHING, newest_key=newest) == 2
