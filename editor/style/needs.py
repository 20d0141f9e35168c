"""What a text must contain for a pattern to match in it: folded texts and characters a prefilter can look for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from editor.style.character_sets import DIGIT, MARKERS

MOST_FORMS = 64  # a pattern with no more exact forms than this is looked up, never run
_MOST_NEEDS = 6  # of one part; the weakest go
_MOST_TEXTS = 1_000  # of one need
_MOST_FURTHER, _MOST_FURTHER_TEXTS = 3, 16

# A set of folded texts of which every match holds at least one; a text of one character may be a marker.
Need = frozenset[str]


@dataclass(slots=True)
class Part:
    """A piece of a pattern while it is read; all of its ``needs`` must be met for a match."""

    out: str
    exact: list[str] | None
    needs: tuple[Need, ...] = ()
    edge: list[str] | None = None  # of something repeated: what it begins and ends with
    least: int = 0
    capital: bool = False  # one letter from A to Z


def fold(text: str) -> str:
    """Lower case, curly apostrophes straight; as long as ``text``, so that positions hold."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    return low.replace("’", "'")


def as_needs(exact: list[str] | None) -> tuple[Need, ...]:
    """Exact texts as a need; nothing when one of them is empty."""
    if not exact or not all(exact):
        return ()
    return (_simplest(frozenset(text if text in MARKERS else fold(text) for text in exact)),)


def strongest(needs: Iterable[Need]) -> tuple[Need, ...]:
    """Each need once, the one that rules out most first."""
    return tuple(sorted(dict.fromkeys(needs), key=_weight, reverse=True)[:_MOST_NEEDS])


def of_any(branches: Sequence[tuple[Need, ...]]) -> tuple[Need, ...]:
    """What a match of any of several branches needs: the best of each together, and whatever is common to all."""
    if not all(branches):
        return ()
    together = _simplest(frozenset().union(*(strongest(needs)[0] for needs in branches)))
    common = set(branches[0]).intersection(*branches[1:])
    return strongest([*([together] if len(together) <= _MOST_TEXTS else []), *common])


def further(needs: Sequence[Need]) -> tuple[Need, ...]:
    """Of the needs behind the first, strongest one: those that are quickly asked for and rule out more than it does."""
    first, kept = needs[0], []
    for need in needs[1:]:
        signs = all(len(text) == 1 or text in MARKERS for text in need)
        telling = _weight(need)[0] >= (1.6 if signs and DIGIT in first else 1 if signs else 3) and (
            signs or len(need) <= _MOST_FURTHER_TEXTS
        )
        if telling and not all(any(text in known and known not in MARKERS for text in need) for known in first):
            kept.append(need)
    return tuple(kept[:_MOST_FURTHER])


def _simplest(need: Need) -> Need:
    """Without the texts that contain another: who looks for the shorter one meets them too."""
    if not 1 < len(need) <= 2 * MOST_FORMS:
        return need
    plain = need - MARKERS
    return need - {text for text in plain if any(other in text for other in plain if other != text)}


def _weight(need: Need) -> tuple[float, int]:
    """How much a need rules out: by its commonest text, then by how many there are."""
    some_digit = len(need) > 3 and all(map(str.isdecimal, need))  # says hardly more than any digit
    return (1.5 if some_digit else min(map(_rarity, need)), -len(need))


def _rarity(text: str) -> float:
    """A guess at how seldom a text occurs: its length, spaces counting little; a sign is rarer than a letter."""
    if text in MARKERS:
        return 1.8
    if len(text) > 1:
        return len(text) - 0.6 * text.count(" ")
    if text == "-":
        return 1.0
    if text.isdecimal():
        return 2.0
    return 0.5 if text.isalnum() or text in " ,.'" else 2.2
