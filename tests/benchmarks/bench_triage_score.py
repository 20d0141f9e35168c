"""The triage score: comments a second on one core beside libraries used plainly, memory, and a million decisions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.benchmarks.report import Report, Row
from tests.helpers.invented_comments import invented

GOAL = 5_000  # comments a second on one core
ROUNDS = 3
_ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
# A process that does one thing and says how long it took and how much memory it had at most.
_CHILD = """
import json, time
began = time.perf_counter()
{work}
took = time.perf_counter() - began
with open("/proc/self/status") as status:
    highest = next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
print(json.dumps([took, highest]))
"""
_SCORE = """
from pathlib import Path
from editor.services import triage
from editor.services.comment_files import CommentFile
scorer = triage.opened(Path({model!r}))
for one in triage.score(scorer, CommentFile(Path({comments!r}))): pass
"""
_TRAIN = """
from pathlib import Path
from editor.services import triage
triage.train([Path({comments!r})], Path({out!r}))
"""


def run(report: Report, *, quick: bool) -> None:
    """Each figure beside its limit, or beside what the library gives that does the nearest thing."""
    texts = _comment_sized(4_000)
    report.note(f"comments of {sum(map(len, texts)) // len(texts)} code points on average; one core")
    with tempfile.TemporaryDirectory() as folder:
        _speed(report, texts, Path(folder))
        _children(report, Path(folder), 100_000 if quick else 1_000_000)


def _comment_sized(count: int) -> list[str]:
    """Invented comments put together to the length of those on news sites."""
    made = [comment.text for comment in invented(2 * count, seed=21)]
    return [f"{a} {b}" for a, b in zip(made[::2], made[1::2], strict=True)]


def _speed(report: Report, texts: Sequence[str], folder: Path) -> None:
    from threadpoolctl import threadpool_limits

    from editor.services import triage
    from editor.triage.score.learning import learn
    from editor.triage.score.lessons import Decided, sample
    from editor.triage.score.model_file import to_bytes
    from editor.triage.score.scorer import Scorer

    alone = triage.opened(None)
    decided = [Decided(c.text, c.removed, c.author) for c in invented(2_000, seed=3)]
    model = learn(sample(decided), alone.prior)
    (folder / "desk.model").write_bytes(to_bytes(model))
    both = Scorer(alone.prior, model)
    assert model.voice == 1
    with threadpool_limits(1):
        per_second = _rate(lambda: both.score(texts), len(texts))
        report.add(
            Row("score, prior and personal model", per_second, "comments/s", "goal", GOAL, 1.0, more_is_better=True)
        )
        plainly = _rate(_plainly(texts), len(texts))
        report.add(
            Row(
                "the same beside scikit-learn",
                per_second,
                "comments/s",
                "its hashing",
                plainly,
                1.0,
                more_is_better=True,
            )
        )
        prior_only = _rate(lambda: alone.score(texts), len(texts))
        report.add(Row("score, prior alone", prior_only, "comments/s", "goal", GOAL, 1.0, more_is_better=True))
        library = _rate(_library(texts), len(texts))
        windows = [window for text in texts for window in [text.lower().split()]]
        bare = _rate(lambda: alone.prior.logits(windows), len(texts))
        report.add(
            Row("prior's arithmetic", bare, "comments/s", "alt-profanity-check", library, 1.0, more_is_better=True)
        )


def _plainly(texts: Sequence[str]) -> Callable[[], object]:
    """The same features from scikit-learn's hashing vectoriser and its logistic regression, nothing normalised."""
    from sklearn.feature_extraction.text import HashingVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    columns = 1 << 18
    features = make_union(
        HashingVectorizer(n_features=columns, ngram_range=(1, 2), alternate_sign=False),
        HashingVectorizer(n_features=columns, analyzer="char", ngram_range=(3, 5), alternate_sign=False),
    )
    pipeline = make_pipeline(features, LogisticRegression(class_weight="balanced"))
    made = invented(2_000, seed=3)
    pipeline.fit([c.text for c in made], [c.removed for c in made])
    return lambda: pipeline.predict_proba(list(texts))


def _library(texts: Sequence[str]) -> Callable[[], object]:
    from profanity_check import predict_prob

    return lambda: predict_prob(list(texts))


def _rate(work: Callable[[], object], count: int) -> float:
    """The best of some rounds, by the time the process itself had."""
    best = 0.0
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        best = max(best, count / (time.process_time() - began))
    return best


def _children(report: Report, folder: Path, decisions: int) -> None:
    comments = folder / "comments.jsonl"
    made = invented(10_000, seed=8)
    lines = [
        json.dumps({"text": c.text, "author": c.author, "decision": "remove" if c.removed else "approve"}) + "\n"
        for c in made
    ]
    with comments.open("w", encoding="utf-8") as file:
        for _ in range(decisions // len(lines)):
            file.writelines(lines)
    few = folder / "few.jsonl"
    few.write_text("".join(lines), "utf-8")
    if not Path("/proc/self/status").exists():
        report.note("memory and a million decisions: skipped, there is no /proc to ask")
        return
    nothing = _child("import numpy")[1] / 1e6
    _, memory = _child(_SCORE.format(model=str(folder / "desk.model"), comments=str(few)))
    report.add(Row("memory at work, scoring", memory / 1e6, "MB", "NumPy loaded", nothing, 4.0))
    seconds, memory = _child(_TRAIN.format(comments=str(comments), out=str(folder / "large.model")))
    report.add(Row(f"training on {decisions:,} decisions", seconds, "s", "limit", 180, 1.0))
    report.add(Row(f"memory, training on {decisions:,} decisions", memory / 1e6, "MB", "limit", 800, 1.0))


def _child(work: str) -> tuple[float, float]:
    """Seconds and bytes."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD.format(work=work)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | _ONE_CORE,
    )
    seconds, memory = json.loads(done.stdout)
    return seconds, memory
