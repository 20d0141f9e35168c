"""A raised panel over a scrim, as a child of the window: palette and shortcut sheet stand on it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from shiboken6 import isValid

from editor.qt.theme import current_theme
from editor.ui.widgets.themed import ThemedWidget

_LAYERS = 24


class Overlay(ThemedWidget):
    """Dims the window and holds one panel, 88 from the top. Esc or a click beside it closes; focus goes back.

    `keyboard_lost` says that who had the focus before is gone: the owner gives it to somebody else. Tab stays inside.
    """

    closed = Signal()
    keyboard_lost = Signal()

    def __init__(self, window: QWidget, width: int) -> None:
        super().__init__(window)
        self._window = window
        self._panel_width = width
        self._focus_before: QWidget | None = None
        self.panel = QWidget(self)
        self.column = QVBoxLayout(self.panel)
        self.column.setContentsMargins(1, 1, 1, 1)
        self.column.setSpacing(0)
        self.hide()
        window.installEventFilter(self)
        self.panel.installEventFilter(self)

    @property
    def is_open(self) -> bool:
        """Whether it is in view."""
        return not self.isHidden()

    def open(self) -> None:
        """Show over the whole window and take the keyboard."""
        if not self.is_open:
            self._focus_before = QApplication.focusWidget()
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self.place_panel()

    def close_overlay(self) -> None:
        """Hide and give the keyboard back to who had it."""
        if not self.is_open:
            return
        before, self._focus_before = self._focus_before, None
        self.hide()
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.keyboard_lost.emit()
        self.closed.emit()

    def place_panel(self) -> None:
        """Fit the panel to its content; call when the content changed and must not be seen at its height before."""
        theme = current_theme()
        top = min(theme.px(88), self.height() // 8)
        width = min(theme.px(self._panel_width), self.width() - 32)
        column = self.column
        wanted = column.totalHeightForWidth(width) if column.hasHeightForWidth() else column.sizeHint().height()
        height = min(wanted, self.height() - top - 24)
        self.panel.setGeometry((self.width() - width) // 2, top, width, height)
        self.update()

    def focusNextPrevChild(self, forward: bool) -> bool:
        stops = [part for part in self.panel.findChildren(QWidget) if _takes_tab(part)]
        focus = QApplication.focusWidget()
        here = stops.index(focus) if focus in stops else -1 if forward else 0
        if stops:
            reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
            stops[(here + (1 if forward else -1)) % len(stops)].setFocus(reason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.is_open:
            if watched is self._window:
                self.setGeometry(self._window.rect())
                self.place_panel()
        elif event.type() == QEvent.Type.LayoutRequest and watched is self.panel:
            self.place_panel()  # a sentence came that needs more lines
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("scrim", 0.44 if theme.is_dark else 0.22))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.panel.geometry())
        drop, blur, alpha = theme.shadow()
        radius = theme.radius("raised")
        painter.setPen(Qt.PenStyle.NoPen)
        for layer in range(_LAYERS):
            grow = blur / 2 * (1 - layer / _LAYERS)
            painter.setBrush(theme.color("shadow", alpha * 2 * (layer + 1) / _LAYERS / _LAYERS))
            painter.drawRoundedRect(box.adjusted(-grow, -grow + drop, grow, grow + drop), radius + grow, radius + grow)
        painter.setPen(QPen(theme.color("control" if theme.is_dark else "hairline"), 1))
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.close_overlay()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_overlay()
        # other keys stop here: what lies under the scrim must not act


def _takes_tab(part: QWidget) -> bool:
    return bool(part.isVisible() and part.isEnabled() and part.focusPolicy() & Qt.FocusPolicy.TabFocus)
