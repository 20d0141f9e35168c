"""The status light: form and words that tell where things are saved; a click opens Activity."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from editor.qt.theme import current_theme
from editor.ui.widgets.buttons import PaintedButton
from editor.ui.widgets.labels import gap_text
from editor.ui.widgets.painting import paint_focus_ring, paint_text, text_width
from editor.ui.widgets.themed import shows_focus

Form = Literal["in_step", "sending", "needs_you", "offline"]

FORM_ROLES: dict[Form, str] = {"in_step": "approved", "sending": "accent", "needs_you": "held", "offline": "offline"}


@dataclass(frozen=True)
class Status:
    """What the light shows: its form, then three phrases, always in this order."""

    form: Form = "in_step"
    saved: str = "Saved on this desk"
    outbox: str = ""
    site: str = ""

    @property
    def words(self) -> str:
        """The phrases that are not empty: saved here · waiting or sent · site."""
        return gap_text(self.saved, self.outbox, self.site)


class StatusLight(PaintedButton):
    """The light with its words."""

    def __init__(self, status: Status | None = None, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent)
        self.leave_keyboard_alone()
        self._status = status or Status()
        self.set_status(self._status)

    @property
    def status(self) -> Status:
        """What it shows now."""
        return self._status

    def set_status(self, status: Status) -> None:
        """Show another state."""
        self._status = status
        self.set_text(status.words)
        self.setAccessibleDescription("Opens Activity")

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(math.ceil(text_width("meta", self._status.words)) + theme.px(14) + 13, theme.size("footer") - 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        side = theme.px(14)
        paint_form(painter, self._status.form, QRectF(4, (self.height() - side) / 2, side, side))
        words = QRectF(self.rect()).adjusted(side + 8, 0, -4, 0)
        paint_text(painter, "meta", "text" if self.underMouse() else "text2", words, self._status.words)
        if shows_focus(self):
            paint_focus_ring(painter, QRectF(self.rect()).adjusted(0, 1, 0, -1), theme.radius("row"), inside=True)


def paint_form(painter: QPainter, form: Form, box: QRectF) -> None:
    """Paint the light's form into a square box: disc, half disc, triangle, or ring with a stroke."""
    colour = current_theme().color(FORM_ROLES[form])
    unit = box.width() / 14
    middle = box.center()
    pen = QPen(colour, 1.5 * unit, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if form == "in_step":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(middle, 4.5 * unit, 4.5 * unit)
    elif form == "needs_you":
        pen.setWidthF(1.3 * unit)
        painter.setPen(pen)
        top, side = middle.y() - 5.5 * unit, 6 * unit
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(middle.x(), top),
                    QPointF(middle.x() + side, middle.y() + 5 * unit),
                    QPointF(middle.x() - side, middle.y() + 5 * unit),
                ]
            )
        )
        painter.drawLine(QPointF(middle.x(), middle.y() - 1.5 * unit), QPointF(middle.x(), middle.y() + 1 * unit))
        painter.drawPoint(QPointF(middle.x(), middle.y() + 3.2 * unit))
    else:
        painter.setPen(pen)
        painter.drawEllipse(middle, 4.25 * unit, 4.25 * unit)
        if form == "sending":
            painter.setBrush(colour)
            painter.drawPie(
                QRectF(middle.x() - 4.25 * unit, middle.y() - 4.25 * unit, 8.5 * unit, 8.5 * unit), 90 * 16, 180 * 16
            )
        else:
            painter.drawLine(
                QPointF(middle.x() - 5 * unit, middle.y() + 5 * unit),
                QPointF(middle.x() + 5 * unit, middle.y() - 5 * unit),
            )
    painter.restore()
