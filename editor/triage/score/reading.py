"""What the score reads of a comment: its words without the names of groups, in windows, and its shape."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from editor.triage.normalise import Normalised, normalise
from editor.triage.score.group_words import mark_groups
from editor.triage.score.shape import shape_of

MOST_READ: Final = 100_000  # code points of one comment; what stands behind them is not read
WINDOW: Final = 400  # words; a long comment is judged by its worst window, so that padding hides nothing
# A word, or one picture. A run of letters longer than any word is cut, so that no place in a text is left out.
TOKEN: Final = re.compile("[^\\W_]{1,64}|[\u2600-\u27bf\U0001f000-\U0001faff]")
GROUP: Final = "\x01"  # stands where a group was named; the normaliser lets no control through


@dataclass(frozen=True, slots=True)
class Reading:
    """One comment, read. ``windows`` are runs of tokens; :data:`GROUP` stands for every word of a group's name."""

    normalised: Normalised
    windows: tuple[tuple[str, ...], ...]  # at least one, which may be empty
    shape: tuple[float, ...]  # see editor.triage.score.shape


def read(text: str) -> Reading:
    """Read a comment. Any string is accepted."""
    text = text[:MOST_READ]
    normalised = normalise(text)
    tokens = TOKEN.findall(normalised.text)
    shape = shape_of(text, normalised.text, len(tokens))
    marks = mark_groups(tokens)
    if True in marks:
        tokens = [GROUP if marked else token for token, marked in zip(tokens, marks, strict=True)]
    windows = tuple(tuple(tokens[i : i + WINDOW]) for i in range(0, len(tokens), WINDOW)) or ((),)
    return Reading(normalised, windows, shape)


def token_spans(reading: Reading, window: int) -> list[tuple[int, int]]:
    """Where the tokens of one window stand in the normalised text, in code points."""
    spans = [match.span() for match in TOKEN.finditer(reading.normalised.text)]
    return spans[window * WINDOW : (window + 1) * WINDOW]
