"""Finds words in the story at hand: one field, next and previous, how often they stand there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from editor.ui.drafts.source import SourceEdit
from editor.ui.widgets.buttons import Button
from editor.ui.widgets.fields import TextLine
from editor.ui.widgets.labels import Line
from editor.ui.widgets.pane_head import SubHead


class FindBar(SubHead):
    """Enter goes to the next place, Shift+Enter to the one before, Esc back to the text (`closed`)."""

    closed = Signal()

    def __init__(self, source: SourceEdit, parent: QWidget | None = None) -> None:
        super().__init__(role="canvas", gutter=28, parent=parent)
        self._source = source
        self.field = TextLine("", "Find in this story")
        self.field.setProperty("bare", True)
        self.field.setAccessibleName("Find in this story")
        self._count = Line("", "meta", "text3")
        self.row.addWidget(self.field, 1)
        self.row.addWidget(self._count)
        for words, keys, back in (("Next", "Return", False), ("Before", "Shift+Return", True)):
            button = Button(words, keys, "plain", height="button_in_bar")
            button.clicked.connect(lambda _checked=False, back=back: self.step(back=back))
            self.row.addWidget(button)
        self.field.textChanged.connect(self._on_words_changed)
        self.field.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Show the bar with the selected words in it."""
        chosen = self._source.textCursor().selectedText()
        self.show()
        if chosen and "\u2029" not in chosen:
            self.field.setText(chosen)
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_bar(self) -> None:
        """Hide the bar and go back to the text."""
        self.hide()
        self._source.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.closed.emit()

    def step(self, *, back: bool = False) -> None:
        """Go to the next place, or the one before."""
        found = self._source.find_words(self.field.text(), back=back)
        self._tell(found)

    def _on_words_changed(self) -> None:
        cursor = self._source.textCursor()
        cursor.setPosition(cursor.selectionStart())
        self._source.setTextCursor(cursor)
        self.step()

    def _tell(self, found: bool) -> None:
        words = self.field.text()
        if not words:
            self._count.set_text("")
        elif not found:
            self._count.set_text(f"“{words}” does not stand in this story")
        else:
            number = self._source.words().casefold().count(words.casefold())
            self._count.set_text("once" if number == 1 else f"{number} times")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.close_bar()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.step(back=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
                return True
        return super().eventFilter(watched, event)
