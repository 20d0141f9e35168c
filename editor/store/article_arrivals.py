"""A story comes from the site: the base moves, unsent words are merged field by field or kept as a conflict."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

from editor.domain.articles import ArticleFields, ArticleState, ArticleVersion, SiteArticle, merge_fields
from editor.domain.changes import ChangeSet
from editor.domain.feed import Kind
from editor.domain.ids import new_id
from editor.domain.operations import Operation, OperationState, PutArticle
from editor.store import articles, codec, journal, outbox_rows
from editor.store.desk import Unit

_FIELD_WORDS = {"slug": "address (slug)", "body": "text"}


def receive(unit: Unit, theirs: SiteArticle, *, force: bool = False) -> ChangeSet:
    """Take over a story as the site has it now. Nothing typed here is ever lost: every version stays."""
    base = articles.site_copy(unit, theirs.id)
    if base is not None and (base == theirs or (base.rev >= theirs.rev and not force)):
        return ChangeSet()
    unit.digest(Kind.ARTICLE, theirs.id, None if base is None else base.rev, theirs.rev)
    touched = ChangeSet(articles=frozenset({theirs.id}), counters=True)
    if unit.value("SELECT 1 FROM article WHERE id = ?", (theirs.id,)) is None:
        articles.add_version(unit, _site_version(unit, theirs, None))
        _set_base(unit, theirs)
        articles.refresh(unit, theirs.id)
        return touched
    start = _common_ground(unit, theirs, base)
    _set_base(unit, theirs)
    _bring_head(unit, theirs, start)
    for operation in outbox_rows.open_of(unit, f"article:{theirs.id}"):
        if operation.state is OperationState.WAITING:
            rebase(unit, operation, theirs)
    articles.refresh(unit, theirs.id)
    return touched | ChangeSet(outbox=True)


def rebase(unit: Unit, operation: Operation, theirs: SiteArticle) -> bool:
    """Put a waiting operation's words on what the site has now; False (and parked) when a person must look first.

    That is so when they clash, and when publishing them would publish a colleague's words that readers do not see yet:
    nobody has approved those.
    """
    body = operation.body
    kept = unit.value("SELECT base FROM outbox WHERE id = ?", (operation.id,))
    made_on = codec.load(ArticleFields, kept) if kept else ArticleFields()
    # the words are compared too: a site that was restored may give the same number to others
    if not isinstance(body, PutArticle) or (operation.base_rev == theirs.rev and made_on == theirs.fields):
        return True
    own = _own_version(unit, theirs)
    start = own if own is not None else made_on
    merged, clashing = merge_fields(start, body.fields, theirs.fields)
    if merged is None:
        park_for_conflict(unit, operation, theirs, start, clashing)
        return False
    unread = own is None and theirs.state is not ArticleState.PUBLISHED
    if body.publish and unread and merged != body.fields:
        _park(unit, operation, read_again(theirs, unit.clock.now()))
        return False
    if merged != body.fields:
        body = replace(body, fields=merged, version_id=_version_for(unit, body, merged))
    unit.run(
        "UPDATE outbox SET body = ?, base_rev = ?, base = ? WHERE id = ?",
        (codec.dump(body), theirs.rev, codec.dump(theirs.fields), operation.id),
    )
    return True


def park_for_conflict(
    unit: Unit, operation: Operation, theirs: SiteArticle, start: ArticleFields, clashing: tuple[str, ...]
) -> None:
    """The words clash with a colleague's: the operation waits for a person, both texts are kept."""
    names = ", ".join(_FIELD_WORDS.get(name, name) for name in clashing)
    problem = f"{theirs.updated_by} changed the same story ({names}). Settle it in the story, then send it again."
    _park(unit, operation, problem)
    _open_conflict(unit, theirs, start, clashing)


def _park(unit: Unit, operation: Operation, problem: str) -> None:
    outbox_rows.set_state(unit, operation.id, OperationState.PARKED, problem)
    journal.add(unit, unit.clock.now(), "parked", operation.subject, f"{operation.label}: {problem}")


def read_again(theirs: SiteArticle, now: datetime) -> str:
    """The sentence for a publishing that does not go out because a colleague's words came in: read, then decide."""
    at, today = theirs.updated_at.astimezone(), now.astimezone().date()
    when = f"{at:%H:%M}" if at.date() == today else f"{at:%H:%M} on {at.day} {at:%B}"
    return f"{theirs.updated_by or 'Somebody'} changed this story at {when}. Read it, then publish again."


