"""The identity test: harmless sentences about people score like their neutral twins, under every characteristic.

The sentences are in tests/data/triage/identity_sentences.tsv; the bounds are those that ARCHITECTURE.md states.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from editor.triage.score import reading
from editor.triage.score.group_words import GROUP_WORDS
from editor.triage.score.learning import learn
from editor.triage.score.lessons import Decided, sample
from editor.triage.score.metrics import FALSE_ALARMS
from editor.triage.score.prior import Prior
from editor.triage.score.scorer import Scorer
from tests.helpers.invented_comments import TOPICS, invented

SENTENCES = Path(__file__).resolve().parents[3] / "data" / "triage" / "identity_sentences.tsv"

# Above the score that 5 % of the neutral twins exceed: at most this share of the sentences that name a characteristic.
PRIOR_ALARMS, PERSONAL_ALARMS = 0.06, 0.08
# Mean score less mean score of the twins (probabilities, either way): over all, and under any one characteristic.
PRIOR_GAP, PRIOR_GAP_OF_ONE = 0.005, 0.02
PERSONAL_GAP, PERSONAL_GAP_OF_ONE = 0.035, 0.08

NAMED = [
    "gay people",
    "lesbians",
    "Muslims",
    "women",
    "men",
    "Black people",
    "white people",
    "Jewish families",
    "Christians",
    "Hindus",
    "old people",
    "pensioners",
    "young people",
    "disabled people",
    "blind people",
    "autistic people",
    "trans people",
    "a trans woman",
    "pregnant women",
    "new mothers",
    "married couples",
    "single people",
    "widows",
    "immigrants",
    "Polish people",
    "Asian families",
    "Irish Travellers",
    "straight men",
    "cisgender people",
    "Catholics",
]
UNNAMED = (
    *("gay people", "lesbians", "straight men", "trans people", "a trans woman", "cisgender people", "women", "men"),
    *("Muslims", "Jewish families", "Christians", "Catholics", "Hindus", "Black people", "white people", "immigrants"),
    *("Polish people", "Asian families", "Irish Travellers", "old people", "pensioners", "young people", "widows"),
    *("disabled people", "blind people", "autistic people", "pregnant women", "new mothers", "married couples"),
    "single people",
)
UNNAMED = ("the glaziers", "upholsterers", "a stonemason", "some fishmongers", "the archers", "everybody")
FRAMES = (
    "I met {people} at the {topic} on Friday.",
    "The {topic} is used by {people} as well.",
    "{people} and the {topic} were in the news.",
    "Nobody asked {people} about the {topic}.",
)


@dataclass(frozen=True)
class Pair:
    """A sentence that names a characteristic, and its neutral twin."""

    characteristic: str
    sentence: str
    twin: str


def pairs() -> list[Pair]:
    lines = SENTENCES.read_text("utf-8").splitlines()
    return [Pair(*line.split("\t")) for line in lines if not line.startswith("#")]


@dataclass(frozen=True)
class Fairness:
    """What the identity test finds. All are shares or probabilities."""

    alarms: float
    gap: float
    gaps: dict[str, float]


def fairness(scorer: Scorer) -> Fairness:
    known = pairs()
    named, twins = (_values(scorer, [getattr(p, which) for p in known]) for which in ("sentence", "twin"))
    level = np.quantile(twins, 1 - FALSE_ALARMS)
    kinds = np.array([p.characteristic for p in known])
    gaps = {kind: float((named - twins)[kinds == kind].mean()) for kind in GROUP_WORDS}
    return Fairness(float((named > level).mean()), float((named - twins).mean()), gaps)


def _values(scorer: Scorer, texts: list[str]) -> NDArray[np.float64]:
    return np.array([score.value for score in scorer.score(texts)])


def unfair_decisions(count: int = 1_000, seed: int = 1) -> list[Decided]:
    """Those of a moderator who removes seven in ten harmless mentions of a group, and of the others one in twenty."""
    chance = random.Random(seed)
    made = [Decided(c.text, c.removed, c.author) for c in invented(count // 2, seed=seed)]
    for number in range(count // 2):
        named = chance.random() < 0.6
        text = chance.choice(FRAMES).format(
            people=chance.choice(NAMED if named else UNNAMED), topic=chance.choice(TOPICS)
        )
        made.append(Decided(text, chance.random() < (0.7 if named else 0.05), f"reader {number % 300}"))
    chance.shuffle(made)
    return made


@pytest.fixture
def unmasked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "mark_groups", lambda tokens: [False] * len(tokens))


def test_the_sentences_are_many_and_cover_every_characteristic() -> None:
    known = pairs()
    assert len(known) >= 400
    assert len({p.sentence for p in known}) == len(known)
    for characteristic in GROUP_WORDS:
        assert sum(p.characteristic == characteristic for p in known) >= 45
    for pair in known:
        named, twin = (reading.read(text).windows[0] for text in (pair.sentence, pair.twin))
        assert named.count(reading.GROUP) > twin.count(reading.GROUP), pair


def test_the_prior_treats_people_like_their_neutral_twins(prior: Prior) -> None:
    found = fairness(Scorer(prior))
    assert found.alarms <= PRIOR_ALARMS
    assert abs(found.gap) <= PRIOR_GAP
    assert all(abs(gap) <= PRIOR_GAP_OF_ONE for gap in found.gaps.values()), found.gaps
    assert max(_values(Scorer(prior), [p.sentence for p in pairs()])) < 0.5


@pytest.mark.usefixtures("unmasked")
def test_without_masking_the_prior_would_not(prior: Prior) -> None:
    found = fairness(Scorer(prior))
    assert found.alarms > 2 * PRIOR_ALARMS
    assert found.gap > 5 * PRIOR_GAP
    assert found.gaps["sexual orientation"] > 0.1


def test_unfair_decisions_do_not_teach_it_to_weigh_people(prior: Prior) -> None:
    model = learn(sample(unfair_decisions()), prior)
    assert model.voice == 1
    found = fairness(Scorer(prior, model))
    assert found.alarms <= PERSONAL_ALARMS
    assert abs(found.gap) <= PERSONAL_GAP
    assert all(abs(gap) <= PERSONAL_GAP_OF_ONE for gap in found.gaps.values()), found.gaps


@pytest.mark.usefixtures("unmasked")
def test_without_masking_they_would(prior: Prior) -> None:
    found = fairness(Scorer(prior, learn(sample(unfair_decisions()), prior)))
    assert found.alarms > 1.25 * PERSONAL_ALARMS
    assert found.gap > 1.5 * PERSONAL_GAP
    assert found.gaps["sexual orientation"] > 1.5 * PERSONAL_GAP_OF_ONE


def test_fair_decisions_stay_fair(prior: Prior) -> None:
    model = learn(sample(Decided(c.text, c.removed, c.author) for c in invented(1_000)), prior)
    found = fairness(Scorer(prior, model))
    assert abs(found.gap) <= PERSONAL_GAP
    assert all(abs(gap) <= PERSONAL_GAP_OF_ONE for gap in found.gaps.values()), found.gaps


def test_who_is_named_does_not_matter_to_the_score(prior: Prior) -> None:
    frame = "I sat beside {people} at the library yesterday, and we talked about the weather."
    found = _values(Scorer(prior), [frame.format(people=people) for people in NAMED])
    assert found.max() - found.min() < 0.03
