"""The walk of `backbench demo --headless`: the seven steps of the main job, seen from the desk and from a browser."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.timeout(600)
def test_the_main_job_from_end_to_end(tmp_path: Path) -> None:
    out = tmp_path / "pictures"
    command = [sys.executable, "-m", "editor.cli.main", "demo", "--headless", "--out", str(out)]
    # The desk that is killed is a process of its own: it needs a keyring it shares with us, or none and a passphrase.
    env = os.environ | {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=580, check=False, env=env)
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    problems = [
        f"{step['number']}. {step['title']}: {step['problem']}" for step in report["steps"] if not step["passed"]
    ]
    assert (problems, done.returncode) == ([], 0), done.stderr[-3000:]
    assert report["passed"]
    assert [step["number"] for step in report["steps"]] == [1, 2, 3, 4, 5, 6, 7]
    pictures = [name for step in report["steps"] for name in step["pictures"]]
    assert len(pictures) >= 10
    assert {name.rsplit("-", 1)[1] for name in pictures} >= {"light.png", "dark.png"}
    for name in pictures:
        data = (out / name).read_bytes()
        assert data.startswith(PNG), name
        assert len(data) > 5_000, name
    assert "Traceback" not in done.stderr
