"""Stories on the desk: lists, versions, and where the newest words are."""

from __future__ import annotations

import json
from datetime import datetime

from editor.domain.articles import (
    Article,
    ArticleFields,
    ArticleRow,
    ArticleState,
    ArticleVersion,
    Conflict,
    SiteArticle,
    Whereabouts,
    settle_fields,
)
from editor.domain.changes import ChangeSet
from editor.domain.counting import word_count
from editor.domain.errors import NotFound
from editor.domain.feed import Kind
from editor.domain.ids import new_id
from editor.domain.operations import OperationState, PutArticle
from editor.domain.times import from_ms, to_ms
from editor.store import codec, journal, outbox_rows
from editor.store.desk import Row, Unit, View

FIELDS = "headline, standfirst, byline, section, slug, body"
_VERSION = f"id, article_id, parent_id, saved_ms, saved_by, origin, {FIELDS}"


def rows(view: View, state: ArticleState | None, limit: int) -> tuple[ArticleRow, ...]:
    """Stories by their last save, newest first; without ``state`` drafts stand before published ones."""
    found: list[Row] = []
    for wanted in ArticleState if state is None else (state,):
        found += view.rows(
            "SELECT id, headline, slug, section, state, whereabouts, words, saved_ms, published_ms FROM article "
            "WHERE state = ? ORDER BY saved_ms DESC, id DESC LIMIT ?",
            (wanted.value, limit - len(found)),
        )
    return tuple(
        ArticleRow(
            id=id_,
            headline=headline,
            slug=slug,
            section=section,
            state=ArticleState(stands),
            whereabouts=Whereabouts(where_it_is),
            words=count,
            saved_at=from_ms(saved),
            published_at=None if published is None else from_ms(published),
        )
        for id_, headline, slug, section, stands, where_it_is, count, saved, published in found
    )


def counts(view: View) -> dict[ArticleState, int]:
    """How many stories stand in each state."""
    found: dict[str, int] = dict(view.rows("SELECT state, count(*) FROM article GROUP BY state"))
    return {state: found.get(state.value, 0) for state in ArticleState}


def get(view: View, article_id: str) -> Article:
    """A story with its head version. Raises NotFound."""
    row = view.row("SELECT head, state, whereabouts, published_ms FROM article WHERE id = ?", (article_id,))
    if row is None:
        raise NotFound("The story")
    head = version(view, row[0])
    base = site_copy(view, article_id)
    return Article(
        id=article_id,
        fields=head.fields,
        state=ArticleState(row[1]),
        head_version=head.id,
        saved_at=head.saved_at,
        saved_by=head.saved_by,
        whereabouts=Whereabouts(row[2]),
        published_at=None if row[3] is None else from_ms(row[3]),
        site_rev=None if base is None else base.rev,
        conflict=conflict(view, article_id, head.fields),
    )


def version(view: View, version_id: str) -> ArticleVersion:
    """One saved version. Raises NotFound."""
    row = view.row(f"SELECT {_VERSION} FROM article_version WHERE id = ?", (version_id,))
    if row is None:
        raise NotFound("The version")
    return _version(row)


def words_of(view: View, version_id: str) -> ArticleFields:
    """The words of a version; none when it has been thinned out since another window of this desk read it."""
    row = view.row(f"SELECT {FIELDS} FROM article_version WHERE id = ?", (version_id,))
    return ArticleFields() if row is None else ArticleFields(*row)


def versions(view: View, article_id: str, limit: int | None) -> tuple[ArticleVersion, ...]:
    """Saved versions, newest first; all of them when ``limit`` is None."""
    found = view.rows(
        f"SELECT {_VERSION} FROM article_version WHERE article_id = ? ORDER BY saved_ms DESC, rowid DESC LIMIT ?",
        (article_id, -1 if limit is None else limit),
    )
    return tuple(_version(row) for row in found)


def site_copy(view: View, article_id: str) -> SiteArticle | None:
    """The base: the story exactly as the site last returned it; None while the site has none."""
    content = view.value("SELECT content FROM article_base WHERE article_id = ?", (article_id,))
    return None if content is None else codec.load(SiteArticle, content)


def conflict(view: View, article_id: str, mine: ArticleFields) -> Conflict | None:
    """The open conflict of a story whose head says ``mine``."""
    row = view.row("SELECT base, theirs, clashing FROM article_conflict WHERE article_id = ?", (article_id,))
    if row is None:
        return None
    base, theirs = codec.load(ArticleFields, row[0]), codec.load(SiteArticle, row[1])
    return Conflict(base, mine, theirs, tuple(json.loads(row[2])))


def add_version(unit: Unit, saved: ArticleVersion) -> None:
    """Save an immutable version and make it the head; the first one of its story begins the story."""
    keep_version(unit, saved)
    if unit.run("UPDATE article SET head = ? WHERE id = ?", (saved.id, saved.article_id)) == 0:
        unit.run(
            "INSERT INTO article VALUES (?, ?, NULL, 'draft', 'desk', '', '', '', 0, 0, NULL)",
            (saved.article_id, saved.id),
        )
    refresh(unit, saved.article_id)
    if saved.origin not in ("site", "merged", "settled"):
        words = f"Saved “{saved.fields.headline or 'untitled'}” on this desk"
        journal.add(unit, saved.saved_at, "saved", f"article:{saved.article_id}", words, saved.saved_by)


