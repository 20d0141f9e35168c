"""The personal model learns from decisions, knows when to be silent, and forgets."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest

from editor.domain.errors import BadInput
from editor.triage.score import lessons as lessons_module
from editor.triage.score.features import hashed
from editor.triage.score.learning import learn
from editor.triage.score.lessons import Decided, Sample, sample
from editor.triage.score.metrics import roc_auc
from editor.triage.score.model import Model, refit_due, voice
from editor.triage.score.model_file import to_bytes
from editor.triage.score.prior import Prior
from editor.triage.score.reading import read
from editor.triage.score.scorer import Scorer
from tests.helpers.invented_comments import Invented, invented


def taught(comments: Sequence[Invented]) -> Sample:
    return sample(Decided(c.text, c.removed, c.author) for c in comments)


def house_rules(count: int, seed: int = 3) -> list[Decided]:
    """Decisions that the prior cannot foresee: here, talk of the weather is removed, politely said or not."""
    chance = random.Random(seed)
    made = []
    for comment in invented(count, seed=seed, noise=0):
        weather = chance.random() < 0.4
        made.append(Decided(comment.text + (" It will rain on Sunday, they say." if weather else " Well."), weather))
    return made


def auc(scorer: Scorer, comments: Sequence[Decided]) -> float:
    found = np.array([score.value for score in scorer.score([c.text for c in comments])])
    return roc_auc(found, np.array([c.removed for c in comments]))


def test_it_learns_what_this_desk_removes(prior: Prior) -> None:
    model = learn(sample(house_rules(1_000)), prior)
    fresh = house_rules(400, seed=9)
    assert model.voice == 1
    assert model.record.proven and model.record.personal_auc > 0.95 > 0.7 > model.record.prior_auc
    assert auc(Scorer(prior, model), fresh) > 0.97
    assert auc(Scorer(prior), fresh) < 0.7


def test_its_scores_come_true(prior: Prior, model: Model) -> None:
    fresh = invented(1_500, seed=77)
    found = np.array([score.value for score in Scorer(prior, model).score([c.text for c in fresh])])
    removed = np.array([c.removed for c in fresh])
    assert found.mean() == pytest.approx(removed.mean(), abs=0.04)
    assert removed[found > 0.9].mean() > 0.85 and removed[found < 0.1].mean() < 0.1
    assert sum(part.comments for part in model.curve) == 1_000
    assert 0 < model.alarm_level < 1


@pytest.mark.parametrize(("comments", "state"), [(249, "silent until it has 250"), (30, "silent until it has 250")])
def test_it_is_silent_until_it_has_learned_enough(prior: Prior, comments: int, state: str) -> None:
    model = learn(taught(invented(comments)), prior)
    assert model.voice == 0 and len(model.columns) == 0
    assert state in model.state
    assert Scorer(prior, model).score(["You idiot"])[0].personal is None


def test_it_is_silent_with_fewer_than_twenty_of_a_kind(prior: Prior) -> None:
    many = [Decided(c.text, False) for c in invented(400, share_removed=0)]
    some = [Decided(f"You idiot number {i}", True) for i in range(19)]
    model = learn(sample([*many, *some]), prior)
    assert model.voice == 0
    assert "19 removed" in model.state


def test_it_fades_in() -> None:
    steps = [voice(n - 100, 100) for n in (249, 250, 500, 750, 1_000, 5_000)]
    assert steps[0] == 0 and steps[-2:] == [1, 1]
    assert steps == sorted(steps) and 0 < steps[1] < 0.1
    assert voice(5_000, 19) == 0


def test_a_model_that_does_no_better_than_the_prior_stays_silent(prior: Prior) -> None:
    """Decisions that are the prior's own opinion, but for chance: there is nothing to add."""
    chance = random.Random(4)
    words = [f"word{i}" for i in range(2_000)]
    texts = [" ".join(chance.sample(words, 12)) + chance.choice([" you idiot", " good morning"]) for _ in range(600)]
    logits = prior.logits([read(text).windows[0] for text in texts])
    model = learn(sample(Decided(t, bool(v > 0)) for t, v in zip(texts, logits, strict=True)), prior)
    assert not model.record.proven and model.voice == 0
    assert "no better than the prior" in model.state
    scores = Scorer(prior, model).score(texts[:50])
    assert np.argsort([s.value for s in scores]).tolist() == np.argsort([s.prior for s in scores]).tolist()


