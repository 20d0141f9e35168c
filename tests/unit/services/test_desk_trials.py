"""A rulebook tried on what the desk itself holds: the decisions in force, any number of processes, cancelling."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from editor.domain.comments import text_hash
from editor.domain.decisions import Seen, Verdict
from editor.domain.rulebook_checks import Action, Check, Entry, Repetition, Story, Words
from editor.domain.rulebook_whole import WholeRulebook
from editor.services import desk_trials, moderation
from editor.services.rulebook_files import starter
from editor.store.desk import Desk
from editor.triage.worker_pool import Cancelled
from tests.helpers.desk_store import START, Feed, article, comment, make_desk, reader, rulebook

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
