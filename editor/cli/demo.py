"""backbench demo: the bundled site with the invented paper, and the desk on it."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from editor.cli.walk.paper import Paper
from editor.domain.errors import SecretsUnavailable

_READERS = ("marchbanks@readers.example", "aske@readers.example", "pellatier@readers.example")
STAFF = "desk"  # the seeded administrator, who may publish, moderate and change the rules


def register(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.epilog = "Example: backbench demo --headless --out pictures"
    parser.add_argument("--headless", action="store_true", help="walk through the main job by itself, without a screen")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="where the walk leaves report.json and pictures (default: demo-out)"
    )
    parser.add_argument("--port", type=int, default=0, help="the site's port (default: any free one)")
    parser.set_defaults(run=_run)


def has_screen() -> bool:
    """Whether a window can be shown to a person here."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _run(arguments: argparse.Namespace) -> int:
    headless = arguments.headless or not has_screen()
    with tempfile.TemporaryDirectory(prefix="backbench-demo-") as folder:
        os.environ["BACKBENCH_HOME"] = folder
        if headless:
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        print("Seeding The Skerrow Tideline, an invented paper", flush=True)
        paper = Paper(Path(folder), port=arguments.port)
        paper.start()
        print(f"The site is on {paper.url}", flush=True)
        try:
            passphrase = _join(paper)
            if headless:
                from editor.cli.walk.steps import walk

                out = arguments.out or Path("demo-out")
                return 0 if walk(paper, passphrase, out.absolute()) else 1
            return _open(paper, passphrase)
        finally:
            paper.stop()


def _join(paper: Paper) -> str | None:
    """Sign the desk in; the passphrase when this computer has no keyring, else None."""
    from editor.bootstrap.network import add_profile

    common = {"username": STAFF, "password": paper.password, "device": "demo"}
    try:
        add_profile("tideline", paper.url, **common)
        return None
    except SecretsUnavailable:
        print("This computer has no keyring: the demo's database takes the password below as its passphrase.")
        add_profile("tideline", paper.url, **common, passphrase=paper.password)
        return paper.password


def _open(paper: Paper, passphrase: str | None) -> int:
    from editor.bootstrap.storage import forget
    from editor.bootstrap.window import run_desk

    print(f"Readers to sign in as on the site: {', '.join(_READERS)}")
    print(f"Everybody's password: {paper.password}")
    print("Everything is thrown away when the desk is closed.", flush=True)
    try:
        return run_desk("tideline", passphrase=passphrase)
    finally:
        forget("tideline")
