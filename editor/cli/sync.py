"""backbench sync: send and fetch without a window."""

from __future__ import annotations

import argparse
import sys

from editor.cli.output import Progress, add_json, add_profile, print_json
from editor.domain.activity import SiteStatus
from editor.domain.errors import BadInput


def register(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.epilog = "Example: backbench sync --once"
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--once", action="store_true", help="one cycle, then stop (default)")
    how.add_argument("--watch", action="store_true", help="go on until interrupted")
    parser.add_argument("--let-go", action="store_true", help="confirm that what the site says is gone may go here too")
    add_profile(parser)
    add_json(parser)
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
            if arguments.json:
                raise BadInput("--json goes with --once: --watch prints nothing.")
            if arguments.let_go:
                raise BadInput("--let-go goes with --once: what is confirmed has to have been listed.")
            sync_watch(arguments.profile, say)
            return 0
        outcome = sync_once(arguments.profile, say, let_go=arguments.let_go)
    finally:
        progress.close()
    if arguments.json:
        print_json(outcome)
    else:
        print(outcome.words)
    return 1 if outcome.needs_you else 0
