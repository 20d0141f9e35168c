"""Undoes what is done to a word so that a list does not find it: leet, letters apart, asterisks, repeats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from editor.triage.masked_words import MASKED_WORDS
from editor.triage.spans import Edit

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_VOWELS = "aeiouy"
_BLANKS = "\t\n\r\f\v\x1c\x1d\x1e\x1f"

# The cheap sign of each disguise, for RE2: one pass over a folded text says which careful readers have work to do.
SIGNS: Final = {
    "unseen": r"[\x00-\x08\x0e-\x1b\x7f]",
    "spaced": r"(?:^|[^a-z0-9])[a-z0-9@$!](?:[ ._*\-]{1,3}[a-z0-9@$!]){2}",
    "gaps": r"[\t\n\r\f\v\x1c-\x1f]|  ",
    "leet": r"[a-z][013457@$!|€]+[a-z]|[a-z]\$|[a-z][a-z]55|(?:^|[^a-z0-9])[013457$@][a-z][a-z]",
    "masked": r"[a-z][*#][*#a-z]|[a-z][a-z][*#]|(?:f|d|b)[_\-]t?ck?h?|sh[_\-]t|c[_\-]nt|w[_\-]nk|cr[_\-]p|wh[_\-]re",
    "repeats": "|".join(letter * 3 for letter in _LETTERS),
}


# --- what is no word ------------------------------------------------------------------------------------------------

_ADDRESS = re.compile(
    r"\b(?:https?://|www\.)\S+"
    r"|[\w.+-]{1,64}@[a-z0-9-]{1,63}\.[a-z]"
    r"|(?<![\w@])@(?!ss|rse|nal\b|nus\b)[a-z0-9_]{2,}"
    r"|(?<![\w.-])[a-z0-9-]{2,63}\.(?:com|org|net|info|gov|edu|eu|tv|io|(?:co|org|gov|ac)\.[a-z][a-z])\b(?:/\S*)?"
)


def addresses(text: str) -> list[tuple[int, int]]:
    """Where links, e-mail addresses and account names stand in a folded text: nothing is undone in them."""
    if "." in text or "@" in text or "://" in text:
        return [m.span() for m in _ADDRESS.finditer(text)]
    return []


# --- letters kept apart ---------------------------------------------------------------------------------------------

_SPACED = re.compile(
    r"(?<![\w'@$!])[a-z0-9@$!](?P<gap>([ ._*-])\2{0,2})[a-z0-9@$!](?:(?P=gap)[a-z0-9@$!])*(?P=gap)[a-z0-9$](?![\w'@$])"
)
_FEWEST_APART = {"*": 3, "_": 3}  # four otherwise: U.S.A., B.B.C. and a list of three are none


def spaced(text: str) -> Iterator[Edit]:
    """``i d i o t``, ``i.d.i.o.t`` and ``i-d-i-o-t``: single letters, each kept from the next by the same sign."""
    for found in _SPACED.finditer(text):
        gap = found["gap"]
        letters = found[0][:: len(gap) + 1]
        alphabetic = sum(letter in _LETTERS for letter in letters)
        if (
            len(letters) >= _FEWEST_APART.get(gap[0], 4)
            and alphabetic * 10 >= len(letters) * 6
            and any(letter in "aeiouy0134@!" for letter in letters)
            and len(set(letters)) > 1
            and not all(ord(b) - ord(a) == 1 for a, b in pairwise(letters))  # a b c d
        ):
            yield found.start(), found.end(), letters


# --- white space and what is not seen -------------------------------------------------------------------------------

_GAP = re.compile(rf"[{_BLANKS} ](?:[{_BLANKS} ]+|(?<! ))")  # all but the single space
_BLANK_BYTES = _BLANKS.encode("ascii")
_BLANKS_AS_SPACES = bytes.maketrans(_BLANK_BYTES, b" " * len(_BLANK_BYTES))
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]+")


def gaps(text: str) -> Iterator[Edit]:
    """White space of any kind and length is one space, so that a phrase is found across a line break."""
    return ((m.start(), m.end(), " ") for m in _GAP.finditer(text))


def without_gaps(text: bytes) -> bytes:
    """The same, done to an ASCII text, where nobody asks which places they were."""
    if len(text.translate(None, _BLANK_BYTES)) < len(text):
        text = text.translate(_BLANKS_AS_SPACES)
    while b"  " in text:
        text = text.replace(b"  ", b" ")
    return text


def unseen(text: str) -> Iterator[Edit]:
    """Control characters, which nobody sees between two letters."""
    return ((m.start(), m.end(), "") for m in _UNSEEN.finditer(text))


# --- digits and signs for letters -------------------------------------------------------------------------------------

_TOKEN = re.compile(r"[a-z0-9@$!|€]{2,}")
_LONGEST_WORD = 40
_READ = {"0": "o", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "€": "e"}
_UNIT = re.compile(
    r"(?:years?|yrs?|months?|weeks?|days?|hours?|hrs?|mins?|secs?|times|stars?|beds?|bedroom(?:ed)?|doors?|seaters?|miles?|"
    r"mph|kms?|metres?|feet|foot|inch(?:es)?|stone|litres?|pints?|pounds?|quid|grand|mill?|million|billion|pence|percent|"
    r"way|ways|chan|person|man|men|goals?|points?|wins?|pts|rds|ths|sts|ish|pm\w+|am\w+|th\w+|st\w+|rd\w+|nd\w+)$"
)
_DECADE = re.compile(r"[1-9]0s$")  # over50s, mid40s


def leet(text: str) -> Iterator[Edit]:
    """``1d10t``, ``sh!t``, ``a$$``: digits and signs read as letters, in words only; 1st, A55, H2O and £5k are none."""
    for found in _TOKEN.finditer(text):
        if found[0].isalpha():
            continue
        core = found[0].rstrip("!|").lstrip("!|")
        if len(core) <= _LONGEST_WORD and _is_leet(core):
            start = found.start() + found[0].index(core)
            before = text[start - 1] if start else " "
            if before not in "£#&/=." and not before.isalnum():
                yield start, start + len(core), _in_letters(core)


def _is_leet(core: str) -> bool:
    letters = sum(sign in _LETTERS for sign in core)
    digits = sum(sign.isdigit() for sign in core)
    others = len(core) - letters
    if core == "a$$":
        return True
    if letters < 2 or not others or any(digit in core for digit in "2689") or _DECADE.search(core):
        return False
    parts = re.split(r"[!|]+", core)
    if any(len(left) > 2 and len(right) > 2 for left, right in pairwise(parts)):
        return False  # two words with a sign between them
    if core.endswith("@") or re.search(r"\$\d|\d{3}", core):
        return False
    if not digits:
        return letters > 2 or "$$" in core
    inside = re.search(r"[a-z@$!|€][013457]{1,2}[a-z@$!|€]", core)
    if inside:
        return letters > 2 or others in (2, 3)
    if core[0].isdigit():
        return letters > 2 and not core[1].isdigit() and not _UNIT.match(core[1:])
    return core.endswith("55") and letters > 1 and core[:-2].isalpha()


def _in_letters(core: str) -> str:
    return "".join(_READ.get(sign) or (_i_or_l(core, i) if sign in "1!|" else sign) for i, sign in enumerate(core))


def _i_or_l(core: str, place: int) -> str:
    """1, ! and | are an i or an l: what the letters beside them make likelier."""
    before = _READ.get(core[place - 1], core[place - 1]) if place else ""
    after = _READ.get(core[place + 1], core[place + 1]) if place + 1 < len(core) else ""
    follows_vowel = bool(before) and before in _VOWELS
    begins_a_cluster = before in ("b", "c", "f", "g", "p", "k", "s", "") and bool(after) and after in _VOWELS
    return "l" if follows_vowel or begins_a_cluster else "i"


# --- letters left out -------------------------------------------------------------------------------------------------

_MASKED = re.compile(r"(?<![\w*#])[a-z][a-z*#_-]+")
_BY_LENGTH: dict[int, list[str]] = {}
for _word in MASKED_WORDS:
    _BY_LENGTH.setdefault(len(_word), []).append(_word)


def masked(text: str) -> Iterator[Edit]:
    """``f**k`` and ``sh-t``: a word of the short list that fits what is left of it, at least two letters."""
    for found in _MASKED.finditer(text):
        token = found[0]
        if len(token) <= _LONGEST_WORD and not token.isalpha() and (word := _unmasked(token)):
            yield found.start(), found.end(), word


def _unmasked(token: str) -> str | None:
    hidden = [i for i, sign in enumerate(token) if sign in "*#_-"]
    if len(token) - len(hidden) < 2 or (len(token) == 3 and hidden == [2]):  # “as*” leads to a footnote
        return None
    for word in _BY_LENGTH.get(len(token), ()):
        if all(sign == letter or sign in "*#_-" for sign, letter in zip(token, word, strict=True)):
            starred = all(token[i] in "*#" for i in hidden)
            one_vowel = len(hidden) == 1 and word[hidden[0]] in _VOWELS
            return word if starred or one_vowel else None
    return None


# --- letters repeated -------------------------------------------------------------------------------------------------

_REPEATED = re.compile(r"([a-z])\1{2,}")
_ROMAN = re.compile(r"[ivxlcm]{1,8}")
_OFTEN_DOUBLE = "slz"


def repeats(text: str, keep: int | None = None) -> Iterator[Edit]:
    """``idiooot``: three or more of a letter are one, or two where that is likelier; ``keep`` says how many instead."""
    for found in _REPEATED.finditer(text):
        start, end = found.span()
        around = text[max(0, start - 8) : start], text[end : end + 8]
        left = re.search(r"\w*\Z", around[0])
        right = re.match(r"\w*", around[1])
        word = f"{left[0] if left else ''}{found[0]}{right[0] if right else ''}"
        if word != found[0] and not (len(found[0]) == 3 and _ROMAN.fullmatch(word)):  # www, XXX, XIII
            times = keep or (2 if found[1] in _OFTEN_DOUBLE else 1)
            yield start, end, found[1] * times
