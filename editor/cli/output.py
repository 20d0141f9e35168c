"""How commands are written and speak: options they share, plain lines, JSON when asked for, progress on a terminal."""

from __future__ import annotations

import dataclasses
import getpass
import json
import sys
import warnings
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError
from array import array
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from editor.domain.errors import BadInput
from editor.domain.times import to_iso

if TYPE_CHECKING:
    from argparse import _SubParsersAction

HIGHEST_LIMIT = 1_000_000_000


def add_action(
    subs: _SubParsersAction[ArgumentParser], name: str, purpose: str, example: str, *, on_a_desk: bool = True
) -> ArgumentParser:
    """A sub-command with its example; one that works on a desk takes ``--profile``, as its parents do."""
    parser = subs.add_parser(name, help=purpose, description=f"{purpose[0].upper()}{purpose[1:]}.")
    parser.epilog = f"Example: backbench {example}"
    if on_a_desk:
        add_profile(parser)
    return parser


def add_profile(parser: ArgumentParser) -> None:
    """Give a sub-command ``--profile``; when it is not said here, what was said before the command stands."""
    parser.add_argument("--profile", default=SUPPRESS, help="which site, when this desk works with several")


def add_json(parser: ArgumentParser) -> None:
    """Give a command its ``--json``."""
    parser.add_argument("--json", action="store_true", help="print JSON instead of lines")


def add_limit(parser: ArgumentParser, default: int) -> None:
    """Give a command its ``--limit``."""
    number = whole_number(1, HIGHEST_LIMIT)
    parser.add_argument("--limit", type=number, default=default, metavar="N", help=f"at most N ({default})")


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """An argument's type: a whole number within bounds that the database, or the network, can take."""

    def number(words: str) -> int:
        # Python refuses to read thousands of digits, with a sentence of its own.
        found = int(words) if words.isdecimal() and len(words) < 20 else low - 1
        if not low <= found <= high:
            raise ArgumentTypeError(f"must be a whole number from {low:,} to {high:,}")
        return found

    return number


port_number = whole_number(0, 65_535)


def ask_password() -> str:
    """What a person types on the terminal, unseen. Raises BadInput when there is no terminal or nothing was typed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)  # it would show on the screen what is typed
            return getpass.getpass("Password: ")
    except (EOFError, getpass.GetPassWarning) as problem:
        raise BadInput("No password was typed. Without a terminal, send it in with --password-stdin.") from problem


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
