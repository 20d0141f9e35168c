"""Repetition: the same or nearly the same text before, by one account or by many; MinHash in NumPy."""

from __future__ import annotations

import re
import zlib
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from editor.domain.rulebook_checks import Repetition, Whose
from editor.triage.normalise import normalise

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Signature = NDArray[np.uint32]

UNDATED = datetime(1970, 1, 1, tzinfo=UTC)  # for comments that do not say when
ROWS = 64  # hashes of a signature: the error of a similarity is about 1 / sqrt(64)
_BANDS = 16  # of four rows each: texts that share .8 meet in a band with probability .9998, those that share .3 in 12 %
_SHINGLE = 3  # words
_MOST_ALIKE = 256  # of one kind that are remembered: a flood costs no more than a trickle
_WORD = re.compile(r"\w+")


def shingles(text: str) -> tuple[int, list[int]]:
    """How many words the normalised text has, and a hash of each run of three of them."""
    words = _WORD.findall(normalise(text).text)
    runs = {" ".join(words[i : i + _SHINGLE]) for i in range(max(1, len(words) - _SHINGLE + 1))}
    return len(words), [zlib.crc32(run.encode("utf-8", "replace")) for run in runs]


def signatures(texts: Sequence[Sequence[int]]) -> Signature:
    """MinHash signatures (Broder 1997) of many sets of shingles at once: one row of 64 for each."""
    import numpy as np

    multiply, add = _coefficients()
    made = np.full((len(texts), ROWS), np.iinfo(np.uint32).max, dtype=np.uint32)
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    filled = np.flatnonzero(lengths)
    if not filled.size:
        return made
    flat = np.fromiter((shingle for text in texts for shingle in text), dtype=np.uint64, count=int(lengths.sum()))
    starts = np.concatenate(([0], np.cumsum(lengths[filled])[:-1]))
    for row in range(ROWS):  # multiply-shift hashing (Dietzfelbinger 1996): the upper half of a 64-bit product
        hashed = ((flat * multiply[row] + add[row]) >> np.uint64(32)).astype(np.uint32)
        made[filled, row] = np.minimum.reduceat(hashed, starts)
    return made


def _coefficients() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    import numpy as np

    made = np.random.default_rng(20_261_122)  # the same on every machine
    odd = made.integers(0, 1 << 63, size=ROWS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    return odd, made.integers(0, 1 << 63, size=ROWS, dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Posted:
    """A comment as far as repetition goes: who, when, and of how many words."""

    author: str
    at: datetime
    words: int


class RecentTexts:
    """Remembers what was posted within the longest time asked for, and says what was said before."""

    def __init__(self, asked: Iterable[Repetition]) -> None:
        self._asked = tuple(dict.fromkeys(asked))
        self._longest = timedelta(hours=max((one.hours for one in self._asked), default=1))
        self._fewest = min((one.fewest_words for one in self._asked), default=1)
        self._recent: deque[tuple[datetime, int]] = deque()
        self._kept: dict[int, tuple[str, datetime, Signature, list[bytes]]] = {}
        self._bands: dict[bytes, deque[int]] = {}
        self._next = 0

    def __len__(self) -> int:
        return len(self._kept)

    def observe(self, comments: Sequence[Posted], signed: Signature) -> list[dict[Repetition, int]]:
        """For each comment, in the order of time: how often its like was posted before, by what was asked.

        ``signed`` has a row of :func:`signatures` for each.
        """
        found: list[dict[Repetition, int]] = []
        for comment, signature in zip(comments, signed, strict=True):
            if comment.words < self._fewest:
                found.append({})
                continue
            self._forget(comment.at - self._longest)
            bands = [bytes([i]) + signature[i * 4 : i * 4 + 4].tobytes() for i in range(_BANDS)]
            found.append(self._count(comment, signature, bands))
            self._keep(comment, signature, bands)
        return found

    def _count(self, comment: Posted, signature: Signature, bands: list[bytes]) -> dict[Repetition, int]:
        import numpy as np

        candidates = list({number for band in bands for number in self._bands.get(band, ())})
        if not candidates:
            return {}
        others = [self._kept[number] for number in candidates]
        shares = (np.array([other[2] for other in others]) == signature).mean(axis=1).tolist()
        counts: dict[Repetition, int] = {}
        for one in self._asked:
            within = timedelta(hours=one.hours)
            times = sum(
                share >= one.similarity
                and abs(comment.at - at) <= within
                and (one.whose is Whose.ANYONE or author == comment.author)
                for share, (author, at, *_) in zip(shares, others, strict=True)
            )
            if times and comment.words >= one.fewest_words:
                counts[one] = times
        return counts

    def _keep(self, comment: Posted, signature: Signature, bands: list[bytes]) -> None:
        number, self._next = self._next, self._next + 1
        self._kept[number] = (comment.author, comment.at, signature.copy(), bands)
        self._recent.append((comment.at, number))
        for band in bands:
            self._bands.setdefault(band, deque(maxlen=_MOST_ALIKE)).append(number)

    def _forget(self, before: datetime) -> None:
        while self._recent and self._recent[0][0] < before:
            _, number = self._recent.popleft()
            *_, bands = self._kept.pop(number)
            for band in bands:
                left = self._bands.get(band)
                if left and left[0] == number:  # the oldest stands first, unless a flood has pushed it out
                    left.popleft()
                if left is not None and not left:
                    del self._bands[band]
