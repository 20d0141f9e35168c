"""Word lists: all of a rulebook's words, phrases and exceptions in one Aho-Corasick automaton."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from editor.domain.errors import BadInput
from editor.domain.rulebook_checks import Entry, Words
from editor.triage.normalise import normalise
from editor.triage.patterns import PatternSet

_VOWELS = "aeiou"
_SHORTEST_STEM = 3
_LARGEST_SIGN = 60_000  # letters of all stems
_EDGE_BEFORE, _EDGE_AFTER = "(?:^|[^a-z0-9])", "(?:$|[^a-z0-9])"
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


class Hit(NamedTuple):
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
    stem: str
    endings: frozenset[str]
    longest_ending: int
    open_left: bool  # letters may stand before it
    open_right: bool
    star_left: bool  # and belong to what was found
    star_right: bool
    exception: bool
    length: int = field(init=False)
    in_pieces: bool = field(init=False)  # something other than letters stands in it

    def __post_init__(self) -> None:
        object.__setattr__(self, "length", len(self.stem))
        object.__setattr__(self, "in_pieces", not all(map(in_word, self.stem)))


class WordIndex:
    """Finds the entries of many lists in one pass over a normalised text.

    First RE2 says whether there is any, several times as fast as it can be said where, and of most texts that is all.
    Where they stand an automaton says, of the stems only: it stays small enough for a processor's cache, which is what
    its speed depends on. It reads the text with all that is no letter as a space, and each stem with one before it, so
    that it wakes up at the beginnings of words alone. Stems that may begin within a word have their own automaton.

    :attr:`sign` is the pattern for RE2, without which a text has none of the entries; empty when there are too many.
    """

    def __init__(self, lists: Iterable[tuple[int, Words]]) -> None:
        targets: dict[str, list[_Target]] = {}
        for leaf, words in lists:
            for number, entry in enumerate(words.entries):
                for target in _targets(leaf, number, entry):
                    known = targets.setdefault(target.stem, [])
                    if target not in known:
                        known.append(target)
        every = [target for known in targets.values() for target in known]
        self._at_beginnings = _automaton((_apart(f" {t.stem}"), t) for t in every if not t.open_left)
        self._anywhere = _automaton((t.stem, t) for t in every if t.open_left)
        self.sign = _sign(every)

    @cached_property
    def _seen(self) -> PatternSet:
        return PatternSet([(self.sign, False)])

    def find(self, text: str) -> Sequence[Hit]:
        """Every entry in ``text``, a normalised one, that stands as a whole word and in none of its exceptions."""
        if self.sign and not self._seen.find(text.encode("utf-8")):
            return ()
        return self.locate(text)

    def locate(self, text: str) -> Sequence[Hit]:
        """The same, for a text that is known to have the sign."""
        hits: list[Hit] = []
        exceptions: dict[tuple[int, int], list[tuple[int, int]]] = {}
        apart = f" {_apart(text)} "
        if self._at_beginnings is not None:
            _look(self._at_beginnings.iter(apart), 0, text, apart, hits, exceptions)
        if self._anywhere is not None:
            _look(self._anywhere.iter(text), 1, text, apart, hits, exceptions)
        if exceptions:
            hits = [
                hit
                for hit in hits
                if not any(a <= hit.start and hit.end <= b for a, b in exceptions.get((hit.leaf, hit.entry), ()))
            ]
        return hits


def _look(
    found: Iterable[tuple[int, tuple[_Target, ...]]],
    shift: int,
    text: str,
    apart: str,
    hits: list[Hit],
    exceptions: dict[tuple[int, int], list[tuple[int, int]]],
) -> None:
    """What of an automaton's finds holds; in ``apart`` a space stands before the text, behind it, and between words."""
    for last, targets in found:
        end_of_stem = last + shift
        for target in targets:
            start, end = end_of_stem - target.length, end_of_stem
            if target.in_pieces and not text.startswith(target.stem, start):
                continue
            if not target.open_right:
                end = apart.find(" ", end + 1, end + target.longest_ending + 2) - 1
                if end < 0 or text[end_of_stem:end] not in target.endings:
                    continue
            if target.star_left:
                start = max(apart.rfind(" ", max(0, start - _LONGEST_STAR), start + 1), start - _LONGEST_STAR)
            if target.star_right:
                star = apart.find(" ", end + 1, end + _LONGEST_STAR + 1) - 1
                end = star if star >= 0 else min(end + _LONGEST_STAR, len(text))
            if target.exception:
                exceptions.setdefault((target.leaf, target.entry), []).append((start, end))
            else:
                hits.append(Hit(target.leaf, target.entry, start, end))


