"""From a rule file to a rule: which extension point it extends, and that nothing in it is unknown."""

from __future__ import annotations

from collections.abc import Callable

from editor.domain.errors import BadInput
from editor.style.entries import Reader
from editor.style.near import did_you_mean
from editor.style.points.capitalization import Capitalization
from editor.style.points.conditional import Conditional
from editor.style.points.consistency import Consistency
from editor.style.points.context import Context
from editor.style.points.counting import Occurrence, Repetition
from editor.style.points.existence import Existence
from editor.style.points.measures import Metric, Readability
from editor.style.points.point import Point
from editor.style.points.sequence import Sequence
from editor.style.points.spelling import Spelling
from editor.style.points.substitution import Substitution
from editor.style.rules import Common, Rule, read_common
from editor.style.selectors import Selector
from editor.style.yaml_file import read_yaml

_POINTS: dict[str, Callable[[str, Reader, Context], Point]] = {
    "existence": Existence,
    "substitution": Substitution,
    "repetition": Repetition,
    "consistency": Consistency,
    "capitalization": Capitalization,
    "metric": Metric,
    "readability": Readability,
    "spelling": Spelling,
    "sequence": Sequence,
}
_ALL = (*_POINTS, "occurrence", "conditional", "script")
_SUMMARY = Selector(frozenset({"summary"}), ())
_SENTENCE = Selector(frozenset({"sentence"}), ())


def read_rule(text: str, name: str, file: str, context: Context) -> Rule:
    """The rule in the text of a rule file. ``name``: ``Style.Rule``; ``file``: as errors call it. Raises BadInput."""
    return rule_from(Reader(read_yaml(text, file), file), name, context)


def rule_from(reader: Reader, name: str, context: Context) -> Rule:
    """The rule a mapping describes. Raises BadInput."""
    extends = reader.text("extends")
    if extends == "script":
        raise BadInput(f"{reader.where('extends')}: script rules are not supported; a style book cannot run programs.")
    if extends not in _ALL:
        raise BadInput(
            f"{reader.where('extends')}: there is no extension point “{extends}”{did_you_mean(extends, _ALL)}."
        )
    common = read_common(reader)
    in_summary = any("summary" in selector.wanted for selector in common.selectors)
    point: Point
    if extends == "occurrence":
        point = Occurrence(name, reader, context, over_all=in_summary)
    elif extends == "conditional":
        point = Conditional(name, reader, context, whole_story=in_summary)
    else:
        point = _POINTS[extends](name, reader, context)
    reader.has("name")  # older styles repeat it
    reader.finish(f"a rule that extends {extends}")
    return Rule(
        name=name,
        extends=extends,
        message=common.message,
        description=common.description,
        level=common.level,
        selectors=_selectors(extends, common),
        link=common.link,
        limit=common.limit,
        action=common.action,
        point=point,
        family=common.ours.family,
        reason=common.ours.reason,
        in_quotes=common.ours.in_quotes,
        quotes_given=common.ours.quotes_given,
        routes=common.ours.routes,
        must_fire=common.ours.must_fire,
        must_not_fire=common.ours.must_not_fire,
    )


def _selectors(extends: str, common: Common) -> tuple[Selector, ...]:
    """Numbers are of the body, sequences of sentences, as Vale has it."""
    if extends in ("metric", "readability"):
        return (_SUMMARY,)
    if extends == "sequence":
        return (_SENTENCE,)
    return common.selectors
