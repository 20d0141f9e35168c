"""Two people changed the same field: both texts side by side, against the one before, and the choice between them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from editor.domain.articles import Article, Conflict
from editor.qt.theme import current_theme
from editor.ui.drafts.whereabouts import FIELD_WORDS, listed
from editor.ui.widgets.buttons import Button
from editor.ui.widgets.differences import changed_passages
from editor.ui.widgets.dropping import drop
from editor.ui.widgets.labels import Line
from editor.ui.widgets.reading_text import ReadingText
from editor.ui.widgets.scroll import ScrollPane
from editor.ui.widgets.themed import Pane
from editor.ui.widgets.when import clock

_MOST_HEIGHT = 280


class ConflictPanel(Pane):
    """Stands above the text, never over it. `chosen("mine")` or `chosen("theirs")` follows the choice."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", ("bottom",), parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 1)
        self._column.setSpacing(0)
        self._shown: Conflict | None = None
        self._inside: QWidget | None = None
        self.hide()

    def show_article(self, article: Article) -> None:
        """Show the article's conflict, or nothing when it has none."""
        conflict = article.conflict
        if conflict == self._shown:
            return
        self._shown = conflict
        if self._inside is not None:
            self._column.removeWidget(self._inside)
            drop(self._inside)
            self._inside = None
        if conflict is not None:
            self._inside = self._make(conflict, clock(article.saved_at))
            self._column.addWidget(self._inside)
        self.setVisible(conflict is not None)

    def _make(self, conflict: Conflict, saved: str) -> QWidget:
        them = conflict.theirs.updated_by or "The site"
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(28, 10, 16, 8)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(Line("Both of you changed: " + listed(conflict.clashing), "ui_semi", "conflict", grows=True), 1)
        column.addLayout(head)
        sides = Pane("surface")
        row = QHBoxLayout(sides)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        row.addWidget(_Side("Yours", f"{saved}, this desk", conflict, mine=True), 1)
        row.addWidget(_Side(them, f"{clock(conflict.theirs.updated_at)}, the site", conflict, mine=False), 1)
        pane = ScrollPane(sides, "surface")
        pane.setMaximumHeight(current_theme().px(_MOST_HEIGHT))
        column.addWidget(pane)
        keys = QHBoxLayout()
        keys.setSpacing(8)
        for words, key, keep in (("Keep yours", "Alt+1", "mine"), (f"Take the words of {them}", "Alt+2", "theirs")):
            button = Button(words, key, "bordered", height="button_in_bar")
            button.clicked.connect(lambda _checked=False, keep=keep: self.chosen.emit(keep))
            keys.addWidget(button)
        keys.addStretch(1)
        column.addLayout(keys)
        column.addWidget(Line("The other text is kept on this desk.", "meta", "text3", grows=True))
        return inside


class _Side(QWidget):
    """One person's words in every clashing field, with what they changed marked."""

    def __init__(self, name: str, when: str, conflict: Conflict, *, mine: bool) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Line(name, "ui_semi"))
        head.addWidget(Line(when, "meta", "text3", grows=True), 1)
        column.addLayout(head)
        fields = conflict.mine if mine else conflict.theirs.fields
        for clashing in conflict.clashing:
            before, after = getattr(conflict.base, clashing), getattr(fields, clashing)
            if len(conflict.clashing) > 1:
                column.addWidget(Line(FIELD_WORDS[clashing].capitalize(), "meta", "text3"))
            text, marks = changed_passages(before, after)
            words = ReadingText(text, "card", name=f"{name}: {FIELD_WORDS[clashing]}")
            words.set_text(text, marks)
            column.addWidget(words)
        column.addStretch(1)
