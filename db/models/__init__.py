"""The desk's tables, all in one MetaData; importing this package fills it."""

from __future__ import annotations

from db.models import articles, comments, desk, outgoing, readers, rules
from db.models.base import metadata
from db.models.search import SEARCH_DDL, TERMS_DDL

__all__ = ["SEARCH_DDL", "TERMS_DDL", "articles", "comments", "desk", "metadata", "outgoing", "readers", "rules"]
