"""The state of a comment: the site's row with this desk's pending decisions laid over it.

Pending are the decisions whose operation waits, is on its way or is parked. A pending decision answers the reports
that were open when it was made; a report that comes later brings the comment back. Undoing a decision opens the
reports it had answered.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from editor.domain.comments import CommentState, WorkState, text_hash
from editor.domain.decisions import (
    STATE_OF,
    AuthorWithdrew,
    Decision,
    Standing,
    TextChanged,
    Verdict,
    answer_to_reports,
    stand_after,
)
from editor.domain.inbox import Delivery, Queue
from editor.domain.times import to_ms
from editor.store import codec
from editor.store.codes import DELIVERY_CODE, QUEUE_CODE, STATE_CODE, STATES, WORK_CODE
from editor.store.desk import Unit, View

PENDING = "('waiting', 'unknown', 'parked')"


@dataclass(frozen=True, slots=True)
class KnownReport:
    """What the projection needs of a report."""

    id: str
    clause: int
    answer: str | None
    answered_ms: int | None


@dataclass(frozen=True, slots=True)
class LoggedDecision:
    """A decision of the log; ``answers`` are the reports open when this desk made it, None for other desks'."""

    decision: Decision
    answers: frozenset[str] | None
    parked: bool = False


@dataclass(frozen=True, slots=True)
class Laid:
    """The outcome of laying pending decisions over a site's row."""

    standing: Standing
    open_reports: frozenset[str]
    delivery: Delivery | None  # None: nothing is pending


Log = Callable[[str], LoggedDecision | None]


def lay_over(
    site: Standing,
    undecided: CommentState,
    text: Callable[[], str],
    reports: Collection[KnownReport],
    pending: Iterable[LoggedDecision],
    log: Log,
) -> Laid:
    """What stands and which reports are open once every pending decision has had its effect."""
    standing = site
    open_reports = {report.id for report in reports if report.answer is None}
    before: dict[str, Standing] = {}
    delivery: Delivery | None = None
    for item in pending:
        decision = item.decision
        delivery = Delivery.PARKED if item.parked else Delivery.WAITING
        undone = None
        reverted = log(decision.reverts) if decision.reverts is not None else None
        if reverted is not None:
            undone = before.get(reverted.decision.id) or _stood_before(reverted.decision, undecided, log)
        try:
            after = stand_after(standing, text_hash(text()), decision, undone)
        except TextChanged:
            continue  # made on other words: it decides nothing about these
        except AuthorWithdrew:
            open_reports -= item.answers or frozenset()
            continue
        if after == standing:
            continue
        if decision.verdict is Verdict.REVERT:
            if reverted is not None:
                open_reports |= _answered_by(reverted, reports)
        else:
            before[decision.id] = standing
            open_reports -= item.answers or frozenset()
        standing = after
    return Laid(standing, frozenset(open_reports), delivery)


def _stood_before(decision: Decision, undecided: CommentState, log: Log) -> Standing:
    """What stood when ``decision`` was made, as far as its author saw."""
    seen = log(decision.seen_decision_id) if decision.seen_decision_id is not None else None
    if seen is None or seen.decision.verdict is Verdict.REVERT:
        return Standing(undecided, None, None)
    return Standing(STATE_OF[seen.decision.verdict], seen.decision.id, seen.decision.clause)


def _answered_by(logged: LoggedDecision, reports: Collection[KnownReport]) -> set[str]:
    if logged.answers is not None:
        return {report.id for report in reports if report.id in logged.answers}
    answer = answer_to_reports(logged.decision.verdict)
    since = to_ms(logged.decision.decided_at)
    return {r.id for r in reports if r.answer == answer and r.answered_ms is not None and r.answered_ms >= since}


def queue_of(state: CommentState, decision_id: str | None, open_reports: int) -> Queue:
    """Where a comment waits."""
    if open_reports and state in (CommentState.PUBLISHED, CommentState.HELD):
        return Queue.REPORTED
    if state is CommentState.HELD:
        return Queue.HELD
    if state is CommentState.PUBLISHED and decision_id is None:
        return Queue.NEW
    return Queue.DECIDED


def work_code_of(queue_code: int) -> int:
    """Deferring and escalating are not offered yet: what waits is to do, the rest is done."""
    return WORK_CODE[WorkState.DONE if queue_code == QUEUE_CODE[Queue.DECIDED] else WorkState.TODO]


def top_clause_of(reports: Collection[KnownReport], open_reports: Collection[str]) -> int | None:
    """The clause most often named in open reports; of equals the lowest number."""
    named = Counter(report.clause for report in reports if report.id in open_reports)
    return min(named, key=lambda clause: (-named[clause], clause), default=None)


_COLUMNS = "state, work, queue, decision_id, clause, delivery, open_reports, top_clause"


