"""What a list shows when it has nothing: a sentence, a fact, one action."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from editor.qt.icons import paint_icon
from editor.qt.theme import current_theme
from editor.ui.widgets.buttons import Button
from editor.ui.widgets.labels import Line
from editor.ui.widgets.themed import ThemedWidget


class EmptyState(ThemedWidget):
    """Icon, serif sentence, one fact with a time or a number, and at most one action with its key (`acted`)."""

    acted = Signal()

    def __init__(
        self,
        icon: str,
        sentence: str,
        fact: str = "",
        action: str = "",
        shortcut_shown: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(f"{sentence}. {fact}")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 24, 16, 24)
        column.setSpacing(0)
        column.addStretch(1)
        self._icon = _Icon(icon)
        self._sentence = Line(sentence, "h2", "text", align=Qt.AlignmentFlag.AlignHCenter, grows=True)
        self._fact = Line(fact, "ui", "text2", align=Qt.AlignmentFlag.AlignHCenter, grows=True)
        column.addWidget(self._icon)
        column.addSpacing(8)
        column.addWidget(self._sentence)
        column.addWidget(self._fact)
        if action:
            button = Button(action, shortcut_shown)
            button.clicked.connect(self.acted)
            self.setFocusProxy(button)
            column.addSpacing(8)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def set_words(self, sentence: str, fact: str = "") -> None:
        """Change the sentence and the fact."""
        self.setAccessibleName(f"{sentence}. {fact}")
        self._sentence.set_text(sentence)
        self._fact.set_text(fact)


class _Icon(ThemedWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def sizeHint(self) -> QSize:
        side = current_theme().px(24)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        side = current_theme().px(24)
        rect = QRectF(self.rect())
        paint_icon(QPainter(self), self._name, "text3", round(rect.center().x() - side / 2), 0, side)
