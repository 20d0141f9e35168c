"""The atoms of a pattern: characters, classes, escapes, the heads of groups; turned from Vale's syntax into ours."""

from __future__ import annotations

from editor.domain.errors import BadInput
from editor.style.character_sets import DIGIT, members_of, set_body
from editor.style.needs import Part, fold


class AtomReader:
    """A place in a pattern, and what was met before it.

    ``asserts``: it looks around or at line ends, so exact texts are not all. ``flagged``: flags hold for a part of it.
    ``groups``: it has groups that can be referred to; ``refers``: it does refer to one.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.asserts = False
        self.flagged = False
        self.ignorecase = False
        self.groups = False
        self.caseless = False  # somewhere in it case does not matter
        self.refers = False

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

    def _between_letters(self) -> bool:
        before = self.pattern[self.at - 2 : self.at - 1]
        after = self.pattern[self.at : self.at + 1]
        return before.isalpha() and after.isalpha() and self.pattern[self.at - 3 : self.at - 2] != "\\"

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
                raise BadInput(f"a group has no proper name in the pattern “{shortened(self.pattern)}”")
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

    def _set(self) -> Part:
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
            raise BadInput(f"a “[” is not closed in the pattern “{shortened(self.pattern)}”")
        self.at = end + 1
        body = self.pattern[start + 1 : end]
        out = f"[{set_body(body)}]"
        members = members_of(body)
        if members is None:
            return Part(out, None, least=1)
        if len(members) <= 8:
            return Part(out, list(members), least=1)
        folded = frozenset(fold(member) if member != DIGIT else DIGIT for member in members)
        capital = all("A" <= member <= "Z" for member in members)
        return Part(out, None, (folded,) if len(folded) <= 20 else (), least=1, capital=capital)

    def _escape(self) -> Part:
        if self.at + 1 >= len(self.pattern):
            raise BadInput(f"the pattern “{shortened(self.pattern)}” ends with a backslash")
        char = self.pattern[self.at + 1]
        if char == "Q":
            end = self.pattern.find("\\E", self.at)
            text = self.pattern[self.at + 2 : end if end >= 0 else len(self.pattern)]
            self.at = len(self.pattern) if end < 0 else end + 2
            return Part("".join(_quoted(c) for c in text), [text], least=len(text))
        self.at += 2
        if char in "bBAzZG":
            self.asserts = True
            return Part({"z": r"\Z", "Z": r"(?=\n?\Z)"}.get(char, "\\" + char), [""])
        if char in "pP":
            return self._property(char)
        if char in "xu":
            return self._by_number(char)
        if char == "d":
            return Part(r"\d", None, (frozenset({DIGIT}),), least=1)
        if char in "wWsSD":
            return Part("\\" + char, None, least=1)
        if char in "nrtfv":
            return Part("\\" + char, [{"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v"}[char]])
        if char.isdigit() or char == "k":
            self.asserts = self.refers = True
            return self._reference(char)
        if char.isalpha() and char.isascii():
            raise BadInput(f"the escape “\\{char}” is not supported in a pattern")
        return Part(_quoted(char), [char], least=1)

    def _reference(self, char: str) -> Part:
        if char != "k":
            return Part("\\" + char, None)
        end = self.pattern.find(">", self.at)
        name = self.pattern[self.at + 1 : end]
        if self._peek() != "<" or end < 0 or not name.isidentifier():
            raise BadInput(f"“\\k” needs a name in the pattern “{shortened(self.pattern)}”")
        self.at = end + 1
        return Part(f"(?P={name})", None)

    def _property(self, char: str) -> Part:
        if self._peek() == "{":
            end = self.pattern.find("}", self.at)
            if end < 0:
                raise BadInput(f"“\\{char}{{” is not closed in the pattern “{shortened(self.pattern)}”")
            name = self.pattern[self.at + 1 : end]
            self.at = end + 1
        else:
            name = self._peek()
            self.at += 1
        return Part(f"\\{char}{{{name}}}", None, least=1)

    def _by_number(self, char: str) -> Part:
        width = 2 if char == "x" else 4
        digits = self.pattern[self.at : self.at + width]
        if self._peek() == "{":
            end = self.pattern.find("}", self.at)
            digits, width = self.pattern[self.at + 1 : max(end, 0)], end + 1 - self.at
        try:
            letter = chr(int(digits, 16))
        except (ValueError, OverflowError):
            raise BadInput(f"“\\{char}{digits}” is no character in the pattern “{shortened(self.pattern)}”") from None
        self.at += width
        return Part(_quoted(letter), [letter], least=1)


def _quoted(char: str) -> str:
    return "\\" + char if not char.isalnum() and char.isascii() and char.isprintable() else char


def shortened(pattern: str) -> str:
    return pattern if len(pattern) <= 60 else pattern[:57] + "…"
