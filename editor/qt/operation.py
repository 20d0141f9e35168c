"""One user's action: run its work on the write lane, broadcast what it changed, say what was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject

from editor.qt.changes import ChangeBroadcast
from editor.qt.messages import Messages
from editor.qt.tasks import Tasks

T = TypeVar("T")


@dataclass(frozen=True)
class Operation(Generic[T]):
    """What to do and what to say.

    `label` names the action in the trade's words ("Remove comment"), for the log and for failures. `work` runs off the
    UI thread and returns a result with `.changes` (a ChangeSet) or the ChangeSet itself. `said` is the sentence for the
    footer, or makes it from the result, or is None for silence.
    """

    label: str
    work: Callable[[], T]
    said: str | Callable[[T], str | None] | None = None


class Operations:
    """Runs operations. The order on success: change set broadcast, `done`, then the sentence."""

    def __init__(self, tasks: Tasks, broadcast: ChangeBroadcast, messages: Messages) -> None:
        self._tasks = tasks
        self._broadcast = broadcast
        self._messages = messages

    def run(
        self,
        operation: Operation[T],
        *,
        done: Callable[[T], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
        owner: QObject | None = None,
        initiator: object | None = None,
    ) -> None:
        """Start the operation; returns at once. `initiator` defaults to the owner."""
        tag = initiator if initiator is not None else owner

        def tell_everyone(result: T) -> None:
            changes: Any = getattr(result, "changes", result)
            if changes is not None:
                self._broadcast.send(changes, tag)
            sentence = operation.said(result) if callable(operation.said) else operation.said
            if sentence:
                self._messages.info(sentence)

        self._tasks.write(operation.work, done, failed=failed, owner=owner, always=tell_everyone)
