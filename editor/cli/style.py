"""backbench style: files checked against the house style, and the style book against its own examples."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from editor.cli.output import Progress, add_action, add_json, print_json
from editor.services import house_style

if TYPE_CHECKING:
    from editor.services.house_style import FileReport


def register(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands."""
    parser.epilog = "Example: backbench style check story.md"
    subs = parser.add_subparsers(dest="action", required=True, metavar="action")
    check = add_action(
        subs,
        "check",
        "what the house style says of files, as file:line:column:rule:message; exit 1 when it says anything",
        "style check stories/*.md --json",
        on_a_desk=False,
    )
    check.add_argument("files", nargs="+", type=Path, metavar="FILE", help="Markdown or plain text")
    _add_book(check)
    check.add_argument("--ignored", type=Path, metavar="FILE", help="findings to leave out: ignore records, JSON lines")
    add_json(check)
    check.set_defaults(run=_check)
    test = add_action(
        subs,
        "test",
        "run every rule's own examples; exit 1 when one does not hold",
        "style test --styles my-styles Mine.Numbers",
        on_a_desk=False,
    )
    test.add_argument("rules", nargs="*", metavar="RULE", help="only these (all)")
    _add_book(test)
    add_json(test)
    test.set_defaults(run=_test)


def _add_book(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, metavar="FILE", help="a .vale.ini (the starter style book's)")
    parser.add_argument("--styles", type=Path, metavar="DIR", help="the folder of styles, in place of the StylesPath")


def _check(arguments: argparse.Namespace) -> int:
    book = house_style.open_book(arguments.config, arguments.styles)
    ignored = house_style.read_ignored(arguments.ignored) if arguments.ignored else []
    reports = []
    for path in arguments.files:
        report = house_style.check_file(book, path, ignored)
        reports.append(report)
        if not arguments.json:
            for line in _lines(report):
                print(line)
    if arguments.json:
        print_json([_as_json(report) for report in reports])
    return 0 if all(report.is_clean for report in reports) else 1


def _lines(report: FileReport) -> list[str]:
    """Findings and routes in the order of the file; a route says where the story should go."""
    found = [(f.start, f.line, f.column, f.rule, f.message) for f in report.result.findings]
    found += [(r.start, r.line, r.column, r.rule, f"[{', '.join(r.routes)}] {r.message}") for r in report.result.routes]
    found.sort(key=lambda one: (one[0], one[3]))
    return [f"{report.file}:{line}:{column}:{rule}:{_one_line(words)}" for _, line, column, rule, words in found]


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _as_json(report: FileReport) -> dict[str, Any]:
    """Findings, routes and marks of one file; positions are code points, lines and columns count from 1."""
    result = report.result
    names = ("rule", "message", "start", "end", "line", "column", "text", "quoted", "reason")
    return {
        "file": report.file,
        "findings": [
            {name: getattr(one, name) for name in names}
            | {
                "level": one.level.word,
                "family": one.family,
                "link": one.link,
                "automatic": one.automatic,
                "suggestions": [s.text for s in one.suggestions],
            }
            for one in result.findings
        ],
        "routes": [{name: getattr(one, name) for name in names} | {"routes": one.routes} for one in result.routes],
        "right": [mark._asdict() for mark in result.right],
        "ignored": len(result.ignored),
    }


def _test(arguments: argparse.Namespace) -> int:
    book = house_style.open_book(arguments.config, arguments.styles)
    reports, progress = [], Progress("Rules tried:")
    total = len(arguments.rules or book.rules)
    for report in house_style.try_examples(book, arguments.rules):
        reports.append(report)
        progress.show(len(reports), total)
    progress.close()
    failed = [report for report in reports if report.failures]
    if arguments.json:
        print_json(reports)
        return 1 if failed else 0
    for report in failed:
        for sentence, example in report.failures:
            print(f"{report.rule}: {sentence}" + (f" In: “{_one_line(example)}”" if example else ""))
    examples = sum(report.examples for report in reports)
    print(
        f"{len(reports):,} rules, {examples:,} examples: " + (f"{len(failed):,} rules fail" if failed else "all hold")
    )
    return 1 if failed else 0
