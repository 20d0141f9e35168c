"""What a finding offers: its action's replacements, and where in the source they can be put without breaking markup."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from editor.style.blocks import Block
from editor.style.findings import Suggestion
from editor.style.patterns import compiled
from editor.style.points.point import Match
from editor.style.rules import Action, Rule
from editor.style.time_limit import TimeAccount

if TYPE_CHECKING:
    from regex import Match as RegexMatch

_GROUP = re.compile(r"\$(?:(\d+)|\{(\w+)\})")
_CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|[_-]+")


def offered(rule: Rule, text: str, match: Match, time: TimeAccount) -> tuple[str, ...]:
    """Replacements for a match. ``suggest spellings`` offers none here: they are made when somebody asks."""
    action = rule.action
    if action is None or match.right:
        return ()
    observed = text[match.start : match.end]
    if action.name == "replace":
        return action.params or match.wanted or ()
    if action.name == "remove":
        return ("",)
    if action.name == "convert":
        return (_CAMEL.sub(" ", observed).lower(),)
    if action.name == "edit":
        return (_edited(action, observed, rule.name, time),)
    return ()


def _edited(action: Action, observed: str, rule: str, time: TimeAccount) -> str:
    kind, *params = action.params
    plain: dict[str, Callable[[], str]] = {
        "trim": lambda: observed.strip(params[0]),
        "trim_left": lambda: observed.lstrip(params[0]),
        "trim_right": lambda: observed.rstrip(params[0]),
        "remove": lambda: observed.replace(params[0], ""),
        "truncate": lambda: observed.split(params[0])[0],
        "split": lambda: (observed.split(params[0])[int(params[1]) :] or [observed])[0],
        "regex": lambda: _rewritten(observed, params[0], params[1], rule, time),
    }
    return plain[kind]().strip()


def _rewritten(observed: str, pattern: str, template: str, rule: str, time: TimeAccount) -> str:
    """``observed`` with every match of a pattern replaced; ``$1`` in the template stands for a group."""
    pieces, at = [], 0
    for match in time.matches(rule, compiled(pattern, rule), observed):
        pieces += [observed[at : match.start()], _filled(template, match)]
        at = match.end()
    return "".join([*pieces, observed[at:]])


def _filled(template: str, match: RegexMatch[str]) -> str:
    def group(reference: re.Match[str]) -> str:
        name = reference[1] or reference[2]
        try:
            return match.group(int(name) if name.isdecimal() else name) or ""
        except IndexError:
            return reference[0]

    return _GROUP.sub(group, template)


def placed(block: Block, match: Match, wanted: tuple[str, ...]) -> tuple[Suggestion, ...]:
    """Suggestions with the narrowest stretch of the source (of the block's segment) that has to change."""
    return tuple(_placed(block, match, text) for text in wanted)


def _placed(block: Block, match: Match, wanted: str) -> Suggestion:
    text, start, end = block.text, match.start, match.end
    replacement = wanted
    if not wanted:  # one of the two spaces around what is removed goes with it
        if end < len(text) and text[end] == " " and (start == 0 or text[start - 1] in " \n"):
            end += 1
        elif start and text[start - 1] == " " and (end == len(text) or not text[end].isalnum()):
            start -= 1
    if not block.map.is_copied(start, end):
        observed = text[start:end]
        head = 0
        while head < min(len(observed), len(replacement)) and observed[head] == replacement[head]:
            head += 1
        tail = 0
        while tail < min(len(observed), len(replacement)) - head and observed[-1 - tail] == replacement[-1 - tail]:
            tail += 1
        start, end = start + head, end - tail
        replacement = replacement[head : len(replacement) - tail]
        if not block.map.is_copied(start, end) or (start == end and not replacement):
            return Suggestion(wanted, -1, -1, wanted)
    source_start, source_end = block.map.span(start, end)
    return Suggestion(wanted, source_start, source_end, _escaped(block, replacement))


def _escaped(block: Block, replacement: str) -> str:
    """A bar inside a table's cell would end the cell."""
    return replacement.replace("|", "\\|") if "table" in block.scopes else replacement
