"""The desk itself: who works here, transactions, secrets, upkeep, size."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from editor.domain.articles import ArticleFields
from editor.domain.comments import CommentState
from editor.domain.errors import BadInput, Bug, NotFound
from editor.domain.feed import Kind, mark
from editor.domain.inbox import Order, Queue
from editor.domain.sanctions import Sanction, SanctionKind
from editor.services import drafting, moderation
from editor.store import cards, codec, inbound, upkeep
from editor.store import comments as comment_store
from editor.store.desk import Desk
from editor.store.open import open_desk
from editor.store.seed_scale import make_scale_database
from editor.store.threads import quoting
from editor.store.vault import Vault
from tests.helpers.desk_store import KEY, START, Feed, HandClock, article, comment, make_desk, reader, report, rulebook


def test_who_works_here_is_remembered(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    fresh = open_desk(path, KEY, HandClock())
    with pytest.raises(NotFound):
        _ = fresh.identity
    fresh.close()
    first = make_desk(path)
    known = first.identity
    first.close()
    again = open_desk(path, KEY, HandClock())
    assert again.identity == known
    again.close()


def test_what_fails_in_the_middle_leaves_nothing_behind(desk: Desk) -> None:
    with pytest.raises(ZeroDivisionError), desk.write() as unit:
        unit.run("INSERT INTO meta VALUES ('half', 'done')")
        _ = 1 // 0
    with desk.read() as view:
        assert view.value("SELECT 1 FROM meta WHERE name = 'half'") is None


def test_a_durable_write_stays_durable_after_one_that_was_not(desk: Desk) -> None:
    def level(durable: bool) -> int:
        with desk.write(durable=durable) as unit:
            return int(unit.value("PRAGMA synchronous"))

    full, normal = 2, 1
    assert [level(durable) for durable in (True, False, False, True, True, False, True)] == [
        full,
        normal,
        normal,
        full,
        full,
        normal,
        full,
    ]


def test_a_view_sees_one_moment(desk: Desk, feed: Feed) -> None:
    with desk.read() as view:
        assert view.value("SELECT count(*) FROM comment") == 0
        feed.send(comment())
        assert view.value("SELECT count(*) FROM comment") == 0
    with desk.read() as view:
        assert view.value("SELECT count(*) FROM comment") == 1


def test_a_write_inside_a_write_is_a_bug_not_a_hang(desk: Desk) -> None:
    with desk.write(), pytest.raises(Bug), desk.write():
        pass


def test_reads_from_many_threads(desk: Desk, feed: Feed) -> None:
    feed.send(*(comment(f"c{n}") for n in range(50)))
    totals: list[int] = []

    def look() -> None:
        for _ in range(20):
            totals.append(moderation.first_page(desk, queue=Queue.NEW, limit=10).total)

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert totals == [50] * 160


def test_secrets_can_live_in_the_database(desk: Desk) -> None:
    vault = Vault(desk)
    assert vault.get("token") is None
    vault.set("token", "abc")
    vault.set("token", "def")
    assert vault.get("token") == "def"
    vault.delete("token")
    vault.delete("token")
    assert vault.get("token") is None


def test_orders_and_counts_of_a_queue(desk: Desk, feed: Feed) -> None:
    feed.send(
        *(comment(f"c{n}", created=START + timedelta(minutes=n)) for n in range(5)),
        report("p1", "c1"), report("p2", "c3"), report("p3", "c3"), report("p4", "c2"),
    )  # fmt: skip

    def ids(queue: Queue, order: Order) -> list[str]:
        keys = moderation.keys(desk, queue=queue, order=order).keys
        page = moderation.first_page(desk, queue=queue, order=order, limit=3)
        whole = [card.id for card in moderation.cards(desk, wanted=keys)]
        assert [card.id for card in page.cards] == whole[:3]
        assert page.total == len(whole)
        return whole

    assert ids(Queue.EVERYTHING, Order.NEWEST) == ["c4", "c3", "c2", "c1", "c0"]
    assert ids(Queue.EVERYTHING, Order.MOST_REPORTED) == ["c3", "c2", "c1", "c4", "c0"]
    assert ids(Queue.REPORTED, Order.MOST_REPORTED) == ["c3", "c2", "c1"]
    assert ids(Queue.NEW, Order.OLDEST) == ["c0", "c4"]
    assert moderation.cards(desk, wanted=[1, 2]) == ()


@pytest.mark.parametrize("chunk", [1, 2, 3, 100])
@pytest.mark.parametrize("order", [Order.NEWEST, Order.OLDEST])
def test_the_queues_are_merged_in_order_however_they_are_interleaved(
    desk: Desk, feed: Feed, monkeypatch: pytest.MonkeyPatch, chunk: int, order: Order
) -> None:
    monkeypatch.setattr(comment_store, "_CHUNK", chunk)
    states = [CommentState.PUBLISHED] * 3 + [CommentState.HELD, CommentState.REMOVED, CommentState.HELD]
    feed.send(
        *(comment(f"c{n}", created=START + timedelta(minutes=n), state=states[n * n % 6]) for n in range(40)),
        *(report(f"p{n}", f"c{n}") for n in range(3, 40, 7)),
    )
    with desk.read() as view:
        expected = [row[0] for row in view.rows("SELECT key FROM comment ORDER BY key")]
        assert len(view.rows("SELECT DISTINCT queue FROM comment")) == 4
    found = list(moderation.keys(desk, queue=Queue.EVERYTHING, order=order).keys)
    assert found == (expected if order is Order.OLDEST else expected[::-1])
    page = moderation.first_page(desk, queue=Queue.EVERYTHING, order=order, limit=7)
    assert [card.key for card in page.cards] == found[:7]


@pytest.mark.parametrize(
    ("subscribed", "days", "comments", "bar", "expected"),
    [
        (1, 6 * 366, 9, None, "subscriber 6 y"),
        (1, 340, 9, None, "subscriber 11 mo"),
        (1, 3, 9, None, "new subscriber"),
        (1, 340, 1, None, "first comment"),
        (0, 340, 9, None, "no subscription"),
        (1, 340, 9, SanctionKind.BAN, "banned"),
        (1, 340, 9, SanctionKind.SUSPENSION, "suspended"),
        (1, None, 9, None, "subscriber"),
        (None, None, 9, None, ""),
    ],
)
def test_an_authors_standing(
    subscribed: int | None, days: int | None, comments: int, bar: SanctionKind | None, expected: str
) -> None:
    since = None if days is None else int((START - timedelta(days=days)).timestamp() * 1000)
    assert cards.standing(subscribed, since, comments, bar, START) == expected


def test_a_readers_record_counts_months_and_reports(desk: Desk, feed: Feed) -> None:
    feed.send(
        reader(), comment("c1"), comment("c2", created=START - timedelta(days=60)),
        comment("c3", created=START - timedelta(days=900)), report("p1", "c1", reporter_id="r1"),
    )  # fmt: skip
    record = moderation.context(desk, comment_id="c1").reader
    assert (record.comments, record.reports_made, record.reports_answered) == (3, 1, 0)
    assert [month.published for month in record.months] == [0] * 9 + [1, 0, 1]
    assert (record.months[0].month, record.months[-1].month) == ("2025-12", "2026-11")


def test_a_month_ends_where_the_next_begins(desk: Desk, feed: Feed) -> None:
    first = datetime(2026, 11, 1, tzinfo=UTC)
    feed.send(
        reader(),
        comment("c1", created=first),
        comment("c2", created=first - timedelta(milliseconds=1), state=CommentState.REMOVED),
        comment("c3", created=datetime(2025, 12, 1, tzinfo=UTC)),
        comment("c4", created=datetime(2025, 12, 1, tzinfo=UTC) - timedelta(milliseconds=1)),
    )
    months = moderation.context(desk, comment_id="c1").reader.months
    assert [(m.month, m.published, m.removed) for m in months if m.published or m.removed] == [
        ("2025-12", 1, 0), ("2026-10", 0, 1), ("2026-11", 1, 0),
    ]  # fmt: skip


def test_replies_that_quote() -> None:
    replies = [
        ("a", "“late again, says” who?"),
        ("b", "> The ferry is late\nNo it is not"),
        ("c", '"late again"'),
        ("d", "“quite other words here”"),
    ]
    assert quoting("The ferry is late again, says Oona.", replies) == ("a", "b")


def test_a_loop_of_parents_does_no_harm(desk: Desk, feed: Feed) -> None:
    feed.send(comment("c1", parent_id="c2"), comment("c2", parent_id="c1"), comment("c3", parent_id="c3"))
    assert moderation.context(desk, comment_id="c1").replies == 1
    assert moderation.context(desk, comment_id="c3").replies == 0


def test_upkeep_notices_what_is_wrong(desk: Desk, feed: Feed) -> None:
    feed.send(comment())
    with desk.write() as unit:
        unit.run("UPDATE counter SET count = 7")
        unit.run("UPDATE digest SET total = '1' WHERE kind = 'comment'")
        unit.run("UPDATE comment SET text = 'changed behind the index'")
    sentences = " ".join(upkeep.problems(desk))
    assert "says 7" in sentences
    assert "kind comment" in sentences
    assert "index of words" in sentences
    with desk.write() as unit:
        unit.run("UPDATE comment SET text = ?", (comment().text,))
        unit.run("UPDATE digest SET total = ?", (str(mark(Kind.COMMENT, "c1", 1)),))
        upkeep.rebuild_projection(unit)


def test_idle_work_merges_until_nothing_is_left(desk: Desk, feed: Feed) -> None:
    for n in range(30):
        feed.send(comment(f"c{n}"))
    for _ in range(100):
        if not inbound.idle_work(desk):
            break
    else:
        pytest.fail("merging never ends")
    assert len(moderation.find(desk, words="ferry", limit=50).cards) == 30


def test_domain_objects_survive_their_json() -> None:
    for thing in (article(), rulebook(), comment(), reader(), report(), ArticleFields(headline="“Ørsted” 🛟")):
        assert codec.load(type(thing), codec.dump(thing)) == thing


def test_a_backup_opens_with_the_same_key(desk: Desk, feed: Feed, tmp_path: Path) -> None:
    feed.send(comment())
    story = drafting.new_story(desk).result
    upkeep.back_up(desk, tmp_path / "copy.db")
    copy = open_desk(tmp_path / "copy.db", KEY, HandClock())
    assert drafting.open_story(copy, article_id=story.id) == story
    assert upkeep.problems(copy) == ()
    copy.close()


def test_a_database_for_benchmarks_is_sound(tmp_path: Path) -> None:
    steps: list[str] = []
    path = tmp_path / "scale" / "desk.db"
    make_scale_database(path, KEY, 3_000, lambda what, done, of: steps.append(what), clock=HandClock())
    made = open_desk(path, KEY, HandClock())
    assert upkeep.problems(made) == ()
    counts = {line.queue: line.count for line in moderation.queue_counts(made)}
    assert counts[Queue.EVERYTHING] == 3_000
    assert counts[Queue.REPORTED] >= 40
    assert len(moderation.find(made, words="ferry").cards) == 50
    made.close()
    assert set(steps) == {"comments", "indexes", "index of words", "reports"}
    with pytest.raises(FileExistsError):
        make_scale_database(path, KEY, 10, clock=HandClock())


def test_one_who_is_suspended_is_called_so_and_may_still_be_banned(desk: Desk, feed: Feed) -> None:
    pause = Sanction(
        id="s1",
        reader_id="r1",
        kind=SanctionKind.SUSPENSION,
        begins=START - timedelta(days=1),
        ends=START + timedelta(days=27),
        clause=1,
        rulebook_version=1,
        evidence=(),
        actor_id="m1",
        actor_name="Isla Munro",
        notice="Not until December.",
        rev=1,
    )
    feed.send(rulebook(), reader(), article(), comment("c1"), pause)
    context = moderation.context(desk, comment_id="c1")
    assert context.card.standing == "suspended"
    assert {entry.standing for entry in context.thread} == {"suspended"}
    moderation.ban(desk, comment_id="c1", clause=1, rulebook_version=1)
    assert moderation.context(desk, comment_id="c1").card.standing == "banned"
    with pytest.raises(BadInput):
        moderation.ban(desk, comment_id="c1", clause=1, rulebook_version=1)
