"""On demand, below the reports: the rules they name as their reporters read them, and as they are now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from editor.domain.inbox import ReporterLine, RuleThen
from editor.ui.widgets.buttons import Button
from editor.ui.widgets.differences import difference_text
from editor.ui.widgets.dropping import drop_all
from editor.ui.widgets.labels import Line
from editor.ui.widgets.reading_text import ReadingText

_INDENT = 16  # with the button's own 8, its words stand below those of the reports


class RulesThen(QWidget):
    """A button that opens the words then and now. It is there only when the words of a reported rule have changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rules: tuple[tuple[int, RuleThen], ...] = ()
        self.button = Button("", look="plain", icon="chevron-right")
        self._last: QWidget = self.button  # of those that the keyboard walks
        self.button.clicked.connect(lambda: self._open(not self.is_open))
        self._texts = QWidget()
        self._column = QVBoxLayout(self._texts)
        self._column.setContentsMargins(8, 2, 0, 0)
        self._column.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(_INDENT, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.button)
        column.addWidget(self._texts)
        self._texts.hide()
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether the words are shown."""
        return not self._texts.isHidden()

    def show_rules(self, reports: Sequence[ReporterLine]) -> None:
        """The rules of these reports that have changed; the same again changes nothing, so that open stays open."""
        found = {(line.report.clause, line.rule_then.version): line.rule_then for line in reports if line.rule_then}
        rules = tuple((clause, found[clause, version]) for clause, version in sorted(found))
        if rules == self._rules:
            return
        self._rules = rules
        self.setVisible(bool(rules))
        self._open(False)

    def _open(self, wanted: bool) -> None:
        numbers = list(dict.fromkeys(str(number) for number, _ in self._rules))
        which = f"Rule {numbers[0]}" if len(numbers) == 1 else f"Rules {', '.join(numbers)}"
        self.button.set_text(f"{which} then and now")
        self.button.set_icon("chevron-down" if wanted else "chevron-right")
        self.button.setAccessibleDescription("The words are shown below" if wanted else "Shows the words")
        drop_all(self._column)
        self._last = self.button
        for number, then in self._rules if wanted else ():
            self._add(number, then)
        self._texts.setVisible(wanted)

    def _add(self, number: int, then: RuleThen) -> None:
        title = (
            f"version {then.version} and now" if then.now is not None else f"version {then.version}; no longer a rule"
        )
        title = f"Rule {number}, {title}" if len(self._rules) > 1 else title.capitalize()
        self._column.addWidget(Line(title, "meta", "text3", grows=True))
        before = then.then.strip()
        text, marks = difference_text(before, before if then.now is None else then.now.strip())
        words = ReadingText(text, "card", name=f"Rule {number} then and now")
        words.set_text(text, marks)
        # marks are only seen: whoever listens is told both texts, one after the other
        words.setAccessibleDescription(f"Then: {before}\nNow: {(then.now or 'No longer a rule.').strip()}")
        self._column.addWidget(words)
        QWidget.setTabOrder(self._last, words)
        self._last = words
