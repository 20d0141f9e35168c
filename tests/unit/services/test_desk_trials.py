"""A rulebook tried on what the desk itself holds: the decisions in force, any number of processes, cancelling."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from editor.domain.comments import text_hash
from editor.domain.decisions import Seen, Verdict
from editor.domain.rulebook_checks import (
    Action,
    Author,
    Check,
    Condition,
    Entry,
    Repetition,
    Reports,
    Score,
    Story,
    Words,
)
from editor.domain.rulebook_whole import WholeRulebook
from editor.services import desk_trials, moderation
from editor.services.rulebook_files import starter
from editor.store import past
from editor.store.desk import Desk
from editor.triage.worker_pool import Cancelled
from tests.helpers.desk_store import START, Feed, article, comment, make_desk, reader, report, rulebook

LIAR = Check("liar", "Liar", Words((Entry("liar"),)), Action.HOLD)
HARBOUR = Check("harbour", "Harbour", Story(sections=("harbour",)))
AGAIN = Check("again", "Again", Repetition(times=1))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = make_desk(tmp_path / "desk.db")
    feed = Feed(desk)
    feed.send(rulebook(), reader(), article(), article("a2", section="Sport", slug="sport"))
    texts = ("You liar", "Kind words here", "A liar he is", "Nobody decided about this liar", "A liar, undone")
    for n, text in enumerate(texts):
        feed.send(comment(f"c{n}", text=text, article_id=f"a{1 + n % 2}", created=START - timedelta(days=40 - 10 * n)))

    def decide(n: int, verdict: Verdict, clause: int | None = None) -> str:
        seen = Seen(text_hash(texts[n]), None, 1)
        made = moderation.decide(desk, comment_id=f"c{n}", verdict=verdict, seen=seen, clause=clause)
        return made.result.id

    decide(0, Verdict.REMOVE, 1)
    decide(1, Verdict.APPROVE)
    decide(2, Verdict.APPROVE)
    moderation.undo(desk, comment_id="c4", decision_id=decide(4, Verdict.REMOVE, 1))
    with closing(desk):
        yield desk


def book(*checks: Check) -> WholeRulebook:
    return replace(starter(), checks=checks)


def test_it_counts_what_the_desk_decided(desk: Desk) -> None:
    shown: list[tuple[int, int]] = []
    result = desk_trials.backtest(desk, book(LIAR, HARBOUR), progress=lambda done, all_: shown.append((done, all_)))
    assert (result.all.comments, result.all.hit, result.all.stopped, result.all.decided) == (5, 4, 4, 3)
    assert (result.all.removed, result.all.wrongly_stopped, result.all.missed) == (1, 1, 0)
    assert {name: group.comments for name, group in result.sections.items()} == {"Harbour": 3, "Sport": 2}
    liar, harbour = result.checks
    assert (liar.hits, liar.removed, liar.approved, harbour.hits) == (4, 1, 1, 3)
    assert [sample.id for sample in liar.examples["approved"]] == ["c2"]
    assert [sample.id for sample in liar.examples["undecided"]] == ["c3", "c4"]
    assert shown == [(5, 5)]


def test_since_leaves_older_ones_out(desk: Desk) -> None:
    since = START - timedelta(days=20)
    result = desk_trials.backtest(desk, book(LIAR), since=since)
    assert (result.all.comments, result.all.hit) == (3, 3)
    assert desk_trials.backtest(desk, book(LIAR), since=since + timedelta(milliseconds=1)).all.comments == 2


def test_pages_and_processes_change_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    feed = Feed(desk)
    feed.seq = 1_000
    again = "The same long text of more than six words"
    feed.send(*(comment(f"d{n}", text=again, created=START - timedelta(minutes=n)) for n in range(30)))
    rules = book(LIAR, HARBOUR, AGAIN)
    one = desk_trials.backtest(desk, rules, against=book(HARBOUR), processes=1)
    monkeypatch.setattr(desk_trials, "_PAGE", 4)
    monkeypatch.setattr(desk_trials, "_FEW", 0)
    assert desk_trials.backtest(desk, rules, against=book(HARBOUR), processes=2) == one
    assert one.checks[2].hits == 29 and one.newly["stopped"]["hits"] == 4


def test_it_can_be_cancelled(desk: Desk) -> None:
    with pytest.raises(Cancelled):
        desk_trials.backtest(desk, book(LIAR), cancelled=lambda: True)


def test_an_empty_desk(tmp_path: Path) -> None:
    with closing(make_desk(tmp_path / "empty.db")) as empty:
        assert desk_trials.backtest(empty, book(LIAR)).all.comments == 0


def day(number: int) -> datetime:
    """So many days after all began."""
    return START - timedelta(days=300) + timedelta(days=number)


@pytest.fixture
def known_desk(tmp_path: Path) -> Iterator[Desk]:
    """A reader's five comments over half a year, two of them removed; one of another whose account never came."""
    desk = make_desk(tmp_path / "known.db")
    feed = Feed(desk)
    feed.send(rulebook(), reader(joined=day(-5)), article(published_at=day(0)))
    for n, when in enumerate((0, 10, 20, 100, 180)):
        feed.send(comment(f"c{n}", created=day(when)))
    feed.send(comment("x0", created=day(30), reader_id="r9"))
    for n, when in ((0, 1), (1, 12)):  # removed between the second and third, and between the first and second
        desk.clock.time = day(when)  # type: ignore[attr-defined]
        seen = Seen(text_hash(f"The ferry is late again, says c{n}."), None, 1)
        moderation.decide(desk, comment_id=f"c{n}", verdict=Verdict.REMOVE, seen=seen, clause=1)
    feed.send(*(report(f"p{n}", "c1", created=day(10) + timedelta(hours=n)) for n in range(3)))
    feed.send(report("p9", "c1", created=day(200)))  # long after it was decided
    feed.send(report("q0", "c4", created=day(190)))  # nobody has decided on that one
    with closing(desk):
        yield desk


