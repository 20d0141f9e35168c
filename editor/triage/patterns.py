"""Patterns: regular expressions in linear time by RE2, and a sentence for each that it refuses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from editor.domain.errors import BadInput
from editor.domain.rulebook_checks import Pattern

_MOST_PLACES = 20  # of one pattern in one text
_SAMPLE = "A b1! c\n2"
_SET_MEMORY = 256 << 20  # the most that all patterns together may use, in bytes
_ONE_MEMORY = 8 << 20
_REASONS = (
    (("(?=", "(?!", "(?<=", "(?<!"), "looks ahead or behind ({0}), which no expression in linear time can"),
    (("(?>",), "has an atomic group ({0}), which is not needed here: these expressions never try twice"),
    (("(?(",), "has a condition ({0}), which RE2 does not know"),
    (("(?P=", "(?P>", "(?&", "(?R", "(?1", *(f"\\{sign}" for sign in "123456789kg")),
     "refers back to what was matched ({0}), which no expression in linear time can"),
    (("\\Z",), "ends with {0}; write \\z"),
    (("++", "*+", "?+"), "is possessive ({0}), which is not needed here: these expressions never try twice"),
)  # fmt: skip


def compile_pattern(pattern: Pattern) -> Any:
    """The pattern compiled by RE2. Raises BadInput that says what is wrong and where."""
    import re2

    try:
        compiled = re2.compile(pattern.pattern, _options(ignore_case=pattern.ignore_case, memory=_ONE_MEMORY))
    except UnicodeEncodeError as problem:
        raise BadInput("The pattern holds half a character. Type it again.") from problem
    except re2.error as problem:
        raise BadInput(f"The pattern {_reason(pattern.pattern, problem)}.") from problem
    if compiled.search("") is not None:
        raise BadInput("The pattern is found in an empty text, so it would be found in every comment.")
    if any(found.start() == found.end() for found in compiled.finditer(_SAMPLE)):
        raise BadInput("The pattern is found between letters, where nothing stands that could be shown.")
    return compiled


def ascii_note(pattern: Pattern) -> str:
    """A sentence for who wrote a pattern that asks for edges of words which RE2 does not see; mostly empty."""
    plain = re.sub(r"\\\\|\\[pP](?:\{[^}]*\}|.)", "", pattern.pattern)
    told = ", ".join(sorted(set(re.findall(r"\\[wWbB]", plain))))
    if not told or not any(letter.isalpha() and not letter.isascii() for letter in plain):
        return ""
    return (
        f"{told} know the letters a to z only, and the pattern has others. "
        r"Write \pL for any letter, and (?:^|[^\pL\pN]) where a word begins."
    )


def _reason(pattern: str, problem: Exception) -> str:
    said = problem.args[0] if problem.args else ""
    said = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    where = said.rpartition(": ")[2]
    if where == "(?P" and "(?P=" in pattern:
        where = "(?P="
    for signs, reason in _REASONS:
        found = next((sign for sign in signs if where.startswith(sign)), None)
        if found is not None:
            return reason.format(found)
    if "too large" in said or "too big" in said or "repetition size" in said:
        return f"is too large: {said}"
    return f"cannot be read: {said}"


def _options(*, ignore_case: bool, memory: int) -> Any:
    import re2

    options: Any = re2.Options()
    options.case_sensitive = not ignore_case
    options.log_errors = False
    options.max_mem = memory
    return options


def places(compiled: Any, text: str) -> Iterator[tuple[int, int]]:
    """Where a compiled pattern matches, in code points of ``text`` (no half pairs in it); at most twenty places."""
    for number, found in enumerate(compiled.finditer(text)):
        if number == _MOST_PLACES:
            return
        start, end = found.span()
        if end > start:
            yield start, end


class PatternSet:
    """Says in one pass over a text which of many patterns are found in it; the numbers are those of the list given."""

    def __init__(self, patterns: Sequence[tuple[str, bool]]) -> None:
        """``patterns``: each with whether case is ignored."""
        import re2

        self._size = len(patterns)
        self._patterns = tuple(patterns)
        self._singly: list[Any] | None = None
        joined: Any = re2.Set.SearchSet(_options(ignore_case=False, memory=_SET_MEMORY))
        for pattern, ignore_case in patterns:
            joined.Add(f"(?i:{pattern})" if ignore_case else pattern)
        # The empty pattern is found in every text. When it is not reported, RE2 ran out of memory and found nothing.
        joined.Add("")
        try:
            joined.Compile()
        except re2.error:  # too many to be looked for together
            self._match: Callable[[bytes], list[int]] = lambda encoded: []
        else:
            self._match = joined._set.Match

    def find(self, encoded: bytes) -> list[int]:
        """The numbers of the patterns found in a text in UTF-8, in no order."""
        found = self._match(encoded)
        if self._size in found:
            found.remove(self._size)
            return found
        return self._find_singly(encoded)

    def _find_singly(self, encoded: bytes) -> list[int]:
        import re2

        if self._singly is None:
            self._singly = [
                re2.compile(pattern.encode("utf-8"), _options(ignore_case=ignore, memory=_ONE_MEMORY))
                for pattern, ignore in self._patterns
            ]
        return [number for number, one in enumerate(self._singly) if one.search(encoded) is not None]
