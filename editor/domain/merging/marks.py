"""A merge as one text with marks where people must choose, for files and for editors that know the marks."""

from __future__ import annotations

import re
from typing import NamedTuple

from editor.domain.merging.composing import compose_marked
from editor.domain.merging.plan import Plan, Segment
from editor.domain.merging.result import Choice, Hunk

_MARK_LINE = re.compile(r"(?:^|(?<=[\r\n]))(<{7,}|>{7,}|={7,}|\|{7,})")


class Names(NamedTuple):
    """What stands beside the marks."""

    base: str = "base"
    mine: str = "mine"
    theirs: str = "theirs"


def marked(plan: Plan, hunks: tuple[Hunk, ...], names: Names | None = None) -> str:
    """The result with every hunk that needs a choice between marks, the form that diff3 and version control use::

        <<<<<<< mine
        He was not guilty.
        ||||||| base
        He was guilty.
        =======
        He was found guilty.
        >>>>>>> theirs

    Marks stand on lines of their own. They are longer than seven signs when a line of the texts could be taken for one.
    """
    names = names or Names()
    longest = max((len(found) for text in plan.texts for found in _MARK_LINE.findall(text.text)), default=0)
    width = max(7, longest + 1) if longest else 7
    unsettled = frozenset(hunk.number for hunk in hunks if hunk.needs_choice)
    settled: dict[int, Choice | str] = {hunk.number: hunk.stands for hunk in hunks if hunk.chosen}

    def marks(segment: Segment, words: dict[Choice, str], line_end: str) -> str:
        lines = ["<" * width + f" {names.mine}"]
        lines += _lines(words[Choice.MINE])
        lines += ["|" * width + f" {names.base}"]
        lines += _lines(words[Choice.BASE])
        lines += ["=" * width]
        lines += _lines(words[Choice.THEIRS])
        lines += [">" * width + f" {names.theirs}"]
        return line_end.join(lines)

    return compose_marked(plan, settled, unsettled, marks)


def _lines(words: str) -> list[str]:
    return [words] if words else []
