"""Full-text search over comments, newest first."""

from __future__ import annotations

from editor.domain.inbox import SearchHits
from editor.store import cards
from editor.store.desk import View

MAX_WORDS = 16
SHORTEST_BEGINNING = 3  # letters, as in the prefix index


def comments(view: View, words: str, limit: int, before_key: int | None = None) -> SearchHits:
    """Comments that hold all ``words``, the last one as a beginning; nothing for no words. Any text is safe.

    A last word of one or two ASCII letters is taken as a whole word.
    """
    query = match_expression(words)
    if not query:
        return SearchHits((), None)
    # one row more than asked for tells whether there is a next page
    rows = view.rows(
        "SELECT rowid FROM comment_words WHERE comment_words MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?",
        (query, (1 << 63) - 1 if before_key is None else before_key, limit + 1),
    )
    keys = [row[0] for row in rows[:limit]]
    return SearchHits(cards.by_keys(view, keys), keys[-1] if len(rows) > limit else None)


def match_expression(words: str) -> str:
    """FTS5's expression: each word as a quoted string, so that no operator is ever read; empty for no words."""
    found = []
    for word in words.split()[:MAX_WORDS]:
        plain = "".join(c for c in word if c.isprintable() and c != '"' and not 0xD800 <= ord(c) <= 0xDFFF)
        if any(c.isalnum() for c in plain):
            found.append(f'"{plain}"')
    if not found:
        return ""
    last = found[-1].strip('"')
    # Fewer than three letters begin so many words that looking for them all takes a tenth of a second and more. In
    # scripts without spaces between words one letter may be a word, and few words share it.
    begins = not words[-1].isspace() and (len(last) >= SHORTEST_BEGINNING or not last.isascii())
    return " AND ".join(found) + ("*" if begins else "")
