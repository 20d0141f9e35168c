"""backbench merge: put two people's work on a text together; marked hunks where people must choose."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from editor.cli.output import add_json, print_json
from editor.domain.merge import Merged
from editor.domain.merging.result import Choice, Hunk, Piece, Span
from editor.services.merging import merge_files, write_file


def register(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.description = (
        "Put two people's work on a Markdown text together, sentence by sentence. Exit 0: merged. Exit 1: people must "
        "choose, and the result has marks there."
    )
    parser.epilog = "Example: backbench merge yesterday.md mine.md theirs.md -o story.md"
    parser.add_argument("base", type=Path, metavar="BASE", help="the text both set out from")
    parser.add_argument("mine", type=Path, metavar="MINE", help="one person's version")
    parser.add_argument("theirs", type=Path, metavar="THEIRS", help="the other's")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="OUT", help="write the result here, not on standard output"
    )
    add_json(parser)
    parser.set_defaults(run=_merge)


def _merge(arguments: argparse.Namespace) -> int:
    done = merge_files(arguments.base, arguments.mine, arguments.theirs)
    if arguments.output:
        write_file(arguments.output, done.written)
    if arguments.json:
        print_json(as_data(done.merged))
    elif not arguments.output:
        _print_exactly(done.written)
    questions = len(done.merged.conflicts)
    if questions and arguments.output and not arguments.json:
        print(f"{questions} {'place needs' if questions == 1 else 'places need'} a choice in {arguments.output}")
    return 1 if questions else 0


def as_data(merged: Merged) -> dict[str, Any]:
    """A merge for JSON. Spans are [start, end] in code points; ``null`` where a piece does not stand."""
    return {
        "text": merged.text,
        "conflicts": len(merged.conflicts),
        "hunks": [_hunk(hunk) for hunk in merged.hunks],
        "pieces": [_piece(piece) for piece in merged.pieces],
    }


def _hunk(hunk: Hunk) -> dict[str, Any]:
    return {
        "number": hunk.number,
        "kind": hunk.kind.value,
        "needs_choice": hunk.needs_choice,
        "stands": hunk.stands.value if isinstance(hunk.stands, Choice) else hunk.stands,
        "base": hunk.base,
        "mine": hunk.mine,
        "theirs": hunk.theirs,
        "places": [
            {"result": _span(at.span), "base": _span(at.base), "mine": _span(at.mine), "theirs": _span(at.theirs)}
            for at in hunk.places
        ],
    }


def _piece(piece: Piece) -> dict[str, Any]:
    return {
        "result": _span(piece.span),
        "origin": piece.origin.value,
        "base": _span(piece.base),
        "mine": _span(piece.mine),
        "theirs": _span(piece.theirs),
    }


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _print_exactly(text: str) -> None:
    """The text as it is: UTF-8 and its own line ends, whatever the terminal's are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()
