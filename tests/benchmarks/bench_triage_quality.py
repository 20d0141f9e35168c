"""How good the triage score is on real decisions: areas, recall, learning and reliability curves; data from outside.

Alone: python -m tests.benchmarks.bench_triage_quality DATA.csv ... --charts DIR. DATA is CSV with the columns text and
label (0, 1); each file is measured by itself. Among the benchmarks the paths come from BACKBENCH_TRIAGE_DATA (as PATH
has them), the charts' folder from BACKBENCH_CHARTS. With more files than one each has a folder of charts.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from editor.services.comment_files import CommentFile
from editor.triage.score.calibration import calibration_error, reliability
from editor.triage.score.learning import learn
from editor.triage.score.lessons import Decided, sample
from editor.triage.score.metrics import Quality, pr_auc, quality, recall_at_false_alarms, roc_auc
from editor.triage.score.model import ENOUGH
from editor.triage.score.prior import Prior, load_prior
from editor.triage.score.scorer import Scorer
from tests.benchmarks.report import Report, Row

SEEDS = (0, 1, 2, 3, 4)
SHARE_LEARNED = 0.7
STEPS = (100, 250, 500, 1_000, 2_000, 4_000)
SCORES = ("prior", "personal", "both")
COLOURS = {"prior": "#8a6d3b", "personal": "#3b6d8a", "both": "#2f2f2f"}
Measure = Callable[[NDArray[np.float64], NDArray[np.bool_]], float]


@dataclass
class Split:
    """One seed: what was measured on its test part."""

    removed: NDArray[np.bool_]
    scores: dict[str, NDArray[np.float64]]
    steps: dict[int, dict[str, float]] = field(default_factory=dict)  # decisions -> score -> ROC-AUC
    voice: float = 0.0

    def figures(self) -> dict[str, Quality]:
        """All figures of each score."""
        return {name: quality(values, self.removed) for name, values in self.scores.items()}


def run(report: Report, *, quick: bool) -> None:
    """Measure where the data is there; say so where it is not."""
    named = [Path(name) for name in os.environ.get("BACKBENCH_TRIAGE_DATA", "").split(os.pathsep) if name]
    if not any(data.is_file() for data in named):
        report.note("skipped: BACKBENCH_TRIAGE_DATA names no CSV file of decided comments (text, label)")
        return
    charts = os.environ.get("BACKBENCH_CHARTS", "")
    measure_each(report, named, Path(charts) if charts else None, seeds=SEEDS[:2] if quick else SEEDS)


def measure_each(
    report: Report,
    files: Sequence[Path],
    charts: Path | None,
    *,
    seeds: Sequence[int] = SEEDS,
    steps: Sequence[int] = STEPS,
) -> None:
    """Each file by itself; one that is not there is named and passed over."""
    for data in files:
        if not data.is_file():
            report.note(f"{data} is not there; nothing was measured.")
            continue
        folder = charts / data.stem if charts is not None and len(files) > 1 else charts
        measure(report, data, folder, seeds=seeds, steps=steps)


def measure(
    report: Report, data: Path, charts: Path | None, *, seeds: Sequence[int] = SEEDS, steps: Sequence[int] = STEPS
) -> None:
    """Learn from 70 %, measure on 30 %, for each seed; charts as PNG into a folder when one is given."""
    decided = [Decided(c.text, c.removed, c.author) for c in CommentFile(data) if c.removed is not None]
    removed = sum(d.removed for d in decided)
    report.note(f"{data.name}: {len(decided):,} comments, {removed:,} removed; {len(seeds)} splits of 70 to 30")
    prior = load_prior()
    splits = []
    for seed in seeds:
        splits.append(_split(decided, seed, prior, steps=steps if charts is not None else ()))
        _say(report, f"seed {seed}", splits[-1].figures())
    _compare(report, splits)
    scores = np.concatenate([split.scores["both"] for split in splits])
    kinds = np.concatenate([split.removed for split in splits])
    error = calibration_error(reliability(scores, kinds))
    report.add(Row("calibration error of both", error, "", "limit", 0.05, 1.0))
    if charts is not None:
        charts.mkdir(parents=True, exist_ok=True)
        if len(splits[0].steps) > 1:
            _learning_curve(splits, charts / "learning-curve.png")
        _reliability_curve(scores, kinds, charts / "reliability.png")
        report.note(f"charts in {charts}")


def _split(decided: Sequence[Decided], seed: int, prior: Prior, *, steps: Sequence[int]) -> Split:
    order = np.random.default_rng(seed).permutation(len(decided))
    learned = round(SHARE_LEARNED * len(decided))
    train, test = [decided[i] for i in order[:learned]], [decided[i] for i in order[learned:]]
    found = Split(np.array([d.removed for d in test]), {})
    texts = [d.text for d in test]
    found.scores["prior"] = np.array([s.value for s in Scorer(prior).score(texts)])
    for step in (*(s for s in steps if s < learned), learned):
        model = learn(sample(train[:step]), prior)
        words = learn(sample(train[:step]), prior, with_prior=False)
        found.scores["both"] = np.array([s.value for s in Scorer(prior, model).score(texts)])
        found.scores["personal"] = Scorer(prior, words).words_alone(texts)
        found.voice = model.voice
        found.steps[step] = {name: roc_auc(found.scores[name], found.removed) for name in SCORES}
        if step < ENOUGH:
            found.steps[step]["personal"] = 0.5  # it is silent, which is chance
    return found


def _say(report: Report, title: str, figures: dict[str, Quality]) -> None:
    for name in SCORES:
        found = figures[name]
        areas = (found.roc_auc, found.pr_auc, found.recall)
        words = "   ".join(f"{one.value:.3f} ({one.low:.3f} to {one.high:.3f})" for one in areas)
        report.note(f"  {title}, {name:9} ROC-AUC, PR-AUC, recall at 5 % false alarms: {words}")


def _compare(report: Report, splits: Sequence[Split]) -> None:
    """Means over the seeds, each beside the prior's, and how sure the difference is."""
    measures: dict[str, Measure] = {
        "ROC-AUC": roc_auc,
        "PR-AUC": pr_auc,
        "recall at 5 % false alarms": recall_at_false_alarms,
    }
    for title, one in measures.items():
        values = {name: [one(split.scores[name], split.removed) for split in splits] for name in SCORES}
        for name in ("personal", "both"):
            row = Row(
                f"{title}, {name}", mean(values[name]), "", "prior", mean(values["prior"]), 1.0, more_is_better=True
            )
            report.add(row)
            # The test parts of different seeds overlap: the interval is the mean of theirs, not that of their mean.
            gains = np.array([_gains(split, name, one) for split in splits])
            low, high = np.quantile(gains, [0.025, 0.975], axis=1).mean(axis=1)
            report.note(f"  {title}, {name} less prior: {gains.mean():+.4f} (95 %: {low:+.4f} to {high:+.4f})")


