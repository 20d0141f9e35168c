"""How commands speak: plain lines, JSON when asked for, progress on a terminal and none in a pipe."""

from __future__ import annotations

import dataclasses
import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from array import array
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import Enum
from typing import Any

from editor.domain.times import to_iso


def add_json(parser: ArgumentParser) -> None:
    """Give a command its ``--json``."""
    parser.add_argument("--json", action="store_true", help="print JSON instead of lines")


def add_limit(parser: ArgumentParser, default: int) -> None:
    """Give a command its ``--limit``."""
    parser.add_argument("--limit", type=_at_least_one, default=default, metavar="N", help=f"at most N ({default})")


def _at_least_one(words: str) -> int:
    if not words.isdecimal() or int(words) < 1:
        raise ArgumentTypeError("must be a whole number, 1 or more")
    return int(words)


def plain(value: object) -> Any:
    """Domain snapshots as JSON's own types; times in ISO 8601 with Z."""
    if isinstance(value, datetime):
        return to_iso(value)
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset, array)):
        return [plain(item) for item in value]
    return value


def print_json(value: object) -> None:
    """One JSON document on standard output."""
    json.dump(plain(value), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def print_lines(rows: Iterable[tuple[str, ...]]) -> None:
    """Rows as lines of tab-separated fields, so that cut and awk can read them."""
    for row in rows:
        print("\t".join(" ".join(field.split()) for field in row))


class Progress:
    """One line on standard error that renews itself; silent when that is not a terminal."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._on = sys.stderr.isatty()
        self._shown = False

    def show(self, done: int, total: int) -> None:
        """``done`` of ``total`` (0: not known)."""
        if self._on:
            of = f" of {total:,} ({done * 100 // total} %)" if total else ""
            sys.stderr.write(f"\r\033[K{self._what} {done:,}{of}")
            sys.stderr.flush()
            self._shown = True

    def close(self) -> None:
        """End the line."""
        if self._shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
