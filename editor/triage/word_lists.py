"""Word lists: all of a rulebook's words, phrases and exceptions in one Aho-Corasick automaton."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from editor.domain.errors import BadInput
from editor.domain.rulebook_checks import Entry, Words
from editor.triage.normalise import normalise

_VOWELS = "aeiou"
_SHORTEST_STEM = 3
_LARGEST_SIGN = 60_000  # letters of all stems
_LONGEST_STAR = 40  # letters that are shown with what was found
# Scripts that put no space between words: an entry in one of them is found anywhere.
_UNSPACED = (("\u0e00", "\u0eff"), ("\u1000", "\u109f"), ("\u1780", "\u17ff"), ("\u3040", "\u30ff"),
             ("\u3400", "\u9fff"), ("\uf900", "\ufaff"), ("\U00020000", "\U0003ffff"))  # fmt: skip


def inflections(word: str) -> tuple[str, ...]:
    """An English word with its endings, regular spelling; ``word`` in small letters, a phrase by its last word."""
    if not word.isascii() or not word[-1:].isalpha() or len(word) < 3:
        return (word,)
    last, before = word[-1], word[-2]
    if last == "e":
        return (word, word + "s", word + "d", word + "r", word + "rs", word[:-1] + "ing")
    if last == "y" and before not in _VOWELS:
        root = word[:-1] + "i"
        return (word, root + "es", root + "ed", root + "er", root + "ers", root + "est", word + "ing")
    made = [word, word + ("es" if last in "sxz" or word.endswith(("ch", "sh")) else "s")]
    roots = [word]
    if last in "bdgklmnprtvz" and before in _VOWELS and word[-3] not in _VOWELS:
        one_syllable = not any(letter in _VOWELS for letter in word.rpartition(" ")[2][:-2])
        roots = [word + last] if one_syllable else [word, word + last]  # robbed, never robed
    for root in roots:
        made += (root + "ed", root + "er", root + "ers", root + "ing")
    return tuple(made)


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found in a text, in code points of that text; ``leaf`` and ``entry`` say which."""

    leaf: int
    entry: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Target:
    """What is looked for: a stem, and the endings with which it is a word."""

    leaf: int
    entry: int
    length: int
    endings: frozenset[str]
    longest_ending: int
    open_left: bool  # letters may stand before it
    open_right: bool
    star_left: bool  # and belong to what was found
    star_right: bool
    exception: bool


class WordIndex:
    """Finds the entries of many lists in one pass over a normalised text.

    The automaton holds the stems only, and the endings are looked at where a stem was found: it stays small enough for
    a processor's cache, which is what its speed depends on. :attr:`sign` is a pattern for RE2 without which a text has
    none of the entries; empty when there are too many for one.
    """

    def __init__(self, lists: Iterable[tuple[int, Words]]) -> None:
        targets: dict[str, list[_Target]] = {}
        for leaf, words in lists:
            for number, entry in enumerate(words.entries):
                for stem, target in _targets(leaf, number, entry):
                    known = targets.setdefault(stem, [])
                    if target not in known:
                        known.append(target)
        self._automaton = _automaton(targets)
        self.sign = _sign(targets)

    def find(self, text: str) -> Sequence[Hit]:
        """Every entry in ``text``, a normalised one, that stands as a whole word and in none of its exceptions."""
        if self._automaton is None:
            return ()
        hits: list[Hit] = []
        exceptions: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for last, targets in self._automaton.iter(text):
            for target in targets:
                start = last + 1 - target.length
                if not target.open_left and start and in_word(text[start - 1]):
                    continue
                end = last + 1 if target.open_right else _word_end(text, last + 1, target)
                if end < 0:
                    continue
                if target.star_left or target.star_right:
                    start, end = _with_stars(text, start, end, target)
                if target.exception:
                    exceptions.setdefault((target.leaf, target.entry), []).append((start, end))
                else:
                    hits.append(Hit(target.leaf, target.entry, start, end))
        if exceptions:
            hits = [
                hit
                for hit in hits
                if not any(a <= hit.start and hit.end <= b for a, b in exceptions.get((hit.leaf, hit.entry), ()))
            ]
        return hits


def in_word(character: str) -> bool:
    """Whether a word goes on with this character: letters, digits and the marks on them."""
    return character.isalnum() or (character > "\u02ff" and unicodedata.category(character)[0] == "M")


def plain_form(text: str) -> str:
    """A list's entry as :func:`~editor.triage.normalise.normalise` leaves it. Raises BadInput when nothing is left."""
    form = normalise(text.strip()).text.strip()
    if not form:
        raise BadInput(f"The entry {ascii(text)[:60]} has no letter or sign that can be looked for.")
    return form


def _word_end(text: str, place: int, target: _Target) -> int:
    """Where the word ends whose stem ends at ``place``; -1 when what follows is none of the endings."""
    end = place
    while end < len(text) and in_word(text[end]):
        end += 1
        if end - place > target.longest_ending:
            return -1
    return end if text[place:end] in target.endings else -1


def _with_stars(text: str, start: int, end: int, target: _Target) -> tuple[int, int]:
    """The place with the letters that a star stands for."""
    for _ in range(_LONGEST_STAR if target.star_left else 0):
        if not start or not in_word(text[start - 1]):
            break
        start -= 1
    for _ in range(_LONGEST_STAR if target.star_right else 0):
        if end == len(text) or not in_word(text[end]):
            break
        end += 1
    return start, end


def _targets(leaf: int, number: int, entry: Entry) -> Iterator[tuple[str, _Target]]:
    for written, exception in ((entry.text, False), *((text, True) for text in entry.exceptions)):
        text = written.strip()
        left, right = text.startswith("*"), text.endswith("*")
        form = plain_form(text.strip("*"))
        forms = inflections(form) if entry.inflect and not right else (form,)
        for stem, endings in _by_stem(forms):
            longest = max(map(len, endings))
            open_left, open_right = left or _open(stem[0]), right or (endings == {""} and _open(stem[-1]))
            yield (
                stem,
                _Target(
                    leaf, number, len(stem), endings, longest, open_left, open_right, left, right, exception=exception
                ),
            )


def _by_stem(forms: tuple[str, ...]) -> list[tuple[str, frozenset[str]]]:
    """What all forms begin with and how they end; each form for itself when that is too short to look for."""
    stem = os.path.commonprefix(list(forms))  # noqa: RUF071 - letters are what is compared
    if len(stem) < _SHORTEST_STEM:
        return [(form, frozenset(("",))) for form in forms]
    return [(stem, frozenset(form[len(stem) :] for form in forms))]


def _open(edge: str) -> bool:
    """Whether no word boundary is asked for beside this character: signs, and scripts without spaces."""
    return not in_word(edge) or any(low <= edge <= high for low, high in _UNSPACED)


def _sign(targets: dict[str, list[_Target]]) -> str:
    """A word that begins like an entry, or anything like one that may begin within a word."""
    import re2

    if not targets or sum(map(len, targets)) > _LARGEST_SIGN:
        return ""
    inside = {stem for stem, found in targets.items() if any(target.open_left for target in found)}
    parts = [(r"(?:^|[^a-z0-9])", [stem for stem in targets if stem not in inside]), ("", sorted(inside))]
    return "|".join(f"{before}(?:{'|'.join(map(re2.escape, stems))})" for before, stems in parts if stems)


def _automaton(targets: dict[str, list[_Target]]) -> Any:
    import ahocorasick

    if not targets:
        return None
    automaton: Any = ahocorasick.Automaton()
    for stem, found in targets.items():
        automaton.add_word(stem, tuple(found))
    automaton.make_automaton()
    return automaton
