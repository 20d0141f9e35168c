"""The main window: masthead, the screens (made when first shown), footer, palette, shortcut sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from editor.qt import settings as declared
from editor.qt.fonts import load_first_faces, load_other_faces
from editor.qt.messages import Message
from editor.qt.plumbing import Plumbing
from editor.qt.theme import current_theme
from editor.ui.commands import Command, Hint, key_sequences
from editor.ui.error_bar import ErrorBar
from editor.ui.footer import Footer
from editor.ui.masthead import Masthead
from editor.ui.screen import Screen, ScreenEntry
from editor.ui.widgets.status_light import Status

if TYPE_CHECKING:
    from editor.ui.overlay import Overlay
    from editor.ui.palette.items import PaletteProvider
    from editor.ui.palette.palette import Palette
    from editor.ui.shortcut_sheet import ShortcutSheet

GO_TO = "Go to"


class MainWindow(QMainWindow):
    """Shows one screen at a time.

    `screens` in the order of the tabs; Ctrl+1, Ctrl+2 … show them. `more_commands` adds commands of the whole desk.
    With `frame_first` the first frame holds masthead and footer, and the screen follows in the second: nobody waits for
    its imports in front of nothing. `first_painted` is emitted once, after the first frame; `screen_painted` once,
    after the first frame that holds a screen: load heavy things then.
    """

    first_painted = Signal()
    screen_painted = Signal()
    screen_shown = Signal(str)

    def __init__(
        self,
        plumbing: Plumbing,
        screens: Sequence[ScreenEntry],
        *,
        first: str = "",
        activity: str = "activity",
        more_commands: Callable[[], Sequence[Command]] | None = None,
        frame_first: bool = False,
    ) -> None:
        super().__init__()
        self._plumbing = plumbing
        self._entries = {entry.name: entry for entry in screens}
        self._made: dict[str, Screen] = {}
        self._current = ""
        self._more_commands = more_commands
        self._activity = activity
        self._painted = self._screen_painted = False
        self._frame_first = frame_first
        self._first = ""
        self._palette: Palette | None = None
        self._sheet: ShortcutSheet | None = None
        self._gate: Overlay | None = None
        self._providers: list[PaletteProvider] = []
        self._build()
        self._bind_keys()
        self._listen()
        self._restore(first)

    @property
    def current(self) -> str:
        """Name of the screen in front."""
        return self._current or self._first

    @property
    def current_screen(self) -> Screen:
        """The screen in front; the first one is made when somebody asks for it before it was shown."""
        return self._made[self._current] if self._current else self.show_screen(self._first)

    @property
    def footer(self) -> Footer:
        """The bottom bar."""
        return self._footer

    @property
    def errors(self) -> ErrorBar:
        """Where error sentences stand."""
        return self._errors

    @property
    def palette_overlay(self) -> Palette | None:
        """The command palette, None until it was first opened."""
        return self._palette

    @property
    def sheet_overlay(self) -> ShortcutSheet | None:
        """The shortcut sheet, None until it was first opened."""
        return self._sheet

    def show_screen(self, name: str) -> Screen:
        """Bring a screen to the front, making it when it was never shown; KeyError for an unknown name."""
        screen = self._made.get(name)
        if screen is None:
            load_first_faces()
            screen = self._make(name)
        if name != self._current:
            self._current = name
            self._stack.setCurrentWidget(screen)
            self._masthead.set_current(name)
            self._plumbing.settings.set(declared.SCREEN, name)
            self._show_hints()
            self.setWindowTitle(f"{self._entries[name].title} – Backbench")
            screen.arrived()
            self.screen_shown.emit(name)
        screen.focus_first()
        return screen

    def set_count(self, screen: str, count: str) -> None:
        """Show a count after a screen's name in the masthead, "" for none."""
        self._masthead.tab(screen).set_count(count)

    def set_status(self, status: Status) -> None:
        """Show where things are saved, in the status light."""
        self._footer.set_status(status)

    def add_palette_provider(self, provider: PaletteProvider) -> None:
        """Let the palette ask this provider too."""
        self._providers.append(provider)
        if self._palette is not None:
            self._palette.add_provider(provider)

    def stand_behind(self, overlay: Overlay) -> None:
        """Let no key of the window act while this panel is open: without its answer there is nothing to act on."""
        self._gate = overlay
        overlay.keyboard_lost.connect(self._on_keyboard_lost)

    def open_palette(self) -> None:
        """Open the command palette."""
        if self._palette is None:
            from editor.ui.palette.palette import Palette

            self._palette = Palette(self, self.all_commands)
            self._palette.keyboard_lost.connect(self._on_keyboard_lost)
            for provider in self._providers:
                self._palette.add_provider(provider)
        self._close_overlays()
        self._palette.open()

    def open_shortcut_sheet(self) -> None:
        """Open the sheet with the keys of the screen in front; close it when it is open."""
        if self._sheet is not None and self._sheet.is_open:
            self._sheet.close_overlay()
            return
        if self._sheet is None:
            from editor.ui.shortcut_sheet import ShortcutSheet

            self._sheet = ShortcutSheet(self, self.all_commands)
            self._sheet.keyboard_lost.connect(self._on_keyboard_lost)
        self._close_overlays()
        self._sheet.open_for(self._entries[self._current or self._first].title)

    def all_commands(self) -> list[Command]:
        """Commands of the screen in front, then those of the desk, then the places to go."""
        more = list(self._more_commands()) if self._more_commands is not None else []
        return [*self.current_screen.commands(), *more, *self._go_to_commands(), *self._desk_commands()]

    def _build(self) -> None:
        self.setMinimumSize(QSize(880, 560))
        self._masthead = Masthead(
            tuple((entry.name, entry.title, f"Ctrl+{index}") for index, entry in enumerate(self._entries.values(), 1))
        )
        self._stack = QStackedWidget()
        self._errors = ErrorBar()
        self._footer = Footer()
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._masthead)
        column.addWidget(self._errors)
        column.addWidget(self._stack, 1)
        column.addWidget(self._footer)
        self.setCentralWidget(body)

    def _bind_keys(self) -> None:
        more = self._more_commands() if self._more_commands is not None else ()
        for command in [*self._go_to_commands(), *self._desk_commands(), *(one for one in more if one.shortcut)]:
            action = QAction(command.words, self)
            action.setShortcuts(key_sequences(command.shortcut))
            action.triggered.connect(lambda _checked=False, run=command.run: self._run_unless_covered(run))
            self.addAction(action)

    def _run_unless_covered(self, run: Callable[[], object]) -> None:
        """Keys of the window do not reach through an open palette or sheet, except to open the other one."""
        if self._gate is not None and self._gate.is_open:
            return
        covered = any(overlay is not None and overlay.is_open for overlay in (self._palette, self._sheet))
        if not covered or run in (self.open_palette, self.open_shortcut_sheet):
            run()

    def _go_to_commands(self) -> list[Command]:
        return [
            Command(
                f"go.{entry.name}",
                entry.title,
                lambda name=entry.name: self.show_screen(name),  # type: ignore[misc]
                f"Ctrl+{index}",
                GO_TO,
                "arrow-right",
            )
            for index, entry in enumerate(self._entries.values(), 1)
        ]

    def _desk_commands(self) -> list[Command]:
        return [
            Command(
                "desk.find", "Find, go to, or do", self.open_palette, "Ctrl+K", "The desk", "search", in_palette=False
            ),
            Command(
                "desk.keys",
                "Show all keys of this screen",
                self.open_shortcut_sheet,
                "?",
                "The desk",
                "keyboard",
                keys_shown=("?", "F1"),
            ),
        ]

    def _listen(self) -> None:
        self._masthead.screen_asked.connect(self.show_screen)
        self._masthead.find_asked.connect(self.open_palette)
        self._errors.keyboard_lost.connect(self._on_keyboard_lost)
        self._footer.activity_asked.connect(self._on_activity_asked)
        messages = self._plumbing.messages
        messages.posted.connect(self._on_message)
        for message in messages.take_waiting():
            self._on_message(message)
        self._plumbing.crash.crashed.connect(self._on_crashed)
        self._plumbing.theme.theme_changed.connect(self._on_theme_changed)

    def _make(self, name: str) -> Screen:
        screen = self._made[name] = self._entries[name].make()
        screen.bind()
        screen.commands_changed.connect(lambda: self._on_commands_changed(screen))
        self._stack.addWidget(screen)
        return screen

    def _show_hints(self) -> None:
        self._footer.hints.set_hints([*self.current_screen.key_hints(), Hint((self.current_screen.sheet_key,), "keys")])

    def _close_overlays(self) -> None:
        for overlay in (self._palette, self._sheet):
            if overlay is not None:
                overlay.close_overlay()

    def _restore(self, first: str) -> None:
        geometry = self._plumbing.settings.get(declared.GEOMETRY)
        if not geometry or not self.restoreGeometry(QByteArray(geometry)):
            self.resize(1440, 900)
        wanted = self._plumbing.settings.get(declared.SCREEN)
        names = list(self._entries)
        self._first = wanted if wanted in names else first if first in names else names[0]
        if self._frame_first:
            self._masthead.set_current(self._first)
        else:
            self.show_screen(self._first)

    def _on_commands_changed(self, screen: Screen) -> None:
        screen.bind()
        if screen is self._made.get(self._current):
            self._show_hints()

    def _on_activity_asked(self) -> None:
        if self._activity in self._entries:
            self.show_screen(self._activity)

    def _on_message(self, message: Message) -> None:
        if message.kind == "error":
            self._errors.show_sentence(message.sentence)
        else:
            self._footer.say(message.sentence)

    def _on_keyboard_lost(self) -> None:
        self.current_screen.focus_first()

    def _on_theme_changed(self) -> None:
        """Overlays are built for one text scale: those that are closed are made anew when next opened."""
        if self._palette is not None and not self._palette.is_open:
            self._palette.deleteLater()
            self._palette = None
        if self._sheet is not None and not self._sheet.is_open:
            self._sheet.deleteLater()
            self._sheet = None

    def _on_crashed(self, sentence: str, log_path: str) -> None:
        from editor.qt.crash import show_crash_note

        show_crash_note(self, sentence, log_path)

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if not self._screen_painted and event.type() == QEvent.Type.UpdateRequest:
            if not self._painted:
                self._painted = True
                QTimer.singleShot(0, self._on_first_painted)
            if self._current:
                self._screen_painted = True
                QTimer.singleShot(0, self._on_screen_painted)
        return handled

    def _on_first_painted(self) -> None:
        self.first_painted.emit()
        if not self._current:
            self.show_screen(self._first)

    def _on_screen_painted(self) -> None:
        self.screen_painted.emit()  # first: what is begun now runs on other threads while the faces are loaded
        load_other_faces()
        current_theme().shaped.clear()  # what was shaped without them

    def closeEvent(self, event: QCloseEvent) -> None:
        if not all(screen.may_leave() for screen in self._made.values()):
            event.ignore()
            return
        settings = self._plumbing.settings
        settings.set(declared.GEOMETRY, bytes(self.saveGeometry().data()))
        settings.sync()
        self._plumbing.messages.window_gone()
        event.accept()
