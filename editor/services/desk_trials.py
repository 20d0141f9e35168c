"""Tries a rulebook on this desk's own past: the comments it holds and what was decided about them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime

from editor.domain.rulebook_checks import Author, Check, Reports, leaves
from editor.domain.rulebook_whole import WholeRulebook
from editor.services.rule_trials import BacktestResult, available_cores, result_of
from editor.store import past
from editor.store.desk import Desk
from editor.triage import backtest as backtesting
from editor.triage.comment_lines import CommentLine
from editor.triage.facts import AuthorFacts, Facts, ReportFacts, StoryFacts

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

    Beside the text the checks are told what the desk knows as of the time of the comment: how many comments its author
    had written, removals of the ninety days before and the age of the account; the reports made until the decision in
    force, each of weight 1; the story's section and publication. Not known, so that checks on them do not apply:
    strikes, the subscription then, the story's legal flag and watched terms, scores. Of removals, those that stand
    today count; of comments, those that the desk still has.
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
        _pages(desk, first, {type(leaf) for check in _checks(trial) for leaf in leaves(check.when)}),
        total=total,
        processes=0 if total <= _FEW else processes or available_cores(),
        progress=progress,
        cancelled=cancelled,
    )
    return result_of(book.checks, tally)


def _checks(trial: backtesting.Trial) -> tuple[Check, ...]:
    return trial.checks + (trial.against or ())


def _pages(desk: Desk, first: int, asked: Collection[type]) -> Iterator[list[CommentLine]]:
    """The comments with what is known about them, as far as a check of the kinds ``asked`` wants it."""
    after, authors = first, past.Authors()
    while True:
        with desk.read() as view:
            found = past.page(view, after=after, limit=_PAGE)
            writers = authors.of(view, found) if Author in asked else ()
            reports = past.reports_of(view, found) if Reports in asked else None
        if not found:
            return
        yield [
            _line(
                number,
                comment,
                _author(writers[number - 1]) if writers else None,
                None if reports is None else tuple(map(ReportFacts, reports.get(comment.id, ()))),
            )
            for number, comment in enumerate(found, 1)
        ]
        after = found[-1].key


def _author(author: past.PastAuthor) -> AuthorFacts:
    return AuthorFacts(comments_before=author.comments, removals=author.removals, since=author.joined)


def _line(
    number: int, comment: past.PastComment, author: AuthorFacts | None, reports: tuple[ReportFacts, ...] | None
) -> CommentLine:
    story = StoryFacts(section=comment.section, published=comment.published)
    return CommentLine(
        number,
        comment.id,
        comment.text,
        comment.reader_id,
        comment.section,
        f"{comment.created:%Y-%m}",
        comment.removed,
        comment.clause,
        Facts(at=comment.created, author=author, reports=reports, story=story),
    )
