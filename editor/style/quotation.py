"""Which stretches of a paragraph are somebody else's words: curly and straight, double and single quotation marks."""

from __future__ import annotations

import re

_OPENERS, _CLOSERS = "“„«", "”»"
_LONGEST_SINGLE = 1_000  # code points within which a single mark is looked for its other
_BEFORE_OPENER = frozenset(" \t\n\u00a0([{—–-/“‘\"'\ufffc")
_ELISION = re.compile(
    r"(?:\d\ds?|tis|twas|twere|em|n|til|till|cause|cos|round|bout|ere|neath|ome|er|im|ello)\b", re.IGNORECASE
)
_MAY_OPEN = re.compile("[“„«\"‘']")
_DOUBLE = re.compile('[“„«”»"]')
_MAY_CLOSE_SINGLE = re.compile("[’']")


def speech(text: str) -> list[tuple[int, int]]:
    """Spans between quotation marks, without the marks.

    A quotation that runs over several paragraphs opens again in each and is closed only in the last, so one that is
    not closed reaches to the end of its paragraph. An apostrophe, an elision (’tis, ’90s), a mark for inches or
    minutes is no quotation mark.
    """
    spans: list[tuple[int, int]] = []
    mark = _MAY_OPEN.search(text)
    while mark is not None:
        at, end = mark.start(), -1
        if mark[0] in _OPENERS or (mark[0] == '"' and _opens(text, at)):
            end = _double_close(text, at)
        elif mark[0] in "‘'":
            end = _single_close(text, at)
        if end > 0:
            spans.append((at + 1, end))
            at = end
        mark = _MAY_OPEN.search(text, at + 1)
    return [span for span in spans if span[1] > span[0]]


def _opens(text: str, at: int) -> bool:
    """Whether a straight mark at ``at`` begins a quotation: space or an opening sign before it, a word behind it."""
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return before in _BEFORE_OPENER and not after.isspace()


def _double_close(text: str, at: int) -> int:
    """Where the quotation that opens at ``at`` ends; the end of the paragraph when nothing closes it."""
    opener = text[at]
    depth = 0
    for mark in _DOUBLE.finditer(text, at + 1):
        place, char = mark.start(), mark[0]
        if char in _OPENERS and opener != '"':
            depth += 1
        elif char in _CLOSERS:
            if not depth:
                return place
            depth -= 1
        elif char == '"' and not text[place - 1].isspace() and not (depth or _is_measure(text, place, at)):
            return place
    return len(text)


def _is_measure(text: str, place: int, opened: int) -> bool:
    """Whether a straight mark behind a number means inches: another mark must still be there to close the quotation."""
    following = text[place + 1 : place + 2]
    return (
        text[place - 1].isdigit()
        and following in " -"
        and following != ""
        and '"' in text[place + 1 :]
        and (text.count('"', opened) % 2 == 1)
    )


def _single_close(text: str, at: int) -> int:
    """Where the single quotation that opens at ``at`` ends, or -1 when the mark is an apostrophe."""
    if not _opens(text, at) or _ELISION.match(text, at + 1):
        return -1
    candidates = [
        mark.start()
        for mark in _MAY_CLOSE_SINGLE.finditer(text, at + 2, min(len(text), at + _LONGEST_SINGLE))
        if not text[mark.start() - 1].isspace() and not _is_letter(text, mark.end())
    ]
    reach = text.find("‘", at + 1)
    for number, place in enumerate(candidates):
        later = number + 1 < len(candidates) and (reach < 0 or candidates[number + 1] < reach)
        # the dogs’ bowl: a plural's apostrophe, when a mark that could close follows
        if not (
            later and text[place - 1] == "s" and text[place + 1 : place + 2] == " " and _is_letter(text, place + 2)
        ):
            return place
    return len(text) if text[at] == "‘" and not text[:at].strip() else -1


def _is_letter(text: str, at: int) -> bool:
    return at < len(text) and text[at].isalnum()
