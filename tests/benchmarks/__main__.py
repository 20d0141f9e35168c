"""python -m tests.benchmarks: every figure beside its limit, measured in the same run. See --help."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.report import Report


def _module(name: str) -> Callable[..., None]:
    def run(report: Report, *, quick: bool) -> None:
        import importlib

        importlib.import_module(f"tests.benchmarks.bench_{name}").run(report, quick=quick)

    return run


BENCHMARKS: dict[str, Callable[..., None]] = {
    "start": _module("start"),
    "verdict": _module("verdict"),
    "reading": _module("reading"),
    "stories": _module("stories"),
    "pull": _module("pull"),
    "inbox": _module("inbox"),
    "card_list": _module("card_list"),
    "typing": _module("typing"),
    "merge": _module("merge"),
    "style": _module("style"),
    "rules": _module("rules"),
    "triage_score": _module("triage_score"),
    "triage_quality": _module("triage_quality"),
}


def main() -> int:
    """Run what was asked for; the exit code says whether everything ran, not whether every goal was met."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="at most 100,000 comments, fewer samples")
    parser.add_argument("--only", action="append", choices=sorted(BENCHMARKS), help="one benchmark; may be repeated")
    parser.add_argument("--json", type=Path, help="keep all figures in this file")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    report, began = Report(), time.monotonic()
    report.note(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the beginning")
    for name, run in BENCHMARKS.items():
        if not options.only or name in options.only:
            report.note(f"\n{name}")
            run(report, quick=options.quick)
    report.note(f"\n{time.monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f} at the end")
    missed = [row.name for row in report.rows if not row.met]
    report.note(f"goals met: {len(report.rows) - len(missed)} of {len(report.rows)}")
    if options.json:
        report.write(options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
