"""backbench demo: the bundled site with the invented paper, and the desk on it."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from editor.cli.output import port_number
from editor.cli.walk.paper import Paper
from editor.domain.errors import BadInput, SecretsUnavailable

_READERS = ("marchbanks@readers.example", "aske@readers.example", "pellatier@readers.example")
PROFILE, HOST = "tideline", "127.0.0.1"
STAFF = "desk"  # the seeded administrator, who may publish, moderate and change the rules


def register(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.epilog = "Example: backbench demo --headless --out pictures"
    parser.add_argument("--headless", action="store_true", help="walk through the main job by itself, without a screen")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="where the walk leaves report.json and pictures (default: demo-out)"
    )
    parser.add_argument(
        "--port", type=port_number, default=0, metavar="N", help="port of the site (default: any free one)"
    )
    parser.set_defaults(run=_run)


def has_screen() -> bool:
    """Whether a window can be shown to a person here."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _run(arguments: argparse.Namespace) -> int:
    headless = arguments.headless or not has_screen()
    out = _writable(arguments.out or Path("demo-out")) if headless else None
    _free(arguments.port)
    with _home_of_its_own() as folder:
        if headless:
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        print("Seeding The Skerrow Tideline, an invented paper", flush=True)
        paper = Paper(folder, port=arguments.port)
        paper.start()
        print(f"The site is on {paper.url}", flush=True)
        try:
            return _at_the_desk(paper, out)
        finally:
            paper.stop()


def _writable(out: Path) -> Path:
    """The folder for report and pictures, made when there is none. Raises BadInput before any work is done for it."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            return out.absolute()
    except OSError as problem:
        raise BadInput(f"Pictures cannot be kept in {out}: {problem.strerror}.", field="out") from problem


def _free(port: int) -> None:
    """Raises PortTaken or BadInput when no site can listen on ``port``, before one is seeded for it."""
    if port:
        from editor.website.server import listen

        listen(HOST, port).close()


@contextmanager
def _home_of_its_own() -> Iterator[Path]:
    """The folder the demo's desk lives in, gone afterwards; a mistake of ours is then logged where it always is."""
    before = os.environ.get("BACKBENCH_HOME")
    with tempfile.TemporaryDirectory(prefix="backbench-demo-") as folder:
        os.environ["BACKBENCH_HOME"] = folder
        try:
            yield Path(folder)
        finally:
            os.environ.pop("BACKBENCH_HOME")
            if before is not None:
                os.environ["BACKBENCH_HOME"] = before


def _at_the_desk(paper: Paper, out: Path | None) -> int:
    """Walk with pictures in ``out``, or open the window; the desk's key and token leave the keyring in any case."""
    from editor.bootstrap.storage import forget

    passphrase = _join(paper)
    try:
        if out is None:
            return _open(paper, passphrase)
        from editor.cli.walk import steps

        return 0 if steps.walk(paper, passphrase, out) else 1
    finally:
        forget(PROFILE)


def _join(paper: Paper) -> str | None:
    """Sign the desk in; the passphrase when this computer has no keyring, else None."""
    from editor.bootstrap.network import add_profile

    common = {"username": STAFF, "password": paper.password, "device": "demo"}
    try:
        add_profile(PROFILE, paper.url, **common)
        return None
    except SecretsUnavailable:
        print("This computer has no keyring: the demo's database takes the password below as its passphrase.")
        add_profile(PROFILE, paper.url, **common, passphrase=paper.password)
        return paper.password


def _open(paper: Paper, passphrase: str | None) -> int:
    from editor.bootstrap.window import run_desk

    print(f"Readers to sign in as on the site: {', '.join(_READERS)}")
    print(f"Everybody's password: {paper.password}")
    print("Everything is thrown away when the desk is closed.", flush=True)
    return run_desk(PROFILE, passphrase=passphrase)
