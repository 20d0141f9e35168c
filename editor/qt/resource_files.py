"""Where the shipped files lie."""

from __future__ import annotations

from pathlib import Path

import resources

_ROOT = Path(resources.__path__[0])  # importlib.resources would cost 2 ms of the start-up for the same path


def resource(*parts: str) -> Path:
    """Path of a shipped file or folder under resources/."""
    return _ROOT.joinpath(*parts)
