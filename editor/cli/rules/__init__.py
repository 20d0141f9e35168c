"""backbench rules: the rulebook in force, rulebooks as files, and trying them on comments."""

from __future__ import annotations

import argparse

from editor.cli.output import add_profile
from editor.cli.rules.as_files import register as register_files
from editor.cli.rules.on_desk import register as register_desk
from editor.cli.rules.trials import register as register_trials


def register(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands."""
    parser.epilog = "Example: backbench rules show --version 2"
    add_profile(parser)
    subs = parser.add_subparsers(dest="action", required=True, metavar="action")
    register_desk(subs)
    register_files(subs)
    register_trials(subs)
