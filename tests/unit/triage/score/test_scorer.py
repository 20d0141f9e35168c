"""Scores, and the reasons given for them."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editor.triage.score import scorer as scorer_module
from editor.triage.score.calibration import chances
from editor.triage.score.explain import explain
from editor.triage.score.model import Model
from editor.triage.score.prior import Prior
from editor.triage.score.scorer import Score, Scorer
from tests.helpers.invented_comments import Invented

POLITE = "I think the figures about the harbour wall are right and would like to hear more. "


@pytest.fixture(params=["prior alone", "with a model", "half a voice"])
def scorer(request: pytest.FixtureRequest, prior: Prior, model: Model) -> Scorer:
    if request.param == "half a voice":
        model = dataclasses.replace(model, approved=400, removed=120)
        assert 0.3 < model.voice < 0.5
    return Scorer(prior, None if request.param == "prior alone" else model)


def test_abuse_scores_above_courtesy_however_it_is_written(scorer: Scorer) -> None:
    rude = [
        "You are an idiot",
        "Y0U ARE AN 1D10T",
        "you are an i.d.i.o.t",
        "You are an id\u200bio\u200bt",
        "you are an idiooooot",
    ]
    polite = ["You are right about the ferry", "Thank you for the article", "See you on Tuesday"]
    found = [score.value for score in scorer.score([*rude, *polite])]
    assert min(found[: len(rude)]) > max(found[len(rude) :])


def test_a_rulebook_asks_for_scores_by_these_names() -> None:
    assert Score(0.7, 0.6, None, 0.0).parts() == {"score": 0.7, "prior": 0.6}
    assert Score(0.7, 0.6, 0.8, 0.5).parts() == {"score": 0.7, "prior": 0.6, "personal": 0.8}


def test_padding_does_not_hide_abuse(scorer: Scorer) -> None:
    padded = [POLITE * 200 + "You are an idiot, you clown. " * 30 + POLITE * 200, POLITE * 400]
    hidden, polite = (score.value for score in scorer.score(padded))
    assert hidden > 0.5 > polite


def test_scores_do_not_depend_on_company(scorer: Scorer, comments: list[Invented]) -> None:
    texts = [c.text for c in comments[:60]] + [POLITE * 60]
    together = scorer.score(texts)
    alone = [scorer.score([text])[0] for text in texts]
    assert [score.value for score in together] == pytest.approx([score.value for score in alone])
    assert [score.prior for score in together] == pytest.approx([score.prior for score in alone])
    assert scorer.score([]) == []


def test_many_long_comments_are_scored_a_part_at_a_time(scorer: Scorer, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{POLITE * 12} number {i}, you idiot" if i % 3 else f"short {i}" for i in range(40)]
    whole = scorer.score(texts)
    monkeypatch.setattr(scorer_module, "_BATCH_CODE_POINTS", 2_500)
    monkeypatch.setattr(scorer_module, "_BATCH", 7)
    assert [len(batch) for batch in scorer_module._batches(texts)][:2] == [4, 3]
    assert [score.value for score in scorer.score(texts)] == pytest.approx([score.value for score in whole])


@settings(max_examples=40)
@given(st.text(st.characters(), max_size=400))
def test_any_string_has_a_score_and_reasons(prior: Prior, model: Model, text: str) -> None:
    for scorer in (Scorer(prior), Scorer(prior, model)):
        (score,) = scorer.score([text])
        assert 0 <= score.value <= 1 and 0 <= score.prior <= 1
        found = explain(scorer, text)
        assert found.score == score
        assert all(text[phrase.start : phrase.end] == phrase.text and phrase.text for phrase in found.phrases)


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "\ud800", "\ufeff", "🌈", "\u200b" * 50, "٣", "a" * 200_000, "!" * 5_000]
)
def test_strange_comments_have_a_score(scorer: Scorer, text: str) -> None:
    (score,) = scorer.score([text])
    assert isinstance(score, Score) and 0 <= score.value < 0.9


def test_a_silent_model_leaves_the_order_to_the_prior(prior: Prior, model: Model, comments: list[Invented]) -> None:
    silent = Scorer(prior, dataclasses.replace(model, record=dataclasses.replace(model.record, proven=False)))
    texts = [c.text for c in comments[:50]]
    assert (
        np.argsort([s.value for s in silent.score(texts)]).tolist()
        == np.argsort([s.value for s in Scorer(prior).score(texts)]).tolist()
    )
    assert all(s.personal is None for s in silent.score(texts))


TEXT = (
    "Good morning. You are a total 1D10T, Mr Smith, and THE FERRY IS LATE. "
    "My gay friend says n\u0336u\u0336m\u0336p\u0336t\u0336y!"
)


def test_reasons_point_at_what_the_reader_wrote(scorer: Scorer) -> None:
    found = explain(scorer, TEXT)
    worst = [phrase for phrase in found.phrases if phrase.weight > 0]
    assert any("1D10T" in phrase.text for phrase in worst)
    assert all(TEXT[phrase.start : phrase.end] == phrase.text for phrase in found.phrases)
    assert [abs(p.weight) for p in found.phrases] == sorted((abs(p.weight) for p in found.phrases), reverse=True)


def test_reasons_name_disguised_words_whole(prior: Prior, model: Model) -> None:
    found = explain(Scorer(prior, model), "My friend is a n\u0336u\u0336m\u0336p\u0336t\u0336y!")
    assert any("n\u0336u\u0336m\u0336p\u0336t\u0336y" in phrase.text for phrase in found.phrases)


def test_reasons_add_up_to_the_score(scorer: Scorer, comments: list[Invented]) -> None:
    for text in [TEXT, *(c.text for c in comments[:25]), POLITE * 50 + "idiot"]:
        found = explain(scorer, text)
        total = found.base + found.words + sum(part.weight for part in found.shape)
        assert total == pytest.approx(found.logit)
        assert chances(np.array([total]))[0] == pytest.approx(found.score.value)


def test_the_base_is_what_a_comment_without_words_gets(scorer: Scorer, comments: list[Invented]) -> None:
    """So nothing is left unexplained: all that differs between comments is in the words and in the shape."""
    bases = [explain(scorer, c.text).base for c in comments[:40]]
    assert max(bases) - min(bases) < 0.1


def test_a_group_is_never_a_reason(scorer: Scorer) -> None:
    for group in ("gay", "Muslim", "women", "disabled", "pensioners", "white men"):
        text = f"These {group} are idiots and clowns, the {group} of this town"
        for phrase in explain(scorer, text).phrases:
            assert group.lower() not in phrase.text.lower().split()


def test_a_word_said_many_times_is_one_reason(scorer: Scorer) -> None:
    found = explain(scorer, "You " + "idiot " * 3_000)
    assert "idiot idiot idiot" in found.phrases[0].text and found.phrases[0].weight > 0.5


def test_a_word_that_the_model_learned_is_the_reason(prior: Prior, model: Model) -> None:
    found = explain(Scorer(prior, model), "This author is a pillock")
    assert "pillock" in found.phrases[0].text and found.phrases[0].weight > 0.3
