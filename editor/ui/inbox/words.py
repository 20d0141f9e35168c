"""Small painted parts of the inbox that act: the story's headline, the order of the list, the row of new comments."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from editor.qt.icons import paint_icon
from editor.qt.theme import current_theme
from editor.ui.widgets.buttons import Button, PaintedButton
from editor.ui.widgets.painting import keys_width, paint_focus_ring, paint_keys, paint_text, text_width
from editor.ui.widgets.themed import shows_focus


class HeadlineLink(PaintedButton):
    """A story's headline; a click opens the story on the site."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent)
        self.url = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_link(self, headline: str, url: str) -> None:
        """Show a headline that leads to an address; without one it is only words."""
        self.url = url
        self.setEnabled(bool(url))
        if headline != self.text():
            self.set_text(headline)
        self.setToolTip(f"Open on the site: {url}" if url else "")

    def sizeHint(self) -> QSize:
        return QSize(120, current_theme().size("row"))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        role = "accent" if self.underMouse() and self.isEnabled() else "text"
        paint_text(painter, "ui_semi", role, QRectF(self.rect()), self.text())
        if shows_focus(self):
            paint_focus_ring(painter, QRectF(self.rect()), theme.radius("chip"), inside=True)


class OrderButton(PaintedButton):
    """How the list is sorted, with an arrow; a click goes on to the next order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("newest", "T", parent)
        self._up = False

    def set_order(self, words: str, *, up: bool) -> None:
        """Show the name of an order and which way its arrow points."""
        self._up = up
        self.set_text(words)
        self.setToolTip(f"Sorted by {words}. T changes it")
        self.setAccessibleName(f"Sorted by {words}")

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(math.ceil(text_width("ui_med", self.text())) + 6 + theme.px(16), theme.size("row"))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        size = theme.px(16)
        words = QRectF(0, 0, self.width() - size - 6, self.height())
        paint_text(painter, "ui_med", "accent" if self.underMouse() else "text", words, self.text())
        paint_icon(
            painter,
            "arrow-up" if self._up else "arrow-down",
            "text2",
            self.width() - size,
            (self.height() - size) // 2,
            size,
        )
        if shows_focus(self):
            paint_focus_ring(painter, QRectF(self.rect()), theme.radius("chip"), inside=True)


class NewRow(PaintedButton):
    """Arrivals wait behind this row. It is always there, so that nothing moves when they come."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "G, N", parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.show_count(0, "")

    def show_count(self, count: int, since: str, *, most: int = 1_000) -> None:
        """How many came since a time of the wall clock; counts stop at ``most``."""
        self.setEnabled(count > 0)
        number = f"more than {most:,}" if count >= most else f"{count:,}"
        words = f"{number} new since {since}" if count else f"Nothing new since {since}" if since else ""
        if words != self.text():
            self.set_text(words)

    def sizeHint(self) -> QSize:
        return QSize(120, current_theme().px(32))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        rect = QRectF(self.rect()).adjusted(20, 0, -16, 0)
        if not self.isEnabled():
            paint_text(painter, "meta", "text3", rect, self.text())
            return
        if self.underMouse():
            painter.fillRect(self.rect(), theme.color("hover"))
        size = theme.px(15)
        paint_icon(painter, "arrow-up", "accent", rect.left(), round(rect.center().y() - size / 2), size)
        keys = keys_width(self._keys)
        room = rect.adjusted(size + 5, 0, -keys - 8, 0)
        used = paint_text(painter, "meta", "accent", room, self.text())
        paint_text(painter, "meta", "text2", room.adjusted(used + 12, 0, 0, 0), "show", Qt.AlignmentFlag.AlignRight)
        paint_keys(painter, round(rect.right() - keys), rect.center().y(), self._keys)
        if shows_focus(self):
            paint_focus_ring(painter, QRectF(self.rect()), 0, inside=True)


class RuleButton(Button):
    """A rule behind its digit, as wide as its words where there is room."""

    def __init__(self, number: int, label: str, parent: QWidget | None = None) -> None:
        super().__init__(label, "", "plain", height="button_in_bar", parent=parent)
        self.number = number
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{number} {label}")
        self.setToolTip(f"Rule {number}: {label}")

    @property
    def needed_width(self) -> int:
        """The width at which no word is cut."""
        return 8 + keys_width((str(self.number),)) + 8 + math.ceil(text_width("ui_med", self.text())) + 8

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        self._paint_box(painter, rect)
        cap = paint_keys(painter, 8, rect.center().y(), (str(self.number),))
        paint_text(painter, "ui_med", "text", rect.adjusted(8 + cap + 8, 0, -7, 0), self.text())
        if shows_focus(self):
            paint_focus_ring(painter, rect, theme.radius("control"), inside=True)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())
