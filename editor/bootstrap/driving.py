"""A desk that works without a person: opened offscreen and driven by key, for the walk-through and the kill tests."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, cast

from editor import profiles
from editor.bootstrap.window import make_window
from editor.domain.activity import Connection, Outbox
from editor.profiles import Profile
from editor.qt.driver import Driver, hush_offscreen
from editor.services import activity
from editor.store.desk import Desk

_bugs: list[str] = []


def bugs_seen() -> tuple[str, ...]:
    """What the desks driven in this process have reported as bugs of ours, those that are closed included."""
    return tuple(_bugs)


def _note_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Takes what reaches the top once a desk has closed and taken its crash reporter away."""
    _bugs.append("".join(traceback.format_exception_only(kind, error)).strip())
    sys.__excepthook__(kind, error, trace)


class DrivenDesk:
    """One open desk. Keys go where the keyboard is; every wait raises TooLong when its time is over."""

    def __init__(self, profile: Profile, *, passphrase: str | None = None) -> None:
        """Opens the window and waits until the database is open."""
        hush_offscreen()
        sys.excepthook = _note_bug
        self._window = make_window(profile, passphrase=passphrase)
        self._window.plumbing.crash.crashed.connect(lambda sentence, log: _bugs.append(f"{sentence} ({log})"))
        self._driver = Driver(self._window.window, self._window.plumbing)
        opened: list[bool] = []
        self._window.ready.connect(lambda: opened.append(True))
        self._window.show()
        self.wait("the database to open", lambda: bool(opened))

    @classmethod
    def of(cls, name: str, *, passphrase: str | None = None) -> DrivenDesk:
        """Open the desk of the profile called ``name``. Raises NotFound."""
        return cls(profiles.get(name), passphrase=passphrase)

    @property
    def desk(self) -> Desk:
        """The open database, for looking at what the keys have done."""
        return cast(Desk, self._window.desk)

    @property
    def light(self) -> str:
        """The words of the status light."""
        from editor.ui.status_words import status_of

        return status_of(self._window.site_status, self._window.outbox, self.desk.clock.now().astimezone()).words

    def show(self, screen: str) -> None:
        """Bring a screen to the front and wait until it has what it shows."""
        self._window.window.show_screen(screen)
        self._driver.settle()

    def press(self, *keys: str) -> None:
        """Press keys one after another, each in Qt's portable spelling."""
        for key in keys:
            self._driver.press(key)

    def type(self, text: str) -> None:
        """Type text key by key."""
        self._driver.type(text)

    def wait(self, what: str, until: Callable[[], bool], timeout: float = 30.0) -> None:
        """Live until ``until`` is true."""
        self._driver.wait(what, until, timeout)

    def breathe(self, seconds: float) -> None:
        """Live for a while."""
        self._driver.breathe(seconds)

    def settle(self) -> None:
        """Wait until no task is running."""
        self._driver.settle()

    def look(self, mode: Literal["light", "dark"]) -> None:
        """Show the light or the dark theme."""
        self._driver.look(mode)

    def picture(self, path: Path, width: int = 1440, height: int = 900) -> None:
        """Save the window as a PNG of this size."""
        self._driver.picture(path, width, height)

    def outgoing(self) -> Outbox:
        """What waits, what is on its way, what needs a person."""
        return activity.outgoing(self.desk)

    @property
    def online(self) -> bool:
        """Whether the site answers."""
        return self._window.site_status.connection is Connection.ONLINE

    def wait_sent(self, timeout: float = 60.0) -> None:
        """Live until everything has been sent and the site was in step after it."""

        def sent() -> bool:
            box = self.outgoing()
            return self.online and not box.waiting and not box.unknown

        self.wait("everything to be sent", sent, timeout)

    def retry_now(self) -> None:
        """Ask the site again at once instead of waiting."""
        self._window.retry_now()

    @property
    def screen(self) -> Any:
        """The screen in front."""
        return self._window.window.current_screen

    def close(self) -> None:
        """Close the window and the database."""
        self._window.window.close()
        self._window.close()
