"""The one MetaData and the column shorthands of the desk's tables.

Times are integer milliseconds since 1970 UTC (columns ending in ``_ms``). Whole domain objects that are only ever read
back as a whole stand as JSON in a ``content`` column. There are no foreign keys between what the site sends: a comment
may arrive before its reader.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Integer, MetaData, Text

metadata = MetaData()


def text(name: str, **options: Any) -> Column[str]:
    """A text column that is never null unless ``nullable`` says so."""
    options.setdefault("nullable", False)
    return Column(name, Text, **options)


def integer(name: str, **options: Any) -> Column[int]:
    """An integer column (also times in ms and truth as 0 or 1), never null unless ``nullable`` says so."""
    options.setdefault("nullable", False)
    return Column(name, Integer, **options)
