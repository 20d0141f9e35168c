"""Why a score is what it is: the phrases that moved it, where the reader wrote them, and the shape rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from editor.triage.score.features import COLUMNS, Occurrences, letter_occurrences, spelled, word_occurrences
from editor.triage.score.model import PRIOR_SCALE, SHAPE_SCALE
from editor.triage.score.reading import GROUP, Reading, read, token_spans
from editor.triage.score.scorer import Score, Scorer
from editor.triage.score.shape import SHAPE_RULES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_PHRASES: Final = 8
_LEAST: Final = 0.05  # logits; less is not worth a person's look
_LEAST_SHAPE: Final = 0.005  # what is less is counted with the base
_LEAST_SHARE: Final = 0.05  # of the strongest word


@dataclass(frozen=True, slots=True)
class Phrase:
    """Neighbouring words that moved the score the same way. Places are code points of the comment as written."""

    start: int
    end: int
    text: str  # as written
    weight: float  # what it adds to the logit; below 0 it speaks for approval


@dataclass(frozen=True, slots=True)
class ShapePart:
    """What one shape rule adds to the logit."""

    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """A score in parts. ``base`` + all words + ``shape`` is ``logit``; ``phrases`` are the strongest of the words."""

    score: Score
    logit: float
    base: float  # what the same score says to a comment without words
    words: float  # all words together, those too weak to be listed as well
    phrases: tuple[Phrase, ...]  # strongest first
    shape: tuple[ShapePart, ...]  # those that add anything, strongest first


def explain(scorer: Scorer, text: str) -> Explanation:
    """The parts of the score of ``text``; of a long comment, of the window that counts."""
    import numpy as np

    reading = read(text)
    parts = scorer.parts([reading])
    window = reading.windows[int(parts.windows[0])]
    logit = float(parts.final[0])
    prior_factor, own_factor = _factors(scorer)
    shape = _shape(scorer, reading, prior_factor, own_factor)
    by_token = prior_factor * _prior_shares(scorer, window)
    if own_factor and window:
        by_token = by_token + own_factor * _own_shares(scorer, window)
    words = float(np.sum(by_token))
    return Explanation(
        score=scorer.score([text])[0],
        logit=logit,
        base=logit - words - sum(part.weight for part in shape),
        words=words,
        phrases=_phrases(text, reading, int(parts.windows[0]), by_token.tolist()),
        shape=shape,
    )


def _factors(scorer: Scorer) -> tuple[float, float]:
    """What the score gains from one logit of the prior, and from one of the regression's own."""
    model = scorer.model
    if model is None:
        return 1.0, 0.0
    own = model.voice * model.personal_platt.slope * model.final_platt.slope
    prior = (1 - model.voice) * model.prior_platt.slope * model.final_platt.slope
    return prior + own * PRIOR_SCALE * model.prior_weight, own


def _shape(scorer: Scorer, reading: Reading, prior_factor: float, own_factor: float) -> tuple[ShapePart, ...]:
    own = scorer.model.shape_weights if scorer.model else (0.0,) * len(SHAPE_RULES)
    weights = [
        prior_factor * rule.weight + own_factor * SHAPE_SCALE * w for rule, w in zip(SHAPE_RULES, own, strict=True)
    ]
    parts = [ShapePart(r.name, w * v) for r, w, v in zip(SHAPE_RULES, weights, reading.shape, strict=True)]
    parts = [part for part in parts if abs(part.weight) >= _LEAST_SHAPE]
    return tuple(sorted(parts, key=lambda part: -abs(part.weight)))


def _prior_shares(scorer: Scorer, window: Sequence[str]) -> NDArray[np.float64]:
    """The prior's logit, less that of no words, shared out among the tokens by what its models give each."""
    logit, nothing = scorer.prior.opinions([window, ()])
    shares = scorer.prior.shares(window)
    total = float(shares.sum())
    # The prior's logit is that of a mean of five models, the shares are means of their logits: nearly the same, but for
    # the bound on the logit. Where they do not go together at all, nothing is shared out and the base carries it.
    ratio = (logit - nothing) / total if abs(total) > 1e-9 else 0.0
    scaled: NDArray[np.float64] = shares * (ratio if 0 < ratio < 3 else 0.0)
    return scaled


def _own_shares(scorer: Scorer, window: Sequence[str]) -> NDArray[np.float64]:
    """What the hashed features of each token add to the regression's logit; runs are shared out by their letters."""
    import numpy as np

    words, letters = word_occurrences([window]), letter_occurrences([window])
    shares = np.zeros(len(window))
    worth = _worth(scorer, words)
    np.add.at(shares, words.first, worth / 2)
    np.add.at(shares, words.last, worth / 2)
    owner = _owners(window)
    worth = _worth(scorer, letters)
    lengths = letters.last - letters.first + 1
    for step in range(int(lengths.max(initial=0))):
        inside = step < lengths
        owners = owner[letters.first[inside] + step]
        np.add.at(shares, owners, worth[inside] / lengths[inside])
    return shares


def _worth(scorer: Scorer, found: Occurrences) -> NDArray[np.float64]:
    """What each occurrence adds: its feature's weight times value, over the times it occurs."""
    import numpy as np

    times = np.bincount(found.columns, minlength=COLUMNS)[found.columns]
    length = np.sqrt(np.maximum(1, found.lengths[0]))
    worth: NDArray[np.float64] = scorer.weights[found.columns] * np.sqrt(times) / length / times
    return worth


def _owners(window: Sequence[str]) -> NDArray[np.int64]:
    """The token of each letter of the spelled window; a space belongs to the word before, the first to the first."""
    import numpy as np

    owners = np.repeat(np.arange(len(window)), [len(spelled((token,))) - 2 for token in window])
    owners = np.concatenate([[0, 0], owners])
    assert len(owners) == len(spelled(window))
    return owners


def _phrases(text: str, reading: Reading, window: int, weights: Sequence[float]) -> tuple[Phrase, ...]:
    """Runs of tokens that push the same way, mapped to what the reader wrote; the strongest."""
    strongest = max((abs(weight) for weight in weights), default=0.0)
    least = strongest * _LEAST_SHARE
    runs: list[tuple[int, int, float]] = []  # first token, last token, weight
    for place, weight in enumerate(weights):
        if not weight or abs(weight) < least or reading.windows[window][place] == GROUP:
            continue
        if runs and runs[-1][1] == place - 1 and (runs[-1][2] > 0) == (weight > 0):
            runs[-1] = (runs[-1][0], place, runs[-1][2] + weight)
        else:
            runs.append((place, place, weight))
    runs = sorted((run for run in runs if abs(run[2]) >= _LEAST), key=lambda run: -abs(run[2]))[:MOST_PHRASES]
    spans = token_spans(reading, window)
    found = []
    for first, last, weight in runs:
        start, end = reading.normalised.span_of(spans[first][0], spans[last][1])
        found.append(Phrase(start, end, text[start:end], weight))
    return tuple(found)
