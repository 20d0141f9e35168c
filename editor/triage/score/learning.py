"""Fits the personal model: balanced logistic regression, calibrated across folds, with a record before learning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from editor.domain.errors import BadInput
from editor.triage.score.calibration import chances, fit_platt, reliability
from editor.triage.score.lessons import Lessons, Sample, lessons
from editor.triage.score.metrics import alarm_level, roc_auc
from editor.triage.score.model import ENOUGH, ENOUGH_OF_EACH, PRIOR_SCALE, SHAPE_SCALE, Model, Record
from editor.triage.score.prior import Prior
from editor.triage.score.shape import SHAPE_RULES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PENALTIES: Final = (0.03, 0.1, 0.5, 3.0)  # the C of the regression, chosen across folds; noisy decisions want it small
FOLDS: Final = 3
_CHOSEN_ON: Final = 2_000  # newest decisions of each kind, on which the penalty is chosen
# The strongest penalty that is as good but for chance (the one-standard-error rule of Breiman and others, 1984).
_AS_GOOD: Final = 0.005
_RECORD: Final = 3_000  # newest decisions that the record rests on; on fewer, chance silences what is a little ahead
_RECORD_BEGINS: Final = 125
_LEAST_RECORD: Final = 100
_LEAST_OF_EACH: Final = 10
_ROUNDS: Final = 100
_READERS: Final = 2  # a feature counts when so many readers used it: nobody's own phrase becomes a weight


def learn(sample: Sample, prior: Prior, *, with_prior: bool = True) -> Model:
    """A model from a sample of decisions; the same decisions give the same model.

    ``with_prior`` False leaves the prior's logit and the shape rules out of the personal model, to measure it alone.
    Raises BadInput for an empty sample and for one kind only.
    """
    import numpy as np
    from threadpoolctl import threadpool_limits

    decisions = sample.decisions()
    if not decisions:
        raise BadInput("There is nothing to learn from: no comment has a decision.")
    if not sample.approved or not sample.removed:
        kind = "approved" if sample.approved else "removed"
        raise BadInput(
            f"There is nothing to learn from: all {len(decisions):,} comments were {kind}. Both kinds are needed."
        )
    taught = lessons(decisions, prior)
    model = Model(
        approved=sample.approved,
        removed=sample.removed,
        learned_from=len(decisions),
        columns=np.zeros(0, np.int32),
        weights=np.zeros(0, np.float32),
    )
    if min(sample.approved, sample.removed) < ENOUGH_OF_EACH:
        return model
    model = replace(model, prior_platt=fit_platt(taught.prior, taught.removed, _weights(model, taught)))
    if sample.approved + sample.removed < ENOUGH:
        return _calibrated(model, taught, taught.prior)
    with threadpool_limits(1):  # one core is the desk's to give, and sums keep their order
        return _personal(model, taught, with_prior)


def _personal(model: Model, taught: Lessons, with_prior: bool) -> Model:
    """``model`` with the regression fitted, calibrated and with its record."""
    import numpy as np

    kinds = (np.flatnonzero(taught.removed), np.flatnonzero(~taught.removed))
    newest = taught.take(np.sort(np.concatenate([rows[-_CHOSEN_ON:] for rows in kinds])))
    tried = _out_of_fold(newest, PENALTIES, with_prior)
    areas = {c: roc_auc(tried[c], newest.removed) for c in PENALTIES}
    penalty = min(c for c in PENALTIES if areas[c] >= max(areas.values()) - _AS_GOOD)
    across = tried[penalty] if len(newest) == len(taught) else _out_of_fold(taught, (penalty,), with_prior)[penalty]
    fitted = _fit(_design(taught, with_prior), penalty)
    model = replace(
        model,
        penalty=penalty,
        columns=fitted.columns,
        weights=fitted.weights,
        intercept=fitted.intercept,
        prior_weight=fitted.prior_weight,
        shape_weights=fitted.shape_weights,
        personal_platt=fit_platt(across, taught.removed, _weights(model, taught)),
        record=_record(taught, penalty, with_prior),
    )
    return _calibrated(model, taught, across)


@dataclass(frozen=True)
class _Fitted:
    columns: NDArray[np.int32]
    weights: NDArray[np.float32]
    intercept: float
    prior_weight: float
    shape_weights: tuple[float, ...]

    def raw(self, rows: Lessons) -> NDArray[np.float64]:
        """The regression's logits, (rows,)."""
        import numpy as np

        dense = np.zeros(rows.features.shape[1], np.float32)
        dense[self.columns] = self.weights
        extra = rows.prior * PRIOR_SCALE * self.prior_weight + rows.shapes @ self.shape_weights * SHAPE_SCALE
        logits: NDArray[np.float64] = rows.features @ dense + extra + self.intercept
        return logits


@dataclass(frozen=True)
class _Design:
    """What the regression is fitted to."""

    columns: NDArray[np.int32]
    matrix: Any  # scipy.sparse.csr_array: ``columns``, then the prior's logit and the shapes
    removed: NDArray[np.bool_]


def _design(taught: Lessons, with_prior: bool) -> _Design:
    import numpy as np
    from scipy import sparse

    columns = _shared_columns(taught)
    place = np.full(taught.features.shape[1], -1, np.int32)
    place[columns] = np.arange(len(columns), dtype=np.int32)
    places = place[taught.features.indices]
    kept = places >= 0
    ends = np.concatenate([[0], np.cumsum(kept)])[taught.features.indptr]
    shared = sparse.csr_array((taught.features.data[kept], places[kept], ends), shape=(len(taught), len(columns)))
    extra = np.column_stack([taught.prior * PRIOR_SCALE, taught.shapes * SHAPE_SCALE]) * with_prior
    matrix = sparse.hstack([shared, sparse.csr_array(extra.astype(np.float32))], format="csr")
    return _Design(columns, matrix, taught.removed)


