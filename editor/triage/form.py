"""How a comment is written: shouting, repeated letters, length, mixed alphabets, characters that nobody sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from editor.domain.rulebook_checks import Form

Place = tuple[int, int, str]  # where, in code points of what was written, and why in a few words

FEWEST_LETTERS: Final = 20  # below, capitals are no shouting
RUN_SIGN: Final = r"[!?.,*\-_=~+#^&%$@/\\|<>(){}\[\]:;'\"`]{3}"  # for RE2: signs that may be repeated
_NOT_CAPITAL = bytes(code for code in range(256) if not 65 <= code <= 90)
_NOT_LETTER = bytes(code for code in range(256) if not (65 <= code <= 90 or 97 <= code <= 122))
_CAPITAL = "[A-Z\u00c0-\u00de\u0391-\u03a9\u0410-\u042f]"
_SHOUTED = re.compile(rf"\b{_CAPITAL}{{2,}}(?:[^\w]+{_CAPITAL}+\b)*")
# Joiners between emoji or in Indic and Arabic words have work to do; so have the tags of a flag.
_HIDDEN = re.compile(
    "[\u00ad\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u2800\u3164\ufeff\uffa0]+"
    "|(?<=[a-zA-Z0-9])[\u200c\u200d\u2061]+(?=[a-zA-Z0-9])"
    "|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+"
    "|[\x00-\x08\x0b\x0e-\x1f\x7f]+"
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_NON_ASCII = re.compile("[^\x00-\x7f]+")
_LATIN = re.compile("[a-zA-Z\u00c0-\u024f]")
_OTHER = re.compile("[\u0370-\u03ff\u0400-\u052f\u0531-\u0587]")
_SINGLE_SYMBOLS = "µΩ"


def places(form: Form, text: str) -> list[Place] | None:
    """Where and why ``text`` is as the check describes; None when it is not. A length points at what is too much."""
    found: list[Place] = []
    if form.shortest is not None and len(text.strip()) < form.shortest:
        found.append((0, len(text), f"{len(text.strip())} characters"))
    if form.longest is not None and len(text) > form.longest:
        found.append((form.longest, len(text), f"{len(text):,} characters"))
    if form.capitals is not None and (share := share_of_capitals(text)) >= form.capitals:
        found += [(m.start(), m.end(), f"{share:.0%} capitals") for m in _SHOUTED.finditer(text)]
    if form.repeated is not None:
        found += [(m.start(), m.end(), f"{m.end() - m.start()} of {m[0][0]}") for m in _runs(form.repeated, text)]
    if form.hidden and _may_hide(text):
        found += [(m.start(), m.end(), "hidden characters") for m in _HIDDEN.finditer(text)]
    if form.mixed_scripts and not text.isascii() and _OTHER.search(text):
        found += [(m.start(), m.end(), "two alphabets") for m in _WORD.finditer(text) if _mixed(m[0])]
    return found or None


def share_of_capitals(text: str) -> float:
    """How many of the letters are capitals, 0 to 1; 0 when there are too few to tell. Only scripts with case count."""
    raw = text.encode("ascii", "ignore")
    capitals, letters = len(raw.translate(None, _NOT_CAPITAL)), len(raw.translate(None, _NOT_LETTER))
    if len(raw) < len(text):
        others = "".join(_NON_ASCII.findall(text))
        more = sum(map(str.isupper, others))
        capitals, letters = capitals + more, letters + more + sum(map(str.islower, others))
    return capitals / letters if letters >= FEWEST_LETTERS else 0.0


def capitals_in(text: bytes) -> int:
    """How many capitals an ASCII text has."""
    return len(text.translate(None, _NOT_CAPITAL))


def _may_hide(text: str) -> bool:
    """Whether there is anything that is not drawn; quicker than looking where. Five signs are drawn as nothing."""
    return not text.replace("\n", " ").isprintable() or any(sign in text for sign in "\u115f\u1160\u2800\u3164\uffa0")


def _mixed(word: str) -> bool:
    others = "".join(_OTHER.findall(word)).strip(_SINGLE_SYMBOLS)
    return bool(others) and _LATIN.search(word) is not None and word[0] not in _SINGLE_SYMBOLS


def _runs(fewest: int, text: str) -> Iterator[re.Match[str]]:
    return _run(fewest).finditer(text)


@cache
def _run(fewest: int) -> re.Pattern[str]:
    """So many of one letter or mark in a row; 1,000,000 is a number, and dots and lines lead the eye."""
    return re.compile(rf"([^\s\d.…·•*_=~#-])\1{{{fewest - 1},}}", re.IGNORECASE)
