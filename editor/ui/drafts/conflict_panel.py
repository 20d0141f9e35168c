"""Two people changed the same field: both texts side by side, against the one before, and the choice between them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from editor.domain.articles import Article, Conflict
from editor.qt.theme import current_theme
from editor.ui.drafts.whereabouts import FIELD_WORDS, listed
from editor.ui.widgets.buttons import BORDERED_INSET, Button
from editor.ui.widgets.differences import changed_passages
from editor.ui.widgets.dropping import drop
from editor.ui.widgets.labels import Line
from editor.ui.widgets.reading_text import ReadingText
from editor.ui.widgets.scroll import ScrollPane
from editor.ui.widgets.themed import Pane
from editor.ui.widgets.when import clock

_LEFT, _RIGHT = 28, 16


class ConflictPanel(Pane):
    """Stands above the text, never over it. `chosen("mine")` or `chosen("theirs")` follows the choice.

    It is as high as both texts need, up to the height it is given with `set_most`; more of them scrolls inside.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", ("bottom",), parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 1)
        self._column.setSpacing(0)
        self._shown: Conflict | None = None
        self._inside: QWidget | None = None
        self._sides: QWidget | None = None
        self._scroll: ScrollPane | None = None
        self._most = 0
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
            self._inside = self._sides = self._scroll = None
        if conflict is not None:
            self._inside = self._make(conflict, clock(article.saved_at))
            self._column.addWidget(self._inside)
            self._fit()
        self.setVisible(conflict is not None)

    def set_most(self, height: int) -> None:
        """Take no more than this much of the pane's height."""
        if height != self._most:
            self._most = height
            self._fit()

    def _fit(self) -> None:
        if self._inside is None or self._sides is None or self._scroll is None:
            return
        content = self._sides.heightForWidth(max(self.width() - _LEFT - _RIGHT, 1))
        self._scroll.setFixedHeight(min(content, max(self._most - self._frame_height(self._inside), _least())))

    def _frame_height(self, inside: QWidget) -> int:
        """How high the panel is without the two texts."""
        layout = inside.layout()
        if layout is None or self._scroll is None:
            return 0
        self._scroll.setFixedHeight(0)
        for part in (*layout.findChildren(QLayout), layout):
            part.invalidate()
        return layout.totalSizeHint().height() + 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _make(self, conflict: Conflict, saved: str) -> QWidget:
        them = conflict.theirs.updated_by or "The site"
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(
            _LEFT - BORDERED_INSET, 10, _RIGHT, 8
        )  # the edges of the buttons stand under the words
        column.setSpacing(6)
        words = QVBoxLayout()
        words.setContentsMargins(BORDERED_INSET, 0, 0, 0)
        words.setSpacing(6)
        words.addWidget(Line("Both of you changed: " + listed(conflict.clashing), "ui_semi", "conflict", grows=True))
        column.addLayout(words)
        sides = Pane("surface")
        row = QHBoxLayout(sides)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        row.addWidget(_Side("Yours", f"{saved}, this desk", conflict, mine=True), 1)
        row.addWidget(_Side(them, f"{clock(conflict.theirs.updated_at)}, the site", conflict, mine=False), 1)
        self._sides, self._scroll = sides, ScrollPane(sides, "surface")
        words.addWidget(self._scroll)
        keys = QHBoxLayout()
        keys.setSpacing(8)
        for label, key, keep in (("Keep yours", "Alt+1", "mine"), (f"Take the words of {them}", "Alt+2", "theirs")):
            button = Button(label, key, "bordered", height="button_in_bar")
            button.clicked.connect(lambda _checked=False, keep=keep: self.chosen.emit(keep))
            keys.addWidget(button)
        keys.addStretch(1)
        column.addLayout(keys)
        note = QHBoxLayout()
        note.setContentsMargins(BORDERED_INSET, 0, 0, 0)
        note.addWidget(Line("The other text is kept on this desk.", "meta", "text3", grows=True))
        column.addLayout(note)
        return inside


def _least() -> int:
    return 2 * current_theme().line("card")


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
