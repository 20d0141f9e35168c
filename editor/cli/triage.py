"""backbench triage: train the score on decisions, score comments, measure it, ask why"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from editor.cli.output import Progress, add_action, add_json, print_json, print_lines
from editor.domain.errors import BadInput
from editor.services import triage
from editor.services.comment_files import CommentFile

_SHOWN = 200  # code points of a phrase on a terminal


def register(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands."""
    parser.epilog = "Example: backbench triage train decisions.jsonl -o desk.model"
    subs = parser.add_subparsers(dest="action", required=True, metavar="action")
    train = add_action(
        subs,
        "train",
        "learn from comments with decisions (JSON lines or CSV, oldest first) and write a model",
        "triage train decisions.jsonl -o desk.model",
        on_a_desk=False,
    )
    train.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="“text” with “decision” (approve, remove) or “label” (0, 1)"
    )
    train.add_argument("-o", "--out", required=True, type=Path, metavar="MODEL", help="where the model goes")
    train.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="AUTHOR",
        help="leave a reader's comments out; may be repeated",
    )
    _add_skip_bad(train)
    add_json(train)
    train.set_defaults(run=_train)
    score = add_action(
        subs,
        "score",
        "the score of each comment of a file, 0 to 1",
        "triage score comments.jsonl --model desk.model",
        on_a_desk=False,
    )
    score.add_argument("file", type=Path, metavar="FILE", help="JSON lines, or CSV with a column “text”")
    score.add_argument(
        "--order", choices=("file", "risk"), default="file", help="as they come, or highest first (default: file)"
    )
    _add_model(score)
    _add_skip_bad(score)
    add_json(score)
    score.set_defaults(run=_score)
    evaluate = add_action(
        subs,
        "evaluate",
        "learn from one file and measure on another: ROC-AUC, PR-AUC, recall at 5 %% false positives",
        "triage evaluate --train A.csv --test B.csv",
        on_a_desk=False,
    )
    evaluate.add_argument("--train", required=True, type=Path, metavar="FILE", dest="train_file")
    evaluate.add_argument("--test", required=True, type=Path, metavar="FILE", dest="test_file")
    _add_skip_bad(evaluate)
    add_json(evaluate)
    evaluate.set_defaults(run=_evaluate)
    explain = add_action(
        subs,
        "explain",
        "the phrases that moved a text's score",
        "triage explain 'What a stupid idea' --model desk.model",
        on_a_desk=False,
    )
    explain.add_argument("text", metavar="TEXT", help="the comment; - reads it from standard input")
    _add_model(explain)
    add_json(explain)
    explain.set_defaults(run=_explain)


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, help="what “triage train” wrote; without one the prior speaks alone")
    parser.add_argument(
        "--sha256", default="", metavar="HASH", help="refuse the model unless its file has this SHA-256"
    )


