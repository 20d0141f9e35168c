"""The full-text index over comments: filled and emptied in batches, merged when nobody waits."""

from __future__ import annotations

import json
from collections.abc import Sequence

from editor.store.desk import Unit

MERGE_PAGES = 300  # about 15 ms of merging


def add(unit: Unit, keys: Sequence[int]) -> None:
    """Index the comments with these keys as they stand in their table."""
    if keys:
        unit.run(
            "INSERT INTO comment_words(rowid, text, author_name) SELECT key, text, author_name FROM comment "
            "WHERE key IN (SELECT value FROM json_each(?))",
            (json.dumps(keys),),
        )


def remove(unit: Unit, old: Sequence[tuple[int, str, str]]) -> None:
    """Take (key, text, author's name) out, each exactly as it was indexed."""
    if old:
        unit.run_many(
            "INSERT INTO comment_words(comment_words, rowid, text, author_name) VALUES ('delete', ?, ?, ?)", old
        )


def merge(unit: Unit, pages: int = MERGE_PAGES) -> bool:
    """Merge a little of the index, about ``pages`` of it; False when there was nothing left to merge."""
    before = int(unit.raw.total_changes)
    unit.run("INSERT INTO comment_words(comment_words, rank) VALUES ('merge', ?)", (pages,))
    # FTS5 reports its work as changes: fewer than two mean that it was done (https://sqlite.org/fts5.html#the_merge_command)
    return int(unit.raw.total_changes) - before >= 2
