"""Sentences for the person: any module may post one, and it is kept until a window can show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal

INFO_SECONDS = 4.0


@dataclass(frozen=True)
class Message:
    """A sentence. An "info" stands in the footer for 4 s; an "error" stays until it is dismissed."""

    kind: Literal["info", "error"]
    sentence: str
    detail: str = ""


class Messages(QObject):
    """Post from the UI thread. What came before a window listened waits for `take_waiting`."""

    posted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[Message] = []
        self._shown = False

    def info(self, sentence: str) -> None:
        """Say that something was done."""
        self._post(Message("info", sentence))

    def error(self, sentence: str, detail: str = "") -> None:
        """Say that something could not be done, and what the person can do about it."""
        self._post(Message("error", sentence, detail))

    def take_waiting(self) -> list[Message]:
        """Called once by the window that shows messages from now on: what was posted before it was there."""
        self._shown = True
        waiting, self._waiting = self._waiting, []
        return waiting

    def window_gone(self) -> None:
        """The window that showed messages closed: keep them again."""
        self._shown = False

    def _post(self, message: Message) -> None:
        if self._shown:
            self.posted.emit(message)
        else:
            self._waiting.append(message)
