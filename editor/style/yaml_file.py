"""A rule file as mappings, lists and texts: YAML read with bounds, every plain word a text as it was written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from editor.domain.errors import BadInput

if TYPE_CHECKING:
    from yaml.nodes import Node

_PREFIX = re.compile(r"^[ \t?:-]+", re.MULTILINE)
LARGEST = 1_000_000  # code points of one rule file
MOST_NODES = 50_000
DEEPEST = 30


class Entries(dict[str, Any]):
    """A mapping that knows the line of each key."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}


def read_yaml(text: str, name: str) -> Entries:
    """The mapping a rule file is. Raises BadInput, naming the file and the line.

    Plain scalars stay texts: ``no`` is a word, ``1.10`` is not a number. (YAML 1.1 would make a boolean of ``on``.)
    A key given twice, documents after the first and anything too large, too deep or too often repeated is refused.
    """
    import yaml

    if len(text) > LARGEST:
        raise BadInput(f"{name} is longer than {LARGEST:,} characters, too long for a rule.")
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        if _may_be_deep(text):
            _bounded(yaml.parse(text, Loader=loader), name)
        root = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        what = getattr(problem, "problem", None) or "it cannot be read"
        raise BadInput(f"{name}{where} is not YAML: {what}.") from problem
    if not isinstance(root, yaml.MappingNode):
        raise BadInput(f"{name} is no rule: it must be a list of “key: value” lines.")
    budget = [MOST_NODES]
    value = _value(root, name, budget)
    assert isinstance(value, Entries)
    return value


def _may_be_deep(text: str) -> bool:
    """Whether brackets and indentation together could nest too deeply; most rules cannot, and are read only once."""
    indented = max((len(prefix) for prefix in _PREFIX.findall(text)), default=0)
    return text.count("[") + text.count("{") + indented > DEEPEST


def _bounded(events: Any, name: str) -> None:
    """Refuse what would be too deep to build, before it is built."""
    depth = 0
    for event in events:
        kind = type(event).__name__
        if kind in ("MappingStartEvent", "SequenceStartEvent"):
            depth += 1
            if depth > DEEPEST:
                raise BadInput(f"{name}, line {event.start_mark.line + 1} is nested too deeply.")
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            depth -= 1


def _value(node: Node, name: str, budget: list[int], depth: int = 0) -> Any:
    budget[0] -= 1
    if budget[0] < 0 or depth > DEEPEST * 4:
        raise BadInput(f"{name} repeats itself too often (“*” references) or has too many entries.")
    from yaml.nodes import ScalarNode, SequenceNode

    if isinstance(node, ScalarNode):
        return node.value
    if isinstance(node, SequenceNode):
        return [_value(item, name, budget, depth + 1) for item in node.value]
    entries = Entries()
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, ScalarNode):
            raise BadInput(f"{name}, line {line}: a key must be a word.")
        key = str(key_node.value)
        if key in entries:
            raise BadInput(f"{name}, line {line}: “{key[:60]}” is given twice.")
        entries[key] = _value(value_node, name, budget, depth + 1)
        entries.lines[key] = line
    return entries
