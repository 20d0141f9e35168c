"""Beside a comment: why it is here, what was decided before, and the record of its author."""

from __future__ import annotations

from collections import defaultdict

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from editor.domain.comments import CommentState, ReportAnswer
from editor.domain.decisions import Decision, Verdict
from editor.domain.inbox import CommentCard, CommentContext, Delivery, ReaderRecord, ReporterLine
from editor.ui.inbox.facts import Fact, FactLine, Facts
from editor.ui.inbox.month_chart import MonthChart
from editor.ui.inbox.rules_then import RulesThen
from editor.ui.inbox.wording import (
    answer_of,
    counted,
    reader_facts,
    reporter_record,
    rule_name,
    sanction_words,
    short_time,
    since_words,
)
from editor.ui.widgets.labels import Hairline, Line, SectionLabel
from editor.ui.widgets.scroll import ScrollPane
from editor.ui.widgets.themed import Pane

_GUTTER = 16
_ANSWERS = {ReportAnswer.UPHELD: "upheld", ReportAnswer.NOT_UPHELD: "not upheld"}


class ContextPane(Pane):
    """The pane at the right. Sections without content are left out, never shown empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("canvas", (), parent)
        self.why = _Section("Why it is here")
        self.log = _Section("Decisions")
        self.rules_then = RulesThen()
        self.why.inner.addWidget(self.rules_then)
        self.reader = _ReaderSection()
        self._column = QWidget()
        column = QVBoxLayout(self._column)
        column.setContentsMargins(0, 8, 0, 12)
        column.setSpacing(0)
        for section in (self.why, self.log, self.reader):
            column.addWidget(section)
        column.addStretch(1)
        self._scroll = ScrollPane(self._column, "canvas")
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.setAccessibleName("Context of the comment")
        self.setFocusProxy(self._scroll)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)
        self.setMinimumWidth(200)
        self.show_context(None)

    def show_context(self, context: CommentContext | None) -> None:
        """Show what belongs to a comment; None while it is read, or when there is none."""
        self._column.setVisible(context is not None)
        if context is None:
            return
        open_reports = context.card.open_reports
        self.why.show_facts(why_facts(context), counted(open_reports, "open report") if open_reports else "")
        self.rules_then.show_rules(context.reports)
        self.log.show_facts([_decision_fact(decision) for decision in context.log])
        self.log.setVisible(bool(context.log))
        self.reader.show_reader(context.reader)
        self._scroll.verticalScrollBar().setValue(0)


class _Section(QWidget):
    """A label, facts, and a hairline below."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._label = SectionLabel(title)
        self.facts = Facts(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.inner = QVBoxLayout()
        self.inner.setContentsMargins(_GUTTER, 0, _GUTTER, 12)
        self.inner.setSpacing(4)
        self.inner.addWidget(self._label)
        self.inner.addWidget(self.facts)
        column.addLayout(self.inner)
        self.line = Hairline()
        column.addWidget(self.line)
        column.addSpacing(8)

    def show_facts(self, facts: list[Fact], detail: str = "") -> None:
        self._label.set_detail(detail)
        self.facts.set_facts(facts)


class _ReaderSection(_Section):
    """The author's record: figures, the chart of twelve months, reports, sanctions."""

    def __init__(self) -> None:
        super().__init__("Reader")
        self._comments = Line("", "meta", "text2", grows=True)
        self._removed = Line("", "meta", "text3")
        self._chart = MonthChart()
        figures = QHBoxLayout()
        figures.setSpacing(8)
        figures.addWidget(self._comments)
        figures.addWidget(self._removed)
        self.inner.insertLayout(1, figures)
        self.inner.insertWidget(2, self._chart)
        self.inner.insertSpacing(3, 4)
        self.line.hide()

    def show_reader(self, reader: ReaderRecord) -> None:
        since = reader.subscribed_since
        self._label.set_detail(f"since {since.astimezone():%B %Y}" if since else "no subscription")
        self._comments.set_text(counted(reader.comments, "comment"))
        self._removed.set_text(
            f"{reader.removed:,} removed" if reader.removed else "none removed",
            "removed" if reader.removed else "text3",
        )
        self._chart.set_months(reader.months)
        facts = [
            Fact(lines=(FactLine(sanction_words(s), "removed" if s.ended_at is None else "text2"),))
            for s in reader.sanctions
        ]
        facts += [Fact(lines=(FactLine(words),)) for words in reader_facts(reader)]
        self.facts.set_facts(facts)


def why_facts(context: CommentContext) -> list[Fact]:
    """Every cause: the reports by the rule they name, with each reporter's record and note; then the state."""
    by_clause: dict[int, list[ReporterLine]] = defaultdict(list)
    for line in context.reports:
        by_clause[line.report.clause].append(line)
    facts = [_reports_fact(lines, context.card) for lines in sorted(by_clause.values(), key=len, reverse=True)]
    card = context.card
    if card.delivery is Delivery.PARKED:
        facts.insert(
            0,
            Fact(
                "The site refused the decision",
                (FactLine("Activity says why, and what can be done."),),
                "triangle-alert",
                "held",
            ),
        )
    if card.state is CommentState.HELD:
        facts.append(
            Fact(
                "Held before publication",
                (FactLine("Readers do not see it until it is approved."),),
                "circle-pause",
                "held",
            )
        )
    if card.edited:
        facts.append(Fact("Edited by its author", (FactLine("A decision binds to the words on screen."),), "pencil"))
    if not facts and not context.log:
        facts.append(Fact("New", (FactLine("Published; nobody has reported it, nobody has looked."),), "inbox"))
    elif not facts:
        facts.append(Fact("No reports", (FactLine("A moderator decided on their own initiative."),), "eye"))
    return facts


def _reports_fact(lines: list[ReporterLine], card: CommentCard) -> Fact:
    first = lines[0]
    number = len(lines)
    words: list[FactLine] = []
    for line in lines:
        answer = answer_of(card, line.report)
        record = reporter_record(line) if answer is None else _ANSWERS[answer]
        words.append(FactLine(f"{line.report.reporter_name}, {record}"))
        if line.report.note:
            words.append(FactLine(f"“{line.report.note}”", "text3"))
    words += [FactLine(since, "text3") for since in since_words(lines)]
    rule = rule_name(first.report.clause, first.clause_label)
    return Fact(rule, tuple(words), "flag", right=counted(number, "report"))


def _decision_fact(decision: Decision) -> Fact:
    who = f"{decision.actor_name}, {short_time(decision.decided_at)}"
    quote = (FactLine(f"“{decision.quote}”", "text3"),) if decision.quote else ()
    if decision.verdict is Verdict.REMOVE:
        label = decision.reasons.clause_label if decision.reasons else ""
        rule = rule_name(decision.clause or 0, label)
        return Fact(f"Removed · {rule}", (FactLine(who), *quote), "circle-x", "removed")
    if decision.verdict is Verdict.APPROVE:
        return Fact("Approved", (FactLine(who),), "circle-check", "approved")
    return Fact("Taken back", (FactLine(who),), "undo-2")
