"""Reads a pattern: turns Vale's syntax (Go's, with look-around) into ours and finds what every match must contain."""

from __future__ import annotations

import re
from dataclasses import dataclass

from editor.domain.errors import BadInput
from editor.style.character_sets import CAPITALS, DIGIT, MARKERS, members_of, set_body

MOST_FORMS = 64  # a pattern with no more exact forms than this is looked up, never run
DEEPEST = 40
LONGEST = 20_000
_RUN = re.compile(r"[^\W_](?:[\w ]*[^\W_])?")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a pattern came to.

    ``translated``: for the regex package. ``exact``: all texts it can match, best first, or None when they are not few.
    ``needs``: folded texts of which every match holds at least one (one-character texts are characters), or None.
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


@dataclass(slots=True)
class _Part:
    """A piece of a pattern while it is read."""

    out: str
    exact: list[str] | None
    needs: frozenset[str] | None
    edge: list[str] | None = None  # of something repeated: what it begins and ends with
    least: int = 0
    capital: bool = False  # one letter from A to Z


def fold(text: str) -> str:
    """Lower case, curly apostrophes straight; as long as ``text``, so that positions hold."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    return low.replace("’", "'")


def read_pattern(pattern: str) -> Reading:
    """Read one pattern. Raises BadInput with half a sentence when it is no pattern (the caller names the rule)."""
    if len(pattern) > LONGEST:
        raise BadInput(f"the pattern is longer than {LONGEST:,} characters")
    if _RUN.fullmatch(pattern):
        return Reading(pattern, (pattern,), frozenset({fold(pattern)}), False, least=len(pattern))
    reader = _Reader(pattern)
    part = reader.alternation(0)
    if reader.at < len(pattern):
        raise BadInput(f"there is a “)” too many in the pattern “{_short(pattern)}”")
    exact = tuple(dict.fromkeys(part.exact)) if part.exact is not None and not reader.asserts else None
    if exact is not None and (not all(exact) or reader.flagged or len(exact) > MOST_FORMS):
        exact = None
    needs = _strongest(part.needs, _as_needs(part.exact))
    if needs is not None and CAPITALS in needs and reader.caseless:
        needs = None
    # one unbounded repetition and no reference back: at most quadratic
    tame = reader.repeats < 2 and not reader.refers and reader.bounded < 200
    return Reading(part.out, exact, needs, reader.ignorecase, reader.groups, tame, part.least)


def _short(pattern: str) -> str:
    return pattern if len(pattern) <= 60 else pattern[:57] + "…"


def _as_needs(exact: list[str] | None) -> frozenset[str] | None:
    """Exact texts as a need; None when one of them is empty."""
    if not exact or not all(exact):
        return None
    return frozenset(text if text in MARKERS else fold(text) for text in exact)


def _weight(needs: frozenset[str] | None) -> tuple[float, int]:
    """How much a need rules out: by its commonest text, then by how many there are."""
    if not needs:
        return (0.0, 0)
    return (min(_rarity(need) for need in needs), -len(needs))


def _rarity(need: str) -> float:
    """A guess at how seldom a text occurs: its length, spaces counting little; a sign is rarer than a letter."""
    if need in MARKERS:
        return 1.8
    if len(need) > 1:
        return len(need) - 0.6 * need.count(" ")
    return 0.5 if need.isalnum() or need in " ,.'-" else 2.2


def _strongest(*candidates: frozenset[str] | None) -> frozenset[str] | None:
    return max(candidates, key=_weight)


class _Reader:
    """Recursive descent over one pattern. ``asserts``: it looks around or at line ends, so exact texts are not all."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.asserts = False
        self.flagged = False
        self.ignorecase = False
        self.groups = False
        self.caseless = False  # somewhere in it case does not matter
        self.refers = False
        self.bounded = 1  # how many ways the bounded repetitions multiply to
        self.repeats = 0  # quantifiers without an upper bound

    def alternation(self, depth: int) -> _Part:
        """Branches up to the end or the closing parenthesis, which is left standing."""
        if depth > DEEPEST:
            raise BadInput(f"the pattern “{_short(self.pattern)}” is nested too deeply")
        flags = ""
        branches: list[_Part] = []
        while True:
            part, flags = self._sequence(depth, flags)
            branches.append(part)
            if self._peek() != "|":
                break
            self.at += 1
        if len(branches) == 1:
            return branches[0]
        exact: list[str] | None = []
        needs: frozenset[str] | None = frozenset()
        for branch in branches:
            exact = None if exact is None or branch.exact is None else exact + branch.exact
            need = _strongest(branch.needs, _as_needs(branch.exact))
            needs = None if needs is None or need is None else needs | need
        if exact is not None and len(exact) > MOST_FORMS * 4:
            exact = None
        if needs is not None and len(needs) > 1000:
            needs = None
        least = min(branch.least for branch in branches)
        return _Part("|".join(branch.out for branch in branches), exact, needs, None, least)

    def _sequence(self, depth: int, flags: str) -> tuple[_Part, str]:
        """Atoms with their quantifiers, joined. Flags in mid-pattern become a group that ends with this branch."""
        out: list[str] = [f"(?{flags}:"] if flags else []
        opened = len(out)
        tail, broken = [""], False  # the exact texts of the atoms since the last one that has too many
        needs: frozenset[str] | None = None
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
                needs = _strongest(needs, atom.needs)
                continue
            edge = atom.edge if atom.edge is not None else atom.exact
            if atom.edge and len(tail) * len(atom.edge) <= MOST_FORMS:
                tail = [a + b for a in tail for b in atom.edge]
            needs = _strongest(needs, _as_needs(tail), atom.needs, _as_needs(atom.exact))
            tail = edge if edge is not None and len(edge) <= MOST_FORMS else [""]
            broken = True
        if broken:
            needs = _strongest(needs, _as_needs(tail))
        return _Part("".join(out) + ")" * opened, None if broken else tail, needs, None, least), flags

    def _run(self) -> _Part | None:
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
        return _Part(text, [text], None, None, len(text))

    def _peek(self) -> str:
        return self.pattern[self.at] if self.at < len(self.pattern) else ""

    def _flags_here(self) -> str | None:
        """The letters of ``(?i)`` standing here, passed over; None when there is no such thing."""
        if not self.pattern.startswith("(?", self.at):
            return None
        end = self.at + 2
        while end < len(self.pattern) and self.pattern[end] in "imsU-":
            end += 1
        if end == self.at + 2 or end >= len(self.pattern) or self.pattern[end] != ")":
            return None
        letters = self.pattern[self.at + 2 : end]
        self.flagged = self.flagged or self.at > 0 or letters.strip("ims") != ""
        self.at = end + 1
        if "-" in letters or "U" in letters:
            raise BadInput(f"the switch “(?{letters})” is not supported in a pattern")
        if "i" in letters:
            self.ignorecase = self.caseless = True
        return letters

    def _atom(self, depth: int) -> _Part:
        char = self._peek()
        if char == "(":
            return self._group(depth)
        if char == "[":
            return self._set()
        if char == "\\":
            return self._escape()
        self.at += 1
        if char == ".":
            return _Part(".", None, None, None, 1)
        if char in "^$":
            self.asserts = True
            return _Part(char, [""], None)
        if char in "*+?":
            raise BadInput(f"nothing stands before “{char}” in the pattern “{_short(self.pattern)}”")
        if char in "'’" and self._between_letters():
            return _Part("['’]", [char], None, None, 1)
        return _Part("\\" + char if char in "#{}~&-" else char, [char], None, None, 1)

    def _between_letters(self) -> bool:
        before = self.pattern[self.at - 2 : self.at - 1]
        after = self.pattern[self.at : self.at + 1]
        return before.isalpha() and after.isalpha() and self.pattern[self.at - 3 : self.at - 2] != "\\"

    def _group(self, depth: int) -> _Part:
        start = self.at
        self.at += 1
        head, zero_width = "(", False
        if self._peek() == "?":
            head, zero_width = self._group_head(start)
        if head == "(?#":
            end = self.pattern.find(")", self.at)
            self.at = len(self.pattern) if end < 0 else end + 1
            return _Part("", [""], None)
        self.groups = self.groups or head == "(" or head.startswith("(?P<")
        inner = self.alternation(depth + 1)
        if self._peek() != ")":
            raise BadInput(f"a “(” is not closed in the pattern “{_short(self.pattern)}”")
        self.at += 1
        out = f"{head}{inner.out})"
        if zero_width:
            self.asserts = True
            seen = head in ("(?=", "(?<=")
            return _Part(out, [""], _strongest(inner.needs, _as_needs(inner.exact)) if seen else None)
        return _Part(out, inner.exact, inner.needs, None, inner.least)

    def _group_head(self, start: int) -> tuple[str, bool]:
        """What stands between ``(`` and the group's content, and whether the group only looks."""
        rest = self.pattern[start : start + 4]
        for head, zero_width in (("(?<=", True), ("(?<!", True), ("(?=", True), ("(?!", True), ("(?:", False)):
            if rest.startswith(head):
                self.at = start + len(head)
                return head, zero_width
        if rest.startswith(("(?>", "(?#")):
            self.flagged = True
            self.at = start + 3
            return rest[:3], False
        if rest.startswith(("(?P<", "(?<")):
            end = self.pattern.find(">", start)
            name = self.pattern[start:end].rpartition("<")[2]
            if end < 0 or not name.isidentifier():
                raise BadInput(f"a group has no proper name in the pattern “{_short(self.pattern)}”")
            self.at = end + 1
            return f"(?P<{name}>", False
        end = self.at + 1
        while end < len(self.pattern) and self.pattern[end] in "ims-":
            end += 1
        if end > self.at + 1 and self.pattern[end : end + 1] == ":" and "-" not in self.pattern[self.at : end]:
            head = self.pattern[start : end + 1]
            self.flagged = True
            self.caseless = self.caseless or "i" in head
            self.at = end + 1
            return head, False
        raise BadInput(f"the group “{self.pattern[start : start + 5]}” is not supported in a pattern")

    def _set(self) -> _Part:
        """A character class; its single characters when they are few."""
        start = self.at
        end = start + 1
        if self.pattern[end : end + 1] == "^":
            end += 1
        if self.pattern[end : end + 1] == "]":
            end += 1
        while end < len(self.pattern) and self.pattern[end] != "]":
            if self.pattern.startswith("[:", end) and (close := self.pattern.find(":]", end)) > 0:
                end = close + 2
            else:
                end += 2 if self.pattern[end] == "\\" else 1
        if end >= len(self.pattern):
            raise BadInput(f"a “[” is not closed in the pattern “{_short(self.pattern)}”")
        self.at = end + 1
        body = self.pattern[start + 1 : end]
        out = f"[{set_body(body)}]"
        members = members_of(body)
        if members is None:
            return _Part(out, None, None, None, 1)
        if len(members) <= 8:
            return _Part(out, list(members), None, None, 1)
        folded = frozenset(fold(member) if member != DIGIT else DIGIT for member in members)
        capital = all("A" <= member <= "Z" for member in members)
        return _Part(out, None, folded if len(folded) <= 20 else None, None, 1, capital)

    def _escape(self) -> _Part:
        if self.at + 1 >= len(self.pattern):
            raise BadInput(f"the pattern “{_short(self.pattern)}” ends with a backslash")
        char = self.pattern[self.at + 1]
        if char == "Q":
            end = self.pattern.find("\\E", self.at)
            text = self.pattern[self.at + 2 : end if end >= 0 else len(self.pattern)]
            self.at = len(self.pattern) if end < 0 else end + 2
            return _Part("".join(_quoted(c) for c in text), [text], None, None, len(text))
        self.at += 2
        if char in "bBAzZG":
            self.asserts = True
            return _Part({"z": r"\Z", "Z": r"(?=\n?\Z)"}.get(char, "\\" + char), [""], None)
        if char in "pP":
            return self._property(char)
        if char in "xu":
            return self._by_number(char)
        if char == "d":
            return _Part(r"\d", None, frozenset({DIGIT}), None, 1)
        if char in "wWsSD":
            return _Part("\\" + char, None, None, None, 1)
        if char in "nrtfv":
            return _Part("\\" + char, [{"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v"}[char]], None)
        if char.isdigit() or char == "k":
            self.asserts = self.refers = True
            return self._reference(char)
        if char.isalpha() and char.isascii():
            raise BadInput(f"the escape “\\{char}” is not supported in a pattern")
        return _Part(_quoted(char), [char], None, None, 1)

    def _reference(self, char: str) -> _Part:
        if char != "k":
            return _Part("\\" + char, None, None)
        end = self.pattern.find(">", self.at)
        name = self.pattern[self.at + 1 : end]
        if self._peek() != "<" or end < 0 or not name.isidentifier():
            raise BadInput(f"“\\k” needs a name in the pattern “{_short(self.pattern)}”")
        self.at = end + 1
        return _Part(f"(?P={name})", None, None)

    def _property(self, char: str) -> _Part:
        if self._peek() == "{":
            end = self.pattern.find("}", self.at)
            if end < 0:
                raise BadInput(f"“\\{char}{{” is not closed in the pattern “{_short(self.pattern)}”")
            name = self.pattern[self.at + 1 : end]
            self.at = end + 1
        else:
            name = self._peek()
            self.at += 1
        return _Part(f"\\{char}{{{name}}}", None, None, None, 1)

    def _by_number(self, char: str) -> _Part:
        width = 2 if char == "x" else 4
        digits = self.pattern[self.at : self.at + width]
        if self._peek() == "{":
            end = self.pattern.find("}", self.at)
            digits, width = self.pattern[self.at + 1 : max(end, 0)], end + 1 - self.at
        try:
            letter = chr(int(digits, 16))
        except (ValueError, OverflowError):
            raise BadInput(f"“\\{char}{digits}” is no character in the pattern “{_short(self.pattern)}”") from None
        self.at += width
        return _Part(_quoted(letter), [letter], None, None, 1)

    def _quantified(self, atom: _Part) -> _Part:
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
            raise BadInput(f"“{self._peek()}” repeats a repetition in the pattern “{_short(self.pattern)}”")
        out = f"{atom.out}{mark}{lazy}" if _is_one(atom.out) else f"(?:{atom.out}){mark}{lazy}"
        needs = _strongest(atom.needs, _as_needs(atom.exact)) if low else None
        if atom.capital and low > 1:
            needs = frozenset({CAPITALS})
        if (low, high) == (0, 1) and atom.exact is not None and lazy != "+":
            both = [*atom.exact, ""] if not lazy else ["", *atom.exact]
            return _Part(out, both, None)
        if low == high and atom.exact is not None and len(atom.exact) ** low <= MOST_FORMS and low < 20:
            exact = [""]
            for _ in range(low):
                exact = [a + b for a in exact for b in atom.exact]
            return _Part(out, exact, atom.needs if low else None, None, atom.least * low)
        # at least once, and of few forms: the last time stands right before what follows
        edge = (
            [""] if atom.exact is not None and all(atom.exact) and 0 < low < 5 and len(atom.exact) ** low <= 8 else None
        )
        for _ in range(low if edge else 0):
            edge = [a + b for a in edge or () for b in atom.exact or ()]
        self.repeats += high == -1
        self.bounded = min(1_000_000, self.bounded * max(1, high - low + 1)) if high >= 0 else self.bounded
        return _Part(out, None, _strongest(needs, _as_needs(edge)) if low else None, edge, atom.least * low)

    def _bounds(self) -> tuple[int, int, str] | None:
        """``{2}``, ``{2,}`` or ``{2,5}`` standing here, passed over; None when the brace is a brace."""
        end = self.pattern.find("}", self.at)
        body = self.pattern[self.at + 1 : end] if end > 0 else ""
        low, comma, high = body.partition(",")
        if not low.isdecimal() or not low.isascii() or (high and not (high.isdecimal() and high.isascii())):
            return None
        first, last = int(low[:9]), (int(high[:9]) if high else -1) if comma else int(low[:9])
        if max(first, last) > 1000 or (last != -1 and last < first):
            raise BadInput(f"the repetition “{{{body}}}” is out of bounds (0 to 1,000, the lower number first)")
        self.at = end + 1
        return first, last, f"{{{body}}}"


def _is_one(out: str) -> bool:
    """Whether a quantifier behind ``out`` holds for all of it as it stands."""
    if len(out) == 1 or (len(out) == 2 and out[0] == "\\"):
        return True
    return (out[0] == "(" and out[-1] == ")") or (out[0] == "[" and out[-1] == "]") or out.startswith(("\\p{", "\\P{"))


def _quoted(char: str) -> str:
    return "\\" + char if not char.isalnum() and char.isascii() and char.isprintable() else char
