"""Where the panes of the rules screen stand: outline, one rule, and what readers will see or the versions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from editor.qt.settings import Settings
from editor.ui.rules.publish_bar import RestBar
from editor.ui.widgets.empty_state import EmptyState
from editor.ui.widgets.labels import Line
from editor.ui.widgets.pane_head import PaneHead
from editor.ui.widgets.scroll import ScrollPane
from editor.ui.widgets.splitter import PaneSplitter
from editor.ui.widgets.themed import Pane


class RulesPanes(QStackedWidget):
    """The three panes side by side; before the rules are read a plain ground, and a sentence where none have come."""

    def __init__(
        self,
        settings: Settings,
        *,
        outline: QWidget,
        banners: QWidget,
        form: QWidget,
        proof: QWidget,
        history: QWidget,
        bar: QWidget,
    ) -> None:
        super().__init__()
        self.clause_head = PaneHead("", gutter=24)
        self.saving = Line("", "meta", "text3")
        self.form_pane = ScrollPane(form, "surface")
        self.rest = RestBar()
        self.right_head = PaneHead("What readers will see")
        self.right = QStackedWidget()
        self.right.addWidget(proof)
        self.right.addWidget(history)
        self.right_side = _column(self.right_head, self.right, bar, grows=self.right)
        self.clause_head.add_action(self.saving)
        clause = _column(self.clause_head, banners, self.form_pane, self.rest, grows=self.form_pane)
        self._splitter = PaneSplitter(Qt.Orientation.Horizontal, settings, "rules")
        for index, (pane, stretch) in enumerate(((outline, 0), (clause, 50), (self.right_side, 48))):
            self._splitter.addWidget(pane)
            self._splitter.setStretchFactor(index, stretch)
        self._splitter.restore([256, 604, 580])
        self._none = EmptyState(
            "scale",
            "The rules have not arrived yet",
            "They come with the first answer of the site and stay on this desk.",
        )
        for page in (Pane("surface"), self._splitter, self._none):
            self.addWidget(page)

    @property
    def shows_rules(self) -> bool:
        """Whether the panes are in view."""
        return self.currentWidget() is self._splitter

    def show_rules(self) -> None:
        """The panes."""
        self.setCurrentWidget(self._splitter)

    def show_none(self) -> None:
        """The sentence that no rules are here yet."""
        self.setCurrentWidget(self._none)


def _column(*widgets: QWidget, grows: QWidget) -> QWidget:
    pane = Pane("surface")
    column = QVBoxLayout(pane)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for widget in widgets:
        column.addWidget(widget, 1 if widget is grows else 0)
    return pane
