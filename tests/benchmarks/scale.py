"""Databases of any size for the benchmarks: made once, kept in the cache folder, made anew when the schema changes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from editor.ports import SystemClock
from editor.store.seed_scale import make_scale_database

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "a passphrase for benchmarks"
_MAKERS = ("db/models/*.py", "db/migrations/versions/*.py", "db/upgrade.py", "editor/store/seed_scale.py")


def cache_folder() -> Path:
    """``XDG_CACHE_HOME`` or ~/.cache, and in it our own folder."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "backbench-benchmarks"


def scale_database(count: int, say: Callable[[str], None]) -> Path:
    """The database with ``count`` comments; do not change it, take a copy with :func:`make_home`."""
    digest = hashlib.sha256()
    for pattern in _MAKERS:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    folder = cache_folder() / f"{count}-{digest.hexdigest()[:12]}"
    database = folder / "desk.db"
    if (folder / "complete").exists():
        return database
    for old in cache_folder().glob(f"{count}-*"):
        shutil.rmtree(old)
    folder.mkdir(parents=True)
    began = time.monotonic()
    make_scale_database(database, PASSPHRASE, count, clock=SystemClock())
    (folder / "complete").touch()
    size = database.stat().st_size / 1e6
    say(f"made a database of {count:,} comments ({size:,.0f} MB) in {time.monotonic() - began:.0f} s; it is kept")
    return database


def make_home(folder: Path, database: Path, url: str = "http://127.0.0.1:9") -> Path:
    """A data folder of the desk with one profile on a copy of ``database``; the path of the copy."""
    profile = folder / "profiles" / "benchmark"
    profile.mkdir(parents=True)
    (profile / "profile.json").write_text(json.dumps({"name": "benchmark", "kind": "bundled", "url": url}))
    for suffix in ("", "-wal"):
        if Path(f"{database}{suffix}").exists():
            shutil.copyfile(f"{database}{suffix}", profile / f"desk.db{suffix}")
    return profile / "desk.db"
