"""The prior: the model of alt-profanity-check on words without the names of groups, and the shape rules."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from editor.domain.errors import BadInput
from editor.triage.score.inert_pickle import load_numbers
from editor.triage.score.reading import GROUP

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Of the wheel of alt-profanity-check 1.9.1 (MIT). Another version needs these figures and the measurements again.
PRIOR_NAME: Final = "alt-profanity-check 1.9.1"
_MODEL: Final = ("model.joblib", "aeafc04849d4d93db4721cf30a86ebf22085595294b8a07d51918e7fa98f538b")
_WORDS: Final = ("vectorizer.joblib", "19c5200dc6a41f026e0558e2f164f5fe8d8f58e502b46b37e4385037fcfa4831")
_SUREST: Final = 10.0  # logits beyond this are as good as certain, and would only swamp what the desk teaches
_MOST_SURE: Final = 6.0  # measured: comments it finds worst are removed no more often than those it finds bad
# Stands for a group in the prior's eyes: a word it knows, whose weight is close to nothing. Leaving the place empty
# would make every other word of the sentence weigh more than in its neutral twin.
STAND_IN: Final = "people"


class Prior:
    """A bag of words weighed by five linear models, their probabilities averaged; get it from :func:`load_prior`."""

    def __init__(
        self,
        vocabulary: dict[str, int],
        idf: NDArray[np.float64],
        weights: NDArray[np.float64],
        offsets: NDArray[np.float64],
    ) -> None:
        """``weights``: (models, words), ``offsets``: (models); both with the sigmoid's slope and offset worked in."""
        self._vocabulary = vocabulary
        self._idf = idf
        self._weights = weights
        self._offsets = offsets
        self._mean_weights = weights.mean(axis=0)
        self._stand_in = vocabulary[STAND_IN]

    def logits(self, windows: Sequence[Sequence[str]]) -> NDArray[np.float64]:
        """The logit of each window's words being offensive, between -10 and 10."""
        import numpy as np

        rows, words, values = self._tfidf(windows)
        chances = np.zeros(len(windows))
        for weights, offset in zip(self._weights, self._offsets, strict=True):
            sums = np.bincount(rows, values * weights[words], minlength=len(windows)) + offset
            chances += 1 / (1 + np.exp(-sums)) / len(self._offsets)
        with np.errstate(divide="ignore"):
            logits: NDArray[np.float64] = np.log(chances) - np.log1p(-chances)
        return np.clip(logits, -_SUREST, _SUREST)

    def opinions(self, windows: Sequence[Sequence[str]]) -> NDArray[np.float64]:
        """The same in the same order, between -6 and 6: it is surer of itself than what it says bears out."""
        import numpy as np

        opinions: NDArray[np.float64] = _MOST_SURE * np.tanh(self.logits(windows) / _MOST_SURE)
        return opinions

    def shares(self, window: Sequence[str]) -> NDArray[np.float64]:
        """What each token of one window adds, in logits, in the mean of the models; 0 for those it does not know."""
        import numpy as np

        _, words, values = self._tfidf([window])
        shares = np.zeros(len(window))
        by_word = dict(zip(words.tolist(), (values * self._mean_weights[words]).tolist(), strict=True))
        known = [self._number(token) for token in window]
        for place, word in enumerate(known):
            if word is not None and window[place] != GROUP:
                shares[place] = by_word[word] / known.count(word)
        return shares

    def _tfidf(
        self, windows: Sequence[Sequence[str]]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Rows, words and values of length 1 a row, as scikit-learn's TfidfVectorizer gives them."""
        import numpy as np

        number = self._vocabulary.get
        found = [[w for token in window if (w := number(token)) is not None] for window in windows]
        for window, words in zip(windows, found, strict=True):
            words.extend([self._stand_in] * window.count(GROUP))
        size = len(self._idf)
        rows = np.repeat(np.arange(len(windows), dtype=np.int64), [len(words) for words in found])
        flat = np.fromiter((w for words in found for w in words), dtype=np.int64, count=len(rows))
        keys, counts = np.unique(rows * size + flat, return_counts=True)
        rows, flat = keys // size, keys % size
        values = counts * self._idf[flat]
        lengths = np.sqrt(np.bincount(rows, values * values, minlength=len(windows)))
        return rows, flat, values / lengths[rows]

    def _number(self, token: str) -> int | None:
        return self._stand_in if token == GROUP else self._vocabulary.get(token)


@cache
def load_prior() -> Prior:
    """The prior, from the wheel it comes in, read once. Raises BadInput when the files are not the known ones."""
    import numpy as np

    package = find_spec("profanity_check")
    if package is None or package.origin is None:
        raise BadInput("The prior's model is not installed. Install the pinned packages again.")
    folder = Path(package.origin).parent / "data"
    vectorizer = load_numbers(folder / _WORDS[0], _WORDS[1])
    fitted = load_numbers(folder / _MODEL[0], _MODEL[1]).calibrated_classifiers_
    slopes = [-float(f.calibrators[0].a_) for f in fitted]
    return Prior(
        {word: int(number) for word, number in vectorizer.vocabulary_.items()},
        np.asarray(vectorizer._tfidf.idf_),
        np.array([slope * f.estimator.coef_[0] for slope, f in zip(slopes, fitted, strict=True)]),
        np.array(
            [
                slope * float(f.estimator.intercept_[0]) - float(f.calibrators[0].b_)
                for slope, f in zip(slopes, fitted, strict=True)
            ]
        ),
    )
