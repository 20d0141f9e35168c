"""metric and readability: numbers of the whole story."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from editor.domain.errors import BadInput
from editor.style.entries import Reader
from editor.style.near import did_you_mean
from editor.style.points.context import Context
from editor.style.points.formula import Formula
from editor.style.points.point import Match, Point, Unit
from editor.style.segmenting import sentences, syllables, words

TEXT_COUNTS = (
    "characters", "words", "sentences", "syllables", "complex_words", "long_words", "polysyllabic_words",
)  # fmt: skip
BLOCK_COUNTS = ("paragraphs", "list", "blockquote", "pre", *(f"heading_h{n}" for n in range(1, 7)))
GRADES = ("Gunning Fog", "Coleman-Liau", "Flesch-Kincaid", "SMOG", "Automated Readability")


_NAMES = (*TEXT_COUNTS, *BLOCK_COUNTS)
_BITS = 40  # of each count, so that the counts of a story add up side by side in one number
_MOST_REMEMBERED = 50_000


def packed(counts: Mapping[str, int]) -> int:
    """Counts side by side in one number, as ``totals_of`` reads them."""
    return sum(count << _BITS * _NAMES.index(name) for name, count in counts.items())


def counts_of(text: str, chunks: Sequence[str]) -> int:
    """The counts of ``TEXT_COUNTS``, packed, of one text and the same cut at its spaces.

    Complex words have three syllables or more without counting -es, -ed, -ing; polysyllabic ones three or more; long
    ones more than six letters (as Gunning Fog, SMOG and LIX define them).
    """
    if len(_measured) > _MOST_REMEMBERED:
        _measured.clear()
    counts = sum(map(_measured.__getitem__, chunks))
    return counts + (len(sentences(text)) << _BITS * _NAMES.index("sentences")) if counts else 0


class _Measured(dict[str, int]):
    """The packed counts of chunks of text, of which each is counted when it is first met."""

    def __missing__(self, chunk: str) -> int:
        self[chunk] = counts = sum(map(_measures_of, words(chunk)))
        return counts


def _measures_of(word: str) -> int:
    count = syllables(word)
    letters = sum(c.isalnum() for c in word)
    stem = word.lower()
    for ending in ("es", "ed", "ing"):
        stem = stem.removesuffix(ending)
    is_complex = count >= 3 and not word[:1].isupper() and "-" not in word and syllables(stem) >= 3
    return packed(
        {
            "characters": letters,
            "words": 1,
            "syllables": count,
            "complex_words": is_complex,
            "long_words": letters > 6,
            "polysyllabic_words": count >= 3,
        }
    )


_measured = _Measured()


def totals_of(counts: int) -> dict[str, float]:
    """Packed counts by name."""
    return {name: float(counts >> _BITS * place & (1 << _BITS) - 1) for place, name in enumerate(_NAMES)}


class Measure(Point):
    """Adds up counts over the body."""

    over_all = True

    def look(self, unit: Unit) -> Any:
        """The counts of one text, the same for every rule that asks."""
        if unit.counts is None:
            unit.counts = counts_of(unit.text, unit.chunks)
        return unit.counts

    def conclude(self, facts: Sequence[tuple[int, Any]]) -> list[tuple[int, Match]]:
        """One finding at the top of the story, when the number is wrong; ``facts`` are the totals alone."""
        ((_, totals),) = facts
        if not totals["words"]:
            return []
        number = self._number(totals)
        return [] if number is None else [(-1, Match(0, 0, (f"{number:.2f}",)))]

    @abstractmethod
    def _number(self, totals: Mapping[str, float]) -> float | None:
        """The number to report, or None when it is as it should be."""


class Metric(Measure):
    """``formula`` over the counts, reported when ``condition`` holds for it."""

    def __init__(self, rule: str, reader: Reader, context: Context) -> None:
        super().__init__(rule)
        names = frozenset(_NAMES)
        self._formula = Formula(reader.text("formula"), names, reader.where("formula"))
        condition = reader.text("condition")
        self._condition = Formula(f"result {condition}", names | {"result"}, reader.where("condition"))

    def _number(self, totals: Mapping[str, float]) -> float | None:
        result = self._formula.value(totals)
        return result if self._condition.value({**totals, "result": result}) else None


class Readability(Measure):
    """The mean of the school grades ``metrics`` names, reported when it is above ``grade``."""

    def __init__(self, rule: str, reader: Reader, context: Context) -> None:
        super().__init__(rule)
        self._metrics = reader.texts("metrics", required=True)
        self._grade = reader.number("grade", 0.0)
        for name in self._metrics:
            if name not in GRADES:
                raise BadInput(f"{reader.where('metrics')}: there is no metric “{name}”{did_you_mean(name, GRADES)}.")

    def _number(self, totals: Mapping[str, float]) -> float | None:
        grade = sum(grade_of(name, totals) for name in self._metrics) / len(self._metrics)
        return grade if grade > self._grade else None


def grade_of(name: str, totals: Mapping[str, float]) -> float:
    """One school grade, by the formulas as they were published.

    Sources: Gunning 1952; Coleman and Liau 1975; Kincaid et al. 1975; McLaughlin 1969; Smith and Senter 1967.
    """
    count, ends = totals["words"], max(1.0, totals["sentences"])
    if name == "Gunning Fog":
        return 0.4 * (count / ends + 100 * totals["complex_words"] / count)
    if name == "Coleman-Liau":
        return 0.0588 * totals["characters"] / count * 100 - 0.296 * ends / count * 100 - 15.8
    if name == "Flesch-Kincaid":
        return 0.39 * count / ends + 11.8 * totals["syllables"] / count - 15.59
    if name == "SMOG":
        return 1.0430 * math.sqrt(totals["polysyllabic_words"] * 30 / ends) + 3.1291
    return 4.71 * totals["characters"] / count + 0.5 * count / ends - 21.43
