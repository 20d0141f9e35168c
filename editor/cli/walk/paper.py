"""The demo's paper: the bundled site as a process of its own, with the seeded content."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

from editor.domain.errors import SiteUnreachable

_PROGRAM = (sys.executable, "-m", "editor.cli.main")
_START_SECONDS = 30.0


class Paper:
    """The site below ``folder``; everybody's password is ``password``."""

    def __init__(self, folder: Path, *, port: int) -> None:
        """Fills a new database with the invented paper; nothing runs yet."""
        self.folder = folder
        self.port = port
        self.url = ""
        self.password = secrets.token_urlsafe(9)
        self._database = folder / "site.sqlite"
        self._process: subprocess.Popen[bytes] | None = None
        self._command("seed", "--password-stdin", text=self.password)

    def start(self) -> None:
        """Start, and return once it listens; a later start takes the same port. Raises SiteUnreachable."""
        ready = self.folder / "site-ready.json"
        ready.unlink(missing_ok=True)
        words = ["serve", "--database", str(self._database), "--port", str(self.port), "--ready-file", str(ready)]
        with (self.folder / "site.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*_PROGRAM, "site", *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        until = time.monotonic() + _START_SECONDS
        while not ready.exists():
            if self._process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise SiteUnreachable((self.folder / "site.log").read_text(encoding="utf-8", errors="replace")[-400:])
            time.sleep(0.03)
        self.url = str(json.loads(ready.read_text(encoding="utf-8"))["url"])
        self.port = int(self.url.rsplit(":", 1)[1])

    def stop(self) -> None:
        """Stop and wait; nothing happens when it does not run."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(15)
        self._process = None

    def _command(self, *words: str, text: str) -> None:
        done = subprocess.run(
            [*_PROGRAM, "site", words[0], "--database", str(self._database), *words[1:]],
            input=text,
            capture_output=True,
            text=True,
            env=os.environ.copy(),
            check=False,
        )
        if done.returncode:
            raise SiteUnreachable(done.stderr.strip())