def _common_ground(unit: Unit, theirs: SiteArticle, base: SiteArticle | None) -> ArticleFields:
    """The words from which both sides set out."""
    open_one = unit.value("SELECT base FROM article_conflict WHERE article_id = ?", (theirs.id,))
    own = _own_version(unit, theirs)
    if own is not None:
        return own  # the site has what this desk once sent
    if open_one is not None:
        return codec.load(ArticleFields, open_one)
    return ArticleFields() if base is None else base.fields


def _own_version(unit: Unit, theirs: SiteArticle) -> ArticleFields | None:
    # Not a colleague's words kept here under their own id a moment ago: nobody at this desk set out from those.
    sql = "SELECT id FROM article_version WHERE id = ? AND article_id = ? AND origin <> 'site'"
    found = unit.value(sql, (theirs.version_id, theirs.id))
    return None if found is None else articles.version(unit, found).fields


def _bring_head(unit: Unit, theirs: SiteArticle, start: ArticleFields) -> None:
    head = articles.get(unit, theirs.id)
    had_conflict = head.conflict is not None
    merged, clashing = merge_fields(start, head.fields, theirs.fields)
    subject = f"article:{theirs.id}"
    now = unit.clock.now()
    if merged is None:
        _keep_theirs(unit, theirs, head.head_version)
        _open_conflict(unit, theirs, start, clashing)
        if not had_conflict:
            words = f"{theirs.updated_by} changed this story too; both texts are kept"
            journal.add(unit, now, "conflict", subject, words, theirs.updated_by)
        return
    unit.run("DELETE FROM article_conflict WHERE article_id = ?", (theirs.id,))
    if merged == head.fields:
        return
    if merged == theirs.fields:
        articles.add_version(unit, _site_version(unit, theirs, head.head_version))
        journal.add(unit, now, "pulled", subject, f"{theirs.updated_by} changed this story", theirs.updated_by)
        return
    _keep_theirs(unit, theirs, head.head_version)
    saved = ArticleVersion(new_id(), theirs.id, head.head_version, merged, now, head.saved_by, "merged")
    articles.add_version(unit, saved)
    words = f"{theirs.updated_by}’s change and yours stand in different fields; both are in"
    journal.add(unit, now, "merged", subject, words, theirs.updated_by)


def _open_conflict(unit: Unit, theirs: SiteArticle, start: ArticleFields, clashing: tuple[str, ...]) -> None:
    unit.run(
        "INSERT OR REPLACE INTO article_conflict VALUES (?, ?, ?, ?)",
        (theirs.id, codec.dump(start), codec.dump(theirs), json.dumps(clashing)),
    )


def _keep_theirs(unit: Unit, theirs: SiteArticle, parent: str) -> None:
    if not unit.value("SELECT 1 FROM article_version WHERE id = ?", (theirs.version_id,)):
        articles.keep_version(unit, _site_version(unit, theirs, parent))


def _site_version(unit: Unit, theirs: SiteArticle, parent: str | None) -> ArticleVersion:
    """The site's words as a version; under the site's own id unless that names other words here already."""
    taken = unit.value("SELECT 1 FROM article_version WHERE id = ?", (theirs.version_id,))
    id_ = new_id() if taken else theirs.version_id
    return ArticleVersion(id_, theirs.id, parent, theirs.fields, theirs.updated_at, theirs.updated_by, "site")


def _version_for(unit: Unit, body: PutArticle, merged: ArticleFields) -> str:
    """A version that says what will be sent: the head when it has these words, else one beside it."""
    head = articles.get(unit, body.article_id)
    if head.fields == merged:
        return head.head_version
    saved = ArticleVersion(
        new_id(), body.article_id, body.version_id, merged, unit.clock.now(), head.saved_by, "merged"
    )
    articles.keep_version(unit, saved)
    return saved.id


def _set_base(unit: Unit, theirs: SiteArticle) -> None:
    unit.run("INSERT OR REPLACE INTO article_base VALUES (?, ?)", (theirs.id, codec.dump(theirs)))
    unit.run("UPDATE article SET rev = ? WHERE id = ?", (theirs.rev, theirs.id))
