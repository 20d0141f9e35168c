"""Areas, recall and calibration against scikit-learn and against what can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score, roc_curve

from editor.triage.score.calibration import calibration_error, chances, fit_platt, reliability
from editor.triage.score.metrics import (
    FALSE_ALARMS,
    alarm_level,
    pr_auc,
    quality,
    recall_at_false_alarms,
    roc_auc,
)

scored = st.lists(st.tuples(st.integers(0, 8), st.booleans()), min_size=4, max_size=60).filter(
    lambda pairs: len({removed for _, removed in pairs}) == 2
)


@settings(max_examples=60)
@given(scored)
def test_areas_and_recall_are_those_of_scikit_learn(pairs: list[tuple[int, bool]]) -> None:
    scores = np.array([score for score, _ in pairs], float)
    removed = np.array([removed for _, removed in pairs])
    assert roc_auc(scores, removed) == pytest.approx(roc_auc_score(removed, scores))
    assert pr_auc(scores, removed) == pytest.approx(average_precision_score(removed, scores))
    alarms, hits, _ = roc_curve(removed, scores, drop_intermediate=False)
    assert recall_at_false_alarms(scores, removed) == pytest.approx(hits[alarms <= FALSE_ALARMS].max())


def test_the_intervals_hold_the_truth_and_shrink_with_more() -> None:
    chance = np.random.default_rng(3)
    removed = np.arange(2_000) % 4 == 0
    scores = chance.normal(size=2_000) + removed
    many, few = quality(scores, removed), quality(scores[:200], removed[:200])
    for found in (many, few):
        assert found.roc_auc.low < 0.760 < found.roc_auc.high  # Phi(1 / sqrt 2)
    assert many.roc_auc.high - many.roc_auc.low < (few.roc_auc.high - few.roc_auc.low) / 2
    assert (many.comments, many.removed) == (2_000, 500)
    assert quality(scores[:200], removed[:200]) == few


def test_five_in_a_hundred_of_the_approved_are_above_the_alarm_level() -> None:
    scores = np.arange(1_000) / 1_000
    removed = np.arange(1_000) % 2 == 0
    assert (scores[~removed] > alarm_level(scores, removed)).mean() == pytest.approx(FALSE_ALARMS, abs=0.002)


def test_calibrating_makes_scores_come_true() -> None:
    chance = np.random.default_rng(7)
    truth = chance.normal(size=20_000) * 2 - 1
    removed = chance.random(20_000) < chances(truth)
    raw = truth * 0.3 + 5  # same order, wrong scale
    platt = fit_platt(raw, removed, np.ones(20_000))
    curve = reliability(chances(platt.logit(raw)), removed)
    assert calibration_error(curve) < 0.015 < calibration_error(reliability(chances(raw), removed))
    assert platt.slope == pytest.approx(1 / 0.3, rel=0.1)
    assert sum(part.comments for part in curve) == 20_000


def test_calibrating_never_turns_the_order_round_nor_promises_certainty() -> None:
    raw = np.linspace(-3, 3, 200)
    backwards = fit_platt(raw, raw < 0, np.ones(200))
    assert backwards.slope > 0
    assert chances(backwards.logit(raw)).mean() == pytest.approx(0.5, abs=0.02)
    separable = chances(fit_platt(raw, raw > 0, np.ones(200)).logit(raw))
    assert separable.min() > 1e-6 and separable.max() < 1 - 1e-6


def test_weights_bring_back_the_share_that_sampling_changed() -> None:
    raw, removed = np.zeros(200), np.arange(200) < 100
    weights = np.where(removed, 0.1, 1.9)
    assert chances(fit_platt(raw, removed, weights).logit(raw)).mean() == pytest.approx(0.05, abs=0.01)
