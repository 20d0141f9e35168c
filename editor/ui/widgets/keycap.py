"""Keycaps and chips as widgets, for where no delegate paints them; a key with its words."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from editor.qt.theme import current_theme
from editor.ui.widgets.painting import (
    chip_width,
    keys_width,
    paint_chip,
    paint_keys,
    paint_text,
    split_keys,
    text_width,
)
from editor.ui.widgets.themed import ThemedWidget


class Keys(ThemedWidget):
    """The keycaps of one shortcut, pressed in turn or together."""

    def __init__(self, shortcut: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = split_keys(shortcut)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(" ".join(self._keys))

    def sizeHint(self) -> QSize:
        return QSize(keys_width(self._keys), current_theme().size("keycap") + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_keys(QPainter(self), 0, self.height() / 2, self._keys)


class Chip(ThemedWidget):
    """A cause or a state as text on its tint; no click. See `painting.paint_chip` for the states."""

    def __init__(
        self,
        text: str,
        state: str = "neutral",
        icon: str | None = None,
        *,
        plain: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text, self._state, self._icon, self._plain = text, state, icon, plain
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def set_text(self, text: str, state: str | None = None, icon: str | None = None) -> None:
        """Change words, state and icon; None keeps what was."""
        self._text, self._state, self._icon = text, state or self._state, icon or self._icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(chip_width(self._text, self._icon), current_theme().size("chip"))

    def minimumSizeHint(self) -> QSize:
        return QSize(28, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_chip(QPainter(self), 0, self.height() / 2, self._text, self._state, self._icon, self.width(), self._plain)


class KeyHint(ThemedWidget):
    """Keycaps and what they do, as in the footer; the words stand after the keys, or before them (`words_first`)."""

    def __init__(
        self,
        shortcut: str,
        words: str,
        *,
        words_first: bool = False,
        role: str = "text2",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._keys, self._words, self._first, self._role = split_keys(shortcut), words, words_first, role
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{' '.join(self._keys)}: {words}")

    def sizeHint(self) -> QSize:
        width = keys_width(self._keys) + 6 + math.ceil(text_width("meta", self._words))
        return QSize(width, current_theme().size("keycap") + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        keys = keys_width(self._keys)
        words = text_width("meta", self._words)
        x = words + 6 if self._first else 0
        paint_keys(painter, round(x), rect.center().y(), self._keys)
        left = 0 if self._first else keys + 6
        paint_text(painter, "meta", self._role, rect.adjusted(left, 0, 0, 0), self._words, elide=False)
