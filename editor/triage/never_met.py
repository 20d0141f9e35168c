"""What a pattern asks for and can never meet, because normalising a text leaves none of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from editor.domain.rulebook_checks import Pattern, Reading
from editor.triage.folding import fold_one

# What stands in a pattern, as RE2 writes it: quoted text, escapes, classes of characters, groups, repetitions.
_PART = re.compile(
    r"\\Q(?P<quoted>.*?)(?:\\E|\Z)"
    r"|\\x\{(?P<braced>[0-9a-fA-F]+)\}|\\x(?P<hex>[0-9a-fA-F]{2})|\\(?P<blank>[tnrfv])"
    r"|(?P<class>\\[pP](?:\{[^}]*\}|.))|\\(?P<escaped>[^a-zA-Z0-9])|\\."
    r"|(?P<posix>\[:\^?[a-z]+:\])|(?P<open>\[\^?\]?)|(?P<group>\(\?[^:)>]*[:)>])"
    r"|(?P<repeated>[?*+]|\{\d+(?:,\d*)?\})|(?P<sign>[()|.^$])|(?P<plain>.)",
    re.DOTALL,
)
_BLANKS: Final = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v"}
_FLAG = re.compile(r"\(\?[a-zA-Z]*i[a-zA-Z]*(?:-[a-zA-Z]*)?[:)]")  # case ignored from here on, whatever the check says
_LARGEST_RANGE = 300  # code points of one range that are looked at; in a larger one something is left
_UPPER = ("\\p{Lu}", "\\p{Uppercase}", "[:upper:]")
_SPECIAL = re.compile(r"[.^$*+?{}()|\[\]\\]")
_ESCAPED = r"\\\g<0>"
_MAY_BE_ABSENT = re.compile(r"[?*]|\{0(?:,\d*)?\}")
_NAMES: Final = {"\t": "a tab", "\n": "a line break", "\r": "a line break", "\f": "a form feed", "\v": "a vertical tab"}
_TWO_SPACES = "  "


class _Part(NamedTuple):
    """One thing that a pattern asks for: a character, or a class of them (any of ``members``)."""

    members: tuple[str, ...]  # a character, a range as “a-z”, or a name in ``_UPPER``; empty: anything may be meant
    end: int


def never_met_note(pattern: Pattern) -> str:
    """A sentence for who wrote a pattern that asks for what normalised text never has; mostly empty.

    Normalising leaves small letters without marks, straight quotation marks, plain hyphens, single spaces, and nothing
    that cannot be seen. Repeated letters, and digits and signs in the place of letters, can be met: a text in which
    they were undone is also read as it was written. Nor does a list of words need a note: its entries are normalised.
    """
    if pattern.reading is not Reading.NORMALISED:
        return ""
    ignore_case = pattern.ignore_case or _FLAG.search(pattern.pattern) is not None
    lost: dict[str, None] = {}
    before = ""
    for part in _parts(pattern.pattern):
        dead = [member for member in part.members if not _can_be_met(member, ignore_case=ignore_case)]
        if _MAY_BE_ABSENT.match(pattern.pattern, part.end):
            dead, before = [], ""
        elif part.members and len(dead) == len(part.members):
            lost.update(dict.fromkeys(dead))
        if before == " " and part.members == (" ",):
            lost[_TWO_SPACES] = None
        before = part.members[0] if len(part.members) == 1 and not _repeats(pattern.pattern, part.end) else ""
    if not lost:
        return ""
    return f"{_listed(lost)} can never be met in normalised text. {_advice(lost)}, or set its reading to “written”."


def _parts(pattern: str) -> Iterator[_Part]:
    """What a pattern asks for, one after the other."""
    at = 0
    while found := _PART.match(pattern, at):
        at = found.end()
        if found["open"]:
            members, at = _class(pattern, at - found["open"].endswith("]"))
            yield _Part(() if "^" in found["open"] else members, at)
        elif found["quoted"] is not None:
            yield from (_Part((character,), at) for character in found["quoted"])
        elif found["sign"] or found["group"] or found["repeated"]:
            yield _Part((), at)
        else:
            yield _Part(_members(found), at)


def _members(found: re.Match[str]) -> tuple[str, ...]:
    """The character, or the class with a name, that one part of a pattern stands for."""
    if digits := found["braced"] or found["hex"]:
        code = int(digits, 16)
        return (chr(code),) if code <= 0x10FFFF else ()
    if found["blank"]:
        return (_BLANKS[found["blank"]],)
    if named := found["class"] or found["posix"]:
        return (named,) if named in _UPPER else ()
    single = found["escaped"] or found["plain"]
    return (single,) if single else ()


def _class(pattern: str, at: int) -> tuple[tuple[str, ...], int]:
    """The members of a class that begins behind its bracket, and where it ends. None, when one may be anything."""
    members: list[str] = []
    anything = False
    first = True
    while (found := _PART.match(pattern, at)) and (first or found[0] != "]"):
        at = found.end()
        if found["open"] or found["group"] or found["repeated"] or found["sign"]:
            at = found.start() + 1  # in a class they are signs like others
            one: tuple[str, ...] = (found[0][0],)
        else:
            one = _members(found)
        anything = anything or not one
        if len(members) > 1 and members[-1] == "-" and len(members[-2]) == 1 and len("".join(one)) == 1:
            members[-2:] = [f"{members[-2]}-{one[0]}"]
        else:
            members.extend(one)
        first = False
    return () if anything else tuple(members), min(at + 1, len(pattern))


def _repeats(pattern: str, at: int) -> bool:
    return pattern[at : at + 1] in ("?", "*", "+", "{")


def _can_be_met(member: str, *, ignore_case: bool) -> bool:
    """Whether something that ``member`` stands for is left by normalising."""
    if member in _UPPER:
        return ignore_case
    if len(member) == 3 and member[1] == "-":
        first, last = ord(member[0]), ord(member[2])
        return last - first > _LARGEST_RANGE or any(
            _can_be_met(chr(code), ignore_case=ignore_case) for code in range(first, last + 1)
        )
    left = fold_one(member)
    return left == member or (ignore_case and len(left) == 1 and member.casefold() == left.casefold())


def _listed(lost: dict[str, None]) -> str:
    names = [_name(one) for one in lost]
    listed = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return listed[:1].upper() + listed[1:]


def _name(one: str) -> str:
    if one == _TWO_SPACES:
        return "two spaces in a row"
    if one in _UPPER or (len(one) == 3 and one[1] == "-"):
        return f"“{one}”"
    return _NAMES.get(one) or (f"“{one}”" if one.isprintable() and fold_one(one) else f"U+{ord(one):04X}")


def _advice(lost: dict[str, None]) -> str:
    """What to write instead, for each."""
    said = []
    for one in lost:
        left = " " if one == _TWO_SPACES else fold_one(one) if len(one) == 1 else ""
        if one in _UPPER:
            said.append("ignore case")
        elif len(one) == 3:
            said.append("write small letters without marks")
        elif left == " ":
            said.append("write one space")
        else:
            said.append(f"write “{_SPECIAL.sub(_ESCAPED, left)}”" if left else "leave it out")
    told = list(dict.fromkeys(said))
    return (told[0][:1].upper() + told[0][1:]) if len(told) == 1 else f"Instead {', '.join(told)}"
