"""One clause as a form: what readers see, what moderators are told, what a breach costs, what the author is written."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from editor.domain.counting import word_count
from editor.domain.errors import BadInput
from editor.domain.rulebook import TEMPLATE_FIELDS, Clause, Severity, unknown_fields
from editor.qt.theme import current_theme
from editor.ui.rules.examples import ExampleRow
from editor.ui.widgets.differences import difference_text
from editor.ui.widgets.dropping import drop_all
from editor.ui.widgets.fields import FIELD_MOST, LabelledField, TextBlock, TextLine
from editor.ui.widgets.labels import Line, SectionLabel
from editor.ui.widgets.reading_text import ReadingText
from editor.ui.widgets.segmented import SegmentedChoice
from editor.ui.widgets.themed import Pane

_SEVERITIES = ((Severity.LOW, "Low"), (Severity.MIDDLE, "Middle"), (Severity.HIGH, "High"))
_COSTS = (("0", "Nothing"), ("1", "1 strike"), ("2", "2"), ("3", "3"))
_MOST_DAYS = 365


class ClauseForm(Pane):
    """Shows and reads a clause. `edited` follows every change a person makes, none that the program makes."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", (), parent)
        self._clause: Clause | None = None
        self._before: Clause | None = None
        self._loading = False
        self._days = 0  # the number before somebody began to type another
        self.label = TextLine()
        self.heading = TextLine()
        self.public_text = TextBlock("", "read", least=2, most=10)
        self.guidance = TextBlock("", "read", least=2, most=8)
        self.message = TextBlock("", "read", least=2, most=8)
        self.appeal_days = TextLine()
        self.appeal_days.setValidator(QIntValidator(0, _MOST_DAYS, self.appeal_days))
        self.severity = SegmentedChoice("Severity", tuple((str(value), words) for value, words in _SEVERITIES))
        self.strikes = SegmentedChoice("Costs", _COSTS)
        self._difference = ReadingText("", "card", name="Difference from the words in force", selectable=False)
        self._against = Line("", "meta", "text3")
        self._lay_out()
        self._connect()

    @property
    def clause(self) -> Clause | None:
        """The clause as it stands in the form; None before one was shown."""
        if self._clause is None:
            return None
        return replace(
            self._clause,
            label=self.label.text().strip(),
            title=self.heading.text().strip(),
            public_text=_kept(self.public_text, self._clause.public_text),
            guidance=_kept(self.guidance, self._clause.guidance),
            message=_kept(self.message, self._clause.message),
            severity=Severity(self.severity.current),
            strikes=int(self.strikes.current),
            appeal_days=self._days if self.fault else int(self.appeal_days.text()),
        )

    @property
    def fault(self) -> str:
        """What in the form cannot be saved, and what stays instead; "" when all can."""
        if self._clause is None or self.appeal_days.hasAcceptableInput():
            return ""
        return f"Rule {self._clause.number}: 0 to {_MOST_DAYS} days to appeal; it stays at {self._days}."

    def show_clause(self, clause: Clause, before: Clause | None, version: int) -> None:
        """Show a clause beside what it was in the version in force; words that are there already are left alone."""
        self._loading = True
        same = self._clause is not None and self.clause == clause
        self._clause, self._before = clause, before
        if not same:
            self.label.setText(clause.label)
            self.heading.setText(clause.title)
            for block, words in (
                (self.public_text, clause.public_text),
                (self.guidance, clause.guidance),
                (self.message, clause.message),
            ):
                if block.toPlainText().strip() != words.strip():
                    block.setPlainText(words.strip())
            self.severity.set_current(str(clause.severity))
            self.strikes.set_current(str(min(max(clause.strikes, 0), 3)))
            self._days = clause.appeal_days
            self.appeal_days.setText(str(clause.appeal_days))
            self._show_examples(clause)
        self._against.set_text(f"Against version {version}")
        self._loading = False
        self._show_details()

    def changes(self) -> int:
        """How many parts of the clause differ from the version in force."""
        clause, before = self.clause, self._before
        if clause is None or before is None:
            return 0
        names = ("label", "title", "public_text", "guidance", "message", "severity", "strikes", "appeal_days")
        return sum(getattr(clause, name) != getattr(before, name) for name in names)

    def _lay_out(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 20, 24)
        column.setSpacing(12)
        self._label_field = LabelledField("Label, shown when a reader reports", self.label)
        column.addLayout(_side_by_side(self._label_field, LabelledField("Severity", self.severity)))
        column.addWidget(LabelledField("Title on the rules page", self.heading))
        self._public_field = LabelledField("What readers see", self.public_text, "Markdown")
        column.addWidget(self._public_field)
        against = QVBoxLayout()
        against.setSpacing(2)
        against.addWidget(self._against)
        against.addWidget(self._difference)
        column.addLayout(against)
        column.addWidget(LabelledField("For moderators", self.guidance))
        self._days_field = LabelledField("Appeal within, days", self.appeal_days)
        column.addLayout(_side_by_side(self._days_field, LabelledField("Costs", self.strikes)))
        self._message_field = LabelledField("Message to the author", self.message)
        column.addWidget(self._message_field)
        self._examples_label = SectionLabel("Examples")
        column.addWidget(self._examples_label)
        self._examples = QVBoxLayout()
        self._examples.setSpacing(4)
        column.addLayout(self._examples)
        column.addStretch(1)

    def _connect(self) -> None:
        for line in (self.label, self.heading, self.appeal_days):
            line.textChanged.connect(self._on_edited)
        for block in (self.public_text, self.guidance, self.message):
            block.edited.connect(self._on_edited)
        self.appeal_days.editingFinished.connect(self._on_days_given)
        self.severity.chosen.connect(self._on_edited)
        self.strikes.chosen.connect(self._on_edited)

    def _on_edited(self) -> None:
        if not self._loading:
            self._show_details()
            self.edited.emit()

    def _on_days_given(self) -> None:
        self._days = int(self.appeal_days.text())  # Qt says so only when the number is acceptable

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._column.setContentsMargins(24, 16, max(self.width() - 24 - current_theme().px(FIELD_MOST), 20), 24)

    def _show_details(self) -> None:
        clause, before = self.clause, self._before
        if clause is None:
            return
        words = word_count(clause.public_text)
        self._public_field.set_detail(f"Markdown, {words} word{'' if words == 1 else 's'}")
        self._public_field.set_fault("" if clause.public_text else "Readers need the text of the rule.")
        self._label_field.set_fault("" if clause.label else "Readers choose the label when they report.")
        self._days_field.set_fault(self.fault.partition(": ")[2])
        self._show_message_fields(clause.message)
        differs = before is not None and before.public_text != clause.public_text
        if before is not None and differs:
            text, marks = difference_text(before.public_text.strip(), clause.public_text.strip())
            self._difference.set_text(text, marks)
        self._difference.setVisible(differs)
        self._against.setVisible(differs)

    def _show_message_fields(self, message: str) -> None:
        try:
            unknown = unknown_fields(message)
        except BadInput as problem:
            self._message_field.set_detail("")
            self._message_field.set_fault(problem.detail)
            return
        known = ", ".join(f"{{{name}}}" for name in sorted(TEMPLATE_FIELDS))
        self.message.setToolTip(f"Filled in for the author: {known}")
        self._message_field.set_detail("" if unknown else "all fields known")
        self._message_field.set_fault(f"Nothing fills {{{unknown[0]}}}. Known: {known}." if unknown else "")

    def _show_examples(self, clause: Clause) -> None:
        drop_all(self._examples)
        for example in clause.examples:
            self._examples.addWidget(ExampleRow(example))
        self._examples_label.setVisible(bool(clause.examples))


def _kept(block: TextBlock, before: str) -> str:
    """The words without spaces at either end; the ones from before when nothing else differs."""
    words = block.toPlainText().strip()
    return before if words == before.strip() else words


def _side_by_side(wide: QWidget, narrow: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(16)
    row.addWidget(wide, 1, Qt.AlignmentFlag.AlignTop)  # a sentence under one does not push the other down
    row.addWidget(narrow, 0, Qt.AlignmentFlag.AlignTop)
    return row
