"""The desk paints before anything heavy is imported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from editor.profiles import add

HEAVY = ("sqlalchemy", "sqlcipher3", "alembic", "pydantic", "httpx", "keyring", "markdown", "nh3", "jinja2", "mammoth")

WATCH = """
import json, sys
import editor.bootstrap.window as opening
from PySide6.QtWidgets import QApplication

def watch(desk):
    seen = {}
    desk.window.first_painted.connect(lambda: seen.update(first=sorted(sys.modules)))
    def whole():
        print(json.dumps(seen | {"screen": sorted(sys.modules), "current": desk.window.current}), flush=True)
        QApplication.quit()
    desk.window.screen_painted.disconnect(desk._begin_opening)
    desk.window.screen_painted.connect(whole)

sys.exit(opening.run_desk("one", started=watch))
"""


def _watched(home: Path) -> dict[str, list[str]]:
    done = subprocess.run(
        [sys.executable, "-c", WATCH],
        env=os.environ | {"BACKBENCH_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen: dict[str, list[str]] = json.loads(done.stdout)
    return seen


def test_nothing_heavy_is_imported_before_the_first_screen_is_painted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKBENCH_HOME", str(tmp_path))
    add("one", "bundled", "http://127.0.0.1:9")
    seen = _watched(tmp_path)
    assert seen["current"] == "inbox"
    whole = set(seen["screen"])
    assert "editor.ui.inbox.screen" in whole
    assert {name for name in whole if name.split(".")[0] in HEAVY} == set()
    assert {name for name in whole if name.startswith(("editor.store", "editor.sites", "editor.sync", "db"))} == set()
    first = set(seen["first"])
    assert {name for name in first if name.startswith("editor.ui.inbox")} == set()
