"""Opens the desk's window for a profile."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from editor import profiles
from editor.domain.errors import BadInput
from editor.profiles import Profile

if TYPE_CHECKING:
    from editor.bootstrap.storage import OpenDesk
    from editor.domain.activity import SiteStatus
    from editor.domain.changes import ChangeSet
    from editor.store.desk import Desk
    from editor.ui.desk_window import DeskWindow, Sync

# A sync thread and the window share one interpreter: a shorter turn keeps a key press from waiting behind a batch.
SWITCH_SECONDS = 0.001


class _Opened:
    """An open profile as the window needs it."""

    def __init__(self, found: OpenDesk) -> None:
        self._found = found

    @property
    def desk(self) -> Desk:
        """The open database."""
        return self._found.desk

    def start_sync(
        self,
        on_status: Callable[[SiteStatus], None],
        on_changes: Callable[[ChangeSet], None],
        on_bug: Callable[[BaseException], None],
    ) -> Sync:
        """Begin to sync; call it off the UI thread: imports, keyring and certificates take their time."""
        from editor.bootstrap.network import SyncThread

        thread = SyncThread(self._found, on_status=on_status, on_changes=on_changes, on_bug=on_bug)
        thread.start()
        return thread


def make_window(profile: Profile, *, passphrase: str | None = None) -> DeskWindow:
    """The profile's window, not yet shown. Nothing heavy is imported before its first frame."""
    from editor.qt.pyside_start import start_pyside

    start_pyside()
    from editor.qt.plumbing import make_application, make_plumbing
    from editor.ui.desk_window import DeskWindow

    def open_profile(given: str | None) -> _Opened:
        from editor.bootstrap import storage

        return _Opened(storage.open_profile(profile, passphrase=given))

    sys.setswitchinterval(SWITCH_SECONDS)
    plumbing = make_plumbing(make_application(), profile.folder, frame_first=True)
    plumbing.crash.install()
    desk = DeskWindow(plumbing, open_profile, passphrase=passphrase, new_database=lambda: not profile.database.exists())
    desk.ready.connect(_collect_from_here)
    return desk


def run_desk(
    name: str | None, *, passphrase: str | None = None, started: Callable[[DeskWindow], None] | None = None
) -> int:
    """Open the desk of a profile and stay until its window is closed; ``started`` is called once it is shown.

    Raises BadInput when there is no profile yet, or several and none is named.
    """
    from editor.qt.pyside_start import start_pyside

    gc.disable()  # while modules are loaded nothing becomes garbage
    start_pyside()
    from editor.qt.plumbing import make_application

    if not profiles.all_profiles():
        raise BadInput(
            "This desk works with no site yet. Add one with “backbench profile add”, or try “backbench demo”."
        )
    profile = profiles.get(name)
    app = make_application()
    desk = make_window(profile, passphrase=passphrase)
    desk.window.screen_painted.connect(_collect_from_here)
    desk.show()
    if started is not None:
        started(desk)
    try:
        return app.exec()
    finally:
        desk.close()


def _collect_from_here() -> None:
    """Leave what was loaded until now out of every later collection: walking it would hold up a key press for 50 ms."""
    gc.freeze()
    gc.enable()