def keep_version(unit: Unit, saved: ArticleVersion) -> None:
    """Save a version beside the head."""
    unit.run(
        f"INSERT INTO article_version({_VERSION}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            saved.id,
            saved.article_id,
            saved.parent_id,
            to_ms(saved.saved_at),
            saved.saved_by,
            saved.origin,
            *(getattr(saved.fields, name) for name in FIELDS.split(", ")),
        ),
    )


def refresh(unit: Unit, article_id: str) -> None:
    """Bring the story's line in the list up to date: words, state, whereabouts."""
    head_id = unit.value("SELECT head FROM article WHERE id = ?", (article_id,))
    if head_id is None:
        return
    head = version(unit, head_id)
    base = site_copy(unit, article_id)
    published = None if base is None else base.published_at
    unit.run(
        "UPDATE article SET rev = ?, state = ?, whereabouts = ?, headline = ?, slug = ?, section = ?, words = ?, "
        "saved_ms = ?, published_ms = ? WHERE id = ?",
        (
            None if base is None else base.rev,
            (ArticleState.DRAFT if base is None else base.state).value,
            _whereabouts(unit, head, base).value,
            head.fields.headline,
            head.fields.slug,
            head.fields.section,
            word_count(head.fields.body),
            to_ms(head.saved_at),
            None if published is None else to_ms(published),
            article_id,
        ),
    )


def open_conflict(unit: Unit, theirs: SiteArticle, start: ArticleFields, clashing: tuple[str, ...]) -> None:
    """The head and ``theirs`` both changed ``clashing`` since ``start``: both stay until a person settles it."""
    unit.run(
        "INSERT OR REPLACE INTO article_conflict VALUES (?, ?, ?, ?)",
        (theirs.id, codec.dump(start), codec.dump(theirs), json.dumps(clashing)),
    )
    refresh(unit, theirs.id)


def settle(unit: Unit, article_id: str, *, keep: str, at: datetime, by: str) -> ChangeSet:
    """Settle a conflict: ``keep``, "mine" or "theirs", in the fields that both changed; what only one of them changed
    stays changed. Both texts stay in the versions. Raises NotFound."""
    article = get(unit, article_id)
    if article.conflict is None:
        return ChangeSet()
    unit.run("DELETE FROM article_conflict WHERE article_id = ?", (article_id,))
    for operation in outbox_rows.open_of(unit, f"article:{article_id}"):
        if operation.state is OperationState.PARKED:
            outbox_rows.set_state(unit, operation.id, OperationState.WITHDRAWN, operation.problem)
    theirs = article.conflict.theirs
    settled = settle_fields(article.conflict.base, article.fields, theirs.fields, keep)
    if settled != article.fields:
        add_version(unit, ArticleVersion(new_id(), article_id, article.head_version, settled, at, by, "settled"))
    refresh(unit, article_id)
    words = "Kept this desk’s words" if keep == "mine" else f"Took over {theirs.updated_by}’s words"
    journal.add(unit, at, "settled", f"article:{article_id}", words, by)
    return ChangeSet(articles=frozenset({article_id}), outbox=True)


def gone_from_site(unit: Unit, article_id: str) -> ChangeSet:
    """The site has deleted the story: its words stay here as a draft that the site does not know."""
    base = site_copy(unit, article_id)
    if base is None:
        return ChangeSet()
    unit.digest(Kind.ARTICLE, article_id, base.rev, None)
    unit.run("DELETE FROM article_base WHERE article_id = ?", (article_id,))
    unit.run("DELETE FROM article_conflict WHERE article_id = ?", (article_id,))
    refresh(unit, article_id)
    words = f"“{base.fields.headline}” was deleted on the site; its words are kept on this desk"
    journal.add(unit, unit.clock.now(), "pulled", f"article:{article_id}", words)
    return ChangeSet(articles=frozenset({article_id}), counters=True)


def _whereabouts(view: View, head: ArticleVersion, base: SiteArticle | None) -> Whereabouts:
    if view.value("SELECT 1 FROM article_conflict WHERE article_id = ?", (head.article_id,)):
        return Whereabouts.CONFLICT
    for operation in outbox_rows.open_of(view, f"article:{head.article_id}"):
        on_its_way = operation.state is not OperationState.PARKED
        if on_its_way and isinstance(operation.body, PutArticle) and operation.body.version_id == head.id:
            return Whereabouts.WAITING
    if base is None or base.fields != head.fields:
        return Whereabouts.DESK
    return Whereabouts.PUBLISHED if base.state is ArticleState.PUBLISHED else Whereabouts.SITE


def _version(row: Row) -> ArticleVersion:
    id_, article_id, parent_id, saved, saved_by, origin, *fields = row
    return ArticleVersion(id_, article_id, parent_id, ArticleFields(*fields), from_ms(saved), saved_by, origin)
