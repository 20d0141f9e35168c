"""Buttons: filled, bordered, plain, with their key standing on them; icon buttons for panel toggles."""

from __future__ import annotations

import math
from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from editor.qt.icons import paint_icon
from editor.qt.theme import current_theme
from editor.ui.widgets.painting import (
    keys_width,
    paint_focus_ring,
    paint_keys,
    paint_text,
    split_keys,
    text_width,
)
from editor.ui.widgets.themed import note_focus_reason, note_key_used, shows_focus

Look = Literal["filled", "bordered", "plain"]

BORDERED_INSET = _RING = 4  # 2 px ring and 2 px gap, kept free around filled and bordered buttons


class PaintedButton(QAbstractButton):
    """Base of the buttons: hover, ring, theme. `shortcut_shown` is only shown; the screen's command binds it."""

    def __init__(self, text: str, shortcut_shown: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self._keys = split_keys(shortcut_shown)
        self.setAccessibleName(text)
        if shortcut_shown:
            self.setAccessibleDescription(" ".join(self._keys))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        current_theme().theme_changed.connect(self._on_theme_changed)

    def leave_keyboard_alone(self) -> None:
        """Take the keyboard by Tab only: a click leaves it in the story or the list where somebody works."""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_text(self, text: str) -> None:
        """Change the words and the accessible name."""
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        note_focus_reason(self, event.reason())
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        note_key_used(self)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class Button(PaintedButton):
    """An action with its words and its key. `look`: "filled" (one a screen), "bordered" or "plain".

    `height` names a size token: "button", "button_primary" or "button_in_bar".
    """

    def __init__(
        self,
        text: str,
        shortcut_shown: str = "",
        look: Look = "bordered",
        *,
        icon: str = "",
        height: str = "button",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, shortcut_shown, parent)
        self._look: Look = look
        self._icon = icon
        self._height = height

    def set_icon(self, icon: str) -> None:
        """Another icon of the same size."""
        self._icon = icon
        self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        padding = 8 if self._look == "plain" else 12
        width = math.ceil(text_width("ui_med", self.text())) + 2 * padding
        if self._keys:
            width += keys_width(self._keys) + 8
        if self._icon:
            width += theme.px(16) + 8
        ring = self._ring_room()
        return QSize(width + 2 * ring, theme.size(self._height) + 2 * ring)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        ring = self._ring_room()
        box = QRectF(self.rect()).adjusted(ring, ring, -ring, -ring)
        words = self._paint_box(painter, box)
        keys = keys_width(self._keys)
        icon = theme.px(16) + 8 if self._icon else 0
        text = min(text_width("ui_med", self.text()), box.width() - icon - (keys + 8 if keys else 0))
        x = box.left() + (box.width() - text - icon - (keys + 8 if keys else 0)) / 2
        if self._icon:
            paint_icon(painter, self._icon, words, round(x), box.center().y() - theme.px(16) / 2, theme.px(16))
            x += icon
        paint_text(painter, "ui_med", words, QRectF(x, box.top(), text + 1, box.height()), self.text())
        if keys:
            paint_keys(
                painter,
                round(x + text + 8),
                box.center().y(),
                self._keys,
                filled=self._look == "filled" and self.isEnabled(),
                off=not self.isEnabled(),
            )
        if shows_focus(self):
            paint_focus_ring(painter, QRectF(self.rect()), theme.radius("control"), inside=self._look == "plain")

    def _ring_room(self) -> int:
        return 0 if self._look == "plain" else _RING

    def _paint_box(self, painter: QPainter, box: QRectF) -> str:
        """Paint ground and edge; returns the role of the words."""
        theme = current_theme()
        ground, edge = self._colours()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(edge, 1) if edge is not None else Qt.PenStyle.NoPen)
        painter.setBrush(ground if ground is not None else Qt.BrushStyle.NoBrush)
        inside = box.adjusted(0.5, 0.5, -0.5, -0.5) if edge is not None else box
        painter.drawRoundedRect(inside, theme.radius("control"), theme.radius("control"))
        painter.restore()
        if not self.isEnabled():
            return "text3"
        return "on_accent" if self._look == "filled" else "text"

    def _colours(self) -> tuple[QColor | None, QColor | None]:
        theme = current_theme()
        on, hover, down = self.isEnabled(), self.underMouse(), self.isDown()
        if self._look == "filled":
            if not on:
                return theme.color("sunken"), None
            part = 0.2 if down else 0.1 if hover else 0.0
            return theme.blend("accent", "text", part), None
        ground = theme.blend("hover", "control", 0.12) if down else theme.color("hover") if hover else None
        if self._look == "plain":
            return (ground if on else None), None
        resting = theme.color("surface")
        return (ground or resting) if on else resting, theme.color("control" if on else "hairline")

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()


class IconButton(PaintedButton):
    """An icon without a word, for panel toggles and sort arrows only; its name and key stand in the tooltip."""

    def __init__(self, icon: str, name: str, shortcut_shown: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name, shortcut_shown, parent)
        self._icon = icon
        self.setToolTip(" ".join([name, *self._keys]))

    def sizeHint(self) -> QSize:
        side = current_theme().size("row")
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.underMouse() or self.isChecked():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(rect, theme.radius("row"), theme.radius("row"))
        size = theme.size("icon")
        role = "text2" if self.isEnabled() else "text3"
        paint_icon(painter, self._icon, role, (self.width() - size) // 2, (self.height() - size) // 2, size)
        if shows_focus(self):
            paint_focus_ring(painter, rect, theme.radius("row"), inside=True)
