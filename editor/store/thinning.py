"""Thins out autosaved versions, so that a story's history stays readable and the file small; no word goes with them."""

from __future__ import annotations

from editor.domain.thinning import says_all_of
from editor.store import articles
from editor.store.desk import Unit

AGE_MS = 10 * 60 * 1000  # what was saved since is left alone
BATCH = 16  # versions looked at in one transaction at most
BUDGET = 0.008  # seconds after which a transaction ends early
# Head, what the site has, their side of a conflict, and everything that was ever to be sent or published.
_REFERRED = """
SELECT head FROM article WHERE id = ?
UNION SELECT json_extract(content, '$.version_id') FROM article_base WHERE article_id = ?
UNION SELECT json_extract(theirs, '$.version_id') FROM article_conflict WHERE article_id = ?
UNION SELECT json_extract(body, '$.version_id') FROM outbox WHERE subject = ? AND kind = 'put_article'
"""


def thin(unit: Unit) -> bool:
    """Look at the next few old autosaved versions and delete those that nobody misses; False when none was left.

    A version goes when it was typed more than ten minutes ago, nothing refers to it (see above), one version alone
    followed it, typed too, and that one says all its words (:func:`~editor.domain.thinning.says_all_of`). The follower
    takes its place in the chain. Each version is looked at once; where somebody paused, the version stays.
    """
    began = unit.clock.monotonic()
    seen = unit.value("SELECT value FROM meta WHERE name = 'thinned'") or ""
    found = unit.rows(
        "SELECT id, article_id FROM article_version WHERE origin = 'typed' AND id > ? AND saved_ms <= ? "
        "ORDER BY id LIMIT ?",
        (seen, unit.now_ms - AGE_MS, BATCH),
    )
    for id_, article_id in found:
        follower = _follower(unit, id_, article_id)
        if follower is not None:
            unit.run(
                "UPDATE article_version SET parent_id = (SELECT parent_id FROM article_version WHERE id = ?) "
                "WHERE id = ?",
                (id_, follower),
            )
            unit.run("DELETE FROM article_version WHERE id = ?", (id_,))
        seen = id_
        if unit.clock.monotonic() - began > BUDGET:
            break
    if found:
        unit.run("INSERT OR REPLACE INTO meta VALUES ('thinned', ?)", (seen,))
    return bool(found)


def _follower(unit: Unit, version_id: str, article_id: str) -> str | None:
    """The version in whose favour this one may go; None when it stays."""
    followers = unit.rows("SELECT id, origin FROM article_version WHERE parent_id = ?", (version_id,))
    if len(followers) != 1 or followers[0][1] != "typed":
        return None
    if (version_id,) in unit.rows(_REFERRED, (article_id, article_id, article_id, f"article:{article_id}")):
        return None
    follower: str = followers[0][0]
    kept = says_all_of(articles.version(unit, version_id).fields, articles.version(unit, follower).fields)
    return follower if kept else None
