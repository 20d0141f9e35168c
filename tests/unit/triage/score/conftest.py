"""One prior and one trained model for all tests of the score."""

from __future__ import annotations

import pytest

from editor.triage.score.learning import learn
from editor.triage.score.lessons import Decided, sample
from editor.triage.score.model import Model
from editor.triage.score.prior import Prior, load_prior
from tests.helpers.invented_comments import Invented, invented


@pytest.fixture(scope="session")
def prior() -> Prior:
    return load_prior()


@pytest.fixture(scope="session")
def comments() -> list[Invented]:
    return invented(1_000)


@pytest.fixture(scope="session")
def model(prior: Prior, comments: list[Invented]) -> Model:
    return learn(sample(Decided(c.text, c.removed, c.author) for c in comments), prior)
