"""The bundled site as a process of its own: commands, start, stop, kill, and the same port again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

from editor.domain.errors import BadInput

_PROGRAM = (sys.executable, "-m", "editor.cli.main", "site")
_START_SECONDS = 30.0
_STOP_SECONDS = 15.0


class SiteChild:
    """A site whose log and ready file lie in ``folder``. The demo's paper and the tests' sites are kinds of it."""

    def __init__(self, folder: Path, database: str, *, port: int = 0) -> None:
        """Nothing runs yet; port 0 takes any free one at the first start."""
        self.folder = folder
        self.database = database
        self.port = port
        self.url = ""
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, *words: str, text: str = "") -> str:
        """One ``backbench site`` command on this site's database; what it printed. Raises BadInput."""
        done = subprocess.run(
            [*_PROGRAM, *words, "--database", self.database],
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise BadInput(_last_sentence(done.stderr))
        return done.stdout

    def start(self) -> Self:
        """Start, and return once it listens; a later start takes the same port. Raises BadInput with what it said."""
        assert self._process is None, "the site runs already"
        ready = self.folder / "site-ready.json"
        ready.unlink(missing_ok=True)
        words = ["serve", "--database", self.database, "--port", str(self.port), "--ready-file", str(ready)]
        with (self.folder / "site.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*_PROGRAM, *words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=os.environ | {"PYTHONFAULTHANDLER": "1"},
            )
        until = time.monotonic() + _START_SECONDS
        while not ready.exists():
            if self._process.poll() is not None:
                self._process = None
                raise BadInput(_last_sentence(self.log()))
            if time.monotonic() > until:
                self.kill()
                raise BadInput(f"The site did not start within {_START_SECONDS:.0f} seconds.")
            time.sleep(0.02)
        self.url = str(json.loads(ready.read_text(encoding="utf-8"))["url"])
        self.port = int(self.url.rsplit(":", 1)[1])
        return self

    def stop(self) -> int:
        """Ask it to stop (SIGTERM) and wait; the code it ended with, 0 when it did not run."""
        if self._process is None:
            return 0
        self._process.send_signal(signal.SIGTERM)
        try:
            code = self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            return -signal.SIGKILL
        self._process = None
        return code

    def kill(self) -> None:
        """End it without warning (SIGKILL)."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(_STOP_SECONDS)
            self._process = None

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def log(self) -> str:
        """What it printed so far."""
        return (self.folder / "site.log").read_text(encoding="utf-8", errors="replace")


def _last_sentence(said: str) -> str:
    """What a command said last, without its own name before it; where it made a mistake, not where its log is."""
    lines = [line for line in said.splitlines() if line.strip()] or ["The site ended without a word."]
    own = next((line for line in reversed(lines) if line.startswith("backbench")), lines[-1])
    return own.partition(": ")[2] if own.startswith("backbench") else own
