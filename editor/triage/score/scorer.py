"""Scores comments: prior and personal model, blended and calibrated. It sorts work and never acts by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from editor.triage.score.calibration import chances
from editor.triage.score.features import COLUMNS, hashed
from editor.triage.score.model import PRIOR_SCALE, SHAPE_SCALE, Model
from editor.triage.score.prior import Prior
from editor.triage.score.reading import MOST_READ, Reading, read
from editor.triage.score.shape import prior_part

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BATCH: Final = 1_024  # comments, or windows, at a time
_BATCH_CODE_POINTS: Final = 1_000_000  # of the comments read at a time


@dataclass(frozen=True, slots=True)
class Score:
    """One comment's score and its parts, as probabilities of being removed, 0 to 1."""

    value: float
    prior: float
    personal: float | None  # None while the personal model is silent
    voice: float  # what the personal model has to say beside the prior, 0 to 1

    def parts(self) -> dict[str, float]:
        """By the names under which a rulebook's checks ask for them: score, prior, and personal where it speaks."""
        own = {} if self.personal is None else {"personal": self.personal}
        return {"score": self.value, "prior": self.prior, **own}


@dataclass(frozen=True)
class Parts:
    """The same for many comments, as logits, (comments,) each; ``windows`` is the one of each that counts."""

    final: NDArray[np.float64]
    prior: NDArray[np.float64]
    personal: NDArray[np.float64]
    windows: NDArray[np.int64]


class Scorer:
    """Scores with the prior, and with what the desk taught where there is a model."""

    def __init__(self, prior: Prior, model: Model | None = None) -> None:
        import numpy as np

        self.prior = prior
        self.model = model
        self.weights = np.zeros(COLUMNS, np.float32)
        if model is not None:
            self.weights[model.columns] = model.weights

    def score(self, texts: Sequence[str]) -> list[Score]:
        """The scores of comments, each judged by its worst window."""
        return [score for batch in _batches(texts) for score in self._batch(batch)]

    def parts(self, readings: Sequence[Reading]) -> Parts:
        """The parts of the score of comments that were read."""
        import numpy as np

        windows = [window for reading in readings for window in reading.windows]
        sizes = [len(reading.windows) for reading in readings]
        shapes = np.repeat(np.array([reading.shape for reading in readings]), sizes, axis=0)
        prior = self.prior.opinions(windows) + np.repeat([prior_part(reading.shape) for reading in readings], sizes)
        voice = self.model.voice if self.model else 0.0
        # While it is silent it is not worked out, which saves most of the time.
        personal, final = self._regression(windows, prior, shapes) if voice else np.zeros(len(windows)), prior
        if self.model is not None:
            prior, personal = self.model.prior_platt.logit(prior), self.model.personal_platt.logit(personal)
            final = self.model.final_platt.logit((1 - voice) * prior + voice * personal)
        starts = np.concatenate([[0], np.cumsum(sizes)])
        if len(windows) == len(readings):
            worst = starts[:-1]
        else:
            worst = np.array([a + int(final[a:b].argmax()) for a, b in pairwise(starts)])
        return Parts(final[worst], prior[worst], personal[worst], worst - starts[:-1])

    def words_alone(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """The raw logit of the hashed words and letters of each comment, silent or not: to measure what they know."""
        import numpy as np

        found = [np.zeros(0)]
        for batch in _batches(texts):
            readings = [read(text) for text in batch]
            sums = self._sums([window for reading in readings for window in reading.windows])
            starts = np.cumsum([0, *(len(reading.windows) for reading in readings)])[:-1]
            found.append(np.maximum.reduceat(sums, starts))
        return np.concatenate(found)

    def _batch(self, texts: Sequence[str]) -> list[Score]:
        voice = self.model.voice if self.model else 0.0
        parts = self.parts([read(text) for text in texts])
        columns = (chances(parts.final).tolist(), chances(parts.prior).tolist(), chances(parts.personal).tolist())
        return [Score(value, prior, own if voice else None, voice) for value, prior, own in zip(*columns, strict=True)]

    def _regression(
        self, windows: Sequence[Sequence[str]], prior: NDArray[np.float64], shapes: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """The personal model's raw logits."""
        assert self.model is not None
        own = prior * PRIOR_SCALE * self.model.prior_weight + shapes @ self.model.shape_weights * SHAPE_SCALE
        logits: NDArray[np.float64] = self._sums(windows) + own + self.model.intercept
        return logits

    def _sums(self, windows: Sequence[Sequence[str]]) -> NDArray[np.float64]:
        """The weights of the hashed features of each window, a part at a time: long comments have many windows."""
        import numpy as np

        parts = [hashed(windows[i : i + _BATCH]).sums(self.weights) for i in range(0, len(windows), _BATCH)]
        return np.concatenate([np.zeros(0), *parts])


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """``texts`` in parts of bounded size."""
    begin = points = 0
    for place, text in enumerate(texts):
        points += min(len(text), MOST_READ)
        if place > begin and (place - begin == _BATCH or points > _BATCH_CODE_POINTS):
            yield texts[begin:place]
            begin, points = place, min(len(text), MOST_READ)
    if begin < len(texts):
        yield texts[begin:]
