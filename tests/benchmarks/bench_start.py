"""From spawning the program to its first frame, to the inbox, to the first comment; and its memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.benchmarks.report import Report, Row
from tests.benchmarks.scale import PASSPHRASE, make_home, scale_database

ROUNDS = 9
GOAL = 1.5
_MOMENTS = ("painted", "screen", "card")


def run(report: Report, *, quick: bool) -> None:
    """Alternate the desk with a bare window, so that both meet the same moments of the machine."""
    size = 100_000 if quick else 1_000_000
    database = scale_database(size, report.note)
    bare: list[dict[str, float]] = []
    desk: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory(prefix="backbench-benchmark-") as folder:
        make_home(Path(folder), database)
        for number in range(ROUNDS + 1):
            one, other = _spawn("bare", folder), _spawn("desk", folder)
            if number:  # the first fills caches of modules and files
                bare.append(one)
                desk.append(other)
    limit = median(one["painted"] for one in bare) * 1000
    names = {
        "painted": "first frame: masthead, footer",
        "screen": "frame with the whole inbox screen",
        "card": f"first comment of {size:,} painted",
    }
    for moment in _MOMENTS:
        value = median(one[moment] for one in desk) * 1000
        report.add(Row(f"spawn to {names[moment]}", value, "ms", "bare PySide6 window", limit, GOAL))
    report.note("  the first comment waits for the key too: a passphrase is stretched for about 0.1 s at each opening")
    for name, words in (("pss", "shared parts divided (PSS)"), ("rss", "resident (RSS)")):
        report.add(
            Row(
                f"memory with {size:,} comments, {words}",
                median(one[name] for one in desk),
                "MB",
                "bare PySide6 window",
                median(one[name] for one in bare),
                3.0,
            )
        )


def _spawn(what: str, home: str) -> dict[str, float]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env = kept | {"QT_QPA_PLATFORM": "offscreen", "BACKBENCH_HOME": home, "BACKBENCH_PASSPHRASE": PASSPHRASE}
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.start_child", what],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode or not done.stdout:
        raise RuntimeError(f"{what}: {done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout)
    return {name: value - began if name in _MOMENTS else value for name, value in found.items() if name != "modules"}
