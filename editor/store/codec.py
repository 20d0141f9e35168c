"""Domain objects to JSON and back, by their annotations: times as milliseconds, enumerations as their values."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from editor.domain.times import from_ms, to_ms

T = TypeVar("T")


def dump(thing: object) -> str:
    """JSON of a domain dataclass."""
    return json.dumps(_plain(thing), ensure_ascii=False, separators=(",", ":"))


def load(kind: type[T], text: str) -> T:
    """The dataclass ``kind`` from JSON made by :func:`dump`; fields that the JSON lacks take their defaults."""
    made: T = _reader(typing.cast(typing.Hashable, kind))(json.loads(text))
    return made


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return to_ms(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return value


@cache
def _reader(kind: Any) -> typing.Callable[[Any], Any]:
    """A function that makes ``kind`` from plain JSON data."""
    if kind is datetime:
        return from_ms
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        readers = {field.name: _reader(hints[field.name]) for field in dataclasses.fields(kind)}
        make = typing.cast(typing.Callable[..., Any], kind)
        return lambda data: make(**{name: read(data[name]) for name, read in readers.items() if name in data})
    origin = typing.get_origin(kind)
    if origin is tuple:
        item = _reader(typing.get_args(kind)[0])
        return lambda data: tuple(item(part) for part in data)
    if origin in (typing.Union, types.UnionType):
        inner = next(_reader(part) for part in typing.get_args(kind) if part is not type(None))
        return lambda data: None if data is None else inner(data)
    return lambda data: data
