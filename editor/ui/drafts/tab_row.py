"""The stories open in one editor pane, side by side in its head; one is in front, those without room are in a menu."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy

from editor.qt.icons import paint_icon
from editor.qt.theme import current_theme
from editor.ui.widgets.buttons import Button
from editor.ui.widgets.painting import paint_text, text_width
from editor.ui.widgets.themed import ThemedWidget

_GAP = 18
_CROSS, _CROSS_ROOM = 13, 20
_READABLE = 112  # a tab is never narrower than this: its first words tell which story it is


class TabRow(ThemedWidget):
    """Names of stories; keys belong to the screen. `chosen(index)` and `closed(index)` follow the pointer and the menu.

    Tabs stand in their order as far as they keep a readable width; the one in front always stands. The button `more`
    at the end opens the menu of the others.
    """

    chosen = Signal(int)
    closed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self._current = -1
        self._active = True
        self._cells: dict[int, QRectF] = {}
        self.more = Button("", "", "plain", height="button_in_bar", parent=self)
        self.more.clicked.connect(self._open_menu)
        self._menu = QMenu(self)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self._arrange()

    @property
    def hidden_names(self) -> tuple[str, ...]:
        """The stories that have no tab for want of room."""
        return tuple(name for index, name in enumerate(self._names) if index not in self._cells)

    def set_names(self, names: tuple[str, ...], current: int) -> None:
        """Show these stories with one in front."""
        if (names, current) != (self._names, self._current):
            self._names, self._current = names, current
            front = names[current] if 0 <= current < len(names) else "none"
            self.setAccessibleName(f"Open stories: {', '.join(names)}. In front: {front}")
            self._arrange()

    def set_active(self, active: bool) -> None:
        """Whether this pane has the keyboard or had it last."""
        if active != self._active:
            self._active = active
            self.update()

    def _arrange(self) -> None:
        """Place the tabs, and the button of the menu when they do not all fit."""
        full = [text_width("ui_semi", name) + current_theme().px(_CROSS_ROOM) for name in self._names]
        least = [min(width, current_theme().px(_READABLE)) for width in full]
        shown = list(range(len(full)))
        room = float(self.width() - _GAP * max(len(full) - 1, 0))
        if sum(least) > room:
            shown, room = self._fitting(least)
        widths = _spread({index: least[index] for index in shown}, full, self._current, room)
        self._cells, x = {}, 0.0
        for index, width in widths.items():
            self._cells[index] = QRectF(x, 0, width, self.height())
            x += width + _GAP
        self._place_more(x)
        self.update()

    def _fitting(self, least: list[float]) -> tuple[list[int], float]:
        """Tabs from the first on, the one in front among them, beside the button; and the room for their words."""
        room = self.width() - self._more_width(len(least)) - _GAP
        shown = [self._current] if self._current >= 0 else []
        used = sum(least[index] for index in shown)
        for index in range(len(least)):
            if index in shown:
                continue
            if used + _GAP + least[index] > room:
                break
            shown.append(index)
            used += _GAP + least[index]
        return sorted(shown), room - _GAP * (len(shown) - 1)

    def _more_width(self, hidden: int) -> int:
        self.more.set_text(f"+{hidden}")
        return self.more.sizeHint().width()

    def _place_more(self, x: float) -> None:
        hidden = len(self._names) - len(self._cells)
        self.more.setVisible(hidden > 0)
        if hidden:
            size = QSize(self._more_width(hidden), self.more.sizeHint().height())
            self.more.setAccessibleName(f"{hidden} more open {'story' if hidden == 1 else 'stories'}")
            self.more.setGeometry(round(x), (self.height() - size.height()) // 2, size.width(), size.height())

    def _open_menu(self) -> None:
        menu = self._menu
        menu.clear()
        for index, name in enumerate(self._names):
            if index not in self._cells:
                action = menu.addAction(name.replace("&", "&&"))
                action.triggered.connect(lambda _checked=False, index=index: self.chosen.emit(index))
        menu.setActiveAction(menu.actions()[0])
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def _on_theme_changed(self) -> None:
        super()._on_theme_changed()
        self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(160, current_theme().size("pane_head"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for index, cell in self._cells.items():
            self._paint_tab(painter, index, cell)

    def _paint_tab(self, painter: QPainter, index: int, cell: QRectF) -> None:
        theme = current_theme()
        front = index == self._current
        words = cell.adjusted(0, 0, -theme.px(_CROSS_ROOM), 0)
        paint_text(painter, "ui_semi" if front else "ui", "text" if front else "text3", words, self._names[index])
        if not front:
            return
        size = theme.px(_CROSS)
        paint_icon(painter, "x", "text3", cell.right() - size - 2, (self.height() - size) // 2, size)
        if len(self._names) > 1:
            role = "accent" if self._active else "control"
            painter.fillRect(QRectF(cell.left(), self.height() - 2, cell.width(), 2), theme.color(role))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        index = next((index for index, cell in self._cells.items() if cell.contains(place)), None)
        if index is None:
            return
        cross = current_theme().px(_CROSS_ROOM)
        on_cross = index == self._current and place.x() > self._cells[index].right() - cross
        if on_cross or event.button() == Qt.MouseButton.MiddleButton:
            self.closed.emit(index)
        else:
            self.chosen.emit(index)


def _spread(least: dict[int, float], full: list[float], front: int, room: float) -> dict[int, float]:
    """Widths of the tabs: at least these, the one in front growing first, then the others in their order."""
    widths = dict(least)
    spare = room - sum(widths.values())
    for index in sorted(widths, key=lambda index: index != front):
        grown = min(full[index] - widths[index], spare)  # less than nothing where even one tab has too little room
        widths[index] = max(widths[index] + grown, 0)
        spare -= grown
    return widths
