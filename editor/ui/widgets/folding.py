"""Folds panes away by the window's width, in a fixed order, and brings them back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from editor.qt.theme import current_theme

WIDE, MIDDLE, NARROW = 1440, 1280, 1200


def room(window: QWidget) -> float:
    """The window's width as far as folding goes: larger text leaves less of it."""
    return window.width() / max(current_theme().scale, 1.0)


@dataclass(frozen=True)
class Fold:
    """Below `width` (window's, logical pixels at 100 % text) the pane is hidden; `folded(bool)` puts its stand-in there
    or away."""

    width: int
    pane: QWidget
    folded: Callable[[bool], None] | None = None


class FoldOrder(QObject):
    """Watches the window a screen stands in. What folds depends on its width and the text scale, never on content."""

    def __init__(self, screen: QWidget, folds: tuple[Fold, ...]) -> None:
        super().__init__(screen)
        self._screen = screen
        self._folds = folds
        self._state: dict[int, bool] = {}
        screen.installEventFilter(self)
        current_theme().theme_changed.connect(self._fit)

    def is_folded(self, pane: QWidget) -> bool:
        """Whether the pane is folded away now."""
        return any(fold.pane is pane and self._state.get(index, False) for index, fold in enumerate(self._folds))

    def apply(self, width: float) -> None:
        """Fold and unfold for a window of this width."""
        for index, fold in enumerate(self._folds):
            folded = width < fold.width
            if self._state.get(index) != folded:
                self._state[index] = folded
                fold.pane.setVisible(not folded)
                if fold.folded is not None:
                    fold.folded(folded)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._fit()
        return False

    def _fit(self) -> None:
        self.apply(room(self._screen.window()))
