"""The outline of the rulebook: which version is being written, its clauses and how many decisions rest on each."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from editor.ui.operations.rules import RulebookView
from editor.ui.widgets.keycap import Chip
from editor.ui.widgets.labels import Line, SectionLabel
from editor.ui.widgets.pane_head import PaneHead, SubHead
from editor.ui.widgets.scroll import ScrollPane
from editor.ui.widgets.side_row import SideItem, SideList, SideRow
from editor.ui.widgets.themed import Pane
from editor.ui.widgets.when import date_words


class Outline(Pane):
    """`chosen(number)` follows walking and clicks; `history_asked` the row at the foot."""

    chosen = Signal(int)
    history_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("canvas", (), parent)
        self._head = PaneHead("Rulebook", role="canvas", gutter=16)
        self._chip = Chip("Draft", "neutral", "pencil", plain=True)
        self._head.add_action(self._chip)
        self._chip.hide()
        self._since = Line("", "meta", "text3", grows=True)
        self.list = SideList("Clauses")
        self.versions = SideRow(SideItem("versions", "Versions", "history"))
        self._lay_out()
        self.list.chosen.connect(lambda name: self.chosen.emit(int(name)))
        self.versions.clicked.connect(self.history_asked)
        self.set_least_width(200)

    def show_view(self, view: RulebookView) -> None:
        """Show versions, clauses and counts."""
        now, draft, waiting = view.editing.in_force, view.editing.draft, view.editing.waiting
        changed = {change.number for change in view.editing.changes}
        since = f"in force since {date_words(now.published_at)}" if now.published_at else "in force"
        if waiting is not None:
            self._head.set_title(f"Rulebook {waiting.version}")
            self._chip.set_text("Not sent yet", "offline", "cloud-off")
            self._since.set_text(f"{waiting.version} waits for the site, {now.version} is in force", "offline")
        elif changed:
            self._head.set_title(f"Rulebook {now.version + 1}")
            self._chip.set_text("Draft", "neutral", "pencil")
            self._since.set_text(f"from {now.version}, {since}", "text3")
        else:
            self._head.set_title(f"Rulebook {now.version}")
            self._since.set_text(since, "text3")
        self._chip.setVisible(waiting is not None or bool(changed))
        self.list.set_items(
            [
                SideItem(
                    str(clause.number),
                    clause.label or "No label yet",
                    count=f"{view.editing.decisions.get(clause.number, 0):,}",
                    lead=str(clause.number),
                )
                for clause in draft.clauses
            ]
        )
        self.versions.set_item(SideItem("versions", "Versions", "history", f"{len(view.history):,}"))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        sub = SubHead(role="canvas", gutter=16)
        sub.row.addWidget(self._since, 1)
        inside = Pane("canvas")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 8, 0, 8)
        rows.setSpacing(0)
        label = QVBoxLayout()
        label.setContentsMargins(16, 0, 16, 0)
        label.addWidget(SectionLabel("Clauses", "decisions"))
        rows.addLayout(label)
        rows.addWidget(self.list)
        rows.addStretch(1)
        foot = Pane("canvas", ("top",))
        bottom = QVBoxLayout(foot)
        bottom.setContentsMargins(0, 4, 0, 4)
        bottom.addWidget(self.versions)
        for widget in (self._head, sub):
            column.addWidget(widget)
        column.addWidget(ScrollPane(inside, "canvas"), 1)
        column.addWidget(foot)
