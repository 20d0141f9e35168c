"""Reads the inbox's keys: one key acts, or opens a mode in which the next key completes the act."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from editor.domain.inbox import Queue

ENTER, ESCAPE = "Enter", "Esc"


class Mode(Enum):
    """What the next key means."""

    PLAIN = auto()
    REMOVE = auto()  # after R: a digit names the rule, and removes at once
    BAN = auto()  # after B: a digit names the rule, and asks
    CONFIRM_BAN = auto()  # Enter bans
    GO = auto()  # after G: a letter names the queue


class Act(Enum):
    """What a key, or keys in turn, ask for."""

    APPROVE = auto()
    REMOVE = auto()
    BAN = auto()
    UNDO = auto()
    REPEAT = auto()
    QUOTE = auto()
    THREAD = auto()
    SEND_OR_THREAD = auto()
    SEARCH = auto()
    RECORD = auto()
    GO_TO = auto()
    SHOW_NEW = auto()
    LEAVE = auto()  # Esc when no mode is open
    MODE = auto()  # nothing yet: the mode changed


@dataclass(frozen=True)
class Intent:
    """An act, with the rule's number or the queue where it needs one."""

    act: Act
    clause: int | None = None
    queue: Queue | None = None


GO_LETTERS = {
    "r": Queue.REPORTED,
    "h": Queue.HELD,
    "w": Queue.NEW,
    "d": Queue.DECIDED,
    "e": Queue.EVERYTHING,
}
"""The letter after G that goes to a queue."""
GO_NEW = "n"
"""The letter after G that shows what is new."""

_PLAIN = {
    "a": Act.APPROVE,
    "u": Act.UNDO,
    ".": Act.REPEAT,
    "q": Act.QUOTE,
    "o": Act.THREAD,
    "/": Act.SEARCH,
    "h": Act.RECORD,
    ENTER: Act.SEND_OR_THREAD,
    ESCAPE: Act.LEAVE,
}
_OPENERS = {"r": Mode.REMOVE, "b": Mode.BAN, "g": Mode.GO}


class KeyReader:
    """Turns keys into intents. A key that completes nothing closes the mode and does nothing: never a wrong act."""

    def __init__(self) -> None:
        self.mode = Mode.PLAIN
        self.clause: int | None = None  # the rule chosen for a ban that waits for Enter

    def press(self, key: str) -> Intent | None:
        """The intent of a key (lower-case letter, digit, sign, ENTER or ESCAPE); None when it means nothing here."""
        if self.mode is Mode.PLAIN:
            return self._plain(key)
        if key == ESCAPE:
            return self._to(Mode.PLAIN)
        if self.mode is Mode.GO:
            return self._go(key)
        if self.mode is Mode.CONFIRM_BAN and key == ENTER:
            clause = self.clause
            self._to(Mode.PLAIN)
            return Intent(Act.BAN, clause=clause)
        if self.mode in (Mode.REMOVE, Mode.BAN) and key in "123456789" and len(key) == 1:
            return self._choose(int(key))
        if self.mode is Mode.CONFIRM_BAN or _OPENERS.get(key) is self.mode:
            return None
        return self._to(Mode.PLAIN)

    def open(self, mode: Mode) -> Intent:
        """Open a mode as its key does."""
        return self._to(mode)

    def close(self) -> None:
        """Back to where one key acts."""
        self._to(Mode.PLAIN)

    def _plain(self, key: str) -> Intent | None:
        if key in _OPENERS:
            return self._to(_OPENERS[key])
        act = _PLAIN.get(key)
        return Intent(act) if act is not None else None

    def _go(self, key: str) -> Intent | None:
        self._to(Mode.PLAIN)
        if key == GO_NEW:
            return Intent(Act.SHOW_NEW)
        queue = GO_LETTERS.get(key)
        return Intent(Act.GO_TO, queue=queue) if queue is not None else Intent(Act.MODE)

    def _choose(self, number: int) -> Intent:
        if self.mode is Mode.BAN:
            self._to(Mode.CONFIRM_BAN)
            self.clause = number
            return Intent(Act.MODE)
        self._to(Mode.PLAIN)
        return Intent(Act.REMOVE, clause=number)

    def _to(self, mode: Mode) -> Intent:
        self.mode = mode
        self.clause = None
        return Intent(Act.MODE)
