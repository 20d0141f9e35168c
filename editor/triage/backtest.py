"""The back-test: a rulebook tried on past comments and on what moderators decided about them, on all cores."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from editor.domain.rulebook_checks import Action, Check, Repetition
from editor.triage.causes import Cause
from editor.triage.comment_lines import BadLine, CommentLine, Stretch, comment_of, lines_of, parse, parse_all, stretches
from editor.triage.engine import Engine
from editor.triage.facts import Facts
from editor.triage.tally import EXAMPLES, Count, Sample, Tally, sample
from editor.triage.worker_pool import spread

if TYPE_CHECKING:
    from editor.triage.repetition import Posted, Signature

_AT_ONE_GO = 500  # lines
_SMALL = 256 << 10  # bytes of a file that needs no process of its own


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried, on what, and how."""

    checks: tuple[Check, ...]
    path: Path | None  # comments as JSON lines; None when they are handed over
    against: tuple[Check, ...] | None = None  # the checks in force, to see what would change
    count_shadow: bool = False  # checks that only count are taken for checks that hold
    skip_bad: bool = False  # go on past bad lines
    since: datetime | None = None  # leave older comments out

    def stops(self, check: Check) -> bool:
        """Whether a comment would not appear because of the check."""
        return check.action.stops or (self.count_shadow and check.action is Action.SHADOW)


