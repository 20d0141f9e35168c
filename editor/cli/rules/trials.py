"""backbench rules test, backtest: what a rulebook does to comments, and what it would have done to past ones."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from editor.cli.output import Progress, add_action, add_json, plain, print_json, print_lines, whole_number
from editor.domain.errors import BadInput

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from editor.domain.rulebook_whole import WholeRulebook
    from editor.services.rule_trials import BacktestResult, BadLine, GroupResult, Judgement

_TOLD = 20  # bad lines, examples and entries in print; --json has all


def register(subs: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the sub-commands."""
    test = add_action(
        subs,
        "test",
        "what each check does to each comment, with places and causes; exit 1 when any applies",
        "rules test rules.json comments.jsonl",
        on_a_desk=False,
    )
    test.add_argument("rulebook", type=Path, help="a rulebook as JSON or TOML, or “starter”")
    test.add_argument("comments", type=Path, nargs="?", help="comments as JSON lines")
    test.add_argument("--text", help="one comment, as typed, instead of a file")
    test.add_argument(
        "--model", type=Path, help="work out the triage score with what “triage train” wrote, whatever the file says"
    )
    test.add_argument("--sha256", default="", metavar="HASH", help="refuse the model unless its file has this SHA-256")
    test.add_argument("--skip-bad", action="store_true", help="go on past lines that are no comment")
    test.add_argument(
        "--json", action="store_true", help="print one JSON document for each comment, on a line of its own"
    )
    test.set_defaults(run=_test)
    backtest = add_action(
        subs,
        "backtest",
        "what a rulebook would have done to past comments, beside what moderators decided",
        "rules backtest changed.json --against rules.json --since 2026-11-01",
    )
    backtest.add_argument("rulebook", type=Path, help="a rulebook as JSON or TOML, or “starter”")
    backtest.add_argument(
        "comments", type=Path, nargs="?", help="comments as JSON lines, with decisions; without it, those of this desk"
    )
    backtest.add_argument("--against", type=Path, help="another rulebook: what would newly be stopped or let through")
    backtest.add_argument("--count-shadow", action="store_true", help="take checks in shadow for checks that hold")
    backtest.add_argument("--since", metavar="DATE", help="only comments from this day on (2026-11-01, UTC)")
    backtest.add_argument("--skip-bad", action="store_true", help="go on past lines that are no comment")
    backtest.add_argument("--processes", type=whole_number(1, 256), metavar="N", help="how many cores to use (all)")
    add_json(backtest)
    backtest.set_defaults(run=_backtest)


def _test(arguments: argparse.Namespace) -> int:
    from editor.services.rule_trials import judge, try_comments
    from editor.services.rulebook_files import read_whole
    from editor.services.triage import opened

    if (arguments.text is None) == (arguments.comments is None):
        raise BadInput("Give a file of comments, or one comment with --text.")
    book = read_whole(arguments.rulebook)
    scorer = None
    if arguments.model or arguments.sha256:
        scorer = opened(arguments.model, arguments.sha256)
    bad: list[BadLine] = []
    if arguments.text is not None:
        judgement = judge(book, arguments.text, scorer=scorer)
        _print_judgement("text", arguments.text, judgement, as_json=arguments.json)
        return 1 if judgement.causes else 0
    found = False
    tried = try_comments(book, arguments.comments, skip_bad=arguments.skip_bad, bad=bad, scorer=scorer)
    for comment, judgement in tried:
        found = found or bool(judgement.causes)
        _print_judgement(comment.id, comment.text, judgement, as_json=arguments.json)
    _tell_bad([(problem.number, problem.problem) for problem in bad], len(bad))
    return 1 if found else 0


def _print_judgement(comment_id: str, text: str, judgement: Judgement, *, as_json: bool) -> None:
    if as_json:
        answer = {"id": comment_id, "action": judgement.action, "causes": judgement.causes}
        sys.stdout.write(json.dumps(plain(answer), ensure_ascii=True) + "\n")
        return
    print_lines(
        (comment_id, cause.check, cause.action.value, _places(cause.places, text)) for cause in judgement.causes
    )


def _places(places: Any, text: str) -> str:
    """Each place with the reader's own words and why, such as 4-9 “1d10t” (idiot)."""
    made: list[str] = []
    for place in places:
        words = text[place.start : place.end]
        shown = words if len(words) <= 60 else f"{words[:59]}…"
        why = "" if place.why == words else f" ({place.why})"
        made.append(f"{place.start}-{place.end} “{shown}”{why}" if words else place.why)
    return "; ".join(made)


