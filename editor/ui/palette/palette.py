"""The palette itself: input, results, foot; commands at once, providers when they answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from editor.qt.theme import current_theme
from editor.ui.commands import Command
from editor.ui.overlay import Overlay
from editor.ui.palette.items import PaletteItem, PaletteProvider, is_link, item_for
from editor.ui.palette.matching import match
from editor.ui.palette.results import PaletteResults
from editor.ui.widgets.icon_mark import IconMark
from editor.ui.widgets.keycap import KeyHint, Keys
from editor.ui.widgets.labels import Hairline, Line

_PAUSE = 60  # milliseconds of rest in typing before the store is asked
_MOST_COMMANDS = 12


class Palette(Overlay):
    """Opens with Ctrl+K. `commands` is asked each time it opens, so it shows what can be done now."""

    def __init__(self, window: QWidget, commands: Callable[[], Sequence[Command]]) -> None:
        super().__init__(window, 640)
        self._commands_now = commands
        self._commands: list[Command] = []
        self._providers: list[PaletteProvider] = []
        self._found: dict[str, Sequence[PaletteItem]] = {}
        self._asked = 0
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._ask_providers)
        self._build()

    @property
    def field(self) -> QLineEdit:
        """The input."""
        return self._field

    @property
    def results(self) -> PaletteResults:
        """The rows."""
        return self._results

    def add_provider(self, provider: PaletteProvider) -> None:
        """Ask this provider too, after those added before it."""
        self._providers.append(provider)

    def open(self, query: str = "") -> None:
        """Open with these words typed already."""
        self._commands = [command for command in self._commands_now() if command.in_palette]
        super().open()
        self._field.setFont(current_theme().font("query"))
        self._field.setText(query)
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._on_query()

    def _build(self) -> None:
        self._field = QLineEdit()
        self._field.setProperty("bare", True)
        self._field.setPlaceholderText("Find, go to, or do…")
        self._field.setAccessibleName("Find, go to, or do")
        self._field.textChanged.connect(self._on_query)
        self._field.installEventFilter(self)
        self._count = Line("", "meta", "text2")
        head = QWidget()
        head.setFixedHeight(current_theme().px(52))
        row = QHBoxLayout(head)
        row.setContentsMargins(19, 0, 15, 0)
        row.setSpacing(12)
        parts: tuple[QWidget, ...] = (IconMark("search", "text2", 18), self._field, self._count, Keys("Escape"))
        for part in parts:
            row.addWidget(part)
        self._results = PaletteResults()
        self._results.activated.connect(self._do)
        self._nothing = Line("", "ui", "text2", grows=True)
        self._nothing_box = _padded(self._nothing)
        for part in (head, Hairline(), self._nothing_box, self._results, Hairline(), self._foot()):
            self.column.addWidget(part)

    def _foot(self) -> QWidget:
        foot = QWidget()
        foot.setFixedHeight(current_theme().px(40))
        row = QHBoxLayout(foot)
        row.setContentsMargins(15, 0, 19, 0)
        row.setSpacing(16)
        row.addWidget(KeyHint("Up, Down", "choose"))
        row.addWidget(KeyHint("Return", "do it"))
        row.addStretch(1)
        self._link_hint = Line("Paste a link to open its story or comment", "meta", "text2")
        row.addWidget(self._link_hint)
        return foot

    def _on_query(self) -> None:
        self._asked += 1
        self._found = {}
        self._pause.start()
        self._link_hint.setVisible(any(provider.links for provider in self._providers))
        self._show(keep=False)

    def _show(self, *, keep: bool) -> None:
        query = self._field.text()
        groups: dict[str, list[PaletteItem]] = {}
        hits = self._hits(query)
        for command, item in hits[:_MOST_COMMANDS] if query.strip() else hits:
            groups.setdefault(command.group, []).append(item)
        rows: list[tuple[str, Sequence[PaletteItem]]] = list(groups.items())
        rows += [(provider.group, self._found.get(provider.group, ())) for provider in self._providers]
        self._results.set_groups(rows, keep=keep)
        shown = len(self._results.items)
        self._count.set_text(f"{len(hits)} of {len(self._commands)} commands" if query.strip() else "")
        self._nothing.set_text(f"Nothing is called “{query.strip()}”." if not shown else "")
        self._nothing_box.setVisible(not shown and not self._pause.isActive())
        self._results.setVisible(shown > 0)
        self.column.invalidate()
        self.place_panel()

    def _hits(self, query: str) -> list[tuple[Command, PaletteItem]]:
        """Commands that answer the query, best group first, best first within their group."""
        if is_link(query):
            return []
        scored = []
        for index, command in enumerate(self._commands):
            found = match(query, command.words)
            if found is not None:
                scored.append((-found.score if query.strip() else 0, index, command, found.spans))
        scored.sort(key=lambda entry: entry[:2])
        return [(command, item_for(command, spans)) for _, _, command, spans in scored]

    def _ask_providers(self) -> None:
        query = self._field.text().strip()
        asked = self._asked
        link = is_link(query)
        for provider in self._providers:
            if query and provider.links == link:
                provider.search(query, partial(self._deliver, asked, provider.group))
        self._show(keep=True)

    def _deliver(self, asked: int, group: str, items: Sequence[PaletteItem]) -> None:
        if asked == self._asked and self.is_open:
            self._found[group] = [_with_hits(self._field.text(), item) for item in items]
            self._show(keep=True)

    def _do(self, item: PaletteItem) -> None:
        if item.enabled:
            self.close_overlay()
            item.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if pressed and watched is self.__dict__.get("_field"):  # the window's events come before there is a field
            return self._take_key(cast(QKeyEvent, event))
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._results.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            item = self._results.current_item
            if item is not None:
                self._do(item)
        elif key == Qt.Key.Key_Escape:
            self.close_overlay()
        else:
            return key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        return True


def _with_hits(query: str, item: PaletteItem) -> PaletteItem:
    found = None if item.spans else match(query, item.words)
    if found is None:
        return item
    return PaletteItem(
        item.words, item.run, item.icon, item.icon_role, item.detail, item.keys, found.spans, item.enabled
    )


def _padded(line: Line) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(19, 14, 19, 14)
    column.addWidget(line)
    return box
