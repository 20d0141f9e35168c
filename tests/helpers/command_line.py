"""The backbench program in a child process, as a person or a script runs it; Qt must stay away from every command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PASSPHRASE = "a passphrase for tests"
QT_WAS_LOADED = 99
# Runs the program as its entry point does, and tells by the exit code when Qt was loaded for it.
_PROGRAM = f"""
import sys
from editor.cli.main import main
try:
    code = main(sys.argv[1:])
except SystemExit as end:
    code = end.code
sys.exit({QT_WAS_LOADED} if any(name.split(".")[0] in ("PySide6", "shiboken6") for name in sys.modules) else code)
"""


@dataclass(frozen=True)
class Answer:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its standard output as one JSON document."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[list[str]]:
        """Its standard output as lines of fields."""
        return [line.split("\t") for line in self.out.splitlines()]


class CommandLine:
    """Runs commands on the desk in ``home``; ``environment`` is laid over the test's own."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.home = home
        self.environment = {"BACKBENCH_HOME": str(home), "BACKBENCH_PASSPHRASE": PASSPHRASE, **environment}

    def command(self, *words: str) -> list[str]:
        """The words that start the child."""
        return [sys.executable, "-c", _PROGRAM, *words]

    def run(self, *words: str, text: str = "", **environment: str) -> Answer:
        """Run a command; the test fails when it shows a stack trace, loads Qt or leaves a mistake of ours."""
        done = subprocess.run(
            self.command(*words),
            input=text,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=90,
            env=os.environ | self.environment | environment,
        )
        assert "Traceback" not in done.stderr + done.stdout, done.stderr
        assert done.returncode != QT_WAS_LOADED, f"{words}: Qt was loaded"
        assert not (self.home / "crash.log").exists(), (self.home / "crash.log").read_text()
        return Answer(done.returncode, done.stdout, done.stderr)

    def ok(self, *words: str, text: str = "", **environment: str) -> Answer:
        """A command that must end with 0 and say nothing on standard error."""
        answer = self.run(*words, text=text, **environment)
        assert (answer.code, answer.err) == (0, ""), answer
        return answer

    def refused(self, *words: str, text: str = "", **environment: str) -> str:
        """The one sentence with which a command refuses: exit 2, nothing on standard output."""
        answer = self.run(*words, text=text, **environment)
        assert (answer.code, answer.out) == (2, ""), answer
        assert answer.err.startswith("backbench") and answer.err.count("\n") == 1, answer.err
        return answer.err.partition(": ")[2].strip()
