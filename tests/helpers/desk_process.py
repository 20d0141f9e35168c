"""The desk that works by itself, as a child process that a test may kill or close."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any

LINES_SECONDS = 90.0  # for the next acknowledgements to come


@dataclass
class Life:
    """What one life of the desk said until its end; ``at`` of a line is when it was read here, in seconds."""

    said: list[dict[str, Any]] = field(default_factory=list)
    errors: str = ""

    def of(self, what: str) -> list[dict[str, Any]]:
        """The lines of one kind."""
        return [line for line in self.said if line["what"] == what]


class DeskProcess:
    """The working desk (tests.helpers.desk_at_work) as a child; threads read what it says and what it logs."""

    def __init__(self, seed: str, life: Life, *options: str) -> None:
        self._life = life
        self._news = threading.Condition()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.helpers.desk_at_work", seed, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONFAULTHANDLER": "1"},
        )
        self._readers = [threading.Thread(target=self._read), threading.Thread(target=self._read_errors)]

    def __enter__(self) -> DeskProcess:
        for reader in self._readers:
            reader.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait(15)
        if self.process.stdin is not None:
            self.process.stdin.close()
        for reader in self._readers:
            reader.join(15)

    def close(self) -> int:
        """Let it close its window and end; its exit code."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(60)

    def wait_for_lines(self, number: int) -> None:
        """Until it has said this many things, or has ended."""
        said = self._life.said
        with self._news:
            enough = self._news.wait_for(lambda: len(said) >= number or self.process.poll() is not None, LINES_SECONDS)
        assert enough, f"the desk said too little: {said[-3:]}"

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                if line.endswith("\n"):  # else cut by the kill: it was never said
                    with self._news:
                        self._life.said.append(json.loads(line) | {"at": time.monotonic()})
                        self._news.notify_all()
        with self._news:
            self._news.notify_all()

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr as stream:
            self._life.errors = stream.read()
