"""The process whose start is timed: the desk as its command opens it, or a bare PySide6 window as the limit.

Prints one JSON line of seconds on the system's monotonic clock, so that the parent can subtract when it spawned us.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from editor.ui.desk_window import DeskWindow

REST = 1.5  # seconds after the first card until memory is looked at


def memory() -> dict[str, float]:
    """Megabytes resident (rss) and our share of what is shared (pss)."""
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines if line.endswith(" kB")}
    return {"rss": kilobytes["Rss"] / 1024, "pss": kilobytes["Pss"] / 1024}


def _finish(found: dict[str, Any]) -> None:
    from PySide6.QtWidgets import QApplication

    print(json.dumps(found | memory()), flush=True)
    QApplication.quit()


def bare() -> int:
    """A window with a label and a button, and nothing else."""
    from PySide6.QtCore import QEvent, QTimer
    from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QPushButton, QVBoxLayout, QWidget

    found: dict[str, Any] = {}

    class Window(QMainWindow):
        def event(self, event: QEvent) -> bool:
            handled = super().event(event)
            if not found and event.type() == QEvent.Type.UpdateRequest:
                found["painted"] = time.monotonic()
                QTimer.singleShot(int(REST * 1000), lambda: _finish(found))
            return handled

    app = QApplication(["bare", "-style", "fusion"])
    window = Window()
    body = QWidget()
    column = QVBoxLayout(body)
    column.addWidget(QLabel("Backbench"))
    column.addWidget(QPushButton("Close"))
    window.setCentralWidget(body)
    window.resize(1440, 900)
    window.show()
    return app.exec()


def desk() -> int:
    """``backbench``, watched: when its first frame and its first comment were painted."""
    import editor.bootstrap.window as opening
    from editor.cli.main import main

    found: dict[str, Any] = {}
    run = opening.run_desk

    def watch(window: DeskWindow) -> None:
        from PySide6.QtCore import QTimer

        def painted() -> None:
            found["painted"] = time.monotonic()
            from editor.ui.inbox.card_painter import CommentCardDelegate  # not sooner: the desk does not either

            paint = CommentCardDelegate.paint

            def first_card(painter: CommentCardDelegate, *arguments: Any) -> None:
                paint(painter, *arguments)
                if "card" not in found:
                    found["card"] = time.monotonic()
                    QTimer.singleShot(int(REST * 1000), lambda: _finish(found))

            CommentCardDelegate.paint = first_card  # type: ignore[method-assign]

        def screen_painted() -> None:
            found["screen"] = time.monotonic()
            found["modules"] = sorted(sys.modules)

        window.window.first_painted.connect(painted)
        window.window.screen_painted.connect(screen_painted)

    opening.run_desk = lambda name, *, passphrase=None: run(name, passphrase=passphrase, started=watch)
    return main([])


if __name__ == "__main__":
    sys.exit(bare() if sys.argv[1] == "bare" else desk())
