"""How good a score is: areas under curves, recall at a rate of false alarms, and how sure we are of either."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FALSE_ALARMS: Final = 0.05  # the rate at which recall is told
RESAMPLINGS: Final = 500


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with the interval that holds 95 of 100 resamplings."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a score tells the removed from the approved, each 0 to 1."""

    roc_auc: Estimate
    pr_auc: Estimate  # average precision; chance is ``removed / comments``
    recall: Estimate  # of the removed, at FALSE_ALARMS of the approved
    comments: int
    removed: int


def quality(scores: NDArray[np.float64], removed: NDArray[np.bool_]) -> Quality:
    """All three figures with bootstrap intervals (RESAMPLINGS, the same each time). Both kinds must occur."""
    measures = (roc_auc, pr_auc, recall_at_false_alarms)
    area, precision, recall = (_estimate(measure, scores, removed) for measure in measures)
    return Quality(area, precision, recall, comments=len(removed), removed=int(removed.sum()))


def roc_auc(scores: NDArray[np.float64], removed: NDArray[np.bool_]) -> float:
    """The chance that a removed comment scores higher than an approved one; ties count half (Mann and Whitney)."""
    import numpy as np

    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    yes = int(removed.sum())
    return float((ranks[removed].sum() - yes * (yes + 1) / 2) / (yes * (len(removed) - yes)))


def pr_auc(scores: NDArray[np.float64], removed: NDArray[np.bool_]) -> float:
    """Average precision: precision at each score, by how much recall it adds; no interpolation."""
    import numpy as np

    hits, alarms = _running_totals(scores, removed)
    precision = hits / (hits + alarms)
    return float((np.diff(hits, prepend=0) * precision).sum() / hits[-1])


def recall_at_false_alarms(scores: NDArray[np.float64], removed: NDArray[np.bool_]) -> float:
    """The greatest share of the removed above a score that at most FALSE_ALARMS of the approved reach."""
    hits, alarms = _running_totals(scores, removed)
    within = alarms <= FALSE_ALARMS * alarms[-1]
    return float(hits[within].max() / hits[-1]) if within.any() else 0.0


def alarm_level(scores: NDArray[np.float64], removed: NDArray[np.bool_]) -> float:
    """The score above which FALSE_ALARMS of the approved stand."""
    import numpy as np

    return float(np.quantile(scores[~removed], 1 - FALSE_ALARMS))


def _running_totals(
    scores: NDArray[np.float64], removed: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Removed and approved at or above each different score, highest first."""
    import numpy as np

    order = np.argsort(-scores, kind="stable")
    last = np.append(np.flatnonzero(np.diff(scores[order])), len(order) - 1)
    hits = np.cumsum(removed[order])[last]
    return hits, last + 1 - hits


def _estimate(
    measure: Callable[[NDArray[np.float64], NDArray[np.bool_]], float],
    scores: NDArray[np.float64],
    removed: NDArray[np.bool_],
) -> Estimate:
    import numpy as np

    chance = np.random.default_rng(20_101)  # each kind resampled by itself: no sample lacks one
    yes, no = np.flatnonzero(removed), np.flatnonzero(~removed)
    found = []
    for _ in range(RESAMPLINGS):
        some = np.concatenate([chance.choice(yes, len(yes)), chance.choice(no, len(no))])
        found.append(measure(scores[some], removed[some]))
    low, high = np.quantile(found, [0.025, 0.975])
    return Estimate(measure(scores, removed), float(low), float(high))