def _gains(split: Split, name: str, one: Measure, times: int = 300) -> list[float]:
    """The difference to the prior on the same resampled comments, many times."""
    chance = np.random.default_rng(11)
    yes, no = np.flatnonzero(split.removed), np.flatnonzero(~split.removed)
    found = []
    for _ in range(times):
        some = np.concatenate([chance.choice(yes, len(yes)), chance.choice(no, len(no))])
        removed = split.removed[some]
        found.append(one(split.scores[name][some], removed) - one(split.scores["prior"][some], removed))
    return found


def _axes(title: str) -> tuple[Any, Any]:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7.5, 4.8), dpi=140, layout="constrained")
    axes.set_title(title, loc="left", fontsize=11)
    axes.grid(color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return figure, axes


def _learning_curve(splits: Sequence[Split], path: Path) -> None:
    figure, axes = _axes(f"ROC-AUC by number of decisions learned from (mean and range of {len(splits)} splits)")
    steps = sorted(splits[0].steps)
    for name, label in (
        ("prior", "prior, learns nothing"),
        ("personal", "the desk's words alone"),
        ("both", "both: the score shown"),
    ):
        shown = [step for step in steps if name != "personal" or step >= ENOUGH]
        values = np.array([[split.steps[step][name] for step in shown] for split in splits])
        axes.plot(shown, values.mean(axis=0), marker="o", markersize=4, color=COLOURS[name], label=label)
        axes.fill_between(shown, values.min(axis=0), values.max(axis=0), color=COLOURS[name], alpha=0.13, linewidth=0)
    axes.axvline(ENOUGH, color="#999999", linewidth=0.8, linestyle=":")
    axes.annotate("silent until here", (ENOUGH, 0.5), (4, 6), textcoords="offset points", fontsize=8, color="#666666")
    axes.set_xscale("log")
    axes.set_xticks(steps, [f"{step:,}" for step in steps], fontsize=8)
    axes.minorticks_off()
    axes.set_ylim(0.5, None)
    axes.set_xlabel("decisions")
    axes.set_ylabel("ROC-AUC on comments not learned from (0.5 is chance)")
    axes.legend(frameon=False, loc="lower right", fontsize=9)
    figure.savefig(path)


def _reliability_curve(scores: NDArray[np.float64], removed: NDArray[np.bool_], path: Path) -> None:
    curve = reliability(scores, removed, bins=15)
    figure, axes = _axes(f"Reliability of the score: expected error {calibration_error(curve):.3f}")
    said = np.array([part.said for part in curve])
    happened = np.array([part.removed for part in curve])
    error = 1.96 * np.sqrt(happened * (1 - happened) / np.array([part.comments for part in curve]))
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=1, linestyle="--", label="what was said came true")
    axes.errorbar(
        said, happened, yerr=error, color=COLOURS["both"], marker="o", markersize=4, capsize=2, label="measured"
    )
    low = max(0.0, float(min(said.min(), (happened - error).min())) - 0.05)
    axes.set_xlim(low, 1)
    axes.set_ylim(low, 1)
    axes.set_xlabel("score, mean of comments alike")
    axes.set_ylabel("share that moderators removed (95 % interval)")
    axes.legend(frameon=False, loc="upper left", fontsize=9)
    figure.savefig(path)


def main() -> int:
    """Measure what was named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--charts", type=Path, help="folder for the PNGs")
    parser.add_argument("--seeds", type=int, default=len(SEEDS))
    parser.add_argument("--no-learning-curve", action="store_true", help="learn once a split, from all of it")
    options = parser.parse_args()
    measure_each(
        Report(),
        options.data,
        options.charts,
        seeds=range(options.seeds),
        steps=() if options.no_learning_curve else STEPS,
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