@pytest.mark.parametrize(
    ("decisions", "sentence"),
    [
        ([], "nothing to learn from: no comment has a decision"),
        ([Decided("Good morning", False)] * 5, "all 5 comments were approved"),
        ([Decided("You idiot", True)], "all 1 comments were removed"),
    ],
)
def test_without_both_kinds_there_is_one_sentence(prior: Prior, decisions: list[Decided], sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        learn(sample(decisions), prior)


def test_the_same_decisions_give_the_same_bytes(prior: Prior, comments: list[Invented]) -> None:
    first = to_bytes(learn(taught(comments[:260]), prior))
    assert first == to_bytes(learn(taught(comments[:260]), prior))
    assert first != to_bytes(learn(taught(comments[:261]), prior))


def test_what_only_one_reader_says_leaves_no_weight(prior: Prior, comments: list[Invented]) -> None:
    own = [Decided(f"Honestly my zebrafish {i} would govern better, you clown", True, "reader Z") for i in range(30)]
    shared = [Decided("Honestly my labradoodle would govern better, you clown", True, f"reader {i}") for i in range(30)]
    rest = [Decided(c.text, c.removed, c.author) for c in comments[:260]]
    model = learn(sample([*rest, *own, *shared]), prior)
    columns = set(model.columns.tolist())
    assert not columns >= set(hashed([("zebrafish",)]).columns.tolist())
    assert columns >= set(hashed([("labradoodle",)]).columns.tolist())


def test_a_sample_is_bounded_and_keeps_the_newest_and_the_rarer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lessons_module, "MOST_LEARNED", 100)
    monkeypatch.setattr(lessons_module, "MOST_CODE_POINTS", 4_000)
    many = Sample()
    for number in range(3_000):
        many.add(Decided(f"comment {number}", number % 60 == 0))
    found = many.decisions()
    assert (many.approved, many.removed) == (2_950, 50)
    assert len(found) == 100 and sum(d.removed for d in found) == 50
    assert [int(d.text.split()[1]) for d in found] == sorted(int(d.text.split()[1]) for d in found)
    assert found[-1].text == "comment 2999"

    even = sample(Decided(f"comment {number}", number % 2 == 0) for number in range(3_000))
    assert len(even.decisions()) == 100 and sum(d.removed for d in even.decisions()) == 50

    long = sample(Decided("x" * 1_000, number % 2 == 0) for number in range(50))
    assert [d.removed for d in long.decisions()].count(True) == 2
    assert sum(len(d.text) for d in long.decisions()) <= 4_000
    assert sum(len(kept[1].text) for kind in long._kept for kept in kind) <= 8_000


def test_scores_keep_the_desks_share_of_removals_when_the_sample_does_not(
    prior: Prior, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lessons_module, "MOST_LEARNED", 600)
    rare = invented(4_000, share_removed=0.1, noise=0, seed=8)
    model = learn(taught(rare), prior)
    assert model.learned_from == 600
    found = [score.value for score in Scorer(prior, model).score([c.text for c in rare[:1_500]])]
    assert np.mean(found) == pytest.approx(0.1, abs=0.03)


@pytest.mark.parametrize("removed_first", [True, False])
def test_kinds_may_come_one_after_the_other(prior: Prior, removed_first: bool) -> None:
    made = sorted(invented(400, noise=0), key=lambda c: c.removed is not removed_first)
    model = learn(taught(made), prior)
    assert model.record.decisions <= 275
    assert auc(Scorer(prior, model), [Decided(c.text, c.removed) for c in invented(200, seed=5, noise=0)]) > 0.7


def test_the_same_words_each_time_are_learned_from_without_a_fold_of_their_own(prior: Prior) -> None:
    spam = [Decided("Cheap watches, write to me", True)] * 100
    rest = [Decided(c.text, False, c.author) for c in invented(300, share_removed=0)]
    model = learn(sample([d for pair in zip(spam, rest[:100], strict=True) for d in pair] + rest[100:]), prior)
    assert model.removed == 100
    found = Scorer(prior, model).score(["Cheap watches, write to me", "The ferry is late"])
    assert all(0 < score.value < 1 for score in found)


def test_when_to_learn_again() -> None:
    assert [refit_due(n, 250) for n in (274, 275)] == [False, True]
    assert [refit_due(n, 10_000) for n in (10_249, 10_250)] == [False, True]
