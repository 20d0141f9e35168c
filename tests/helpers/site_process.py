"""The bundled site as a process of its own: start, stop, kill and start again on the same port and database."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

PASSWORD = "a-password-for-tests"
START_SECONDS = 30.0


class SiteProcess:
    """``with SiteProcess(tmp_path, seed=True) as site: … site.url …``. Staff and readers have ``PASSWORD``."""

    def __init__(self, folder: Path, *, database: str | None = None, seed: bool = False, comments: int = 0) -> None:
        """Nothing runs yet; ``folder`` takes the database (unless an address is given), the log and the ready file."""
        self.folder = folder
        self.database = database or str(folder / "site.sqlite")
        self.port = 0
        self.url = ""
        self._process: subprocess.Popen[bytes] | None = None
        if seed:
            self.run("seed", "--password-stdin", "--comments", str(comments), text=PASSWORD)

    def run(self, *words: str, text: str = "") -> str:
        """One ``backbench site`` command on this site's database; returns what it printed."""
        command = [*_PROGRAM, "site", words[0]]
        rest = list(words[1:])
        if words[0] in ("user", "reader"):
            command.append(rest.pop(0))
        done = subprocess.run(
            [*command, "--database", self.database, *rest], input=text, capture_output=True, text=True, timeout=600
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def add_staff(self, username: str, name: str, role: str) -> None:
        """A member of staff with ``PASSWORD``."""
        self.run("user", "add", username, "--name", name, "--role", role, "--password-stdin", text=PASSWORD)

    def add_reader(self, email: str, name: str, *, subscribed: bool = True) -> None:
        """A reader with ``PASSWORD``."""
        words = ["reader", "add", email, "--name", name, "--password-stdin"]
        self.run(*words, *(["--subscribed"] if subscribed else []), text=PASSWORD)

    def start(self) -> SiteProcess:
        """Start, and return once it listens. The second start takes the port of the first."""
        assert self._process is None, "the site runs already"
        ready = self.folder / "site-ready.json"
        ready.unlink(missing_ok=True)
        with (self.folder / "site.log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(*_PROGRAM, "site", "serve", "--database", self.database),
                    *("--port", str(self.port), "--ready-file", str(ready)),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=os.environ | {"PYTHONFAULTHANDLER": "1"},
            )
        until = time.monotonic() + START_SECONDS
        while not ready.exists():
            if self._process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise AssertionError(f"the site did not start: {self.log()}")
            time.sleep(0.02)
        self.url = json.loads(ready.read_text(encoding="utf-8"))["url"]
        self.port = int(self.url.rsplit(":", 1)[1])
        return self

    def stop(self) -> None:
        """Ask it to stop (SIGTERM) and wait; nothing happens when it does not run."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            code = self._process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError("the site did not stop within 15 seconds") from None
        self._process = None
        assert code == 0, f"the site ended with {code}: {self.log()}"

    def kill(self) -> None:
        """End it without warning (SIGKILL)."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(15)
            self._process = None

    def restart(self) -> None:
        """Stop and start again on the same port and database."""
        self.stop()
        self.start()

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def log(self) -> str:
        """What it printed so far."""
        return (self.folder / "site.log").read_text(encoding="utf-8", errors="replace")

    def __enter__(self) -> SiteProcess:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.stop()
        else:
            self.kill()


_PROGRAM = (sys.executable, "-m", "editor.cli.main")
