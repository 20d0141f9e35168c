"""Opens a desk of an earlier schema and is killed before the n-th statement it runs; see test_upgrade_kill."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from editor.store.open import open_desk
from tests.helpers.desk_store import KEY, HandClock


def main() -> None:
    """Arguments: the database, and how many statements it may run."""
    left = int(sys.argv[2])

    @event.listens_for(Engine, "before_cursor_execute")
    def counted(*_: object) -> None:
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    open_desk(Path(sys.argv[1]), KEY, HandClock()).close()


if __name__ == "__main__":
    main()