def _add_skip_bad(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--skip-bad", action="store_true", help="pass over lines that cannot be read, and count them")


def _train(arguments: argparse.Namespace) -> int:
    progress = Progress("Bytes read:")
    try:
        done = triage.train(
            arguments.files,
            arguments.out,
            skip_bad=arguments.skip_bad,
            without=arguments.without,
            progress=progress.show,
        )
    finally:
        progress.close()
    _say_skipped(done.skipped, done.first_problem)
    model = done.model
    facts = {
        "file": str(arguments.out),
        "sha256": done.sha256,
        "approved": model.approved,
        "removed": model.removed,
        "learned_from": model.learned_from,
        "undecided": done.undecided,
        "left_out": done.left_out,
        "skipped": done.skipped,
        "voice": model.voice,
        "record": model.record,
        "reliability": model.curve,
        "state": model.state,
    }
    if arguments.json:
        print_json(facts)
        return 0
    print(
        f"{arguments.out}: {model.approved:,} approved, {model.removed:,} removed, learned from {model.learned_from:,}."
    )
    for count, what in ((done.undecided, "without a decision"), (done.left_out, "of readers left out")):
        if count:
            print(f"Not learned from: {count:,} {what}.")
    print(model.record.sentence)
    print(model.state)
    print(f"SHA-256 {done.sha256}")
    return 0


def _score(arguments: argparse.Namespace) -> int:
    scorer = triage.opened(arguments.model, arguments.sha256)
    progress = Progress("Bytes read:")
    file = CommentFile(arguments.file, arguments.skip_bad, progress.show)
    scored: Iterable[triage.ScoredComment] = triage.score(scorer, file)
    try:
        if arguments.order == "risk":
            scored = sorted(scored, key=lambda one: -one.score.value)
        if arguments.json:
            _stream_json(
                {"line": c.line, "id": c.id, "scores": score.parts(), "voice": score.voice}
                for c, score in ((one.comment, one.score) for one in scored)
            )
        else:
            for one in scored:
                figures = [f"{value:.3f}" for value in one.score.parts().values()]
                print_lines([(_shown(one.comment.id) or str(one.comment.line), *figures, *["-"] * (3 - len(figures)))])
    finally:
        progress.close()
    _say_skipped(file.skipped, file.first_problem)
    return 0


def _evaluate(arguments: argparse.Namespace) -> int:
    progress = Progress("Bytes read:")
    try:
        found = triage.evaluate(
            arguments.train_file, arguments.test_file, skip_bad=arguments.skip_bad, progress=progress.show
        )
    finally:
        progress.close()
    scores = {"prior": found.prior, "personal": found.personal, "both": found.both}
    if arguments.json:
        facts = {"state": found.model.state, "reliability": found.curve, "calibration_error": found.calibration_error}
        print_json({**scores, **facts})
        return 0
    tested = found.both
    print(f"Tested on {tested.comments:,} comments, {tested.removed:,} of them removed; 95 % intervals by bootstrap.")
    print(f"{'':10}{'ROC-AUC':26}{'PR-AUC':26}recall at 5 % false positives")
    for name, quality in scores.items():
        print(f"{name:10}{_figures(quality)}")
    print(f"Calibration error of both: {found.calibration_error:.3f}")
    print(found.model.state)
    return 0


def _explain(arguments: argparse.Namespace) -> int:
    text = _from_standard_input() if arguments.text == "-" else arguments.text
    found = triage.explain(triage.opened(arguments.model, arguments.sha256), text)
    if arguments.json:
        print_json(found)
    else:
        _print_explanation(found)
    return 0


def _from_standard_input() -> str:
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as problem:
        raise BadInput("What came in on standard input is not UTF-8.") from problem


def _print_explanation(found: triage.Explanation) -> None:
    score = found.score
    own = "silent" if score.personal is None else f"{score.personal:.3f}"
    print(f"Score {score.value:.3f} (prior {score.prior:.3f}, personal model {own})")
    print("Adds to the logit; above 0 towards removal:")
    lines = [(f"{found.base:+.2f}", "", "before the first word")]
    lines += [
        (f"{phrase.weight:+.2f}", f"{phrase.start}-{phrase.end}", _shown(phrase.text)) for phrase in found.phrases
    ]
    listed = sum(phrase.weight for phrase in found.phrases)
    lines += [(f"{found.words - listed:+.2f}", "", "all other words")]
    lines += [(f"{part.weight:+.2f}", "", part.name) for part in found.shape]
    print_lines(lines)


def _shown(text: str) -> str:
    """A reader's words on a terminal: what would move its cursor or change its colours is shown as a dot."""
    short = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    return "".join(letter if letter.isprintable() or letter.isspace() else "·" for letter in short)


def _figures(quality: triage.Quality | None) -> str:
    if quality is None:
        return "silent: too few decisions to learn from"
    return "".join(f"{_interval(one):26}" for one in (quality.roc_auc, quality.pr_auc, quality.recall)).rstrip()


def _interval(one: triage.Estimate) -> str:
    return f"{one.value:.3f} ({one.low:.3f} to {one.high:.3f})"


def _stream_json(rows: Iterable[dict[str, Any]]) -> None:
    """One JSON array, written as it comes."""
    before = "["
    for row in rows:
        sys.stdout.write(before + "\n " + json.dumps(row, ensure_ascii=False))
        before = ","
    sys.stdout.write("[]\n" if before == "[" else "\n]\n")


def _say_skipped(skipped: int, first_problem: str) -> None:
    if skipped:
        print(f"backbench: passed over {skipped:,} bad lines; the first: {first_problem}", file=sys.stderr)