def _fit(design: _Design, penalty: float) -> _Fitted:
    import warnings

    import numpy as np
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    if design.removed.all() or not design.removed.any():
        # One kind said the same words each time, and all of it is in the other folds: nothing can be told.
        return _Fitted(np.zeros(0, np.int32), np.zeros(0, np.float32), 0.0, 0.0, (0.0,) * len(SHAPE_RULES))
    regression = LogisticRegression(C=penalty, class_weight="balanced", max_iter=_ROUNDS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # what would still be gained changes no order
        regression.fit(design.matrix, design.removed)
    weights = regression.coef_[0].astype("float32")
    words = len(design.columns)
    own = weights[words:].astype(float).tolist()
    return _Fitted(design.columns, weights[:words], float(regression.intercept_[0]), own[0], tuple(own[1:]))


def _shared_columns(taught: Lessons) -> NDArray[np.int32]:
    """The features that at least _READERS readers used; a comment without an author counts as a reader of its own."""
    import numpy as np
    from scipy import sparse

    _, authors = np.unique(taught.authors, return_inverse=True)
    used = taught.features
    if authors.max() + 1 < len(taught):
        ones = np.ones(len(taught), np.float32)
        by_author = sparse.csr_array((ones, (authors, np.arange(len(taught)))), shape=(authors.max() + 1, len(taught)))
        used = by_author @ used
    return np.flatnonzero(np.bincount(used.indices, minlength=used.shape[1]) >= _READERS).astype(np.int32)


def _out_of_fold(taught: Lessons, penalties: Sequence[float], with_prior: bool) -> dict[float, NDArray[np.float64]]:
    """For each penalty a logit for each row, from a fit on the other folds."""
    import numpy as np

    folds = _folds(taught)
    logits = {penalty: np.zeros(len(taught)) for penalty in penalties}
    for fold in range(FOLDS):
        out = folds == fold
        design, tested = _design(taught.take(~out), with_prior), taught.take(out)
        for penalty in penalties:
            logits[penalty][out] = _fit(design, penalty).raw(tested)
    return logits


def _folds(taught: Lessons) -> NDArray[np.int64]:
    """A fold for each row: equal words in one fold, both kinds spread evenly."""
    import numpy as np

    _, first, group = np.unique(taught.groups, return_index=True, return_inverse=True)
    kinds = taught.removed[first]
    fold_of_group = np.zeros(len(first), np.int64)
    for kind in (False, True):
        mine = np.flatnonzero(kinds == kind)
        fold_of_group[mine] = np.arange(len(mine)) % FOLDS
    return fold_of_group[group]


def _record(taught: Lessons, penalty: float, with_prior: bool) -> Record:
    """Both scores on the newest decisions, each given by a fit on those before it (Dawid's prequential way)."""
    import numpy as np

    done = max(_RECORD_BEGINS, len(taught) - _RECORD)
    personal: list[NDArray[np.float64]] = []
    begin = done
    while done < len(taught):
        upto = min(len(taught), done + max(25, done // 5))
        before = taught.take(np.arange(done))
        counts = np.bincount(before.removed, minlength=2)
        if counts.min() < _LEAST_OF_EACH:
            begin = upto  # nothing to fit yet: the record begins later
        else:
            personal.append(_fit(_design(before, with_prior), penalty).raw(taught.take(np.arange(done, upto))))
        done = upto
    judged = taught.take(np.arange(begin, len(taught)))
    kinds = np.bincount(judged.removed, minlength=2)
    if not len(judged) or kinds.min() == 0:
        return Record(decisions=len(judged))
    aucs = roc_auc(judged.prior, judged.removed), roc_auc(np.concatenate(personal), judged.removed)
    proven = len(judged) >= _LEAST_RECORD and kinds.min() >= _LEAST_OF_EACH and aucs[1] > aucs[0]
    return Record(len(judged), *aucs, proven=bool(proven))


def _calibrated(model: Model, taught: Lessons, personal: NDArray[np.float64]) -> Model:
    """``model`` with its last scaling, reliability curve and alarm level, from scores that were not learned from."""
    blended = blend(model, taught.prior, personal)
    final = fit_platt(blended, taught.removed, _weights(model, taught))
    scores = chances(final.logit(blended))
    return replace(
        model,
        final_platt=final,
        curve=reliability(scores, taught.removed),
        alarm_level=alarm_level(scores, taught.removed),
    )


def blend(model: Model, prior: NDArray[np.float64], personal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logits of prior and personal model, each calibrated, weighed by the model's voice, before the last scaling."""
    voiced = model.voice
    return (1 - voiced) * model.prior_platt.logit(prior) + voiced * model.personal_platt.logit(personal)


def _weights(model: Model, taught: Lessons) -> NDArray[np.float64]:
    """Weights that give the sample the desk's own share of removals, with a mean of 1."""
    import numpy as np

    removed = taught.removed
    share = model.removed / model.decisions
    weights: NDArray[np.float64] = np.where(removed, share / removed.mean(), (1 - share) / (~removed).mean())
    return weights
