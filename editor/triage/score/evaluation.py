"""Measures a score on decisions it has not learned from: the prior alone, the desk's words alone, and both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from editor.domain.errors import BadInput
from editor.triage.score.calibration import ReliabilityBin, calibration_error, reliability
from editor.triage.score.learning import learn
from editor.triage.score.lessons import Decided, Sample
from editor.triage.score.metrics import Quality, quality
from editor.triage.score.model import Model
from editor.triage.score.prior import Prior
from editor.triage.score.scorer import Scorer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How good each score is on the tested comments."""

    model: Model  # the one that was tested as ``both``
    prior: Quality
    personal: (
        Quality | None
    )  # hashed words and letters alone, speaking at once; None where they are silent for want of decisions
    both: Quality  # the score as the desk would show it
    curve: tuple[ReliabilityBin, ...]  # of ``both``
    calibration_error: float  # of ``both``, expected, 0 to 1


def evaluate(train: Sample, test: Sequence[Decided], prior: Prior) -> Evaluation:
    """Learn from ``train``, measure on ``test``. Raises BadInput when either lacks a kind of decision."""
    import numpy as np

    removed = np.array([decided.removed for decided in test], dtype=np.bool_)
    if not removed.any() or removed.all():
        raise BadInput("The comments to test on need both approved and removed ones.")
    model = learn(train, prior)
    texts = [decided.text for decided in test]
    both = Scorer(prior, model).score(texts)
    values = np.array([score.value for score in both])
    curve = reliability(values, removed)
    return Evaluation(
        model=model,
        prior=quality(np.array([score.prior for score in both]), removed),
        personal=_words_alone(train, texts, removed, prior),
        both=quality(values, removed),
        curve=curve,
        calibration_error=calibration_error(curve),
    )


def _words_alone(train: Sample, texts: Sequence[str], removed: NDArray[np.bool_], prior: Prior) -> Quality | None:
    """The quality of a regression that knows neither the prior nor the shape rules."""
    model = learn(train, prior, with_prior=False)
    return quality(Scorer(prior, model).words_alone(texts), removed) if len(model.columns) else None
