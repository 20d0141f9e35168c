"""Fields with their label above, a detail at the right, and the sentence that says what is wrong below."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from editor.qt.theme import current_theme
from editor.ui.widgets.labels import Line
from editor.ui.widgets.reading_text import ReadingText

FIELD_MOST = 586
"""px: the widest a field gets in a form. Its words stop at 560, as everywhere where people read."""


class LabelledField(QWidget):
    """A label (12, text2), any editor widget below it, a detail at the right, a fault line when there is one."""

    def __init__(self, label: str, editor: QWidget, detail: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        editor.setAccessibleName(label)
        self._detail = Line(detail, "meta", "text3")
        self._fault = ReadingText("", "meta", "removed", name=f"{label}: what is wrong", selectable=False)
        self._fault.hide()
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Line(label, "meta", "text2"))
        head.addStretch(1)
        head.addWidget(self._detail)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(head)
        column.addWidget(editor)
        column.addWidget(self._fault)

    @property
    def detail(self) -> str:
        """What stands above the field at the right."""
        return self._detail.text

    def set_detail(self, detail: str, role: str = "text3") -> None:
        """Change what stands above the field at the right ("Markdown, 31 words")."""
        self._detail.set_text(detail, role)

    def set_fault(self, sentence: str) -> None:
        """Say what is wrong with the field's content; "" when nothing is."""
        self._fault.set_text(sentence)
        self._fault.setVisible(bool(sentence))
        self.editor.setAccessibleDescription(sentence)
        if bool(self.editor.property("wrong")) != bool(sentence):
            self._mark(wrong=bool(sentence))

    def _mark(self, *, wrong: bool) -> None:
        """Let the sheet see it. Qt takes the opportunity to bring back the font from before the last text size."""
        font = self.editor.font()
        self.editor.setProperty("wrong", wrong)
        self.editor.style().unpolish(self.editor)
        self.editor.style().polish(self.editor)
        self.editor.setFont(font)


class TextLine(QLineEdit):
    """A one-line field in the theme's font."""

    def __init__(self, text: str = "", placeholder: str = "", style: str = "ui", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._style = style
        self.setPlaceholderText(placeholder)
        self._take_font()
        current_theme().theme_changed.connect(self._take_font)

    def _take_font(self) -> None:
        self.setFont(current_theme().font(self._style))


class TextBlock(QPlainTextEdit):
    """A field of several lines, in the reading serif by default, that grows from `least` to `most` lines."""

    edited = Signal()

    def __init__(
        self, text: str = "", style: str = "card", least: int = 2, most: int = 8, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._style, self._least, self._most = style, least, most
        self.setProperty("field", True)
        self.setTabChangesFocus(True)
        self._take_font()
        self.textChanged.connect(self._fit)
        self.textChanged.connect(self.edited)
        current_theme().theme_changed.connect(self._take_font)

    def _take_font(self) -> None:
        self.setFont(current_theme().font(self._style))
        self._fit()

    def _fit(self) -> None:
        lines = min(max(int(self.document().size().height()), self._least), self._most)
        self.setFixedHeight(round(lines * self.fontMetrics().lineSpacing()) + 18)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()
