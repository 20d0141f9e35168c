"""What was laid out for a width, kept for the few widths at which Qt's layouts ask before they settle on one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

_KEPT = 4


class ByWidth(Generic[T]):
    """Results of ``make(width)`` for the widths asked for last; ``make`` is to be pure until :meth:`clear`."""

    def __init__(self, make: Callable[[int], T]) -> None:
        self._make = make
        self._kept: dict[int, T] = {}

    def __call__(self, width: int) -> T:
        """What stands for a width in logical pixels."""
        found = self._kept.get(width)
        if found is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            found = self._kept[width] = self._make(width)
        return found

    def put(self, width: int, made: T) -> None:
        """Take over what was made for a width beforehand."""
        self._kept[width] = made

    def clear(self) -> None:
        """What is laid out, or how, changed."""
        self._kept.clear()
