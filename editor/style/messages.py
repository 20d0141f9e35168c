"""A rule's message with what was found put in."""

from __future__ import annotations

import re

_MARK = re.compile(r"%(?:\[(\d+)\])?[svdq]|%%")
_QUOTED = ("'%s'", '"%s"', "‘%s’", "“%s”")


def filled(message: str, args: tuple[str, ...]) -> str:
    """``%s`` in their order, ``%[2]s`` by number, ``%%`` for a percent sign; a mark without a word is left out."""
    if "%" not in message:
        return message
    following = iter(args)

    def word(mark: re.Match[str]) -> str:
        if mark[0] == "%%":
            return "%"
        if mark[1]:
            number = int(mark[1][:6])
            return args[number - 1] if 0 < number <= len(args) else ""
        return next(following, "")

    return _MARK.sub(word, message)


def without_inner_quotes(message: str) -> str:
    """For several replacements: the first of two quoted marks loses its quotation marks, as in Vale."""
    for quoted in _QUOTED:
        if message.count(quoted) == 2:
            return message.replace(quoted, "%s", 1)
    return message
