"""Keeps PySide from doing, at its start and at every import after it, what nothing here needs: a tenth of a second."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any


def start_pyside() -> None:
    """Import PySide the quick way. Call before anything else does; afterwards it does no harm.

    At its start PySide compiles large regular expressions that only its stub generator and its error messages use; here
    they are compiled when they are first used. From then on PySide looks into each module's source for
    `from __feature__ import …`, which nothing here uses; with the database and the network behind the window that is
    400 files. In a PySide that is built another way nothing of this takes place.
    """
    with _patterns_on_demand():
        import PySide6  # noqa: F401
    try:
        from shibokensupport import feature  # type: ignore[import-not-found]  # lives inside PySide's binary
    except ImportError:
        return
    if callable(getattr(feature, "_mod_uses_pyside", None)):
        feature._mod_uses_pyside = _never


class _PatternOnDemand:
    """Stands for what ``re.compile`` gives: its methods compile it when the first of them is called."""

    def __init__(self, compile_now: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
        self._compiled = cache(lambda: compile_now(*arguments, **named))

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda *given, **named: getattr(self._compiled(), name)(*given, **named)


@contextmanager
def _patterns_on_demand() -> Iterator[None]:
    compile_now: Callable[..., Any] = re.compile

    def compile_(*arguments: Any, **named: Any) -> Any:
        asked_by = sys._getframe(1).f_globals.get("__name__", "")
        if asked_by.startswith("shibokensupport."):  # PySide's own; what it imports from the library is left alone
            return _PatternOnDemand(compile_now, arguments, named)
        return compile_now(*arguments, **named)

    re.compile = compile_
    try:
        yield
    finally:
        re.compile = compile_now


def _never(_module: object) -> bool:
    return False
