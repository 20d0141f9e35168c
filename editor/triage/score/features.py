"""Hashed features of comments: words, pairs of words, runs of three to five letters; only a hash is kept of each."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from editor.triage.score.reading import GROUP

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BITS: Final = 18
BLOCK: Final = 1 << BITS  # columns of one kind of feature
COLUMNS: Final = 2 * BLOCK  # words first, then letters
LETTER_RUNS: Final = (3, 4, 5)
FEATURES_VERSION: Final = 1  # of everything above and below: a model learned with other features cannot be used
_BATCH: Final = 1_024  # rows: row and column fit into 32 bits together, which sorts twice as fast
_ODD: Final = 0x9E3779B97F4A7C15  # the golden ratio in 64 bits, which spreads neighbours (Knuth, vol. 3, 6.4)
_BREAK: Final = "\x00"
_HIDDEN: Final = GROUP * 6  # about as long as a word is


@dataclass(frozen=True, slots=True)
class Hashed:
    """A sparse matrix in parts, in order: (entries,) each. Words and letters of a row have length 1 each,
    less what the names of groups hide.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int32]
    values: NDArray[np.float32]
    count: int  # rows

    def sums(self, weights: NDArray[np.float32]) -> NDArray[np.float64]:
        """The product with ``weights`` (COLUMNS,): one number for each row."""
        import numpy as np

        found: NDArray[np.float64] = np.bincount(
            self.rows, self.values * weights[self.columns], minlength=self.count
        ).astype(np.float64, copy=False)
        return found


def hashed(windows: Sequence[Sequence[str]]) -> Hashed:
    """The features of windows of tokens. Nothing that touches the name of a group becomes a feature."""
    import numpy as np

    parts = [_batch(windows[i : i + _BATCH]) for i in range(0, len(windows), _BATCH)] or [_batch([])]
    return Hashed(
        np.concatenate([part.rows + i * _BATCH for i, part in enumerate(parts)]),
        np.concatenate([part.columns for part in parts]),
        np.concatenate([part.values for part in parts]),
        len(windows),
    )


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Every feature where it occurs: (occurrences,) each. ``first`` and ``last`` are tokens, or letters for runs."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    lengths: NDArray[np.int64]  # (windows,): occurrences, those that a group's name hides as well


def word_occurrences(windows: Sequence[Sequence[str]]) -> Occurrences:
    """Words and pairs of neighbouring words; ``first`` and ``last`` count the tokens of all windows in turn."""
    import numpy as np

    rows = np.repeat(np.arange(len(windows), dtype=np.int64), [len(window) for window in windows])
    codes = np.fromiter((_code(token) for window in windows for token in window), dtype=np.uint64, count=len(rows))
    named = codes != 0
    places = np.arange(len(rows))
    pairs = (rows[:-1] == rows[1:]) & named[:-1] & named[1:]
    odd = np.uint64(_ODD)
    singles = _mixed(codes * odd + np.uint64(1))[named]
    doubles = _mixed((codes[:-1] * odd + codes[1:]) * odd + np.uint64(2))[pairs]
    sizes = np.bincount(rows, minlength=len(windows))
    return Occurrences(
        np.concatenate([rows[named], rows[:-1][pairs]]),
        np.concatenate([singles, doubles]),
        np.concatenate([places[named], places[:-1][pairs]]),
        np.concatenate([places[named], places[1:][pairs]]),
        sizes + np.maximum(sizes - 1, 0),
    )


def letter_occurrences(windows: Sequence[Sequence[str]]) -> Occurrences:
    """Runs of letters, over the ends of words; ``first`` and ``last`` count the letters of all windows, spelled."""
    import numpy as np

    texts = [spelled(window) for window in windows]
    letters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    rows = np.repeat(np.arange(len(texts), dtype=np.int64), [len(text) for text in texts])
    allowed = letters > ord(GROUP)  # neither a break between comments nor a group's name
    odd = np.uint64(_ODD)
    hashes, whole = letters * odd, allowed
    sizes = np.bincount(rows, minlength=len(texts)) - 1
    found: list[tuple[NDArray[np.int64], NDArray[np.int64], int]] = []
    for run in range(2, max(LETTER_RUNS) + 1):
        hashes = hashes[:-1] * odd + letters[run - 1 :]
        hashes ^= hashes >> np.uint64(31)
        whole = whole[:-1] & allowed[run - 1 :]
        if run in LETTER_RUNS:
            places = np.flatnonzero(whole)
            found.append((places, _mixed(hashes[places] + np.uint64(run)) + BLOCK, run))
    places = np.concatenate([places for places, _, _ in found])
    return Occurrences(
        rows[places],
        np.concatenate([columns for _, columns, _ in found]),
        places,
        np.concatenate([places + run - 1 for places, _, run in found]),
        np.sum([np.maximum(sizes - run + 1, 0) for run in LETTER_RUNS], axis=0),
    )


def spelled(window: Sequence[str]) -> str:
    """The tokens as one text, from which runs of letters are taken: a break, then each word between single spaces.

    Every group's name has the same length there, which tells nothing of it but that a word was said.
    """
    return _BREAK + " " + " ".join(window).replace(GROUP, _HIDDEN) + " "


def _batch(windows: Sequence[Sequence[str]]) -> Hashed:
    import numpy as np

    words, letters = word_occurrences(windows), letter_occurrences(windows)
    shift = np.uint32(BITS + 1)
    keys = np.concatenate([words.rows, letters.rows]).astype(np.uint32) << shift
    keys |= np.concatenate([words.columns, letters.columns]).astype(np.uint32)
    keys.sort()
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.zeros(0, np.int64)
    times = np.diff(np.concatenate([starts, [len(keys)]]))
    keys = keys[starts]
    rows, columns = (keys >> shift).astype(np.int64), (keys & np.uint32(COLUMNS - 1)).astype(np.int32)
    # The square root of how often it occurs, over the length of the row's block: its sum of squares is the occurrences.
    # What a group's name hides counts in the length, or all other words would weigh more beside a group.
    lengths = np.where(columns < BLOCK, words.lengths[rows], letters.lengths[rows])
    return Hashed(rows, columns, np.sqrt(times / lengths).astype(np.float32), len(windows))


def _code(token: str) -> int:
    """32 bits for a word, the same on every computer; 0 for a group's name."""
    return 0 if token == GROUP else zlib.crc32(token.encode("utf-8", "surrogatepass")) or 1


def _mixed(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """A column below BLOCK for each hash: the finaliser of SplitMix64 (Steele, Lea and Flood 2014), highest bits."""
    import numpy as np

    mixed = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(64 - BITS)).astype(np.int64)
