"""Full-text search over comments, newest first."""

from __future__ import annotations

import string

from editor.domain.inbox import SearchHits
from editor.store import cards
from editor.store.desk import View

MAX_WORDS = 16
SHORTEST_BEGINNING = 3  # letters, as in the prefix index
MAX_TERMS = 32  # more words than these with one beginning are left to FTS5

# Step by step from one word of the index to the next, without reading where each of them stands. No word holds a
# control character, so the one behind ``term`` is the first at or behind term || char(1).
_TERMS = """
WITH RECURSIVE found(term) AS (
  SELECT (SELECT term FROM temp.comment_terms WHERE term >= ?1 LIMIT 1)
  UNION ALL
  SELECT (SELECT term FROM temp.comment_terms WHERE term >= found.term || char(1) LIMIT 1) FROM found
  WHERE substr(found.term, 1, length(?1)) = ?1
  LIMIT ?2
) SELECT term FROM found WHERE substr(term, 1, length(?1)) = ?1
"""


def comments(view: View, words: str, limit: int, before_key: int | None = None) -> SearchHits:
    """Comments that hold all ``words``, the last one as a beginning; nothing for no words. Any text is safe.

    A last word of one or two ASCII letters is taken as a whole word.
    """
    query = match_expression(view, words)
    if not query:
        return SearchHits((), None)
    # one row more than asked for tells whether there is a next page
    rows = view.rows(
        "SELECT rowid FROM comment_words WHERE comment_words MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?",
        (query, (1 << 63) - 1 if before_key is None else before_key, limit + 1),
    )
    keys = [row[0] for row in rows[:limit]]
    return SearchHits(cards.by_keys(view, keys), keys[-1] if len(rows) > limit else None)


def match_expression(view: View, words: str) -> str:
    """FTS5's expression: each word as a quoted string, so that no operator is ever read.

    Empty when there are no words, and when no comment holds a word with the last one's beginning.
    """
    found = []
    for word in words.split()[:MAX_WORDS]:
        plain = "".join(c for c in word if c.isprintable() and c != '"' and not 0xD800 <= ord(c) <= 0xDFFF)
        if any(c.isalnum() for c in plain):
            found.append(plain)
    if not found:
        return ""
    last = found.pop().strip(string.punctuation)
    # Fewer than three letters begin so many words that looking for them all takes a tenth of a second and more. In
    # scripts without spaces between words one letter may be a word, and few words share it.
    begins = not words[-1].isspace() and (len(last) >= SHORTEST_BEGINNING or not last.isascii())
    ending = _beginning(view, last) if begins else f'"{last}"'
    return " AND ".join([*(f'"{word}"' for word in found), ending]) if ending else ""


def _beginning(view: View, beginning: str) -> str:
    """What stands for all words with this beginning.

    FTS5 gathers every comment that holds one of them before it gives the first, so the words are named one by one
    where that is possible: plain letters and digits, which the index holds in lower case and otherwise as they are.
    A beginning as long as those of the prefix index is one entry there.
    """
    if len(beginning) == SHORTEST_BEGINNING or not (beginning.isascii() and beginning.isalnum()):
        return f'"{beginning}"*'
    terms = [row[0] for row in view.rows(_TERMS, (beginning.lower(), MAX_TERMS + 1))]
    if len(terms) > MAX_TERMS:
        return f'"{beginning}"*'
    named = " OR ".join(f'"{term}"' for term in terms)
    return f"({named})" if len(terms) > 1 else named
