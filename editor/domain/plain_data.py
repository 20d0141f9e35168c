"""Domain snapshots as plain data and back, strictly: unknown keys are named, with the one that was probably meant."""

from __future__ import annotations

import difflib
import json
import math
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from editor.domain.errors import BadInput
from editor.domain.times import to_iso

KIND = "kind"  # the key that says which of several dataclasses a mapping is
_DEEPEST = 24


def to_plain(value: object, kinds: Mapping[type, str] | None = None) -> Any:
    """Dataclasses as dictionaries without the fields that have their default; one of several kinds says which it is."""
    kinds = _kind_names() if kinds is None else kinds
    if is_dataclass(value) and not isinstance(value, type):
        made: dict[str, Any] = {KIND: kinds[type(value)]} if type(value) in kinds else {}
        for field in fields(value):
            item = getattr(value, field.name)
            default = field.default_factory() if field.default_factory is not MISSING else field.default
            if default is MISSING or item != default:
                made[field.name] = to_plain(item, kinds)
        return made
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return to_iso(value)
    if isinstance(value, tuple | list):
        return [to_plain(item, kinds) for item in value]
    return value


def canonical_json(data: object) -> str:
    """JSON as RFC 8785 (JSON Canonicalization Scheme) writes it: sorted keys, no spaces, numbers as ECMAScript does.

    Raises BadInput for what has no such form: half a surrogate pair, a number that is not finite.
    """
    if isinstance(data, Mapping):
        names = sorted(data, key=lambda name: str(name).encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{canonical_json(str(n))}:{canonical_json(data[n])}" for n in names) + "}"
    if isinstance(data, list | tuple):
        return "[" + ",".join(map(canonical_json, data)) + "]"
    if isinstance(data, str):
        try:
            data.encode("utf-8")
        except UnicodeEncodeError as problem:
            raise BadInput("A text holds half a character, which cannot be saved. Type it again.") from problem
        return json.dumps(data, ensure_ascii=False)
    if isinstance(data, float):
        return _number(data)
    return json.dumps(data)


def _number(value: float) -> str:
    """As ECMAScript writes a number (ECMA-262, Number::toString)."""
    if not math.isfinite(value):
        raise BadInput("A number is not finite.")
    if value == 0:
        return "0"
    digits, _, exponent = repr(value).partition("e")
    if 1e-6 <= abs(value) < 1e21:
        plain = format(Decimal(repr(value)), "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return f"{digits.removesuffix('.0')}e{int(exponent):+d}"


def from_plain(kind: Any, data: object, where: str = "", depth: int = 0) -> Any:
    """``data`` as ``kind``, a dataclass or an annotation of its fields. Raises BadInput that names the place."""
    if depth > _DEEPEST:
        raise BadInput(f"{where or 'It'} is nested too deeply.", field=where)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _one_of(get_args(kind), data, where, depth)
    if origin is tuple:
        if not isinstance(data, list):
            raise _wrong(where, "a list", data)
        return tuple(from_plain(get_args(kind)[0], item, f"{where}[{i}]", depth + 1) for i, item in enumerate(data))
    if is_dataclass(kind) and isinstance(kind, type):
        return _snapshot(kind, data, where, depth)
    return _single(kind, data, where)


def _single(kind: Any, data: object, where: str) -> Any:
    if isinstance(kind, type) and issubclass(kind, Enum):
        values = [member.value for member in kind]
        if data not in values:
            raise BadInput(f"{where} is {_short(data)}, and can be {_listed(values)}.", field=where)
        return kind(data)
    if kind is datetime:
        try:
            time = datetime.fromisoformat(str(data))
        except ValueError as problem:
            raise _wrong(where, "a time such as 2026-11-22T09:30:00Z", data) from problem
        if time.tzinfo is None:
            raise BadInput(f"{where} has no time zone. Write Z behind a time in UTC.", field=where)
        return time.astimezone(UTC)
    if kind is float and isinstance(data, int | float) and not isinstance(data, bool):
        if abs(data) < 1e300:  # neither infinite nor no number
            return float(data)
        raise _wrong(where, "a number", data)
    if type(data) is not kind:
        raise _wrong(
            where, {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}[kind], data
        )
    return data


def _one_of(kinds: tuple[Any, ...], data: object, where: str, depth: int) -> Any:
    if data is None and type(None) in kinds:
        return None
    rest = [kind for kind in kinds if kind is not type(None)]
    if len(rest) == 1:
        return from_plain(rest[0], data, where, depth)
    if not isinstance(data, dict):
        raise _wrong(where, "a mapping with its kind", data)
    names = {name: kind for kind, name in _kind_names().items() if kind in rest}
    named = data.get(KIND)
    if named not in names:
        guess = _did_you_mean(str(named), names) if named is not None else ""
        raise BadInput(f"{where} needs a kind: {_listed(list(names))}.{guess}", field=where)
    return _snapshot(names[named], {k: v for k, v in data.items() if k != KIND}, where, depth)


def _snapshot(kind: type, data: object, where: str, depth: int) -> Any:
    shorthand = _SHORTHANDS.get(kind.__name__)
    if shorthand and not isinstance(data, dict):
        data = shorthand(data)
    if not isinstance(data, dict):
        raise _wrong(where, "a mapping", data)
    hints = _hints(kind)
    for name in data:
        if name not in hints:
            place = f"{where} has" if where else "There is"
            raise BadInput(f"{place} an unknown key “{_cut(name)}”.{_did_you_mean(str(name), hints)}", field=where)
    values = {}
    for field in fields(kind):
        place = f"{where}.{field.name}" if where else field.name
        if field.name in data:
            values[field.name] = from_plain(hints[field.name], data[field.name], place, depth + 1)
        elif field.default is MISSING and field.default_factory is MISSING:
            raise BadInput(f"{place} is missing.", field=place)
    return kind(**values)


_SHORTHANDS: dict[str, Callable[[object], object]] = {
    "Entry": lambda data: {"text": data} if isinstance(data, str) else data,  # a word alone is an entry
}


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


@cache
def _kind_names() -> dict[type, str]:
    from editor.domain.rulebook_checks import KINDS

    return {kind: name for name, kind in KINDS.items()}


def _wrong(where: str, wanted: str, data: object) -> BadInput:
    return BadInput(f"{where or 'The document'} must be {wanted}, not {_short(data)}.", field=where)


def _did_you_mean(name: str, names: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(name[:60], list(names), n=1, cutoff=0.6)
    return f" Did you mean “{close[0]}”?" if close else ""


def _listed(values: list[Any]) -> str:
    return ", ".join(str(value) for value in values[:-1]) + f" or {values[-1]}"


def _short(data: object) -> str:
    if isinstance(data, dict | list):
        return "a mapping" if isinstance(data, dict) else "a list"
    return "nothing" if data is None else f"“{_cut(str(data))}”"


def _cut(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
