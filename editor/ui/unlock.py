"""Asks for the passphrase of the desk's database on a computer without a keyring."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from editor.ui.overlay import Overlay
from editor.ui.widgets.buttons import Button
from editor.ui.widgets.fields import LabelledField, TextLine
from editor.ui.widgets.labels import Line
from editor.ui.widgets.reading_text import ReadingText

LEAST = 12  # characters of a new passphrase; SQLCipher's key derivation makes each try cost a tenth of a second


class UnlockPanel(Overlay):
    """Stays until the database opens. ``given(passphrase)`` asks the owner to try; a new database is asked twice."""

    given = Signal(str)

    def __init__(self, window: QWidget, *, new: bool) -> None:
        super().__init__(window, 460)
        self._new = new
        self.first = _field("New passphrase" if new else "Passphrase")
        self.again = _field("The same again")
        self.open_button = Button("Make the database" if new else "Open", "Return", "filled")
        self.open_button.clicked.connect(self._on_open)
        self._lay_out()

    def refuse(self, sentence: str) -> None:
        """Say why it did not open, and let the person try again."""
        self.open_button.setEnabled(True)
        self.first.set_fault(sentence)
        self._edit(self.first).selectAll()
        self._edit(self.first).setFocus(Qt.FocusReason.OtherFocusReason)
        self.place_panel()

    def ask(self) -> None:
        """Open and take the keyboard."""
        self.open()
        self._edit(self.first).setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(Line("This computer has no keyring", "h2"))
        words = (
            "A passphrase will encrypt this desk’s database. Nobody can restore it."
            if self._new
            else "Give the passphrase this desk’s database was made with."
        )
        column.addWidget(ReadingText(words, "ui", "text2", name="What the passphrase does", selectable=False))
        column.addWidget(self.first)
        if self._new:
            column.addWidget(self.again)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.open_button)
        column.addLayout(row)
        self.column.addWidget(inner)

    def _on_open(self) -> None:
        passphrase = self._edit(self.first).text()
        if self._new and len(passphrase) < LEAST:
            self.refuse(f"Use at least {LEAST} characters; a few plain words are good.")
        elif self._new and passphrase != self._edit(self.again).text():
            self.refuse("The two are not the same.")
        else:
            self.open_button.setEnabled(False)
            self.first.set_fault("")
            self.given.emit(passphrase)

    @staticmethod
    def _edit(field: LabelledField) -> TextLine:
        edit = field.editor
        assert isinstance(edit, TextLine)
        return edit

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Esc does not close it: without the passphrase there is nothing behind
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.open_button.isEnabled():
            self._on_open()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()


def _field(label: str) -> LabelledField:
    edit = TextLine()
    edit.setEchoMode(TextLine.EchoMode.Password)
    return LabelledField(label, edit)
