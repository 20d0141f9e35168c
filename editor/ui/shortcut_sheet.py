"""The sheet behind `?`: every key of the screen, from the same declarations that bind them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from editor.qt.theme import current_theme
from editor.ui.commands import Command
from editor.ui.overlay import Overlay
from editor.ui.widgets.keycap import Keys
from editor.ui.widgets.labels import Hairline, Line
from editor.ui.widgets.painting import keys_width, paint_keys, paint_text
from editor.ui.widgets.scroll import ScrollPane
from editor.ui.widgets.themed import ThemedWidget


class ShortcutSheet(Overlay):
    """Lists the commands that have keys, by group, in two columns. Esc or `?` closes it."""

    def __init__(self, window: QWidget, commands: Callable[[], Sequence[Command]]) -> None:
        super().__init__(window, 760)
        self._commands_now = commands
        head = QWidget()
        head.setFixedHeight(current_theme().size("pane_head"))
        row = QHBoxLayout(head)
        row.setContentsMargins(23, 0, 15, 0)
        self._title = Line("Keys", "title")
        row.addWidget(self._title)
        row.addStretch(1)
        row.addWidget(Keys("Escape"))
        self._table = KeyTable()
        self._scroll = _FittingScroll(self._table)
        for part in (head, Hairline(), self._scroll):
            self.column.addWidget(part)

    @property
    def table(self) -> KeyTable:
        """The rows."""
        return self._table

    def open_for(self, title: str) -> None:
        """Show the keys of the screen with this title."""
        self._title.set_text(f"Keys in {title}")
        self._table.set_commands(self._commands_now())
        self.column.invalidate()
        self.open()
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == "?":
            self.close_overlay()
        else:
            super().keyPressEvent(event)


class KeyTable(ThemedWidget):
    """The painted table: words at the left of each column, keys at its right."""

    def __init__(self) -> None:
        super().__init__()
        self._groups: dict[str, list[Command]] = {}
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Keys")

    @property
    def rows(self) -> list[tuple[str, tuple[str, ...]]]:
        """Words and keys of every row."""
        return [(command.words, command.keys) for group in self._groups.values() for command in group]

    def set_commands(self, commands: Sequence[Command]) -> None:
        """Show these; those without keys are left out, and what is bound twice under the same words stands once."""
        self._groups = {}
        seen: set[tuple[str, tuple[str, ...]]] = set()
        for command in commands:
            if command.keys and (command.words, command.keys) not in seen:
                seen.add((command.words, command.keys))
                self._groups.setdefault(command.group, []).append(command)
        self.setAccessibleDescription("; ".join(f"{words}: {' '.join(keys)}" for words, keys in self.rows))
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def _columns(self) -> tuple[list[tuple[str, list[Command]]], list[tuple[str, list[Command]]]]:
        groups = list(self._groups.items())
        whole = sum(len(rows) + 2 for _, rows in groups)
        left, used = 0, 0
        while left < len(groups) and used + (len(groups[left][1]) + 2) / 2 < whole / 2:
            used += len(groups[left][1]) + 2
            left += 1
        return groups[:left], groups[left:]

    def sizeHint(self) -> QSize:
        rows = max(sum(len(rows) + 1.5 for _, rows in side) for side in self._columns())
        return QSize(400, round(rows * current_theme().size("row")) + 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        half = self.width() / 2
        for column, groups in enumerate(self._columns()):
            self._paint_column(painter, QRectF(column * half + 23, 8, half - 23 - (23 if column else 12), 0), groups)

    def _paint_column(self, painter: QPainter, at: QRectF, groups: list[tuple[str, list[Command]]]) -> None:
        pitch = current_theme().size("row")
        y = at.top()
        for name, commands in groups:
            paint_text(painter, "label", "text2", QRectF(at.left(), y, at.width(), pitch * 1.2), name)
            y += pitch * 1.2
            for command in commands:
                keys = keys_width(command.keys)
                paint_text(
                    painter,
                    "ui",
                    "text" if command.is_enabled else "text3",
                    QRectF(at.left(), y, at.width() - keys - 12, pitch),
                    command.words,
                )
                paint_keys(painter, at.right() - keys, y + pitch / 2, command.keys)
                y += pitch
            y += pitch * 0.3


class _FittingScroll(ScrollPane):
    """As high as its content, less when the window is low."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__(inner, "")

    def sizeHint(self) -> QSize:
        return QSize(400, self._inner.sizeHint().height() + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 80)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore() if event.text() == "?" or event.key() == Qt.Key.Key_Escape else super().keyPressEvent(event)
