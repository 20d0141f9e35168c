"""Runs every check of `make test` one after the other, all of them even when one fails, and says which failed."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
BIN = Path(PYTHON).parent

# (what is checked, command)
STATIC_CHECKS: list[tuple[str, list[str]]] = [
    ("ruff", [str(BIN / "ruff"), "check", "."]),
    ("format", [str(BIN / "ruff"), "format", "--check", "."]),
    ("types", [str(BIN / "mypy")]),
    ("import rules", [str(BIN / "lint-imports"), "--no-logo"]),
    ("module map", [PYTHON, "packaging/tools/module_map.py", "--check"]),
    ("third-party checksums", [PYTHON, "packaging/tools/third_party_checksums.py", "--check"]),
]
TESTS: tuple[str, list[str]] = (
    "tests",
    [
        *(PYTHON, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile"),
        *("-m", "not faults and not postgres and not long", "tests"),
    ],
)


def run(title: str, command: list[str]) -> bool:
    """Run one check in the checkout, with its output shown; True when it passed."""
    print(f"--- {title}", flush=True)
    started = time.monotonic()
    passed = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL).returncode == 0
    print(f"--- {title}: {'passed' if passed else 'FAILED'} in {time.monotonic() - started:.1f} s", flush=True)
    return passed


def main() -> int:
    """Exit 0 when all passed. `--static` leaves the tests out."""
    checks = STATIC_CHECKS if "--static" in sys.argv[1:] else [*STATIC_CHECKS, TESTS]
    failed = [title for title, command in checks if not run(title, command)]
    print(f"Failed: {', '.join(failed)}" if failed else f"All {len(checks)} checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
