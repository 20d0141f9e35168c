"""What a person does with the triage score: train it on decisions, score comments, measure it, ask why."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from editor.domain.errors import BadInput
from editor.services.comment_files import CommentFile, FiledComment

if TYPE_CHECKING:
    # what this module's callers need to name too, as a command may not import the triage itself
    from editor.triage.score.evaluation import Evaluation as Evaluation
    from editor.triage.score.explain import Explanation as Explanation
    from editor.triage.score.lessons import Decided
    from editor.triage.score.metrics import Estimate as Estimate
    from editor.triage.score.metrics import Quality as Quality
    from editor.triage.score.model import Model
    from editor.triage.score.scorer import Score, Scorer

Progress = Callable[[int, int], None]  # bytes read, bytes there are


class HasText(Protocol):
    """A comment of whatever kind."""

    @property
    def text(self) -> str:
        """What was written."""


C = TypeVar("C", bound=HasText)
_BATCH = 1_000
_BATCH_CODE_POINTS = 4_000_000


@dataclass(frozen=True)
class Trained:
    """A model that was learned and written."""

    model: Model
    sha256: str  # of the file
    undecided: int  # comments without a decision, not learned from
    left_out: int  # comments of authors who were to be left out
    skipped: int  # bad lines
    first_problem: str  # with the first of them


@dataclass(frozen=True, slots=True)
class ScoredComment:
    """A comment of a file and its score."""

    comment: FiledComment
    score: Score


def train(
    files: Sequence[Path],
    out: Path,
    *,
    skip_bad: bool = False,
    without: Collection[str] = (),
    progress: Progress | None = None,
) -> Trained:
    """Learn from the decisions in ``files``, in their order, and write the model to ``out``, whole or not at all.

    Comments of the authors ``without`` are not learned from: a reader is forgotten by learning again from what remains.
    Memory is bounded however many decisions there are (:mod:`editor.triage.score.lessons`). Raises BadInput.
    """
    from editor.triage.score.learning import learn
    from editor.triage.score.lessons import Sample
    from editor.triage.score.model_file import file_hash, to_bytes
    from editor.triage.score.prior import load_prior

    prior, chosen = load_prior(), Sample()
    readers = [_Decisions(CommentFile(path, skip_bad, progress), frozenset(without)) for path in files]
    for reader in readers:
        for decided in reader:
            chosen.add(decided)
    if not chosen.approved and not chosen.removed and readers and not any(r.left_out for r in readers):
        raise BadInput(readers[0].file.without_decisions)
    model = learn(chosen, prior)
    content = to_bytes(model)
    _write(out, content)
    return Trained(
        model,
        file_hash(content),
        undecided=sum(reader.undecided for reader in readers),
        left_out=sum(reader.left_out for reader in readers),
        skipped=sum(reader.file.skipped for reader in readers),
        first_problem=next((r.file.first_problem for r in readers if r.file.first_problem), ""),
    )


def opened(model: Path | None, sha256: str = "") -> Scorer:
    """A scorer with the model in that file, or with the prior alone. Raises BadInput, before anything of it is used."""
    from editor.triage.score.model_file import load
    from editor.triage.score.prior import load_prior
    from editor.triage.score.scorer import Scorer

    if sha256 and model is None:
        raise BadInput("A SHA-256 was given, but no model that should have it.")
    learned = load(model, sha256) if model is not None else None
    return Scorer(load_prior(), learned)


def score(scorer: Scorer, file: CommentFile) -> Iterator[ScoredComment]:
    """Every comment of a file with its score, in the file's order. Raises BadInput."""
    for batch in in_batches(file):
        scores = scorer.score([comment.text for comment in batch])
        yield from (ScoredComment(comment, found) for comment, found in zip(batch, scores, strict=True))


def in_batches(comments: Iterable[C]) -> Iterator[list[C]]:
    """Comments as many at a time as are scored at one go. What came before a bad line still comes."""
    batch: list[C] = []
    points, problem = 0, None
    try:
        for comment in comments:
            batch.append(comment)
            points += len(comment.text)
            if len(batch) == _BATCH or points > _BATCH_CODE_POINTS:
                yield batch
                batch, points = [], 0
    except BadInput as found:
        problem = found
    if batch:
        yield batch
    if problem is not None:
        raise problem


def evaluate(
    train_file: Path, test_file: Path, *, skip_bad: bool = False, progress: Progress | None = None
) -> Evaluation:
    """Learn from one file, measure on another. Raises BadInput."""
    from editor.triage.score.evaluation import evaluate as measure
    from editor.triage.score.lessons import sample
    from editor.triage.score.prior import load_prior

    prior = load_prior()
    learn_from = _Decisions(CommentFile(train_file, skip_bad, progress))
    chosen = sample(learn_from)
    test_on = _Decisions(CommentFile(test_file, skip_bad, progress))
    tested = list(test_on)
    for reader, empty in ((learn_from, not chosen.approved + chosen.removed), (test_on, not tested)):
        if empty:
            raise BadInput(reader.file.without_decisions)
    return measure(chosen, tested, prior)


def explain(scorer: Scorer, text: str) -> Explanation:
    """Why a text has the score it has. Raises BadInput for one without a word."""
    from editor.triage.score.explain import explain as reasons

    if not text.strip():
        raise BadInput("There is no text to explain.")
    return reasons(scorer, text)


class _Decisions:
    """The decided comments of a file, and counts of the others."""

    def __init__(self, file: CommentFile, without: Collection[str] = ()) -> None:
        self.file = file
        self.undecided = 0
        self.left_out = 0
        self._without = without

    def __iter__(self) -> Iterator[Decided]:
        from editor.triage.score.lessons import Decided

        for comment in self.file:
            if comment.removed is None:
                self.undecided += 1
            elif comment.author and comment.author in self._without:
                self.left_out += 1
            else:
                yield Decided(comment.text, comment.removed, comment.author)


def _write(path: Path, content: bytes) -> None:
    """Write beside, then rename; readable by its owner only, as it is as confidential as the decisions are."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as problem:
        beside.unlink(missing_ok=True)
        raise BadInput(f"The model cannot be written to {path}: {problem.strerror or problem}.") from problem
