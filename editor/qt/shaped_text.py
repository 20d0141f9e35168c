"""Texts shaped once: widths, elided forms and glyphs are kept, as a screen says the same words frame after frame."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QStaticText, QTransform

_MOST = 4_096  # of each; a screen full of cards shows some two hundred
_ELIDE = Qt.TextElideMode.ElideRight


class ShapedText:
    """One line of text in a type style, by its name. Shaping costs more than painting: measuring, eliding and drawing
    through here each do it once. Forgets everything now and then, so that it stays small."""

    def __init__(self, font: Callable[[str], QFont], metrics: Callable[[str], QFontMetricsF]) -> None:
        self._font, self._metrics = font, metrics
        self._widths: dict[tuple[str, str], float] = {}
        self._elided: dict[tuple[str, str, int], str] = {}
        self._glyphs: dict[tuple[str, str], QStaticText] = {}

    def clear(self) -> None:
        """Fonts, or their sizes, changed."""
        self._widths.clear()
        self._elided.clear()
        self._glyphs.clear()

    def width(self, style: str, text: str) -> float:
        """Advance width, logical pixels."""
        found = self._widths.get((style, text))
        if found is None:
            found = self._metrics(style).horizontalAdvance(text)
            _keep(self._widths, (style, text), found)
        return found

    def expect(self, style: str, text: str) -> None:
        """Shape a text now, while there is time: it is likely to be shown next."""
        self.width(style, text)
        self.glyphs(style, text)

    def elided(self, style: str, text: str, room: float) -> str:
        """The text, or its beginning and an ellipsis within ``room`` logical pixels."""
        key = (style, text, round(room * 64))
        found = self._elided.get(key)
        if found is None:
            found = self._metrics(style).elidedText(text, _ELIDE, max(room, 0))
            _keep(self._elided, key, found)
        return found

    def glyphs(self, style: str, text: str) -> QStaticText:
        """The text ready to draw with ``QPainter.drawStaticText``; its top is the font's ascent above the baseline."""
        found = self._glyphs.get((style, text))
        if found is None:
            found = QStaticText(text)
            found.setTextFormat(Qt.TextFormat.PlainText)
            found.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            found.prepare(QTransform(), self._font(style))
            _keep(self._glyphs, (style, text), found)
        return found


def _keep(kept: dict, key: object, value: object) -> None:  # type: ignore[type-arg]
    if len(kept) >= _MOST:
        kept.clear()
    kept[key] = value
