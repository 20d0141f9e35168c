"""The full-text index over comments.

It reads its text from the comment table (external content) and is filled in batches by editor.store.words, never by a
trigger. The prefix index of three letters keeps "search as you type" quick; shorter prefixes would have entries so long
that merging one of them holds up a writer (FTS5 merges an entry in one go). Merging waits for quiet moments.
"""

from __future__ import annotations

SEARCH_DDL = (
    "CREATE VIRTUAL TABLE comment_words USING fts5(text, author_name, content='comment', content_rowid='key', "
    "tokenize='unicode61 remove_diacritics 2', prefix='3')",
    "INSERT INTO comment_words(comment_words, rank) VALUES('automerge', 0)",
    "INSERT INTO comment_words(comment_words, rank) VALUES('crisismerge', 500)",
)

# The words of the index, one row for each place where one stands: read by steps, never as a whole. Every connection
# makes its own, and it may be made before the index is.
TERMS_DDL = "CREATE VIRTUAL TABLE temp.comment_terms USING fts5vocab(main, comment_words, instance)"
