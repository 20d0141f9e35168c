"""One rule of a style book as it was read: what every rule has, our keys, and its extension point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from editor.domain.errors import BadInput
from editor.style.entries import Reader
from editor.style.findings import Level, level_of
from editor.style.near import did_you_mean
from editor.style.selectors import Selector, read_selectors

if TYPE_CHECKING:
    from editor.style.points.point import Point

ROUTES = ("needs-legal", "hold-comments")
FIELDS = ("body", "headline", "standfirst", "caption", "alt")
ACTIONS = ("suggest", "replace", "remove", "convert", "edit")


@dataclass(frozen=True, slots=True)
class Action:
    """What is offered for a finding."""

    name: str
    params: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A text a rule must, or must not, fire on; ``marks``, ``fix``, ``quoted`` are None when nothing is said."""

    text: str
    field: str
    marks: tuple[str, ...] | None
    fix: str | None
    quoted: bool | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``in_quotes``: its level inside quotations, None to leave out. ``routes``: not empty for a tripwire."""

    name: str
    extends: str
    message: str
    description: str
    level: Level
    selectors: tuple[Selector, ...]
    link: str
    limit: int
    action: Action | None
    point: Point
    family: str = ""
    reason: str = ""
    in_quotes: Level | None = None
    quotes_given: bool = False
    routes: tuple[str, ...] = ()
    must_fire: tuple[Example, ...] = ()
    must_not_fire: tuple[Example, ...] = ()

    def level_in_quotes(self, level: Level) -> Level | None:
        """The level inside quotations when ``level`` is the rule's outside; None: no finding."""
        if self.quotes_given:
            return self.in_quotes
        return level if self.routes else level.softer()


@dataclass(frozen=True, slots=True)
class OurKeys:
    """The mapping ``backbench`` of a rule."""

    family: str = ""
    reason: str = ""
    in_quotes: Level | None = None
    quotes_given: bool = False
    routes: tuple[str, ...] = ()
    must_fire: tuple[Example, ...] = ()
    must_not_fire: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Common:
    """The keys every rule may have, Vale's and ours."""

    message: str
    description: str
    level: Level
    selectors: tuple[Selector, ...]
    link: str
    limit: int
    action: Action | None
    ours: OurKeys


def read_common(reader: Reader) -> Common:
    """Everything of a rule but its extension point. Raises BadInput."""
    if reader.has("code"):
        raise BadInput(f"{reader.where('code')}: “code” is no longer known to Vale; say “scope: raw”.")
    level = level_of(reader.text("level", "warning"), reader.where("level"))
    scopes = reader.texts("scope") or ["text"]
    return Common(
        message=reader.text("message"),
        description=reader.text("description", ""),
        level=level,
        selectors=read_selectors(scopes, reader.where("scope")),
        link=reader.text("link", ""),
        limit=reader.whole("limit", 0),
        action=_read_action(reader),
        ours=_read_ours(reader),
    )


def _read_action(reader: Reader) -> Action | None:
    inner = reader.inner("action")
    if inner is None:
        return None
    name = inner.text("name")
    if name not in ACTIONS:
        raise BadInput(f"{inner.where('name')}: there is no action “{name}”{did_you_mean(name, ACTIONS)}.")
    action = Action(name, tuple(inner.texts("params")))
    inner.finish("an action")
    _check_action(action, inner.where("params"))
    return action


def _check_action(action: Action, where: str) -> None:
    """Refuse actions that could never work."""
    params = action.params
    if action.name == "suggest" and params[:1] != ("spellings",):
        raise BadInput(f"{where}: the action suggest offers spellings only; scripts are not run.")
    if action.name == "convert" and params[:1] != ("simple",):
        raise BadInput(f"{where}: the action convert knows “simple” only.")
    if action.name == "edit":
        wanted = {"regex": 3, "trim": 2, "trim_left": 2, "trim_right": 2, "remove": 2, "truncate": 2, "split": 3}
        kind = params[0] if params else ""
        if kind not in wanted:
            raise BadInput(f"{where}: the action edit has no “{kind}”{did_you_mean(kind, wanted)}.")
        if len(params) != wanted[kind]:
            raise BadInput(f"{where}: the action edit with “{kind}” takes {wanted[kind] - 1} further parameters.")
        if kind == "split" and not (params[2].isascii() and params[2].isdecimal()):
            raise BadInput(f"{where}: the action edit with “split” takes a whole number last.")
        if kind in ("truncate", "split") and not params[1]:
            raise BadInput(f"{where}: the action edit with “{kind}” needs something to cut at.")


def _read_ours(reader: Reader) -> OurKeys:
    inner = reader.inner("backbench")
    if inner is None:
        return OurKeys()
    quotes = inner.text("in_quotes", "")
    routes = tuple(inner.texts("route"))
    for route in routes:
        if route not in ROUTES:
            raise BadInput(f"{inner.where('route')}: there is no route “{route}”{did_you_mean(route, ROUTES)}.")
    ours = OurKeys(
        family=inner.text("family", ""),
        reason=inner.text("reason", ""),
        in_quotes=level_of(quotes, inner.where("in_quotes")) if quotes not in ("", "ignore") else None,
        quotes_given=bool(quotes),
        routes=routes,
        must_fire=tuple(_read_example(item) for item in inner.items("must_fire")),
        must_not_fire=tuple(_read_example(item) for item in inner.items("must_not_fire")),
    )
    inner.finish("“backbench”")
    return ours


def _read_example(item: Reader | str) -> Example:
    if isinstance(item, str):
        return Example(item, "body", None, None, None)
    field = item.text("as", "body")
    if field not in FIELDS:
        raise BadInput(f"{item.where('as')}: there is no field “{field}”{did_you_mean(field, FIELDS)}.")
    example = Example(
        text=item.text("text"),
        field=field,
        marks=tuple(item.texts("marks")) if item.has("marks") else None,
        fix=item.text("fix") if item.has("fix") else None,
        quoted=item.flag("quoted", False) if item.has("quoted") else None,
    )
    item.finish("an example")
    return example
