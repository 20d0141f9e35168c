"""Base of all painted widgets: follows the theme, knows whether the keyboard was used last."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget

from editor.qt.theme import current_theme


class ThemedWidget(QWidget):
    """A painted widget that lays out and paints anew when the theme or the text scale changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        current_theme().theme_changed.connect(self._on_theme_changed)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


class Edged(ThemedWidget):
    """A part of a pane, on its ground, with hairlines at the named edges ("left", "right", "top", "bottom").

    It has no ground of its own: Qt paints a widget that has one apart from what stands on it, and that then twice.
    """

    def __init__(self, edges: tuple[str, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edges = edges

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_edges(QPainter(self), self, self._edges)


class Pane(ThemedWidget):
    """A plain ground in a role's colour, with hairlines at the named edges ("left", "right", "top", "bottom")."""

    def __init__(self, role: str = "surface", edges: tuple[str, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = role
        self._edges = edges
        self._least = 0
        fill_with(self, role)

    def set_least_width(self, width: int) -> None:
        """Be at least this wide, given at 100 %; it grows with the text scale."""
        self._least = width
        self.setMinimumWidth(current_theme().px(width))

    def _on_theme_changed(self) -> None:
        fill_with(self, self._role)
        if self._least:
            self.setMinimumWidth(current_theme().px(self._least))
        super()._on_theme_changed()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_edges(painter, self, self._edges)


def paint_edges(painter: QPainter, widget: QWidget, edges: tuple[str, ...]) -> None:
    """Paint hairlines along the named edges of a widget."""
    colour = current_theme().color("hairline")
    width, height = widget.width(), widget.height()
    lines = {
        "left": (0, 0, 1, height),
        "right": (width - 1, 0, 1, height),
        "top": (0, 0, width, 1),
        "bottom": (0, height - 1, width, 1),
    }
    for edge in edges:
        painter.fillRect(*lines[edge], colour)


def fill_with(widget: QWidget, role: str) -> None:
    """Let Qt fill the widget's ground with a role's colour. Call again after `theme_changed` (Pane does it itself)."""
    palette = QPalette(widget.palette())
    palette.setColor(QPalette.ColorRole.Window, current_theme().color(role))
    widget.setPalette(palette)
    widget.setAutoFillBackground(True)


def shows_focus(widget: QWidget) -> bool:
    """Whether the widget's focus ring is to be painted now: it has the focus, and the keyboard gave it."""
    return widget.hasFocus() and bool(widget.property("ring") is not False)


def note_focus_reason(widget: QWidget, reason: Qt.FocusReason) -> None:
    """Call from focusInEvent: a click gives focus without a ring, everything else with one."""
    widget.setProperty("ring", reason != Qt.FocusReason.MouseFocusReason)
    widget.update()


def note_key_used(widget: QWidget) -> None:
    """Call from keyPressEvent: from now on the ring shows even when a click gave the focus."""
    if widget.property("ring") is False:
        widget.setProperty("ring", True)
        widget.update()
