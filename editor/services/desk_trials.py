"""Tries a rulebook on this desk's own past: the comments it holds and what was decided about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from editor.domain.rulebook_whole import WholeRulebook
from editor.services.rule_trials import BacktestResult, available_cores, result_of
from editor.store import past
from editor.store.desk import Desk
from editor.triage import backtest as backtesting
from editor.triage.comment_lines import CommentLine
from editor.triage.facts import Facts, StoryFacts

_PAGE = 1_000  # comments read at one go: a moment, in which nobody can cancel
_FEW = 500  # comments for which to start a process would take longer than the work


def backtest(
    desk: Desk,
    book: WholeRulebook,
    *,
    against: WholeRulebook | None = None,
    count_shadow: bool = False,
    since: datetime | None = None,
    processes: int | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> BacktestResult:
    """Try a rulebook on all comments of the desk, or on those written from ``since`` on, beside the decisions in force.

    Each page is read in a transaction of its own, so nothing waits for the whole. The text goes to other processes of
    this program and nowhere else. ``progress`` is told comments done and in all. Raises BadInput, and
    :class:`~editor.triage.worker_pool.Cancelled` as soon as ``cancelled`` says so.
    """
    first = past.key_before(since)
    with desk.read() as view:
        total = past.how_many(view, after=first)
    trial = backtesting.Trial(
        checks=book.checks,
        path=None,
        against=None if against is None else against.checks,
        count_shadow=count_shadow,
    )
    tally = backtesting.run_on(
        trial,
        _pages(desk, first),
        total=total,
        processes=0 if total <= _FEW else processes or available_cores(),
        progress=progress,
        cancelled=cancelled,
    )
    return result_of(book.checks, tally)


def _pages(desk: Desk, first: int) -> Iterator[list[CommentLine]]:
    after = first
    while True:
        with desk.read() as view:
            found = past.page(view, after=after, limit=_PAGE)
        if not found:
            return
        yield [_line(number, comment) for number, comment in enumerate(found, 1)]
        after = found[-1].key


def _line(number: int, comment: past.PastComment) -> CommentLine:
    return CommentLine(
        number,
        comment.id,
        comment.text,
        comment.reader_id,
        comment.section,
        f"{comment.created:%Y-%m}",
        comment.removed,
        comment.clause,
        Facts(at=comment.created, story=StoryFacts(section=comment.section)),
    )