def run(
    trial: Trial,
    *,
    processes: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Tally:
    """Count everything. ``progress`` is told the bytes done and to do.

    Raises :class:`~editor.triage.worker_pool.Cancelled`, and BadInput for a rulebook or a line that cannot be used.
    """
    path = trial.path
    assert path is not None
    engines = _engines(trial)  # a rulebook that cannot be compiled is told before any process is started
    total = path.stat().st_size if path.is_file() else 0
    if total <= _SMALL:
        processes = 0  # to start one would take longer than the work
    return _counted(trial, engines, stretches(path), total, processes, progress, cancelled)


def run_on(
    trial: Trial,
    parts: Iterable[list[CommentLine]],
    *,
    total: int,
    processes: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Tally:
    """The same for comments that are handed over, oldest first, each part numbered from 1; ``progress`` counts them.

    Parts are asked for as they are needed, never many ahead.
    """
    return _counted(trial, _engines(trial), iter(parts), total, processes, progress, cancelled)


_Part = Stretch | list[CommentLine]
_Repeats = dict[int, dict[Repetition, int]]  # by line of a part, from 1: how often its like was said before
_Job = tuple[_Part, _Repeats]


def _counted(
    trial: Trial,
    engines: tuple[Engine, Engine | None],
    parts: Iterator[_Part],
    total: int,
    processes: int,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> Tally:
    jobs: Iterator[_Job] = ((part, {}) for part in parts)
    asked = _repetitions(*engines)
    if asked:
        jobs = _with_repeats(trial, asked, jobs, processes, cancelled)
    whole, done = Tally(), 0
    for length, part in spread(judging, trial, jobs, processes=processes, cancelled=cancelled):
        if part.bad and not trial.skip_bad:
            number, problem = part.bad[0]
            raise BadLine(whole.lines + number, problem, trial.path.name if trial.path else "")
        whole.merge(part)
        done += length
        progress(done, total)
    return whole


def _engines(trial: Trial) -> tuple[Engine, Engine | None]:
    return Engine(trial.checks), None if trial.against is None else Engine(trial.against)


def _repetitions(*engines: Engine | None) -> tuple[Repetition, ...]:
    every = [leaf for engine in engines if engine is not None for leaf in engine.leaves]
    return tuple(dict.fromkeys(leaf for leaf in every if isinstance(leaf, Repetition)))


# --- in the processes -------------------------------------------------------------------------------------------------


def judging(trial: Trial) -> Callable[[_Job], tuple[int, Tally]]:
    """Makes the function that judges one part of the file."""
    return _Judging(trial, *_engines(trial)).part


class _Judging:
    """Judges parts of a file and counts."""

    def __init__(self, trial: Trial, engine: Engine, before: Engine | None) -> None:
        self._trial = trial
        self._engine = engine
        self._before = before
        self._since = trial.since
        self._asked = _repetitions(engine, before)
        self._time = trial.since is not None or any(e is not None and e.needs_time for e in (engine, before))
        self._index = {check.id: i for i, check in enumerate(engine.checks)}
        self._stops = {check.id: trial.stops(check) for check in engine.checks}
        self._stopped_before = {check.id: trial.stops(check) for check in before.checks} if before else {}

    def part(self, job: _Job) -> tuple[int, Tally]:
        """One part of the file, or of what was handed over: how much it was, and what was counted."""
        part, repeats = job
        if isinstance(part, Stretch):
            return part.length, self._file_part(part, repeats)
        tally = Tally()
        tally.lines = len(part)
        for comment in part:
            self._count(tally, comment, repeats.get(comment.number) if repeats else None)
        tally.settle()
        return len(part), tally

    def _file_part(self, stretch: Stretch, repeats: _Repeats) -> Tally:
        tally = Tally()
        assert self._trial.path is not None
        lines = lines_of(self._trial.path, stretch)
        tally.lines = len(lines)
        for first in range(0, len(lines), _AT_ONE_GO):
            block = lines[first : first + _AT_ONE_GO]
            read = parse_all(block)
            for number, line in enumerate(block, first + 1):
                if read is None and not line.strip():
                    continue
                try:
                    if read is None:
                        comment = parse(number, line, with_facts=self._time)
                    else:
                        comment = comment_of(number, read[number - first - 1], with_facts=self._time)
                except BadLine as problem:
                    tally.add_bad(number, problem.problem)
                    if not self._trial.skip_bad:
                        return tally
                    continue
                if self._since is None or (comment.facts.at is not None and comment.facts.at >= self._since):
                    self._count(tally, comment, repeats.get(number) if repeats else None)
        tally.settle()
        return tally

    def _count(self, tally: Tally, comment: CommentLine, repeats: dict[Repetition, int] | None) -> None:
        facts = comment.facts
        if self._asked:
            known = {one: repeats.get(one, 0) if repeats else 0 for one in self._asked}
            facts = Facts(facts.at, facts.author, facts.reports, facts.story, facts.scores, known)
        causes = self._engine.judge(comment.text, facts).causes
        stopped = False
        if causes:
            stopped = any(self._stops[cause.check] for cause in causes)
            self._count_causes(tally, comment, causes)
            tally.cell(comment.section, comment.month).add(hit=True, stopped=stopped, removed=comment.removed)
        else:
            tally.untouched(comment.section, comment.month, comment.removed)
        if self._before is not None:
            self._compare(tally, comment, facts, stopped)

    def _count_causes(self, tally: Tally, comment: CommentLine, causes: tuple[Cause, ...]) -> None:
        removed = comment.removed
        applied: list[int] = []
        outcome = "undecided" if removed is None else "removed" if removed else "approved"
        for cause in causes:
            i = self._index[cause.check]
            applied.append(i)
            tally.checks.setdefault(i, Count()).add(removed)
            if comment.section:
                tally.check_sections[i, comment.section] += 1
            if comment.month:
                tally.check_months[i, comment.month] += 1
            for entry in {(place.leaf, place.entry) for place in cause.places if place.entry >= 0}:
                tally.entries.setdefault((i, *entry), Count()).add(removed)
            if len(tally.examples.get((i, outcome), ())) < EXAMPLES:
                tally.examples.setdefault((i, outcome), []).append(_sample(comment, cause))
        if len(applied) > 1:
            tally.pair(applied)

    def _compare(self, tally: Tally, comment: CommentLine, facts: Facts, stopped: bool) -> None:
        assert self._before is not None
        was = any(self._stopped_before[cause.check] for cause in self._before.judge(comment.text, facts).causes)
        if was != stopped:
            name = "let through" if was else "stopped"
            tally.newly.setdefault(name, Count()).add(comment.removed)
            kept = tally.newly_examples.setdefault(name, [])
            if len(kept) < EXAMPLES:
                kept.append(sample(comment.number, comment.id, comment.text, ()))


def _sample(comment: CommentLine, cause: Cause) -> Sample:
    places = tuple((place.start, place.end, place.why) for place in cause.places)
    return sample(comment.number, comment.id, comment.text, places)


# --- repetition: what was said before must be known first, in the order of the file -----------------------------------


def _with_repeats(
    trial: Trial, asked: tuple[Repetition, ...], jobs: Iterator[_Job], processes: int, cancelled: Callable[[], bool]
) -> Iterator[_Job]:
    from editor.triage.repetition import RecentTexts

    recent = RecentTexts(asked)
    for part, numbers, posted, signed in spread(_signing, trial, jobs, processes=processes, cancelled=cancelled):
        counts = recent.observe(posted, signed)
        yield part, {number: count for number, count in zip(numbers, counts, strict=True) if count}


def _signing(trial: Trial) -> Callable[[_Job], tuple[_Part, list[int], list[Posted], Signature]]:
    """Makes the function that signs the texts of one part of the file."""
    from editor.triage.repetition import UNDATED, Posted, shingles, signatures

    def sign(job: _Job) -> tuple[_Part, list[int], list[Posted], Signature]:
        numbers, posted, sets = [], [], []
        for comment in _comments(trial, job[0]):
            words, runs = shingles(comment.text)
            numbers.append(comment.number)
            posted.append(Posted(comment.author, comment.facts.at or UNDATED, words))
            sets.append(runs)
        return job[0], numbers, posted, signatures(sets)

    return sign


def _comments(trial: Trial, part: _Part) -> Iterator[CommentLine]:
    if not isinstance(part, Stretch):
        yield from part
        return
    assert trial.path is not None
    for number, line in enumerate(lines_of(trial.path, part), 1):
        try:
            if line.strip():
                yield parse(number, line)
        except BadLine:
            continue  # told when the part is judged
