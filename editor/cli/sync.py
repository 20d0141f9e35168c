"""backbench sync: send and fetch without a window."""

from __future__ import annotations

import argparse
import sys

from editor.cli.output import Progress
from editor.domain.activity import SiteStatus


def register(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.epilog = "Example: backbench sync --once"
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--once", action="store_true", help="one cycle, then stop (default)")
    how.add_argument("--watch", action="store_true", help="go on until interrupted")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.network import sync_once, sync_watch

    progress = Progress("Fetched")

    def say(status: SiteStatus) -> None:
        if status.pulling:
            progress.show(status.pulled, status.pulling)
        elif status.sentence:
            progress.close()
            print(status.sentence, file=sys.stderr)

    try:
        if arguments.watch:
            sync_watch(arguments.profile, say)
            return 0
        outcome = sync_once(arguments.profile, say)
    finally:
        progress.close()
    print(outcome.words)
    return 1 if outcome.needs_you else 0
