"""Stories on the site: stored on a named revision only, published only whole and at an address of their own."""

from __future__ import annotations

import re
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Connection, delete, select, update

from editor.domain.articles import (
    MAX_BODY,
    MAX_LINE,
    ArticleFields,
    ArticleState,
    SiteArticle,
    missing_for_publishing,
)
from editor.domain.feed import Kind
from editor.domain.ids import is_id
from editor.domain.operations import PutArticle
from editor.domain.people import Member, may
from editor.website import feed, rows
from editor.website.refusals import Refusal
from editor.website.schema import article, former_address
from editor.wire.errors import Code
from editor.wire.limits import SLUG

_NAMES = {
    "headline": "a headline",
    "standfirst": "a standfirst",
    "byline": "a byline",
    "section": "a section",
    "slug": "an address",
    "body": "a text",
}


class StaleArticle(Exception):
    """The story has another revision than the one the words were made on."""

    def __init__(self, current: SiteArticle) -> None:
        super().__init__(current.id)
        self.current = current


def find(connection: Connection, article_id: str) -> SiteArticle | None:
    """The story with that id, None when there is none."""
    row = connection.execute(select(article).where(article.c.id == article_id)).first()
    return None if row is None else rows.article_of(row)


def put(connection: Connection, member: Member, wanted: PutArticle, base_rev: int | None) -> tuple[SiteArticle, int]:
    """Store the words if the story still has ``base_rev`` (None: if it is new); returns it with its feed number.

    Raises StaleArticle, Refusal.
    """
    _require_sizes(wanted)
    before = find(connection, wanted.article_id)
    published = before is not None and before.state is ArticleState.PUBLISHED
    _require_role(member, publish=wanted.publish or published)
    _require_revision(before, base_rev)
    if published and not wanted.publish:
        sentence = "Readers already see this story. Publish the change instead."
        raise Refusal(Code.NOT_UNDERSTOOD, sentence, field="publish", current=before)
    if wanted.publish:
        _require_complete(wanted.fields)
        _require_usable_address(wanted.fields.slug)
        _take_address(connection, wanted, before)
    rev = _check_and_set(connection, member, wanted, base_rev, published=published)
    if rev is None:
        current = find(connection, wanted.article_id)
        if current is None:
            raise Refusal(Code.NOT_FOUND, "This story is not on the site.")
        raise StaleArticle(current)
    seq = feed.record(connection, Kind.ARTICLE, wanted.article_id, rev)
    stored = find(connection, wanted.article_id)
    assert stored is not None
    return stored, seq


def _check_and_set(
    connection: Connection, member: Member, wanted: PutArticle, base_rev: int | None, *, published: bool
) -> int | None:
    """One statement: stores and returns the new revision, or does nothing and returns None."""
    now = feed.now_ms()
    values: dict[str, Any] = {
        **asdict(wanted.fields),
        "version_id": wanted.version_id,
        "state": (ArticleState.PUBLISHED if wanted.publish else ArticleState.DRAFT).value,
        "updated_ms": now,
        "updated_by": member.name,
    }
    if wanted.publish and not published:
        values["published_ms"] = now
    if base_rev is None:
        insert = feed.upsert(connection)(article).values(id=wanted.article_id, rev=1, comments_open=True, **values)
        return connection.execute(insert.on_conflict_do_nothing().returning(article.c.rev)).scalar()
    statement = (
        update(article)
        .where(article.c.id == wanted.article_id, article.c.rev == base_rev)
        .values(rev=article.c.rev + 1, **values)
        .returning(article.c.rev)
    )
    return connection.execute(statement).scalar()


def _require_role(member: Member, *, publish: bool) -> None:
    if not may(member.role, "publish" if publish else "write"):
        raise Refusal(Code.ROLE_TOO_LOW, "Publishing needs the role editor." if publish else "")


def _require_sizes(wanted: PutArticle) -> None:
    if not is_id(wanted.article_id) or not is_id(wanted.version_id):
        raise Refusal(Code.NOT_UNDERSTOOD, "A story and its version are named by UUIDs.", field="article_id")
    for field in fields(ArticleFields):
        value: str = getattr(wanted.fields, field.name)
        most = {"body": MAX_BODY, "standfirst": 2 * MAX_LINE}.get(field.name, MAX_LINE)
        if len(value) > most:
            sentence = f"The {field.name} can be at most {most:,} characters; this one has {len(value):,}."
            raise Refusal(Code.TOO_LARGE, sentence, field=field.name)
        if "\x00" in value:
            raise Refusal(
                Code.NOT_UNDERSTOOD, f"The {field.name} holds a character that no text has.", field=field.name
            )


def _require_complete(words: ArticleFields) -> None:
    if missing := missing_for_publishing(words):
        names = ", ".join(_NAMES[name] for name in missing)
        raise Refusal(Code.FIELD_MISSING, f"Before readers can see it, the story needs {names}.", field=missing[0])


def _require_usable_address(slug: str) -> None:
    if not re.fullmatch(SLUG, slug):
        sentence = "An address is made of the letters a to z and digits, its words joined by hyphens."
        raise Refusal(Code.NOT_UNDERSTOOD, sentence, field="slug")


def _require_revision(before: SiteArticle | None, base_rev: int | None) -> None:
    if before is None and base_rev is not None:
        raise Refusal(Code.NOT_FOUND, "This story is not on the site.")
    if before is not None and before.rev != base_rev:
        raise StaleArticle(before)


def _take_address(connection: Connection, wanted: PutArticle, before: SiteArticle | None) -> None:
    """Make sure that the address is free, and remember the one that the story leaves."""
    slug = wanted.fields.slug
    taken = connection.execute(
        select(article.c.headline).where(
            article.c.slug == slug, article.c.state == ArticleState.PUBLISHED.value, article.c.id != wanted.article_id
        )
    ).scalar()
    if taken is not None:
        raise Refusal(Code.SLUG_TAKEN, f"The address “{slug}” belongs to “{taken}”. Choose another.", field="slug")
    connection.execute(delete(former_address).where(former_address.c.slug == slug))
    if before is not None and before.state is ArticleState.PUBLISHED and before.fields.slug != slug:
        connection.execute(
            feed.upsert(connection)(former_address)
            .values(slug=before.fields.slug, article_id=before.id)
            .on_conflict_do_update(index_elements=["slug"], set_={"article_id": before.id})
        )