@pytest.mark.parametrize(
    ("when", "hit"),
    [
        (Author(first_comments=1), {"c0", "x0"}),
        (Author(first_comments=3), {"c0", "c1", "c2", "x0"}),
        (Author(removals=1), {"c1", "c2", "c3"}),  # by then: none before the first, and ninety days later none
        (Author(removals=2), {"c2"}),  # the fourth came 99 days after the first removal, 88 after the second
        (Author(younger_than_days=20), {"c0", "c1"}),  # 5, 15 and 25 days; of the other's account nothing is known
        (Author(strikes=1), set()),
        (Author(subscription=("active",)), set()),
        (Reports(weight=1), {"c1", "c4"}),
        (Reports(weight=3), {"c1"}),
        (Reports(weight=4), set()),
        (Reports(burst=3, minutes=120), {"c1"}),
        (Reports(burst=3, minutes=119), set()),
        (Story(younger_than_hours=24 * 15), {"c0", "c1"}),
        (Story(legal=False), set()),
        (Score("risk", 0, 1), set()),
    ],
)
def test_what_was_known_of_author_reports_and_story_at_the_time(
    known_desk: Desk, when: Condition, hit: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = book(Check("then", "Then", when, Action.HOLD))
    once = desk_trials.backtest(known_desk, rules)
    (check,) = once.checks
    assert {sample.id for samples in check.examples.values() for sample in samples} == hit
    monkeypatch.setattr(desk_trials, "_PAGE", 2)
    assert desk_trials.backtest(known_desk, rules) == once
    monkeypatch.setattr(past, "_MOST_AUTHORS", 0)  # each page looks its authors up again
    assert desk_trials.backtest(known_desk, rules) == once


def test_comments_before_the_first_one_tried_count(known_desk: Desk) -> None:
    rules = book(Check("then", "Then", Author(first_comments=3), Action.HOLD))
    (check,) = desk_trials.backtest(known_desk, rules, since=day(15)).checks
    assert {sample.id for samples in check.examples.values() for sample in samples} == {"c2", "x0"}


def test_facts_are_asked_for_by_the_rulebook_in_force_too(known_desk: Desk) -> None:
    result = desk_trials.backtest(known_desk, book(LIAR), against=book(Check("r", "R", Reports(weight=1), Action.HOLD)))
    assert result.newly["let through"]["hits"] == 2
