"""The head of a pane: serif title, count, actions at the right; and the sub-head below it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from editor.qt.theme import current_theme
from editor.ui.widgets.labels import Line
from editor.ui.widgets.themed import Pane


class _Bar(Pane):
    def __init__(self, size_name: str, role: str, left: int, right: int, parent: QWidget | None) -> None:
        super().__init__(role, ("bottom",), parent)
        self._size_name = size_name
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(left, 0, right, 1)
        self.row.setSpacing(10)

    def _bar_height(self) -> int:
        return current_theme().px(32) if self._size_name == "sub" else current_theme().size(self._size_name) + 1

    def sizeHint(self) -> QSize:
        return QSize(120, self._bar_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._bar_height())

    def add_action(self, widget: QWidget) -> None:
        """Put a widget at the right end."""
        self.row.addWidget(widget)


class PaneHead(_Bar):
    """48 high: one title per pane, its count in small, actions at the right. `gutter` is the left edge of the pane."""

    def __init__(
        self,
        title: str,
        count: str = "",
        *,
        role: str = "surface",
        gutter: int = 20,
        style: str = "title",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("pane_head", role, gutter, 16, parent)
        self._title = Line(title, style, "text")
        self._count = Line(count, "meta", "text3")
        self.row.addWidget(self._title)
        self.row.addWidget(self._count)
        self.row.addStretch(1)
        self.setAccessibleName(title)

    def set_title(self, title: str) -> None:
        """Change the title."""
        self._title.set_text(title)
        self.setAccessibleName(title)
        self._fit_count()

    def set_count(self, count: str) -> None:
        """Change the small words after the title."""
        self._count.set_text(count)
        self._fit_count()

    def _fit_count(self) -> None:
        """The title wins: where both have no room the count goes."""
        items = [self.row.itemAt(index) for index in range(self.row.count())]
        others = [item.widget() for item in items if item is not None]
        shown = [w for w in others if w is not None and w is not self._count and not w.isHidden()]
        margins = self.row.contentsMargins()
        room = self.width() - margins.left() - margins.right() - (len(shown) + 1) * self.row.spacing()
        needed = sum(widget.sizeHint().width() for widget in shown) + self._count.sizeHint().width()
        self._count.setVisible(bool(self._count.text) and needed <= room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_count()

    def _on_theme_changed(self) -> None:
        super()._on_theme_changed()
        self._fit_count()


class SubHead(_Bar):
    """32 high, for what stands between the head and the list; put widgets in with `add_action` or `row`."""

    def __init__(self, *, role: str = "surface", gutter: int = 20, parent: QWidget | None = None) -> None:
        super().__init__("sub", role, gutter, 16, parent)
