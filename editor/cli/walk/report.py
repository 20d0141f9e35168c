"""What the walk leaves: a report with every step and what was seen, and pictures."""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from editor.domain.times import to_iso


@dataclass
class Step:
    """One step of the walk."""

    number: int
    title: str
    passed: bool = False
    seconds: float = 0.0
    seen: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    problem: str = ""

    def expect(self, what: str, true: bool) -> None:
        """Note what was seen. Raises AssertionError when it was not."""
        if not true:
            raise AssertionError(f"not so: {what}")
        self.seen.append(what)


class Report:
    """Runs steps, says how they went, and writes ``report.json`` after each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.steps: list[Step] = []
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def passed(self) -> bool:
        """Whether every step that was begun passed."""
        return all(step.passed for step in self.steps)

    @contextmanager
    def step(self, number: int, title: str) -> Iterator[Step]:
        """One step; what goes wrong in it is written down and raised again."""
        step = Step(number, title)
        self.steps.append(step)
        print(f"{number}. {title}", flush=True)
        began = time.monotonic()
        try:
            yield step
            step.passed = True
        except BaseException as problem:
            step.problem = "".join(traceback.format_exception_only(problem)).strip()
            raise
        finally:
            step.seconds = round(time.monotonic() - began, 1)
            print(f"   {'passed' if step.passed else f'failed: {step.problem}'} ({step.seconds} s)", flush=True)
            self.write()

    def picture(self, step: Step, name: str) -> Path:
        """The path of a new picture of this step."""
        file = f"{step.number}-{name}.png"
        step.pictures.append(file)
        return self.folder / file

    def write(self) -> None:
        """Write ``report.json``."""
        data = {
            "passed": self.passed and len(self.steps) == 7,
            "written": to_iso(datetime.now(UTC)),
            "steps": [asdict(step) for step in self.steps],
        }
        partial = self.folder / "report.json.part"
        partial.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        partial.replace(self.folder / "report.json")
