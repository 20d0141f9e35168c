"""Words on a pane: a line that elides or wraps, a section label in small capitals, a hairline."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from editor.qt.theme import current_theme
from editor.ui.widgets.painting import paint_text, text_width
from editor.ui.widgets.themed import ThemedWidget


class Line(ThemedWidget):
    """One line of text in a type style and a role; elides when room is short and never widens the window.

    `grows` gives it the spare room of its row; otherwise it takes the width of its words and no more.
    """

    def __init__(
        self,
        text: str = "",
        style: str = "ui",
        role: str = "text",
        *,
        grows: bool = False,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text, self._style, self._role, self._align = text, style, role, align
        across = QSizePolicy.Policy.Ignored if grows else QSizePolicy.Policy.Maximum
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    @property
    def text(self) -> str:
        """The words, whole."""
        return self._text

    def set_text(self, text: str, role: str | None = None) -> None:
        """Change the words, and the role when one is given."""
        if text == self._text and role in (None, self._role):
            return
        self._text, self._role = text, role or self._role
        self.setAccessibleName(text)
        self.updateGeometry()
        self._tell_when_cut()
        self.update()

    def _tell_when_cut(self) -> None:
        self.setToolTip(self._text if text_width(self._style, self._text) > self.width() + 1 else "")

    def sizeHint(self) -> QSize:
        return QSize(math.ceil(text_width(self._style, self._text)), current_theme().line(self._style))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._tell_when_cut()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        role = self._role if self.isEnabled() else "text3"
        paint_text(painter, self._style, role, QRectF(self.rect()), self._text, self._align)


class SectionLabel(ThemedWidget):
    """A section's name in serif small capitals, 28 high, with a detail in text3 at the right, or `beside` the name."""

    def __init__(self, text: str, detail: str = "", *, beside: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._detail = text, detail
        self._align = Qt.AlignmentFlag.AlignLeft if beside else Qt.AlignmentFlag.AlignRight
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def set_detail(self, detail: str) -> None:
        """Change the words in text3."""
        self._detail = detail
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(80, current_theme().size("row"))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        used = paint_text(painter, "label", "text2", rect, self._text)
        paint_text(painter, "meta", "text3", rect.adjusted(used + 8, 0, 0, 0), self._detail, self._align)


class Hairline(ThemedWidget):
    """A separator of one pixel; `inset` leaves room at the left."""

    def __init__(self, inset: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inset = inset
        self.setFixedHeight(current_theme().line_width("hairline"))

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(
            self._inset, 0, self.width() - self._inset, self.height(), current_theme().color("hairline")
        )


def gap_text(*parts: str) -> str:
    """The parts that are not empty, with a middle dot between them."""
    return " · ".join(part for part in parts if part)
