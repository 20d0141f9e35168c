"""Publishing saves what is on screen in the same transaction, or refuses with nothing saved and nothing queued."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from editor.domain.articles import MAX_BODY, Article, ArticleState, OnScreen
from editor.domain.errors import BadInput
from editor.services import activity, drafting, publishing
from editor.store.desk import Desk
from tests.helpers.desk_store import START, Feed, article, make_desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = make_desk(tmp_path / "desk.db")
    Feed(made).send(article(state=ArticleState.DRAFT, published_at=None))
    return made


def theirs(desk: Desk, **changes: object) -> None:
    feed = Feed(desk)
    feed.seq = 1
    feed.send(article(rev=2, state=ArticleState.DRAFT, published_at=None, updated_at=START, **changes))


def typed(story: Article, **changes: str) -> OnScreen:
    return OnScreen(replace(story.fields, **changes), story.head_version)


def test_the_words_on_screen_are_saved_and_queued_together(desk: Desk) -> None:
    before = drafting.open_story(desk, article_id="a1")
    after = publishing.publish(desk, article_id="a1", on_screen=typed(before, body="On screen.")).result
    (operation,) = activity.outgoing(desk).operations
    assert operation.body.fields == after.fields == replace(before.fields, body="On screen.")  # type: ignore[union-attr]
    assert operation.body.version_id == after.head_version != before.head_version  # type: ignore[union-attr]


@pytest.mark.parametrize("act", [publishing.publish, publishing.send_draft])
def test_words_that_cannot_be_saved_queue_nothing_older(desk: Desk, act: object) -> None:
    before = drafting.open_story(desk, article_id="a1")
    with pytest.raises(BadInput, match="at most"):
        act(desk, article_id="a1", on_screen=typed(before, body="x" * (MAX_BODY + 1)))  # type: ignore[operator]
    assert activity.outgoing(desk).waiting == 0
    assert drafting.open_story(desk, article_id="a1") == before


def test_a_colleagues_words_that_are_not_on_screen_are_not_published(desk: Desk) -> None:
    before = drafting.open_story(desk, article_id="a1")
    theirs(desk, headline="Tom’s headline")
    at = START.astimezone()
    with pytest.raises(BadInput) as refused:
        publishing.publish(desk, article_id="a1", on_screen=typed(before, body="On screen."))
    assert str(refused.value) == f"Tom Harkness changed this story at {at:%H:%M}. Read it, then publish again."
    assert activity.outgoing(desk).waiting == 0
    now = drafting.open_story(desk, article_id="a1")
    assert now.fields == replace(before.fields, headline="Tom’s headline")


def test_a_draft_goes_to_the_site_with_a_colleagues_words_in_other_fields(desk: Desk) -> None:
    before = drafting.open_story(desk, article_id="a1")
    theirs(desk, headline="Tom’s headline")
    sent = publishing.send_draft(desk, article_id="a1", on_screen=typed(before, body="On screen.")).result
    assert sent.fields == replace(before.fields, headline="Tom’s headline", body="On screen.")
    assert activity.outgoing(desk).waiting == 1


def test_what_is_on_screen_already_makes_no_version(desk: Desk) -> None:
    before = drafting.open_story(desk, article_id="a1")
    publishing.publish(desk, article_id="a1", on_screen=typed(before))
    assert len(drafting.versions(desk, article_id="a1")) == 1
