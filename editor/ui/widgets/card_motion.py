"""Animates the height of a card once when it settles into another form."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation

from editor.qt.theme import current_theme


class CardMotion(QObject):
    """Holds the passing height of each moving card; `moved` is called after every step."""

    def __init__(self, moved: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._moved = moved
        self._heights: dict[Hashable, int] = {}
        self._animations: dict[Hashable, QVariantAnimation] = {}
        self._unmoved: set[Hashable] = set()

    def height(self, key: Hashable) -> int | None:
        """The passing height of a card in pixels, None when it is at rest."""
        return self._heights.get(key)

    def is_unmoved(self, key: Hashable) -> bool:
        """Whether a card was told to move and has not made its first step."""
        return key in self._unmoved

    def start(self, key: Hashable, before: int, after: int) -> None:
        """Move a card from one height to another in the base time; at once when less motion is asked for."""
        self.stop(key)
        duration = current_theme().duration("base")
        if duration == 0 or before == after:
            self._moved()
            return
        animation = QVariantAnimation(self)
        animation.setStartValue(float(before))
        animation.setEndValue(float(after))
        animation.setDuration(duration)
        animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        animation.valueChanged.connect(lambda value: self._step(key, value))
        animation.finished.connect(lambda: self.stop(key))
        self._heights[key] = before
        self._animations[key] = animation
        animation.start()
        self._unmoved.add(key)

    def stop(self, key: Hashable) -> None:
        """Put one card at rest."""
        animation = self._animations.pop(key, None)
        self._heights.pop(key, None)
        self._unmoved.discard(key)
        if animation is not None:
            animation.stop()
            animation.deleteLater()
            self._moved()

    def stop_all(self) -> None:
        """Put every card at rest."""
        if self._animations:
            self.finish()
            self._moved()

    def finish(self) -> None:
        """Put every card at rest without a word: the caller paints anyway."""
        for animation in self._animations.values():
            animation.stop()
            animation.deleteLater()
        self._animations.clear()
        self._heights.clear()
        self._unmoved.clear()

    def _step(self, key: Hashable, value: float) -> None:
        self._unmoved.discard(key)
        if key in self._heights:
            self._heights[key] = max(round(value), 1)
            self._moved()
