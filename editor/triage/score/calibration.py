"""Calibration: what a score is worth as a probability, after Platt, and how far it was from the truth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LEAST_SLOPE: Final = 0.05  # calibrating never turns the order round


@dataclass(frozen=True, slots=True)
class Platt:
    """A logit from a raw one: ``slope * raw + offset`` (Platt 1999). The plain one changes nothing."""

    slope: float = 1.0
    offset: float = 0.0

    def logit(self, raw: NDArray[np.float64]) -> NDArray[np.float64]:
        """Calibrated logits."""
        return raw * self.slope + self.offset


def fit_platt(raw: NDArray[np.float64], removed: NDArray[np.bool_], weights: NDArray[np.float64]) -> Platt:
    """The Platt scaling of raw scores that nothing was learned from. Both kinds must occur; ``weights`` (rows,).

    Targets are smoothed as Platt has it, so that a small or separable record never becomes certainty.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    yes, no = float(removed.sum()), float((~removed).sum())
    targets = np.where(removed, (yes + 1) / (yes + 2), 1 / (no + 2))
    both = np.concatenate([raw, raw])[:, None]
    kinds = np.repeat([True, False], len(raw))
    fitted = LogisticRegression(C=1e6, max_iter=1_000).fit(
        both, kinds, sample_weight=np.concatenate([weights * targets, weights * (1 - targets)])
    )
    slope, offset = float(fitted.coef_[0, 0]), float(fitted.intercept_[0])
    if slope < _LEAST_SLOPE:
        mean = float(np.average(targets, weights=weights))
        slope = _LEAST_SLOPE
        offset = math.log(mean / (1 - mean)) - slope * float(np.average(raw, weights=weights))
    return Platt(slope, offset)


def chances(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities of logits."""
    import numpy as np

    return 1 / (1 + np.exp(-np.clip(logits, -500, 500)))


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Comments whose score was alike: what the score said, and what moderators did."""

    said: float  # mean score, 0 to 1
    removed: float  # share removed, 0 to 1
    comments: int


def reliability(scores: NDArray[np.float64], removed: NDArray[np.bool_], bins: int = 10) -> tuple[ReliabilityBin, ...]:
    """The reliability curve: comments in order of their score (0 to 1), in ``bins`` of the same size."""
    import numpy as np

    order = np.argsort(scores, kind="stable")
    return tuple(
        ReliabilityBin(float(scores[part].mean()), float(removed[part].mean()), len(part))
        for part in np.array_split(order, bins)
        if len(part)
    )


def calibration_error(curve: Sequence[ReliabilityBin]) -> float:
    """The expected calibration error: the mean distance of what was said from what happened, by comments."""
    total = sum(part.comments for part in curve)
    return sum(abs(part.said - part.removed) * part.comments for part in curve) / total if total else 0.0