class _Apart(dict[int, int]):
    """Letters, digits and their marks as they are, everything else as a space; filled as it is asked."""

    def __missing__(self, code: int) -> int:
        self[code] = kept = code if in_word(chr(code)) else 32
        return kept


_APART = _Apart()
_APART_BYTES = bytes(code if chr(code).isalnum() else 32 for code in range(128)) + bytes(128)


def _apart(text: str) -> str:
    """``text`` with a space for every character at which no word goes on, of the same length."""
    if text.isascii():
        return text.encode("ascii").translate(_APART_BYTES).decode("ascii")
    return text.translate(_APART)


def in_word(character: str) -> bool:
    """Whether a word goes on with this character: letters, digits and the marks on them."""
    return character.isalnum() or (character > "\u02ff" and unicodedata.category(character)[0] == "M")


def plain_form(text: str) -> str:
    """A list's entry as :func:`~editor.triage.normalise.normalise` leaves it. Raises BadInput when nothing is left."""
    form = normalise(text.strip()).text.strip()
    if not form:
        raise BadInput(f"The entry {ascii(text)[:60]} has no letter or sign that can be looked for.")
    return form


def _targets(leaf: int, number: int, entry: Entry) -> Iterator[_Target]:
    for written, exception in ((entry.text, False), *((text, True) for text in entry.exceptions)):
        text = written.strip()
        left, right = text.startswith("*"), text.endswith("*")
        form = plain_form(text.strip("*"))
        forms = inflections(form) if entry.inflect and not right else (form,)
        for stem, endings in _by_stem(forms):
            longest = max(map(len, endings))
            open_left, open_right = left or _open(stem[0]), right or (endings == {""} and _open(stem[-1]))
            yield _Target(leaf, number, stem, endings, longest, open_left, open_right, left, right, exception=exception)


def _by_stem(forms: tuple[str, ...]) -> list[tuple[str, frozenset[str]]]:
    """What all forms begin with and how they end; each form for itself when that is too short to look for."""
    stem = os.path.commonprefix(list(forms))  # noqa: RUF071 - letters are what is compared
    if len(stem) < _SHORTEST_STEM:
        return [(form, frozenset(("",))) for form in forms]
    return [(stem, frozenset(form[len(stem) :] for form in forms))]


def _open(edge: str) -> bool:
    """Whether no word boundary is asked for beside this character: signs, and scripts without spaces."""
    return not in_word(edge) or any(low <= edge <= high for low, high in _UNSPACED)


def _sign(targets: Sequence[_Target]) -> str:
    """The words with their endings, as far as bytes tell what a word is: what is not in ASCII may be either."""
    stems: dict[tuple[bool, tuple[str, ...]], set[str]] = {}
    for target in targets:
        endings = () if target.open_right else tuple(sorted(target.endings))
        stems.setdefault((target.open_left, endings), set()).add(target.stem)
    if not stems or sum(len(stem) for group in stems.values() for stem in group) > _LARGEST_SIGN:
        return ""
    parts: dict[bool, list[str]] = {False: [], True: []}
    for (open_left, endings), group in stems.items():
        parts[open_left].append(_one_of(sorted(group)) + (f"{_one_of(endings)}{_EDGE_AFTER}" if endings else ""))
    signs = ((_EDGE_BEFORE, parts[False]), ("", parts[True]))
    return "|".join(f"{before}(?:{'|'.join(words)})" for before, words in signs if words)


def _one_of(words: Iterable[str]) -> str:
    import re2

    return f"(?:{'|'.join(map(re2.escape, words))})"


def _automaton(targets: Iterable[tuple[str, _Target]]) -> Any:
    import ahocorasick

    by_key: dict[str, list[_Target]] = {}
    for key, target in targets:
        by_key.setdefault(key, []).append(target)
    if not by_key:
        return None
    automaton: Any = ahocorasick.Automaton()
    for key, found in by_key.items():
        automaton.add_word(key, tuple(found))
    automaton.make_automaton()
    return automaton