def project(unit: Unit, comment_ids: Collection[str]) -> set[str]:
    """Bring these comments' projection up to date, counters included; the ids of those that changed."""
    if not comment_ids:
        return set()
    wanted = json.dumps(list(comment_ids))
    rows = unit.rows(
        f"SELECT key, id, site_state, site_decision_id, site_clause, undecided_state, {_COLUMNS} FROM comment "
        "WHERE id IN (SELECT value FROM json_each(?))",
        (wanted,),
    )
    reports = _reports(unit, wanted)
    pending = _pending(unit, wanted)
    log = _log_of(unit)
    own = _own(unit, [row[3] for row in rows if row[3] is not None])
    changed: set[str] = set()
    updates: list[tuple[object, ...]] = []
    for key, id_, site_state, site_decision, site_clause, undecided, *present in rows:
        site = Standing(STATES[site_state], site_decision, site_clause)
        known = reports.get(id_, ())
        laid = lay_over(site, STATES[undecided], _text_of(unit, key), known, pending.get(id_, ()), log)
        delivery = laid.delivery or (Delivery.SENT if laid.standing.decision_id in own else Delivery.NONE)
        now = _values(laid, known, delivery)
        if now != tuple(present):
            unit.count(present[2], -1)
            unit.count(now[2], 1)  # type: ignore[arg-type]
            updates.append((*now, key))
            changed.add(id_)
    if updates:
        assignments = ", ".join(f"{name} = ?" for name in _COLUMNS.split(", "))
        unit.run_many(f"UPDATE comment SET {assignments} WHERE key = ?", updates)
    return changed


def spoken_of(view: View, comment_ids: Collection[str]) -> set[str]:
    """Those of the comments that a report or a decision known here is about."""
    wanted = json.dumps(list(comment_ids))
    among = "SELECT comment_id FROM {} WHERE comment_id IN (SELECT value FROM json_each(?1))"
    found = view.rows(f"{among.format('report')} UNION {among.format('decision')}", (wanted,))
    return {row[0] for row in found}


def open_report_ids(view: View, comment_id: str) -> frozenset[str]:
    """The reports open on a comment as this desk sees it: what a decision made now would answer."""
    row = view.row(
        "SELECT key, site_state, site_decision_id, site_clause, undecided_state FROM comment WHERE id = ?",
        (comment_id,),
    )
    if row is None:
        return frozenset()
    wanted = json.dumps([comment_id])
    known = _reports(view, wanted).get(comment_id, ())
    pending = _pending(view, wanted).get(comment_id, ())
    site = Standing(STATES[row[1]], row[2], row[3])
    return lay_over(site, STATES[row[4]], _text_of(view, row[0]), known, pending, _log_of(view)).open_reports


def _values(laid: Laid, known: Collection[KnownReport], delivery: Delivery) -> tuple[object, ...]:
    standing, count = laid.standing, len(laid.open_reports)
    queue = QUEUE_CODE[queue_of(standing.state, standing.decision_id, count)]
    return (
        STATE_CODE[standing.state],
        work_code_of(queue),
        queue,
        standing.decision_id,
        standing.clause,
        DELIVERY_CODE[delivery],
        count,
        top_clause_of(known, laid.open_reports) if count else None,
    )


def _reports(view: View, wanted: str) -> dict[str, list[KnownReport]]:
    found: dict[str, list[KnownReport]] = defaultdict(list)
    for comment_id, *rest in view.rows(
        "SELECT comment_id, id, clause, answer, answered_ms FROM report "
        "WHERE comment_id IN (SELECT value FROM json_each(?))",
        (wanted,),
    ):
        found[comment_id].append(KnownReport(*rest))
    return found


def _pending(view: View, wanted: str) -> dict[str, list[LoggedDecision]]:
    found: dict[str, list[LoggedDecision]] = defaultdict(list)
    for comment_id, content, answers, state in view.rows(
        "SELECT d.comment_id, d.content, d.answers, o.state FROM outbox o JOIN decision d ON d.id = o.id "
        f"WHERE o.state IN {PENDING} AND o.subject IN (SELECT 'comment:' || value FROM json_each(?)) ORDER BY o.n",
        (wanted,),
    ):
        found[comment_id].append(_logged(content, answers, state == "parked"))
    return found


def _log_of(view: View) -> Log:
    def find(decision_id: str) -> LoggedDecision | None:
        row = view.row("SELECT content, answers FROM decision WHERE id = ?", (decision_id,))
        return _logged(row[0], row[1]) if row else None

    return find


def _own(view: View, decision_ids: list[str]) -> set[str]:
    if not decision_ids:
        return set()
    found = view.rows(
        "SELECT id FROM decision WHERE id IN (SELECT value FROM json_each(?)) AND own = 1", (json.dumps(decision_ids),)
    )
    return {row[0] for row in found}


def _text_of(view: View, key: int) -> Callable[[], str]:
    return lambda: str(view.value("SELECT text FROM comment WHERE key = ?", (key,)))


def _logged(content: str, answers: str | None, parked: bool = False) -> LoggedDecision:
    ids = frozenset(json.loads(answers)) if answers is not None else None
    return LoggedDecision(codec.load(Decision, content), ids, parked)