def _backtest(arguments: argparse.Namespace) -> int:
    from editor.services.rule_trials import backtest
    from editor.services.rulebook_files import read_whole

    book = read_whole(arguments.rulebook)
    against = read_whole(arguments.against) if arguments.against else None
    since = _day(arguments.since) if arguments.since else None
    if arguments.comments is None:
        result = _on_this_desk(arguments, book, against, since)
    else:
        with closing(Progress("Back-test: MB")) as progress:
            result = backtest(
                book,
                arguments.comments,
                against=against,
                count_shadow=arguments.count_shadow,
                skip_bad=arguments.skip_bad,
                since=since,
                processes=arguments.processes,
                progress=lambda done, total: progress.show(done >> 20, total >> 20),
            )
    _tell_bad(list(result.bad), result.bad_lines)
    if arguments.json:
        print_json(result)
    else:
        _print_result(result)
    return 0


def _on_this_desk(
    arguments: argparse.Namespace, book: WholeRulebook, against: WholeRulebook | None, since: datetime | None
) -> BacktestResult:
    from editor.bootstrap.storage import opened
    from editor.services.desk_trials import backtest

    with opened(arguments.profile) as desk, closing(Progress("Back-test: comments")) as progress:
        return backtest(
            desk,
            book,
            against=against,
            count_shadow=arguments.count_shadow,
            since=since,
            processes=arguments.processes,
            progress=progress.show,
        )


def _day(words: str) -> datetime:
    from datetime import UTC

    try:
        day = datetime.fromisoformat(words)
    except ValueError as problem:
        raise BadInput(f"“{words[:40]}” is no day; write it as 2026-11-01.") from problem
    return day if day.tzinfo else day.replace(tzinfo=UTC)


def _print_result(result: BacktestResult) -> None:
    print(_group_line("all comments", result.all))
    for name, groups in (("section", result.sections), ("month", result.months)):
        for key, group in groups.items():
            print(_group_line(f"{name} {key}", group))
    print("\ncheck\taction\thits\tremoved\tapproved\tprecision")
    print_lines(
        (c.id, c.action, f"{c.hits}", f"{c.removed}", f"{c.approved}", _share(c.precision))
        for c in result.checks
        if c.hits
    )
    for check in result.checks:
        for sample in check.examples.get("approved", ())[:1]:
            words = " ".join(sample.text.split())[:100]
            print(f"approved though {check.id} applies: line {sample.line}, {sample.id}: {words}")
    for name, counts in result.newly.items():
        print(f"newly {name}: {counts['hits']} (moderators removed {counts['removed']}, approved {counts['approved']})")
    _print_hygiene(result)


def _print_hygiene(result: BacktestResult) -> None:
    clean = result.hygiene
    if clean.silent_checks:
        print(f"\nnever fired: {', '.join(clean.silent_checks)}")
    if clean.silent_entries:
        print(f"entries that never fired: {len(clean.silent_entries)}; --json lists them")
    for overlap in clean.overlaps[:_TOLD]:
        wider, narrower = _named(overlap.check, overlap.entry), _named(overlap.other_check, overlap.other_entry)
        print(f"overlapping: {wider} finds all that {narrower} does")
    for contradiction in clean.contradictions[:_TOLD]:
        print(f"contradictory: {', '.join(contradiction.checks)}: {contradiction.what}")


def _named(check: str, entry: str) -> str:
    return f"{check} “{entry}”" if entry else check


def _group_line(name: str, group: GroupResult) -> str:
    return (
        f"{name}: {group.comments:,} comments, {group.hit:,} hit, {group.stopped:,} stopped, "
        f"{group.decided:,} decided, "
        f"agreement {_share(group.agreement)}, stopped but approved {group.wrongly_stopped:,}, "
        f"removed but not stopped {group.missed:,}"
    )


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _tell_bad(bad: list[tuple[int, str]], count: int) -> None:
    for number, problem in bad[:_TOLD]:
        print(f"backbench: line {number:,} left out: {problem}", file=sys.stderr)
    if count > _TOLD:
        print(f"backbench: {count:,} lines left out in all.", file=sys.stderr)
