"""The backbench program: one command, its sub-commands loaded only when they are asked for."""

from __future__ import annotations

import argparse
import importlib
import io
import os
import sys
from collections.abc import Sequence

# Name -> (module, what it is for). A module has ``register(parser)``, which adds arguments and sets ``run``
# (a callable that takes the parsed arguments and returns the exit code) with ``parser.set_defaults``.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("editor.cli.demo", "the bundled site with seeded content, and the desk on it"),
    "profile": ("editor.cli.profile", "the sites this desk works with"),
    "sync": ("editor.cli.sync", "send and fetch without a window"),
    "article": ("editor.cli.article", "list, show, import and publish stories"),
    "merge": ("editor.cli.merge", "put two people's work on a text together"),
    "comments": ("editor.cli.comments", "the inbox: list, show, search, decide"),
    "style": ("editor.cli.style", "check stories against the house style, and the style book against its examples"),
    "rules": ("editor.cli.rules", "the rulebook and its versions; rulebook files: check, compare, try on comments"),
    "triage": ("editor.cli.triage", "the score that orders the inbox: train, score, evaluate, explain"),
    "db": ("editor.cli.db", "check, back up and restore the desk's database"),
    "site": ("editor.cli.site", "the bundled news site: serve, seed, staff, readers"),
}

EXIT_DONE, EXIT_WRONG = 0, 2


class _Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are one sentence."""

    def error(self, message: str) -> None:  # type: ignore[override]
        """Print the complaint and leave with 2."""
        self.exit(EXIT_WRONG, f"{self.prog}: {message}. See {self.prog} --help.\n")


def parser(wanted: str | None) -> argparse.ArgumentParser:
    """The whole command line; only the sub-command ``wanted`` is loaded, the others are just named."""
    top = _Parser(
        prog="backbench",
        description="A newsroom's desk: drafting, comment moderation and rules, offline and in step with the site.",
        epilog="Without a command the desk opens. Example: backbench sync --once",
        allow_abbrev=False,
    )
    top.add_argument("--profile", help="which site, when this desk works with several")
    subs = top.add_subparsers(dest="command", metavar="command", parser_class=_Parser)
    for name, (module, purpose) in COMMANDS.items():
        sub = subs.add_parser(name, help=purpose, description=purpose[0].upper() + purpose[1:] + ".")
        if name == wanted:
            importlib.import_module(module).register(sub)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with ``argv`` (default: the process's own) and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal or pipe that cannot show a letter gets its number: a reader's emoji must not end a command.
            stream.reconfigure(errors="backslashreplace")
    if sys.stdin is None:  # closed by who started us: whoever asks for words gets none
        sys.stdin = io.StringIO()
    try:
        code = _run(words)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # The reader of our output has left (head, less): not an error, and nothing more can be said on it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_DONE
    except KeyboardInterrupt:
        return 130


def _run(words: Sequence[str]) -> int:
    arguments = parser(_command_in(words)).parse_args(words)
    try:
        if arguments.command is None:
            return _open_desk(arguments.profile)
        return int(arguments.run(arguments))
    except BrokenPipeError:
        raise
    except Exception as problem:
        from editor.domain.sentences import is_our_mistake, sentence_for

        print(f"backbench: {sentence_for(problem)}", file=sys.stderr)
        if is_our_mistake(problem):
            _note(problem)
        return EXIT_WRONG


def _command_in(words: Sequence[str]) -> str | None:
    """The sub-command among ``words``: the first that is neither an option nor the value of --profile."""
    rest = iter(words)
    for word in rest:
        if word == "--profile":
            next(rest, None)
        elif not word.startswith("-"):
            return word
    return None


def _note(problem: Exception) -> None:
    """Write a mistake of ours where the desk writes its own, and say where."""
    import traceback
    from datetime import UTC, datetime

    from editor.bootstrap.storage import crash_log

    try:
        with crash_log().open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC).isoformat(timespec='seconds')}\n")
            log.write("".join(traceback.format_exception(problem)) + "\n")
        print(f"The log is {crash_log()}", file=sys.stderr)
    except OSError:
        traceback.print_exception(problem)  # nowhere else to keep it


def _open_desk(profile: str | None) -> int:
    from editor.bootstrap.window import run_desk

    return run_desk(profile, passphrase=os.environ.get("BACKBENCH_PASSPHRASE"))


if __name__ == "__main__":
    sys.exit(main())
