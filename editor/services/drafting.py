"""What a writer does: list stories, open, type, import, look back at versions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from editor.domain.articles import (
    MAX_BODY,
    MAX_LINE,
    Article,
    ArticleFields,
    ArticleRow,
    ArticleState,
    ArticleVersion,
    OnScreen,
    make_slug,
    merge_fields,
)
from editor.domain.changes import ChangeSet, Done
from editor.domain.errors import BadInput, NotFound
from editor.domain.ids import new_id
from editor.store import articles
from editor.store.desk import Desk, Unit


def stories(desk: Desk, *, state: ArticleState | None = None, limit: int = 200) -> tuple[ArticleRow, ...]:
    """Stories by the time of their last save, newest first; drafts before published ones when ``state`` is None."""
    with desk.read() as view:
        return articles.rows(view, state, limit)


def story_counts(desk: Desk) -> dict[ArticleState, int]:
    """How many stories stand in each state."""
    with desk.read() as view:
        return articles.counts(view)


def open_story(desk: Desk, *, article_id: str) -> Article:
    """The head version of a story. Raises NotFound."""
    with desk.read() as view:
        return articles.get(view, article_id)


def versions(desk: Desk, *, article_id: str, limit: int | None = 100) -> tuple[ArticleVersion, ...]:
    """Saved versions, newest first; all of them when ``limit`` is None."""
    with desk.read() as view:
        return articles.versions(view, article_id, limit)


@dataclass(frozen=True, slots=True)
class KeptVersions:
    """What a writer can look back at. ``on_site`` is the version that the site has, "" when it has none of these."""

    now: ArticleVersion
    earlier: tuple[ArticleVersion, ...]  # newest first
    on_site: str
    public: bool  # whether readers see that one
    more: bool  # whether there are still older ones


def kept_versions(desk: Desk, *, article_id: str, limit: int = 100) -> KeptVersions:
    """The versions before the one that stands now, and where they are. Raises NotFound."""
    with desk.read() as view:
        now = articles.version(view, articles.get(view, article_id).head_version)
        kept = articles.versions(view, article_id, limit + 2)
        site = articles.site_copy(view, article_id)
    earlier = tuple(version for version in kept if version.id != now.id)
    public = site is not None and site.state is ArticleState.PUBLISHED
    return KeptVersions(now, earlier[:limit], site.version_id if site else "", public, len(earlier) > limit)


def version(desk: Desk, *, article_id: str, version_id: str) -> ArticleVersion:
    """One saved version of a story. Raises NotFound."""
    with desk.read() as view:
        found = articles.version(view, version_id)
    if found.article_id != article_id:
        raise NotFound("The version")
    return found


def new_story(desk: Desk, *, fields: ArticleFields | None = None, origin: str = "typed") -> Done[Article]:
    """Begin a story on this desk."""
    fields = fields or ArticleFields()
    _check_lengths(fields)
    with desk.write() as unit:
        article_id = new_id()
        articles.add_version(unit, _version(desk, article_id, None, fields, origin))
        return Done(articles.get(unit, article_id), ChangeSet(articles=frozenset({article_id}), counters=True))


def save(desk: Desk, *, article_id: str, fields: ArticleFields, parent: str, initiator: str = "") -> Done[Article]:
    """Save what was typed as an immutable version whose parent is ``parent``; durable when this returns.

    Saving the same words again makes no version. When the head has moved since ``parent``, the fields are merged; where
    both changed the same field, these words become the head and the others stay a version. When the site has those
    others, a conflict is open too, and a person must settle it; with words from another window of this desk, none is.
    Raises NotFound, BadInput (too long).
    """
    with desk.write() as unit:
        saved = save_in(desk, unit, article_id, OnScreen(fields, parent))
        return Done(saved.result, replace(saved.changes, initiator=initiator))


def save_in(desk: Desk, unit: Unit, article_id: str, typed: OnScreen) -> Done[Article]:
    """:func:`save` within a transaction that goes on to do something with the words."""
    _check_lengths(typed.fields)
    before = articles.get(unit, article_id)
    if before.fields == typed.fields:
        return Done(before, ChangeSet())
    if before.head_version == typed.parent:
        articles.add_version(unit, _version(desk, article_id, typed.parent, typed.fields, "typed"))
    else:
        _save_beside(desk, unit, before, typed.fields, typed.parent)
    return Done(articles.get(unit, article_id), ChangeSet(articles=frozenset({article_id})))


def restore(desk: Desk, *, article_id: str, version_id: str) -> Done[Article]:
    """Make the words of an earlier version the newest again, as a version of their own; nothing goes.

    A published story keeps its address. When it says these words already, no version is made. Raises NotFound.
    """
    with desk.write() as unit:
        before = articles.get(unit, article_id)
        earlier = articles.version(unit, version_id)
        if earlier.article_id != article_id:
            raise NotFound("The version")
        fields = earlier.fields
        if before.state is ArticleState.PUBLISHED:
            fields = replace(fields, slug=before.fields.slug)
        if fields == before.fields:
            return Done(before, ChangeSet())
        articles.add_version(unit, _version(desk, article_id, before.head_version, fields, "restored"))
        return Done(articles.get(unit, article_id), ChangeSet(articles=frozenset({article_id})))


def import_story(desk: Desk, *, path: Path) -> Done[tuple[Article, tuple[str, ...]]]:
    """Make a story from a .docx, .md, .html or .txt file; with it come notes on what was left out.

    Raises BadInput with one sentence when the file cannot be read as what it claims to be.
    """
    from editor.prose.importing import import_file  # its parsers are heavy and rarely needed

    found = import_file(path)
    fields = ArticleFields(
        headline=found.headline,
        standfirst=found.standfirst,
        byline=found.byline,
        slug=make_slug(found.headline),
        body=found.body_markdown,
    )
    done = new_story(desk, fields=fields, origin=f"imported from {path.name}")
    return Done((done.result, tuple(found.notes)), done.changes)


def _save_beside(desk: Desk, unit: Unit, head: Article, fields: ArticleFields, parent: str) -> None:
    """The head moved while somebody typed: put both together, or keep both; a conflict where the site's words clash."""
    start = articles.words_of(unit, parent)
    merged, _ = merge_fields(start, fields, head.fields)
    if merged == head.fields:
        return  # nothing was typed that the head does not say
    saved = _version(desk, head.id, head.head_version, merged or fields, "typed")
    articles.add_version(unit, saved)
    theirs = articles.site_copy(unit, head.id)
    if merged is None and theirs is not None:
        _, clashing = merge_fields(start, fields, theirs.fields)
        if clashing:
            articles.open_conflict(unit, theirs, start, clashing)


def _version(desk: Desk, article_id: str, parent: str | None, fields: ArticleFields, origin: str) -> ArticleVersion:
    return ArticleVersion(
        id=new_id(),
        article_id=article_id,
        parent_id=parent,
        fields=fields,
        saved_at=desk.clock.now(),
        saved_by=desk.identity.member.name,
        origin=origin,
    )


def _check_lengths(fields: ArticleFields) -> None:
    if len(fields.body) > MAX_BODY:
        raise BadInput(
            f"A story can be at most {MAX_BODY:,} characters; this one has {len(fields.body):,}.", field="body"
        )
    for name in ("headline", "standfirst", "byline", "section", "slug"):
        if len(getattr(fields, name)) > MAX_LINE * 2:
            raise BadInput(f"The {name} is longer than {MAX_LINE * 2} characters.", field=name)
