"""How many comments of a story can be read: kept beside the story and moved wherever a comment's state changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import Connection, select, update

from editor.domain.comments import CommentState
from editor.website.schema import article


def moved(connection: Connection, article_id: str, before: CommentState | None, after: CommentState) -> None:
    """A comment of this story went from one state to another; ``before`` is None for a new one."""
    step = (after is CommentState.PUBLISHED) - (before is CommentState.PUBLISHED)
    if step:
        _add(connection, article_id, step)


def added(connection: Connection, article_ids: Iterable[str]) -> None:
    """New comments that can be read came in, each under one of these stories; for loading in bulk."""
    for article_id, number in Counter(article_ids).items():
        _add(connection, article_id, number)


def of_story(connection: Connection, article_id: str) -> int:
    """How many there are."""
    return int(connection.execute(select(article.c.comments).where(article.c.id == article_id)).scalar_one())


def _add(connection: Connection, article_id: str, number: int) -> None:
    here = update(article).where(article.c.id == article_id)
    connection.execute(here.values(comments=article.c.comments + number))
