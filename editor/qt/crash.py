"""When something goes wrong: the world's errors become a sentence, our bugs a log entry and a note."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal

from editor.qt.messages import Messages

log = logging.getLogger(__name__)


class CrashReporter(QObject):
    """Takes every failure nobody handled. `crashed(sentence, log_path)` is emitted on the UI thread for a bug."""

    crashed = Signal(str, str)
    _arrived = Signal(object)

    def __init__(self, log_file: Path, messages: Messages) -> None:
        super().__init__()
        self._log_file = log_file
        self._messages = messages
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.AutoConnection)
        self._before: tuple[object, object] | None = None

    @property
    def log_file(self) -> Path:
        """Where bugs are written."""
        return self._log_file

    def install(self) -> None:
        """Catch what reaches the top of the UI thread and of any other thread."""
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._except_hook
        threading.excepthook = self._thread_hook

    def uninstall(self) -> None:
        """Put the hooks back as they were."""
        if self._before is not None:
            sys.excepthook, threading.excepthook = self._before  # type: ignore[assignment]
            self._before = None

    def report(self, error: BaseException) -> None:
        """Report a failure from any thread."""
        self._arrived.emit(error)

    def _on_arrived(self, error: BaseException) -> None:
        if not _is_ours(error):
            self._messages.error(_sentence(error))
            return
        self._write(error)
        self.crashed.emit(_sentence(error), str(self._log_file))

    def _write(self, error: BaseException) -> None:
        text = "".join(traceback.format_exception(error))
        log.error("bug: %s", text)
        try:
            self._log_file.parent.mkdir(parents=True, exist_ok=True)
            with self._log_file.open("a", encoding="utf-8") as file:
                file.write(f"{datetime.now(UTC).isoformat(timespec='seconds')}\n{text}\n")
        except OSError as problem:
            log.error("the crash log cannot be written: %s", problem)

    def _except_hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            self.report(error)

    def _thread_hook(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self.report(arguments.exc_value)


def _sentence(error: BaseException) -> str:
    from editor.domain.sentences import sentence_for  # only needed when something fails

    return sentence_for(error)


def _is_ours(error: BaseException) -> bool:
    from editor.domain.sentences import is_our_mistake

    return is_our_mistake(error)


def show_crash_note(
    parent: QObject | None, sentence: str, log_path: str, opened: Callable[[object], None] | None = None
) -> None:
    """Show the crash sentence in a window of its own that stops nothing."""
    from PySide6.QtWidgets import QMessageBox, QWidget

    box = QMessageBox(
        QMessageBox.Icon.NoIcon,
        "Backbench",
        sentence,
        QMessageBox.StandardButton.Close,
        parent if isinstance(parent, QWidget) else None,
    )
    box.setInformativeText(log_path)
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    box.setModal(False)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.show()
    if opened is not None:
        opened(box)
