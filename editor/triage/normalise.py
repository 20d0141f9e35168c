"""Normalises a reader's text so that lists find the word that is meant, and maps every place back to the original."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from editor.triage import disguises
from editor.triage.folding import fold
from editor.triage.patterns import PatternSet
from editor.triage.spans import Edit, Rewriting, rewrite

_MOST_PASSES = 12


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text as it is read: ``text`` in small letters, without disguises, in code points."""

    text: str
    _ways: tuple[Rewriting, ...] = field(default=(), repr=False)  # back to what was written, last rewriting first

    def span_of(self, start: int, end: int) -> tuple[int, int]:
        """Where the reader wrote what stands at ``start`` to ``end`` of :attr:`text`, in code points.

        Never outside the text; what was rewritten as a whole is pointed at as a whole.
        """
        for way in self._ways:
            start, end = way.span_of(start, end)
        return start, end


def normalise(text: str) -> Normalised:
    """``text`` without case, diacritics, look-alikes, invisible characters, leet, letters apart, masks and repeats.

    The form is NFKC with what :mod:`editor.triage.folding` and :mod:`editor.triage.disguises` add. Any string is
    accepted, lone surrogates too. Normalising the result again changes nothing.
    """
    return _undisguised(*fold(text), _ALL)[0]


def readings(text: str) -> tuple[Normalised, ...]:
    """Every way a list should look at ``text``: normalised, and where that differs, as written but for case and form.

    So a disguise that was undone wrongly cannot hide a word, and a letter repeated may stand once or twice. The
    normalised one comes first.
    """
    folded = folded_form(text)
    return readings_of(folded, signs=bool(_signs()(folded.text)))


def folded_form(text: str) -> Normalised:
    """``text`` letter by letter as it is read: what :func:`readings_of` begins with."""
    folded, ways = fold(text)
    return Normalised(folded, tuple(ways))


def without_paragraphs(text: str) -> Normalised:
    """An ASCII text that is known to have no disguise in it but white space: its only reading."""
    tidy, way = rewrite(text.lower(), disguises.gaps(text))
    return Normalised(tidy, (way,) if way is not None else ())


def readings_of(folded: Normalised, *, signs: bool) -> tuple[Normalised, ...]:
    """The readings of a folded text; without ``signs`` of a disguise it is the only one."""
    if not signs:
        return (folded,)
    text, ways = folded.text, folded._ways
    best, guessed = _undisguised(text, ways, _ALL)
    plain = _undisguised(text, ways, _EVERYWHERE)[0] if guessed else best
    if best.text == plain.text:
        return (best,)
    found = [best, plain]
    if any(letter * 3 in text for letter in "abcdefghijklmnopqrstuvwxyz"):
        found += [_undisguised(text, ways, _ALL, keep)[0] for keep in (1, 2)]
    different: dict[str, Normalised] = {}
    for reading in found:
        different.setdefault(reading.text, reading)
    return tuple(different.values())


def _undisguised(
    text: str, ways: Sequence[Rewriting], names: frozenset[str], keep: int | None = None
) -> tuple[Normalised, bool]:
    """What :func:`fold` left, with the disguises of these names undone until nothing is left to undo.

    And whether there was any sign of those that can be undone wrongly.
    """
    back, guessed = list(ways), False
    signs = _signs()
    for _ in range(_MOST_PASSES):
        present = signs(text)
        if not present:
            break
        before = text
        for name in present:
            guessed = guessed or name not in _EVERYWHERE
            if name in names:
                text, way = rewrite(text, _edits(name, text, keep), letter_by_letter=name in _LETTER_BY_LETTER)
                if way is not None:
                    back.insert(0, way)
        if text == before:
            break
        if not text.isascii():
            text, more = fold(text)
            back[:0] = more
    return Normalised(text, tuple(back)), guessed


_READERS: dict[str, Callable[[str], Iterable[Edit]]] = {
    "unseen": disguises.unseen,
    "spaced": disguises.spaced,
    "gaps": disguises.gaps,
    "leet": disguises.leet,
    "masked": disguises.masked,
}
_ALL = frozenset(disguises.SIGNS)
_LETTER_BY_LETTER = frozenset(("leet", "masked"))
_EVERYWHERE = frozenset(("unseen", "gaps"))  # in addresses too


def _edits(name: str, text: str, keep: int | None) -> Iterable[Edit]:
    edits = disguises.repeats(text, keep) if name == "repeats" else _READERS[name](text)
    if name in _EVERYWHERE:
        return edits
    found = list(edits)
    kept = disguises.addresses(text) if found else []
    return [edit for edit in found if not any(edit[0] < end and start < edit[1] for start, end in kept)]


@cache
def _signs() -> Callable[[str], list[str]]:
    """Which disguises a folded text shows signs of, in the order in which they are undone."""
    names = list(disguises.SIGNS)
    seen = PatternSet([(sign, False) for sign in disguises.SIGNS.values()])
    return lambda text: [names[i] for i in sorted(seen.find(text.encode("utf-8")))]
