"""Texts shaped once measure and look exactly as texts shaped anew, and are shaped again when the type changes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter

from editor.qt.plumbing import Plumbing
from editor.qt.theme import current_theme
from editor.ui.widgets.painting import draw_line, text_width

WORDS = ("Harbour dues: AVA, fi, “Tyne” 1,204", "naïve café", "שלום and bread", "👍 yes")


def drawn(style: str, words: str, *, kept: bool, ratio: float) -> QImage:
    image = QImage(round(400 * ratio), round(40 * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setPen(current_theme().color("text"))
    if kept:
        draw_line(painter, style, 10, 25, words)
    else:
        painter.setFont(current_theme().font(style))
        painter.drawText(QPointF(10, 25), words)
    painter.end()
    return image


@pytest.mark.parametrize("style", ["card", "meta", "ui_semi", "label"])
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_line_looks_as_if_it_had_been_shaped_for_this_painting(plumbing: Plumbing, style: str, ratio: float) -> None:
    for words in WORDS:
        fresh = drawn(style, words, kept=False, ratio=ratio)
        for _ in range(2):
            assert drawn(style, words, kept=True, ratio=ratio) == fresh, words


def test_widths_and_cuts_are_those_of_the_font(plumbing: Plumbing) -> None:
    theme = current_theme()
    for words in WORDS:
        for _ in range(2):
            assert text_width("card", words) == theme.metrics("card").horizontalAdvance(words)
            cut = theme.shaped.elided("card", words, 40)
            assert cut == theme.metrics("card").elidedText(words, Qt.TextElideMode.ElideRight, 40)


def test_a_larger_type_is_shaped_anew(plumbing: Plumbing) -> None:
    before = text_width("card", WORDS[0])
    plumbing.theme.set_scale(2.0)
    assert text_width("card", WORDS[0]) > 1.5 * before
    assert drawn("card", WORDS[0], kept=True, ratio=1.0) == drawn("card", WORDS[0], kept=False, ratio=1.0)
