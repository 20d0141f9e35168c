"""What is learned from: decided comments, a bounded number of them, read and turned into numbers."""

from __future__ import annotations

import zlib
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from editor.triage.score.features import COLUMNS, hashed
from editor.triage.score.prior import Prior
from editor.triage.score.reading import read
from editor.triage.score.shape import SHAPE_RULES, prior_part

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_LEARNED: Final = 20_000  # decisions a fit rests on: the newest, both kinds as even as they come
MOST_CODE_POINTS: Final = 6_000_000  # of all of them together; the process then has some 600 MB
_LONGEST: Final = 10_000  # code points kept of one comment
_CHUNK: Final = 1_000


@dataclass(frozen=True, slots=True)
class Decided:
    """One comment that a person decided. ``author`` (any id) keeps what only one reader says out of the model."""

    text: str
    removed: bool
    author: str = ""


@dataclass
class Sample:
    """A bounded selection from any number of decisions, in the order they were taken; counts all it is shown."""

    approved: int = 0
    removed: int = 0
    _kept: tuple[deque[tuple[int, Decided]], deque[tuple[int, Decided]]] = field(
        default_factory=lambda: (deque(maxlen=MOST_LEARNED), deque(maxlen=MOST_LEARNED)), repr=False
    )
    _points: list[int] = field(default_factory=lambda: [0, 0], repr=False)  # code points kept of each kind

    def add(self, decided: Decided) -> None:
        """Show it the next decision."""
        number = self.approved + self.removed
        if decided.removed:
            self.removed += 1
        else:
            self.approved += 1
        kind, text = int(decided.removed), decided.text[:_LONGEST]
        kept = self._kept[kind]
        while kept and (len(kept) == kept.maxlen or self._points[kind] + len(text) > MOST_CODE_POINTS):
            self._points[kind] -= len(kept.popleft()[1].text)
        self._points[kind] += len(text)
        kept.append((number, Decided(text, decided.removed, decided.author)))

    def decisions(self) -> list[Decided]:
        """At most MOST_LEARNED and MOST_CODE_POINTS: the newest, the rarer kind first of all."""
        approved, removed = list(self._kept[0]), list(self._kept[1])
        half = MOST_LEARNED // 2
        rarer = min(len(approved), len(removed), half)
        room = MOST_LEARNED - rarer
        chosen = [_newest(approved, room, MOST_CODE_POINTS // 2), _newest(removed, room, MOST_CODE_POINTS // 2)]
        if len(chosen[0]) + len(chosen[1]) > MOST_LEARNED:
            chosen = [part[-half:] for part in chosen]
        return [decided for _, decided in sorted(chosen[0] + chosen[1], key=lambda pair: pair[0])]


def sample(decisions: Iterable[Decided]) -> Sample:
    """A sample of ``decisions``, which come in the order in which they were taken."""
    found = Sample()
    for decided in decisions:
        found.add(decided)
    return found


def _newest(kept: Sequence[tuple[int, Decided]], most: int, code_points: int) -> list[tuple[int, Decided]]:
    chosen: list[tuple[int, Decided]] = []
    for pair in reversed(kept):
        code_points -= len(pair[1].text)
        if len(chosen) == most or code_points < 0:
            break
        chosen.append(pair)
    return chosen[::-1]


@dataclass(frozen=True)
class Lessons:
    """Decided comments as numbers; rows in the order in which they were decided."""

    features: Any  # scipy.sparse.csr_array, (rows, COLUMNS), float32
    prior: NDArray[np.float64]  # the prior's logit with the shape rules' part, (rows,)
    shapes: NDArray[np.float64]  # (rows, SHAPE_RULES)
    removed: NDArray[np.bool_]
    groups: NDArray[np.int64]  # equal for equal words: what is said twice is never both learned and tested
    authors: NDArray[np.int64]  # equal for one author

    def __len__(self) -> int:
        return len(self.removed)

    def take(self, rows: NDArray[Any]) -> Lessons:
        """Some of the rows: their numbers, or a mask."""
        return Lessons(
            self.features[rows],
            self.prior[rows],
            self.shapes[rows],
            self.removed[rows],
            self.groups[rows],
            self.authors[rows],
        )


def lessons(decisions: Sequence[Decided], prior: Prior) -> Lessons:
    """Read and hash the decisions; of a long comment, the window that the prior finds worst."""
    import numpy as np
    from scipy import sparse

    parts, priors = [], []
    shapes: list[tuple[float, ...]] = []
    groups: list[int] = []
    for begin in range(0, len(decisions), _CHUNK):
        readings = [read(decided.text) for decided in decisions[begin : begin + _CHUNK]]
        windows = [_worst(reading.windows, prior) for reading in readings]
        part = hashed(windows)
        starts = np.concatenate([[0], np.cumsum(np.bincount(part.rows, minlength=part.count))])
        parts.append(sparse.csr_array((part.values, part.columns, starts), shape=(part.count, COLUMNS)))
        priors.append(prior.opinions(windows) + [prior_part(reading.shape) for reading in readings])
        shapes.extend(reading.shape for reading in readings)
        groups.extend(_fingerprint(" ".join(window)) for window in windows)
    authors = [_fingerprint(d.author) if d.author else -1 - i for i, d in enumerate(decisions)]
    return Lessons(
        sparse.vstack(parts, format="csr") if parts else sparse.csr_array((0, COLUMNS), dtype=np.float32),
        np.concatenate([*priors, np.zeros(0)]),
        np.array(shapes).reshape(-1, len(SHAPE_RULES)),
        np.array([decided.removed for decided in decisions], dtype=np.bool_),
        np.array(groups, dtype=np.int64),
        np.array(authors, dtype=np.int64),
    )


def _worst(windows: Sequence[Sequence[str]], prior: Prior) -> Sequence[str]:
    return windows[0] if len(windows) == 1 else windows[int(prior.logits(windows).argmax())]


def _fingerprint(words: str) -> int:
    return zlib.crc32(words.encode("utf-8", "surrogatepass"))
