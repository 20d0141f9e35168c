"""The prior gives the answers of the library it is taken from, without loading or running what its files name."""

from __future__ import annotations

import hashlib
import pickle
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from editor.domain.errors import BadInput
from editor.triage.score import prior as prior_module
from editor.triage.score.calibration import chances
from editor.triage.score.inert_pickle import Bag, load_numbers
from editor.triage.score.prior import Prior
from editor.triage.score.reading import GROUP
from tests.helpers.invented_comments import invented

# The examples of alt-profanity-check's own documentation, and what it says of them: 0 is clean, 1 is not.
DOCUMENTED = {
    "predict() takes an array and returns a 1 for each string if it is offensive, else 0.": 0,
    "predict_prob() takes an array and returns the probability each string is offensive": 0,
    "fuck you": 1,
    "go to hell, you scum": 1,
}


def windows(texts: list[str]) -> list[list[str]]:
    """As the library's own vectoriser cuts them."""
    return [re.findall(r"\b\w\w+\b", text.lower()) for text in texts]


def test_it_answers_as_the_library_does(prior: Prior) -> None:
    from profanity_check import predict_prob

    texts = [
        *DOCUMENTED,
        *(c.text for c in invented(300, seed=5)),
        "",
        "zzqx qqqz",
        "the and of",
        "damn damn damn damn hello",
    ]
    ours = chances(prior.logits(windows(texts)))
    theirs = predict_prob(texts)
    assert np.abs(ours - theirs).max() < 5e-5  # where they are surer than ten logits
    middle = (theirs > 1e-4) & (theirs < 1 - 1e-4)
    assert middle.sum() > 250
    assert np.abs(ours - theirs)[middle].max() < 1e-12


def test_it_answers_as_the_librarys_documentation_says(prior: Prior) -> None:
    found = chances(prior.logits(windows(list(DOCUMENTED)))) > 0.5
    assert found.astype(int).tolist() == list(DOCUMENTED.values())


def test_its_opinion_keeps_the_order_and_is_never_certain(prior: Prior) -> None:
    made = windows([c.text for c in invented(200, seed=6)])
    logits, opinions = prior.logits(made), prior.opinions(made)
    assert np.argsort(logits, kind="stable").tolist() == np.argsort(opinions, kind="stable").tolist()
    assert np.abs(opinions).max() < 6 < np.abs(logits).max()


def test_nothing_of_scikit_learn_is_loaded_for_it() -> None:
    program = (
        "import sys\n"
        "from editor.triage.score.prior import load_prior\n"
        "from editor.triage.score.scorer import Scorer\n"
        "assert Scorer(load_prior()).score(['You idiot', 'Good morning'])[0].value > 0.5\n"
        "sys.exit(','.join(name for name in ('sklearn', 'scipy', 'profanity_check') if name in sys.modules) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_group_weighs_next_to_nothing(prior: Prior) -> None:
    empty, group = prior.logits([(), (GROUP,)])
    assert abs(group - empty) < 0.05
    with_group, with_stand_in = prior.logits(
        [("what", "an", "idiot", GROUP), ("what", "an", "idiot", prior_module.STAND_IN)]
    )
    assert with_group == with_stand_in


def test_the_shares_of_tokens_are_what_the_models_give_them(prior: Prior) -> None:
    shares = prior.shares(("what", "an", "idiot", "and", "idiot", GROUP, "qqqz"))
    assert shares[2] == shares[4] > 0
    assert shares[5] == shares[6] == 0


def test_another_file_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "model.joblib"
    other.write_bytes(b"another model")
    with pytest.raises(BadInput, match="not the file this program was made with"):
        load_numbers(other, "0" * 64)
    with pytest.raises(BadInput, match="cannot be read"):
        load_numbers(tmp_path / "nothing", "0" * 64)


class _Mischief:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.touch, (str(self.path),)


def test_what_a_file_would_run_is_not_run(tmp_path: Path) -> None:
    """Even with the right hash: a class or function that is no number stays a bag."""
    target = tmp_path / "was run"
    content = pickle.dumps({"a": _Mischief(target), "b": [1, 2.5, "three"]})
    file = tmp_path / "model.joblib"
    file.write_bytes(content)
    found = load_numbers(file, hashlib.sha256(content).hexdigest())
    assert isinstance(found["a"], Bag) and found["b"] == [1, 2.5, "three"]
    assert not target.exists()
