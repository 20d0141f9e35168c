"""A sentence about what could not be done: pushes the screen down once and stays until it is dismissed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from editor.ui.widgets.dropping import drop

if TYPE_CHECKING:
    from editor.ui.widgets.banner import Banner


class ErrorBar(QWidget):
    """Shows the last error sentence as a banner with a Dismiss button.

    `keyboard_lost` says that the sentence went while the keyboard stood on that button.
    """

    keyboard_lost = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._banner: Banner | None = None
        self._sentence = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def sentence(self) -> str:
        """The sentence in view, "" when there is none."""
        return self._sentence

    def show_sentence(self, sentence: str) -> None:
        """Show a sentence instead of the one before; the same one is not shown twice."""
        if sentence == self._sentence:
            return
        self.dismiss()
        from editor.ui.widgets.banner import Banner  # needed by few starts

        self._sentence = sentence
        self._banner = Banner("removed", sentence, action="Dismiss", icon="circle-alert")
        self._banner.acted.connect(self.dismiss)
        self._column.addWidget(self._banner)
        self.show()

    def dismiss(self) -> None:
        """Take the sentence away."""
        had_keyboard = self._banner is not None and self._banner.has_keyboard
        if self._banner is not None:
            self._column.removeWidget(self._banner)
            drop(self._banner)
            self._banner = None
        self._sentence = ""
        self.hide()
        if had_keyboard:
            self.keyboard_lost.emit()
