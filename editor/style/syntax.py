"""Reads a pattern: turns Vale's syntax (Go's, with look-around) into ours and finds what every match must contain."""

from __future__ import annotations

import re
from dataclasses import dataclass

from editor.domain.errors import BadInput
from editor.style.character_sets import CAPITALS
from editor.style.needs import MOST_FORMS, Need, Part, as_needs, fold, further, of_any, strongest
from editor.style.pattern_atoms import AtomReader, shortened

DEEPEST = 40
LONGEST = 20_000
_RUN = re.compile(r"[^\W_](?:[\w ]*[^\W_])?")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a pattern came to.

    ``translated``: for the regex package. ``exact``: all texts it can match, best first, or None when they are not few.
    ``needs``: folded texts of which every match holds at least one (one-character texts are characters), or None.
    ``also``: further such sets, of each of which a match holds one too.
    ``groups``: whether it has groups that can be referred to. ``tame``: it cannot take long on a paragraph.
    ``least``: how many code points a match has at least.
    """

    translated: str
    exact: tuple[str, ...] | None
    needs: frozenset[str] | None
    ignorecase: bool
    groups: bool = False
    tame: bool = True
    least: int = 0
    also: tuple[Need, ...] = ()

    @property
    def all_needs(self) -> tuple[Need, ...]:
        """``needs``, if there are any, and ``also``."""
        return (self.needs, *self.also) if self.needs is not None else ()


def read_pattern(pattern: str) -> Reading:
    """Read one pattern. Raises BadInput with half a sentence when it is no pattern (the caller names the rule)."""
    if len(pattern) > LONGEST:
        raise BadInput(f"the pattern is longer than {LONGEST:,} characters")
    if _RUN.fullmatch(pattern):
        return Reading(pattern, (pattern,), frozenset({fold(pattern)}), False, least=len(pattern))
    reader = _Reader(pattern)
    part = reader.alternation(0)
    if reader.at < len(pattern):
        raise BadInput(f"there is a “)” too many in the pattern “{shortened(pattern)}”")
    exact = tuple(dict.fromkeys(part.exact)) if part.exact is not None and not reader.asserts else None
    if exact is not None and (not all(exact) or reader.flagged or len(exact) > MOST_FORMS):
        exact = None
    needs = strongest([*part.needs, *as_needs(part.exact)])
    if reader.caseless:
        needs = tuple(need for need in needs if CAPITALS not in need)
    # one unbounded repetition and no reference back: at most quadratic
    tame = reader.repeats < 2 and not reader.refers and reader.bounded < 200
    first, also = (needs[0], further(needs)) if needs else (None, ())
    return Reading(part.out, exact, first, reader.ignorecase, reader.groups, tame, part.least, also)


class _Reader(AtomReader):
    """Recursive descent over one pattern."""

    def __init__(self, pattern: str) -> None:
        super().__init__(pattern)
        self.bounded = 1  # how many ways the bounded repetitions multiply to
        self.repeats = 0  # quantifiers without an upper bound

    def alternation(self, depth: int) -> Part:
        """Branches up to the end or the closing parenthesis, which is left standing."""
        if depth > DEEPEST:
            raise BadInput(f"the pattern “{shortened(self.pattern)}” is nested too deeply")
        flags = ""
        branches: list[Part] = []
        while True:
            part, flags = self._sequence(depth, flags)
            branches.append(part)
            if self._peek() != "|":
                break
            self.at += 1
        if len(branches) == 1:
            return branches[0]
        exact: list[str] | None = []
        for branch in branches:
            exact = None if exact is None or branch.exact is None else exact + branch.exact
        needs = of_any([(*branch.needs, *as_needs(branch.exact)) for branch in branches])
        if exact is not None and len(exact) > MOST_FORMS * 4:
            exact = None
        least = min(branch.least for branch in branches)
        return Part("|".join(branch.out for branch in branches), exact, needs, least=least)

    def _sequence(self, depth: int, flags: str) -> tuple[Part, str]:
        """Atoms with their quantifiers, joined. Flags in mid-pattern become a group that ends with this branch."""
        out: list[str] = [f"(?{flags}:"] if flags else []
        opened = len(out)
        tail, broken = [""], False  # the exact texts of the atoms since the last one that has too many
        needs: list[Need] = []
        least = 0
        while (char := self._peek()) and char not in "|)":
            if (letters := self._flags_here()) is not None:
                out.append(f"(?{letters}:")
                opened += 1
                flags += letters
                continue
            atom = self._run() or self._quantified(self._atom(depth))
            out.append(atom.out)
            least += atom.least
            if atom.exact is not None and len(tail) * len(atom.exact) <= MOST_FORMS:
                tail = [a + b for a in tail for b in atom.exact]
                needs += atom.needs
                continue
            edge = atom.edge if atom.edge is not None else atom.exact
            if atom.edge and len(tail) * len(atom.edge) <= MOST_FORMS:
                tail = [a + b for a in tail for b in atom.edge]
            needs += [*as_needs(tail), *atom.needs, *as_needs(atom.exact)]
            tail = edge if edge is not None and len(edge) <= MOST_FORMS else [""]
            broken = True
        if broken:
            needs += as_needs(tail)
        return Part("".join(out) + ")" * opened, None if broken else tail, strongest(needs), least=least), flags

    def _run(self) -> Part | None:
        """Two or more plain characters on end, up to one that a quantifier belongs to; passed over."""
        run = _RUN.match(self.pattern, self.at)
        if run is None:
            return None
        end = run.end()
        if self.pattern[end : end + 1] in ("*", "+", "?", "{"):
            end -= 1
        if end - self.at < 2:
            return None
        text = self.pattern[self.at : end]
        self.at = end
        return Part(text, [text], least=len(text))

    def _atom(self, depth: int) -> Part:
        char = self._peek()
        if char == "(":
            return self._group(depth)
        if char == "[":
            return self._set()
        if char == "\\":
            return self._escape()
        self.at += 1
        if char == ".":
            return Part(".", None, least=1)
        if char in "^$":
            self.asserts = True
            return Part(char, [""])
        if char in "*+?":
            raise BadInput(f"nothing stands before “{char}” in the pattern “{shortened(self.pattern)}”")
        if char in "'’" and self._between_letters():
            return Part("['’]", [char], least=1)
        return Part("\\" + char if char in "#{}~&-" else char, [char], least=1)

    def _group(self, depth: int) -> Part:
        start = self.at
        self.at += 1
        head, zero_width = "(", False
        if self._peek() == "?":
            head, zero_width = self._group_head(start)
        if head == "(?#":
            end = self.pattern.find(")", self.at)
            self.at = len(self.pattern) if end < 0 else end + 1
            return Part("", [""])
        self.groups = self.groups or head == "(" or head.startswith("(?P<")
        inner = self.alternation(depth + 1)
        if self._peek() != ")":
            raise BadInput(f"a “(” is not closed in the pattern “{shortened(self.pattern)}”")
        self.at += 1
        out = f"{head}{inner.out})"
        if zero_width:
            self.asserts = True
            seen = head in ("(?=", "(?<=")
            return Part(out, [""], strongest([*inner.needs, *as_needs(inner.exact)]) if seen else ())
        return Part(out, inner.exact, inner.needs, least=inner.least)

    def _quantified(self, atom: Part) -> Part:
        """The atom with the quantifier behind it, if there is one."""
        char = self._peek()
        low, high = 1, 1
        if char and char in "*+?":
            self.at += 1
            low, high = {"*": (0, -1), "+": (1, -1), "?": (0, 1)}[char]
            mark = char
        elif char == "{" and (bounds := self._bounds()) is not None:
            low, high, mark = bounds
        else:
            return atom
        lazy = self._peek() if self._peek() and self._peek() in "?+" else ""
        self.at += len(lazy)
        if self._peek() and self._peek() in "*+?":
            raise BadInput(f"“{self._peek()}” repeats a repetition in the pattern “{shortened(self.pattern)}”")
        out = f"{atom.out}{mark}{lazy}" if _is_one(atom.out) else f"(?:{atom.out}){mark}{lazy}"
        needs = (*atom.needs, *as_needs(atom.exact)) if low else ()
        if atom.capital and low > 1:
            needs = (frozenset({CAPITALS}),)
        if (low, high) == (0, 1) and atom.exact is not None and lazy != "+":
            both = [*atom.exact, ""] if not lazy else ["", *atom.exact]
            return Part(out, both)
        if low == high and atom.exact is not None and len(atom.exact) ** low <= MOST_FORMS and low < 20:
            exact = [""]
            for _ in range(low):
                exact = [a + b for a in exact for b in atom.exact]
            return Part(out, exact, atom.needs if low else (), least=atom.least * low)
        # at least once, and of few forms: the last time stands right before what follows
        edge = (
            [""] if atom.exact is not None and all(atom.exact) and 0 < low < 5 and len(atom.exact) ** low <= 8 else None
        )
        for _ in range(low if edge else 0):
            edge = [a + b for a in edge or () for b in atom.exact or ()]
        self.repeats += high == -1
        self.bounded = min(1_000_000, self.bounded * max(1, high - low + 1)) if high >= 0 else self.bounded
        return Part(out, None, strongest([*needs, *as_needs(edge)]), edge, atom.least * low)


def _is_one(out: str) -> bool:
    """Whether a quantifier behind ``out`` holds for all of it as it stands."""
    if len(out) == 1 or (len(out) == 2 and out[0] == "\\"):
        return True
    return (out[0] == "(" and out[-1] == ")") or (out[0] == "[" and out[-1] == "]") or out.startswith(("\\p{", "\\P{"))
