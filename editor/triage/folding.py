"""Letters as they are read: compatibility forms, case, diacritics, look-alikes, and what cannot be seen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from editor.triage.spans import Edit, Rewriting, rewrite

# Marks that sit on Latin, Greek and Cyrillic letters. Those that belong to a script's own spelling (Devanagari, Thai,
# Hebrew, Arabic and others) stay: without them the words would be other words.
_MARK = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
# What is drawn as nothing: Default_Ignorable_Code_Point of the Unicode Character Database, controls that are no white
# space, the byte-order mark and the empty braille cell.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
_UNPAIRED = "\ufffd"  # what half a surrogate pair becomes: it is no character, and UTF-8 cannot carry it
_LONGER = "\ufdd0"  # stands, in a draft only, for what does not become exactly one character
_MOST_MARKS = 30  # on one letter: Stream-Safe Text Format of Unicode Standard Annex 15; more makes normalising slow

_ALIKE_SIGNS = str.maketrans("‘’‚‛ʼʹ′`´“”„‟″«»‐‑‒–—―−⁃⁄∕\x85", "'''''''''\"\"\"\"\"\"\"--------// ")
_NAMED = re.compile(
    r"(?:LATIN (?:SMALL|CAPITAL) LETTER|LATIN LETTER SMALL CAPITAL|"
    r"NEGATIVE (?:SQUARED|CIRCLED) LATIN CAPITAL LETTER) (?:DOTLESS |SCRIPT |TURNED (?=E$))?([A-Z])(?: WITH .*)?$"
)
_OTHER_LETTERS = {"æ": "ae", "œ": "oe", "ɑ": "a"}

# Look-alikes of Latin letters, after the confusables of Unicode Technical Standard 39: those that common fonts draw
# alike (Cyrillic, Greek, Armenian). Case matters: a capital nu is an N, a small one is a v.
_ALIKE = dict(
    zip(
        "АВСЕНІЈКМОРЅТУХҮԌԚԜӀавсеһіјкмнорѕтухүԁԍԛԝӏѵ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹαβγεηικνορτυχωϲϳ" + "ԼՕՍհոսօց",
        "abcehijkmopstyxygqwlabcehijkmhopstyxydgqwlv" + "abezhikmnoptyxcabyenikvoptuxwcj" + "louhnuog",
        strict=True,
    )
)
_OTHER_SCRIPT = re.compile("[\u0370-\u058f]")
_WORD = re.compile(f"[\\w{_LONGER}]*[\u0370-\u058f][\\w{_LONGER}]*")
_NON_ASCII = re.compile("[^\x00-\x7f]+")
_FLAG_LETTERS = "\U0001f1e6-\U0001f1ff"
_LONE_FLAG_LETTER = re.compile(f"(?<![{_FLAG_LETTERS}])[{_FLAG_LETTERS}](?![{_FLAG_LETTERS}])")  # two make a flag


def fold(text: str) -> tuple[str, list[Rewriting]]:
    """``text`` as it is read, letter by letter in small letters, and the ways back, last first. Words stay apart."""
    if text.isascii():
        return text.lower(), []
    lowered = text.replace("İ", "i").lower()  # the one letter whose small form is two code points
    draft = _NON_ASCII.sub(lambda run: run[0].translate(_FOLDED), lowered)
    if draft.isascii():  # quotation marks, dashes, accents: one for one
        return draft, []
    draft = _LONE_FLAG_LETTER.sub(lambda m: chr(ord(m[0]) - 0x1F1E6 + ord("a")), draft)
    if _OTHER_SCRIPT.search(draft):
        draft = _without_look_alikes(text, draft)
    draft, lengths = rewrite(draft, _of_other_length(lowered, draft))
    draft, joins = rewrite(draft, _composed(draft))
    ways = [way for way in (joins, lengths) if way]
    if ways and _OTHER_SCRIPT.search(draft):  # what became several letters may have a look-alike among them
        draft, more = fold(draft)
        ways = [*more, *ways]
    return draft, ways


class _Folded(dict[int, str]):
    """What each code point becomes, worked out when it is first met; what does not become one character is marked."""

    def __missing__(self, code: int) -> str:
        folded = fold_one(chr(code))
        self[code] = folded = folded if len(folded) == 1 else _LONGER
        return folded


_FOLDED = _Folded()


def fold_one(character: str) -> str:
    """One code point as it is read: nothing, one character or several."""
    if "\ud800" <= character <= "\udfff" or character == _LONGER:
        return _UNPAIRED
    if character.isspace():
        return " "
    before = ""
    while character != before:
        before = character
        plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", character)).casefold().translate(_ALIKE_SIGNS)
        plain = _MARK.sub("", unicodedata.normalize("NFD", plain))
        character = unicodedata.normalize("NFKC", "".join(map(_latin, plain)))
    return character


def _latin(character: str) -> str:
    """The plain letter that a variant of it is named after in the Unicode Character Database (ø, ł, ᴀ, 🅰)."""
    if character.isascii():
        return character
    named = _NAMED.match(unicodedata.name(character, ""))
    return named[1].lower() if named else _OTHER_LETTERS.get(character, character)


def _without_look_alikes(text: str, draft: str) -> str:
    """``draft`` with letters of other scripts read as Latin where a word was dressed up with them.

    That is so when all its foreign letters have a look-alike and either it has Latin ones too, or no word of the text
    is really written in another script. Russian stays Russian. ``text`` is what was written, of the same length.
    """
    foreign = [(text[m.start()], m[0]) for m in _OTHER_SCRIPT.finditer(draft)]
    written_in_another = any(now.isalpha() and was not in _ALIKE and now not in _ALIKE for was, now in foreign)

    def read(word: re.Match[str]) -> str:
        letters = word[0]
        was = text[word.start() : word.end()]
        latin = "".join(
            _ALIKE.get(old) or _ALIKE.get(new, new) if _OTHER_SCRIPT.match(new) else new
            for old, new in zip(was, letters, strict=True)
        )
        dressed_up = any("a" <= letter <= "z" for letter in letters)
        return latin if not _OTHER_SCRIPT.search(latin) and (dressed_up or not written_in_another) else letters

    return _WORD.sub(read, draft)


def _of_other_length(lowered: str, draft: str) -> Iterator[Edit]:
    """What becomes of the places marked in ``draft``; a letter and the marks on it are one place."""
    place = draft.find(_LONGER)
    while place >= 0:
        start, end = place, place + 1
        words = fold_one(lowered[place])
        if place and not words and _MARK.match(lowered[place]) and draft[place - 1] != _LONGER:
            start, words = place - 1, draft[place - 1]
        while end < len(draft) and draft[end] == _LONGER and _MARK.match(lowered[end]):
            end += 1
        yield start, end, words
        place = draft.find(_LONGER, end)


def _composed(draft: str) -> Iterator[Edit]:
    """Letters of other scripts that are written as several code points and are one, or stand in another order."""
    if unicodedata.is_normalized("NFKC", draft):
        return
    start = 0
    for end in range(1, len(draft) + 1):
        if end < len(draft) and _joins(draft[end]):
            continue
        if end - start > 1:
            whole = draft[start:end]
            folded = unicodedata.normalize("NFKC", whole[: _MOST_MARKS + 1])
            if folded != whole:
                yield start, end, folded
        start = end


def _joins(character: str) -> bool:
    """Whether it can be one with what stands before it: marks, and the later parts of a Hangul syllable."""
    return not character.isascii() and (
        "\u1161" <= character <= "\u11ff" or unicodedata.category(character).startswith("M")
    )
