"""Articles: their fields, their state, and what the desk knows of each."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MAX_BODY = 400_000  # code points; about 60,000 words
MAX_LINE = 500  # code points of headline, standfirst (twice that), byline, section


class ArticleState(StrEnum):
    """Where a story stands. Later states (subs, ready, scheduled, killed …) join with the workflow table."""

    DRAFT = "draft"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class ArticleFields:
    """What a writer writes. ``body`` is Markdown; ``slug`` is lower-case ASCII words joined by hyphens."""

    headline: str = ""
    standfirst: str = ""
    byline: str = ""
    section: str = ""
    slug: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class SiteArticle:
    """An article exactly as the site returned it: the base of every comparison."""

    id: str
    fields: ArticleFields
    state: ArticleState
    version_id: str
    published_at: datetime | None
    updated_at: datetime
    updated_by: str
    rev: int
    comments_open: bool = True


class Whereabouts(StrEnum):
    """Where the newest words of a story are."""

    DESK = "desk"  # saved on this desk, not sent
    WAITING = "waiting"  # in the outbox
    SITE = "site"  # the site has them as a draft
    PUBLISHED = "published"  # readers see them
    CONFLICT = "conflict"  # a colleague changed the same story; a person must settle it


@dataclass(frozen=True, slots=True)
class Article:
    """A story as the desk shows it: the head version with the site's knowledge beside it."""

    id: str
    fields: ArticleFields
    state: ArticleState
    head_version: str
    saved_at: datetime
    saved_by: str
    whereabouts: Whereabouts
    published_at: datetime | None
    site_rev: int | None
    conflict: Conflict | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A colleague changed fields that this desk changed too; both texts are kept until a person settles it."""

    base: ArticleFields
    mine: ArticleFields
    theirs: SiteArticle
    clashing: tuple[str, ...]  # names of ArticleFields


@dataclass(frozen=True, slots=True)
class ArticleVersion:
    """One immutable saved version. ``origin`` says how it came: typed, imported, site, settled."""

    id: str
    article_id: str
    parent_id: str | None
    fields: ArticleFields
    saved_at: datetime
    saved_by: str
    origin: str


@dataclass(frozen=True, slots=True)
class OnScreen:
    """A story as a writer has it in front of them: the words, and the version they set out from."""

    fields: ArticleFields
    parent: str


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """A line in the list of stories."""

    id: str
    headline: str
    slug: str
    section: str
    state: ArticleState
    whereabouts: Whereabouts
    words: int
    saved_at: datetime
    published_at: datetime | None


def make_slug(headline: str) -> str:
    """A slug from a headline: ASCII, lower case, at most 60 characters, cut at a word; empty for no letters."""
    plain = unicodedata.normalize("NFKD", headline).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:60]
        if len(longer) > 60:
            break
        slug = longer
    return slug


def missing_for_publishing(fields: ArticleFields) -> tuple[str, ...]:
    """Names of the fields that must be filled before readers can see the story, in the order of the form."""
    wanted = ("headline", "standfirst", "byline", "section", "slug", "body")
    return tuple(name for name in wanted if not getattr(fields, name).strip())


_FIELD_NAMES = ("headline", "standfirst", "byline", "section", "slug", "body")


def merge_fields(
    base: ArticleFields, mine: ArticleFields, theirs: ArticleFields
) -> tuple[ArticleFields | None, tuple[str, ...]]:
    """Three-way per field: (merged, ()) when nobody changed the same field to different words.

    Otherwise (None, names of the clashing fields). No field is ever mixed from two people's words.
    """
    chosen, clashing = _merge(base, mine, theirs)
    return (None, clashing) if clashing else (ArticleFields(**chosen), ())


def settle_fields(base: ArticleFields, mine: ArticleFields, theirs: ArticleFields, keep: str) -> ArticleFields:
    """The words once a person chose: ``keep``, "mine" or "theirs", in fields that both changed; else the change."""
    chosen, clashing = _merge(base, mine, theirs)
    kept = mine if keep == "mine" else theirs
    return ArticleFields(**chosen, **{name: getattr(kept, name) for name in clashing})


def _merge(base: ArticleFields, mine: ArticleFields, theirs: ArticleFields) -> tuple[dict[str, str], tuple[str, ...]]:
    """The words of every field that does not clash, and the names of those that do."""
    chosen: dict[str, str] = {}
    clashing: list[str] = []
    for name in _FIELD_NAMES:
        old, ours, other = getattr(base, name), getattr(mine, name), getattr(theirs, name)
        if ours == other or other == old:
            chosen[name] = ours
        elif ours == old:
            chosen[name] = other
        else:
            clashing.append(name)
    return chosen, tuple(clashing)
