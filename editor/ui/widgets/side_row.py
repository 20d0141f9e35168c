"""Rows of a side pane (queues, clauses): icon or number, text, count; one is the current one."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from editor.qt.icons import paint_icon
from editor.qt.theme import current_theme
from editor.ui.widgets.buttons import PaintedButton
from editor.ui.widgets.dropping import drop
from editor.ui.widgets.painting import paint_focus_ring, paint_text, text_width
from editor.ui.widgets.themed import shows_focus


@dataclass(frozen=True)
class SideItem:
    """One row: `name` identifies it, `lead` is a short text in place of the icon ("2"), `count` stands at the right."""

    name: str
    text: str
    icon: str = ""
    count: str = ""
    lead: str = ""
    icon_role: str = ""


class SideRow(PaintedButton):
    """28 high, inset tint with radius 5 when current, no bar."""

    def __init__(self, item: SideItem, parent: QWidget | None = None) -> None:
        super().__init__(item.text, "", parent)
        self._item = item
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_item(item)

    @property
    def item(self) -> SideItem:
        """What it shows."""
        return self._item

    def set_item(self, item: SideItem) -> None:
        """Show other words or another count."""
        self._item = item
        self.setText(item.text)
        self.setAccessibleName(" ".join(part for part in (item.lead, item.text, item.count) if part))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, current_theme().size("row"))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def nextCheckState(self) -> None:
        self.setChecked(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        inset = QRectF(self.rect()).adjusted(8, 0, -8, 0)
        if self.isChecked() or self.underMouse():
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("select" if self.isChecked() else "hover"))
            painter.drawRoundedRect(inset, theme.radius("row"), theme.radius("row"))
            painter.restore()
        x = self._paint_lead(painter)
        role = "text" if self.isChecked() else "text2"
        count = text_width("meta", self._item.count) if self._item.count else 0
        paint_text(
            painter,
            "ui_semi" if self.isChecked() else "ui",
            role,
            QRectF(x, 0, self.width() - x - 16 - (count + 8 if count else 0), self.height()),
            self._item.text,
        )
        paint_text(
            painter,
            "meta",
            role if self.isChecked() else "text3",
            QRectF(0, 0, self.width() - 16, self.height()),
            self._item.count,
            Qt.AlignmentFlag.AlignRight,
        )
        parent = self.parentWidget()
        if shows_focus(self) or (isinstance(parent, SideList) and parent.shows_focus_on(self)):
            paint_focus_ring(painter, inset, theme.radius("row"), inside=True)

    def _paint_lead(self, painter: QPainter) -> float:
        theme = current_theme()
        item = self._item
        if item.lead:
            paint_text(painter, "meta", "text3", QRectF(16, 0, theme.px(20), self.height()), item.lead)
            return 16 + theme.px(22)
        if item.icon:
            size = theme.px(15)
            role = item.icon_role or ("accent" if self.isChecked() else "text2")
            paint_icon(painter, item.icon, role, 16, (self.height() - size) // 2, size)
            return 16 + size + 9
        return 16

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()


class SideList(QWidget):
    """Rows of which one is current. Up and Down (j and k) walk; `chosen(name)` follows a click, Enter or walking.

    `entered(name)` comes after it when it was a click or Enter: the person has arrived, and is not walking past.
    """

    chosen = Signal(str)
    entered = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, SideRow] = {}
        self._current = ""
        self.setAccessibleName(name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def current(self) -> str:
        """Name of the current row, "" when there is none."""
        return self._current

    def set_items(self, items: list[SideItem]) -> None:
        """Show these rows; rows that stay keep their widget, so that nothing flickers when a count changes."""
        names = [item.name for item in items]
        for name in [name for name in self._rows if name not in names]:
            drop(self._rows.pop(name))
        for index, item in enumerate(items):
            row = self._rows.get(item.name)
            if row is None:
                row = self._rows[item.name] = SideRow(item)
                row.clicked.connect(lambda _checked=False, name=item.name: self._enter(name))
                row.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            elif row.item != item:
                row.set_item(item)
            self._column.insertWidget(index, row)
        self._rows = {name: self._rows[name] for name in names}  # keys walk them as they stand
        self.set_current(self._current)

    def set_current(self, name: str) -> None:
        """Mark a row as current without announcing it."""
        self._current = name if name in self._rows else ""
        for key, row in self._rows.items():
            row.setChecked(key == self._current)
        self.setAccessibleDescription(self._rows[name].accessibleName() if name in self._rows else "")

    def choose(self, name: str) -> None:
        """Make a row current and say so."""
        if name in self._rows:
            self.set_current(name)
            self._mark_focus()
            self.chosen.emit(name)

    def _enter(self, name: str) -> None:
        self.choose(name)
        self.entered.emit(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_J: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_K: -1}.get(Qt.Key(event.key()))
        names = list(self._rows)
        if step is not None and names:
            at = names.index(self._current) if self._current in names else -step if step > 0 else 0
            self.choose(names[min(max(at + step, 0), len(names) - 1)])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current:
            self._enter(self._current)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._mark_focus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._mark_focus()

    def _mark_focus(self) -> None:
        for row in self._rows.values():
            row.update()

    def shows_focus_on(self, row: SideRow) -> bool:
        """Whether the ring belongs on this row now."""
        return self.hasFocus() and row.isChecked()
