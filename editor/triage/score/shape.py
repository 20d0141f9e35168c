"""Shape rules: what a comment looks like apart from its words: shouting, insults addressed, masked letters, …"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

_CAPITALS = re.compile(r"\b[A-Z]{3,}\b")
_LONG_WORDS = re.compile(r"\b[A-Za-z]{3,}\b")
_MASKED = re.compile(r"(?<![*\w])[A-Za-z]{1,4}(?:\*+[A-Za-z]{1,5}|\*{2,})(?!\w)")
_SECOND_PERSON = re.compile(r"\b(?:you|your|yours|yourself|youre|u|ur)\b")
_TOLD = re.compile(
    r"\b(?:you are|you're|youre|u r|your) (?:just |such |really |so |nothing but |only |all )*(?:an?|the) "
)
_CALLED = re.compile(r"\byou (?:\w+ ){0,2}\w+ ?!")
_THREE_ALIKE = tuple(letter * 3 for letter in "abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True, slots=True)
class ShapeRule:
    """One rule. ``weight`` is what a unit adds to the prior's logit: measured, small, mostly 0."""

    name: str  # as a person reads it
    weight: float


SHAPE_RULES: Final = (
    ShapeRule("shouting", 0.4),  # share of words of three letters and more that are all capitals
    ShapeRule("letters masked by the writer", 0.6),
    ShapeRule("“you … !”", 0.2),
    ShapeRule("“you are a …”", 0.15),
    ShapeRule("letters repeated", 0.0),
    ShapeRule("speaks to somebody", 0.0),  # "you" and its kin, up to three
    ShapeRule("exclamation marks", 0.0),  # up to five
    ShapeRule("question marks", 0.0),  # up to five
    ShapeRule("links", 0.0),
    ShapeRule("quotation marks", 0.0),
    ShapeRule("very short", 0.0),  # six words at most
    ShapeRule("length", 0.0),  # logarithm of the code points
)
_FEW_WORDS = 6
_MOST_LOOKED_AT = 5_000  # code points: the shape of a comment shows in its first page


def shape_of(written: str, normalised: str, words: int) -> tuple[float, ...]:
    """The value of each of :data:`SHAPE_RULES` for a comment, each between 0 and about 2. ``words`` is their number."""
    written, normalised = written[:_MOST_LOOKED_AT], normalised[:_MOST_LOOKED_AT]
    small = written.lower()
    addressed = "you" in normalised or "ur" in normalised or "u r" in normalised
    return (
        _shouting(written) if small != written else 0.0,
        float("*" in written and _MASKED.search(written) is not None),
        float(addressed and "!" in normalised and _CALLED.search(normalised) is not None),
        float(addressed and _TOLD.search(normalised) is not None),
        float(any(run in small for run in _THREE_ALIKE)),
        min(3, len(_SECOND_PERSON.findall(normalised))) / 2 if addressed else 0.0,
        min(5, written.count("!")) / 3,
        min(5, written.count("?")) / 3,
        float("http://" in small or "https://" in small or "www." in small),
        float('"' in written or "“" in written),
        float(0 < words <= _FEW_WORDS),
        math.log1p(len(written)) / 3,
    )


def prior_part(shape: tuple[float, ...]) -> float:
    """What the shape adds to the prior's logit."""
    return sum(rule.weight * value for rule, value in zip(SHAPE_RULES, shape, strict=True))


def _shouting(written: str) -> float:
    capitals = len(_CAPITALS.findall(written))
    return capitals / len(_LONG_WORDS.findall(written)) if capitals > 1 else 0.0  # one is an abbreviation
