"""Keeps PySide from reading the source text of every module that is imported after it."""

from __future__ import annotations

import PySide6  # noqa: F401  (makes the package below importable)


def skip_feature_scan() -> None:
    """Call before anything else is imported. Does nothing in a PySide that is built another way.

    PySide looks into each module's source for `from __feature__ import …`, which nothing here uses; with the database
    and the network behind the window that is 400 files, a quarter of the time until the first comment is shown.
    """
    try:
        from shibokensupport import feature  # type: ignore[import-not-found]  # lives inside PySide's binary
    except ImportError:
        return
    if callable(getattr(feature, "_mod_uses_pyside", None)):
        feature._mod_uses_pyside = _never


def _never(_module: object) -> bool:
    return False
