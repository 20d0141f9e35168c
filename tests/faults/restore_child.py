"""Restores a backup and is killed before the n-th thing it asks of the disk; see test_restore_kill."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from editor.bootstrap import storage


def main() -> None:
    """Arguments: the backup, and how many links, renames, removals and flushes it may do."""
    left = int(sys.argv[2])

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **keywords: Any) -> Any:
            nonlocal left
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
            return real(*args, **keywords)

        return call

    for name in ("link", "replace", "unlink", "fsync"):
        setattr(os, name, counted(getattr(os, name)))
    storage.restore("one", Path(sys.argv[1]))


if __name__ == "__main__":
    main()
