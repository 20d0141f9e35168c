"""Word lists: all of a rulebook's words, phrases and exceptions in one Aho-Corasick automaton."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from editor.domain.errors import BadInput
from editor.domain.rulebook_checks import Entry, Words
from editor.triage.normalise import normalise

_VOWELS = "aeiou"
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
    leaf: int
    entry: int
    length: int
    open_left: bool  # letters may stand before it
    open_right: bool
    star_left: bool  # and belong to what was found
    star_right: bool
    exception: bool


class WordIndex:
    """Finds the entries of many lists in one pass over a normalised text."""

    def __init__(self, lists: Iterable[tuple[int, Words]]) -> None:
        targets: dict[str, list[_Target]] = {}
        for leaf, words in lists:
            for number, entry in enumerate(words.entries):
                for form, target in _forms(leaf, number, entry):
                    known = targets.setdefault(form, [])
                    if target not in known:
                        known.append(target)
        self._automaton = _automaton(targets)

    def find(self, text: str) -> Sequence[Hit]:
        """Every entry in ``text``, a normalised one, that stands as a whole word and in none of its exceptions."""
        if self._automaton is None:
            return ()
        hits: list[Hit] = []
        exceptions: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for last, targets in self._automaton.iter(text):
            for target in targets:
                start, end = last + 1 - target.length, last + 1
                if (target.open_left or not start or not in_word(text[start - 1])) and (
                    target.open_right or end == len(text) or not in_word(text[end])
                ):
                    if target.star_left or target.star_right:
                        start, end = _whole_word(text, start, end, target)
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


def _forms(leaf: int, number: int, entry: Entry) -> Iterator[tuple[str, _Target]]:
    left, right = entry.text.strip().startswith("*"), entry.text.strip().endswith("*")
    form = plain_form(entry.text.strip().strip("*"))
    for made in inflections(form) if entry.inflect and not right else (form,):
        yield made, _target(leaf, number, made, left, right, exception=False)
    for exception in entry.exceptions:
        stripped = exception.strip()
        made = plain_form(stripped.strip("*"))
        for inflected in inflections(made) if entry.inflect and not stripped.endswith("*") else (made,):
            open_left, open_right = stripped.startswith("*"), stripped.endswith("*")
            yield inflected, _target(leaf, number, inflected, open_left, open_right, exception=True)


def _target(leaf: int, entry: int, form: str, left: bool, right: bool, *, exception: bool) -> _Target:
    return _Target(
        leaf, entry, len(form), left or _open(form[0]), right or _open(form[-1]), left, right, exception=exception
    )


def _whole_word(text: str, start: int, end: int, target: _Target) -> tuple[int, int]:
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


def _open(edge: str) -> bool:
    """Whether no word boundary is asked for beside this character: signs, and scripts without spaces."""
    return not in_word(edge) or any(low <= edge <= high for low, high in _UNSPACED)


def _automaton(targets: dict[str, list[_Target]]) -> Any:
    import ahocorasick

    if not targets:
        return None
    automaton: Any = ahocorasick.Automaton()
    for form, found in targets.items():
        automaton.add_word(form, tuple(found))
    automaton.make_automaton()
    return automaton
