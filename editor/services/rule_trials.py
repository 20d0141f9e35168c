"""Tries rulebooks: on comments one by one, and on the past with what moderators decided."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from editor.domain.rulebook_checks import Check, Repetition
from editor.domain.rulebook_whole import WholeRulebook
from editor.services.triage import in_batches
from editor.triage import backtest as backtesting
from editor.triage.causes import Judgement
from editor.triage.comment_lines import BadLine, CommentLine, comments_in
from editor.triage.engine import Engine
from editor.triage.facts import NOTHING_KNOWN, Facts
from editor.triage.hygiene import Hygiene, hygiene
from editor.triage.tally import Count, Group, Sample, Tally

if TYPE_CHECKING:
    from editor.triage.score.scorer import Scorer


def judge(book: WholeRulebook, text: str, facts: Facts = NOTHING_KNOWN, *, scorer: Scorer | None = None) -> Judgement:
    """What every check says about one text, as typed; with a ``scorer`` its scores are known as well."""
    engine = Engine(book.checks)
    if scorer is not None:
        facts = replace(facts, scores=scorer.score([text])[0].parts())
    return engine.judge(text, facts)


def try_comments(
    book: WholeRulebook, path: Path, *, skip_bad: bool, bad: list[BadLine], scorer: Scorer | None = None
) -> Iterator[tuple[CommentLine, Judgement]]:
    """Every comment of a file with what the checks say, in order; repetition is seen within the file.

    Scores are taken from the file, or worked out by the ``scorer`` when one is given, whatever the file says.
    Raises BadLine at a line that is no comment, or adds it to ``bad`` when these are skipped.
    """
    engine = Engine(book.checks)
    repeats = _Repeats([leaf for leaf in engine.leaves if isinstance(leaf, Repetition)])
    comments = comments_in(path, skip_bad=skip_bad, bad=bad)
    for comment in comments if scorer is None else _scored(scorer, comments):
        yield comment, engine.judge(comment.text, repeats.added_to(comment))


def _scored(scorer: Scorer, comments: Iterator[CommentLine]) -> Iterator[CommentLine]:
    for batch in in_batches(comments):
        scores = scorer.score([comment.text for comment in batch])
        for comment, score in zip(batch, scores, strict=True):
            yield comment._replace(facts=replace(comment.facts, scores=score.parts()))


class _Repeats:
    """What was said before in the same file."""

    def __init__(self, asked: list[Repetition]) -> None:
        self._asked = asked
        if asked:
            from editor.triage.repetition import RecentTexts

            self._recent = RecentTexts(asked)

    def added_to(self, comment: CommentLine) -> Facts:
        """The facts of a comment with how often its like was posted before."""
        if not self._asked:
            return comment.facts
        from editor.triage.repetition import UNDATED, Posted, shingles, signatures

        words, runs = shingles(comment.text)
        posted = Posted(comment.author, comment.facts.at or UNDATED, words)
        counts = self._recent.observe([posted], signatures([runs]))[0]
        return replace(comment.facts, repeats={one: counts.get(one, 0) for one in self._asked})


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check would have done. ``precision``: of the comments decided, the share that moderators removed."""

    id: str
    title: str
    action: str
    clause: int | None
    hits: int
    removed: int
    approved: int
    precision: float | None
    sections: dict[str, int]
    months: dict[str, int]
    examples: dict[str, tuple[Sample, ...]]  # what moderators did -> comments


@dataclass(frozen=True, slots=True)
class GroupResult:
    """All comments, or those of a section or a month."""

    comments: int
    hit: int
    stopped: int
    decided: int
    removed: int
    agreement: float | None
    wrongly_stopped: int  # flips: moderators had approved them
    missed: int  # flips: moderators had removed them


@dataclass(frozen=True, slots=True)
class BacktestResult:
    """A rulebook against the past."""

    all: GroupResult
    sections: dict[str, GroupResult]
    months: dict[str, GroupResult]
    checks: tuple[CheckResult, ...]
    newly: dict[str, dict[str, int]]  # beside another rulebook: "stopped", "let through"
    newly_examples: dict[str, tuple[Sample, ...]]
    hygiene: Hygiene
    bad_lines: int
    bad: tuple[tuple[int, str], ...]


def backtest(
    book: WholeRulebook,
    path: Path,
    *,
    against: WholeRulebook | None = None,
    count_shadow: bool = False,
    skip_bad: bool = False,
    since: datetime | None = None,
    processes: int | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> BacktestResult:
    """Try a rulebook on past comments (JSON lines with decisions), on all cores unless told otherwise.

    ``progress`` is told bytes done and in all. Raises BadInput, and
    :class:`~editor.triage.worker_pool.Cancelled` as soon as ``cancelled`` says so.
    """
    trial = backtesting.Trial(
        checks=book.checks,
        path=path,
        against=None if against is None else against.checks,
        count_shadow=count_shadow,
        skip_bad=skip_bad,
        since=since,
    )
    tally = backtesting.run(trial, processes=processes or available_cores(), progress=progress, cancelled=cancelled)
    return result_of(book.checks, tally)


def available_cores() -> int:
    """How many processes can run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def result_of(checks: tuple[Check, ...], tally: Tally) -> BacktestResult:
    """What was counted, as it is told."""
    return BacktestResult(
        all=_group(tally.all),
        sections={name: _group(tally.sections[name]) for name in sorted(tally.sections)},
        months={name: _group(tally.months[name]) for name in sorted(tally.months)},
        checks=tuple(_check(i, check, tally) for i, check in enumerate(checks)),
        newly={n: {"hits": c.hits, "removed": c.removed, "approved": c.approved} for n, c in tally.newly.items()},
        newly_examples={name: tuple(samples) for name, samples in tally.newly_examples.items()},
        hygiene=hygiene(checks, tally),
        bad_lines=tally.bad_lines,
        bad=tuple(tally.bad),
    )


def _check(i: int, check: Check, tally: Tally) -> CheckResult:
    count = tally.checks.get(i, Count())
    return CheckResult(
        id=check.id,
        title=check.title,
        action=check.action.value,
        clause=check.clause,
        hits=count.hits,
        removed=count.removed,
        approved=count.approved,
        precision=count.precision,
        sections={name: n for (number, name), n in sorted(tally.check_sections.items()) if number == i},
        months={name: n for (number, name), n in sorted(tally.check_months.items()) if number == i},
        examples={
            outcome: tuple(tally.examples[i, outcome])
            for outcome in ("approved", "removed", "undecided")
            if (i, outcome) in tally.examples
        },
    )


def _group(group: Group) -> GroupResult:
    return GroupResult(
        group.comments,
        group.hit,
        group.stopped,
        group.decided,
        group.removed,
        group.agreement,
        group.wrongly_stopped,
        group.missed,
    )


__all__ = (
    "BacktestResult",
    "BadLine",
    "CheckResult",
    "GroupResult",
    "Judgement",
    "available_cores",
    "backtest",
    "judge",
    "try_comments",
)
