"""What every screen is given: tasks, operations, change broadcast, messages and settings, wired together once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QApplication

from editor.qt import settings as declared
from editor.qt.changes import ChangeBroadcast
from editor.qt.crash import CrashReporter
from editor.qt.fonts import load_first_faces, load_frame_faces
from editor.qt.messages import Messages
from editor.qt.operation import Operations
from editor.qt.settings import Settings
from editor.qt.tasks import Tasks
from editor.qt.theme import Mode, Theme


@dataclass(frozen=True)
class Plumbing:
    """One per running desk; bootstrap makes it with `make_plumbing` and hands it to the window and the screens."""

    theme: Theme
    settings: Settings
    messages: Messages
    crash: CrashReporter
    tasks: Tasks
    changes: ChangeBroadcast
    operations: Operations


def make_application(name: str = "backbench") -> QApplication:
    """The one QApplication, made at the first call, in the Fusion style.

    The style is an argument because `setStyle` loads 5 ms of enums at start-up.
    """
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    app = QApplication([name, "-style", "fusion"])
    app.setApplicationName("Backbench")
    app.setDesktopFileName("backbench")
    return app


def make_plumbing(app: QApplication, data_folder: Path, *, frame_first: bool = False) -> Plumbing:
    """Load the first faces, install the theme as the settings ask, and wire the parts. Opens no database.

    With `frame_first` only the faces of the window's frame are loaded; a `MainWindow` made so loads the others.
    """
    settings = Settings(data_folder / "window.ini")
    if frame_first:
        load_frame_faces()
    else:
        load_first_faces()
    mode = settings.get(declared.THEME)
    theme = Theme(
        mode=cast(Mode, mode) if mode in ("light", "dark") else "system", scale=settings.get(declared.TEXT_SCALE) / 100
    )
    theme.set_reduced_motion(settings.get(declared.REDUCED_MOTION))
    theme.install(app)
    messages = Messages()
    crash = CrashReporter(data_folder / "crash.log", messages)
    tasks = Tasks(crash.report)
    changes = ChangeBroadcast()
    return Plumbing(theme, settings, messages, crash, tasks, changes, Operations(tasks, changes, messages))
