"""Cards drawn from kept pictures look like painted ones, and are painted again exactly when something changed."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from editor.ui.widgets.card_pictures import CardPictures
from editor.ui.widgets.card_source import CardState

AT_REST = CardState()


@dataclass(frozen=True)
class Row:
    """A card of one colour."""

    id: int
    colour: str


class Canvas:
    """Draws cards onto an image and counts those that had to be painted."""

    def __init__(self, ratio: float = 1.0) -> None:
        self.image = QImage(round(100 * ratio), round(100 * ratio), QImage.Format.Format_ARGB32)
        self.image.setDevicePixelRatio(ratio)
        self.pictures = CardPictures()
        self.painted = 0

    def draw(self, top: int, row: Row, state: CardState = AT_REST, height: int = 20) -> QColor:
        """The colour in the middle of the card afterwards."""

        def paint(on: QPainter, at: QRect) -> None:
            self.painted += 1
            on.fillRect(at, QColor(row.colour))

        painter = QPainter(self.image)
        self.pictures.draw(painter, QRect(0, top, 100, height), row.id, row, state, paint)
        painter.end()
        ratio = self.image.devicePixelRatio()
        return self.image.pixelColor(round(50 * ratio), round((top + height / 2) * ratio))


def test_a_card_that_only_moves_is_not_painted_again(qapp: object) -> None:
    canvas = Canvas(2.0)
    assert canvas.draw(0, Row(1, "red")) == QColor("red")
    assert canvas.draw(37, Row(1, "red")) == QColor("red")
    assert canvas.painted == 1


def test_other_data_state_or_size_is_painted(qapp: object) -> None:
    canvas = Canvas()
    canvas.draw(0, Row(1, "red"))
    assert canvas.draw(0, Row(1, "blue")) == QColor("blue")
    canvas.draw(0, Row(1, "blue"), CardState(current=True))
    canvas.draw(0, Row(1, "blue"), height=30)
    assert canvas.painted == 4
    canvas.pictures.clear()
    canvas.draw(0, Row(1, "blue"))
    assert canvas.painted == 5


def test_between_device_pixels_nothing_is_copied(qapp: object) -> None:
    canvas = Canvas(1.25)
    for top in (0, 13):
        assert canvas.draw(top, Row(1, "red")) == QColor("red")
    assert canvas.painted == 2
