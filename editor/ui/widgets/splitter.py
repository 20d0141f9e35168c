"""Panes side by side: 1 px handle with a 5 px grip, widths remembered per screen, no width lost."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from editor.qt.settings import Settings
from editor.qt.theme import current_theme


class PaneSplitter(QSplitter):
    """A horizontal or upright splitter. With settings and a screen's name it remembers the widths."""

    def __init__(
        self,
        orientation: Qt.Orientation = Qt.Orientation.Horizontal,
        settings: Settings | None = None,
        screen: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(orientation, parent)
        self._settings, self._screen = settings, screen
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._on_moved)

    def restore(self, widths: Sequence[int], *, screen: str = "", room: int = 0) -> None:
        """Set the remembered widths, or these when there are none for as many panes; all are meant at 100 % text.

        `screen` is the name from now on: panes that fold are remembered apart from the same panes unfolded. With `room`
        the splitter becomes that wide, and the pane that stretches takes what the others leave.
        """
        self._screen = screen or self._screen
        stored = self._settings.pane_widths(self._screen) if self._settings is not None else []
        scale = current_theme().scale
        sizes = [round(width * scale) for width in (stored if len(stored) == self.count() else widths)]
        if room:
            self.resize(room, self.height())  # before sizes are set: Qt would share out the difference among all
            panes = [self.widget(index) for index in range(self.count())]
            stretches = [pane.sizePolicy().horizontalStretch() if pane is not None else 0 for pane in panes]
            stretching = stretches.index(max(stretches))
            sizes[stretching] = 0
            sizes[stretching] = max(room - sum(sizes) - (self.count() - 1) * self.handleWidth(), 1)
        self.setSizes(sizes)

    def createHandle(self) -> QSplitterHandle:
        return _Handle(self.orientation(), self)

    def _on_moved(self) -> None:
        if self._settings is not None and self._screen:
            scale = current_theme().scale
            self._settings.set_pane_widths(self._screen, [round(width / scale) for width in self.sizes()])


class _Handle(QSplitterHandle):
    """A one-pixel line. Qt gives handles of one pixel a grab area of five and masks it down to the contents."""

    def __init__(self, orientation: Qt.Orientation, parent: QSplitter) -> None:
        super().__init__(orientation, parent)
        self.setAccessibleName("Pane edge")

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.contentsRect(), current_theme().color("hairline"))
