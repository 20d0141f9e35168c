"""The top bar: wordmark, tabs with counts and the bar under the current one, the field that opens the palette."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from editor.qt.icons import paint_icon
from editor.qt.theme import current_theme
from editor.ui.widgets.buttons import PaintedButton
from editor.ui.widgets.labels import Line
from editor.ui.widgets.painting import keys_width, paint_focus_ring, paint_keys, paint_text, split_keys, text_width
from editor.ui.widgets.themed import Pane, shows_focus

_SIDE = 14  # half of the gap between tabs, so that the whole gap takes the pointer


class Tab(PaintedButton):
    """A screen's name with its count in small; 2 px bar when current."""

    def __init__(self, title: str, shortcut_shown: str, parent: QWidget | None = None) -> None:
        super().__init__(title, shortcut_shown, parent)
        self._count = ""
        self.leave_keyboard_alone()
        self.setCheckable(True)
        self.setToolTip(" ".join([title, *self._keys]))

    def set_count(self, count: str) -> None:
        """Show a count after the name, "" for none."""
        if count != self._count:
            self._count = count
            self.setAccessibleName(f"{self.text()} {count}".strip())
            self.updateGeometry()
            self.update()

    def nextCheckState(self) -> None:
        self.setChecked(True)

    def sizeHint(self) -> QSize:
        width = math.ceil(text_width("ui_semi", self.text())) + 2 * _SIDE
        if self._count:
            width += 6 + math.ceil(text_width("small", self._count))
        return QSize(width, current_theme().size("masthead"))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(_SIDE, 0, -_SIDE, 0)
        here = self.isChecked()
        role = "text" if here or self.underMouse() else "text2"
        style = "ui_semi" if here else "ui_med"
        # the words do not shift when the weight changes: the room is that of the heavier one
        used = paint_text(painter, style, role, box, self.text(), elide=False)
        used = max(used, text_width("ui_semi", self.text()))
        if self._count:
            paint_text(painter, "small", "text3", box.adjusted(used + 6, 1, 0, 1), self._count, elide=False)
        if here:
            bar = theme.line_width("sync_tick")
            painter.fillRect(QRectF(box.left(), self.height() - bar, box.width(), bar), theme.color("accent"))
        if shows_focus(self):
            paint_focus_ring(painter, QRectF(self.rect()).adjusted(4, 6, -4, -6), theme.radius("row"), inside=True)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()


class FindField(PaintedButton):
    """Looks like a field, opens the palette."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Find, go to, or do…", "Ctrl+K", parent)
        self.leave_keyboard_alone()
        self.setCursor(Qt.CursorShape.IBeamCursor)

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px(248), theme.size("row"))

    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px(120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("control"), 1))
        painter.setBrush(theme.color("hover" if self.underMouse() else "surface"))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), theme.radius("control"), theme.radius("control"))
        painter.restore()
        size = theme.size("icon")
        paint_icon(painter, "search", "text3", 9, (self.height() - size) // 2, size)
        keys = split_keys("Ctrl+K")
        right = self.width() - 10 - keys_width(keys)
        paint_keys(painter, right, self.height() / 2, keys)
        paint_text(painter, "ui", "text3", QRectF(9 + size + 8, 0, right - 41, self.height()), self.text())
        if shows_focus(self):
            paint_focus_ring(painter, rect, theme.radius("control"), inside=True)


class Masthead(Pane):
    """Tabs of the screens in order. `screen_asked(name)` and `find_asked` follow clicks."""

    screen_asked = Signal(str)
    find_asked = Signal()

    def __init__(self, tabs: tuple[tuple[str, str, str], ...], parent: QWidget | None = None) -> None:
        """`tabs`: (name, title, shortcut) of each screen."""
        super().__init__("canvas", ("bottom",), parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._tabs: dict[str, Tab] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(0)
        row.addWidget(Line("Backbench", "h2"))
        row.addSpacing(14)
        for name, title, shortcut in tabs:
            tab = self._tabs[name] = Tab(title, shortcut)
            tab.clicked.connect(lambda _checked=False, name=name: self.screen_asked.emit(name))
            row.addWidget(tab)
        row.addStretch(1)
        self.find_field = FindField()
        self.find_field.clicked.connect(self.find_asked)
        row.addWidget(self.find_field)

    def tab(self, name: str) -> Tab:
        """The tab of a screen."""
        return self._tabs[name]

    def set_current(self, name: str) -> None:
        """Put the bar under this tab."""
        for key, tab in self._tabs.items():
            tab.setChecked(key == name)
            tab.update()

    def sizeHint(self) -> QSize:
        return QSize(600, current_theme().size("masthead") + 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())
