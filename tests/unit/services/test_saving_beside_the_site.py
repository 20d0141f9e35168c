"""What is saved while the site's words arrive loses neither side."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from editor.domain.articles import Whereabouts
from editor.services import drafting
from editor.store.desk import Desk
from tests.helpers.desk_store import Feed, article, make_desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = make_desk(tmp_path / "desk.db")
    Feed(made).send(article())
    return made


def test_a_field_changed_on_the_site_while_another_was_typed_is_kept(desk: Desk) -> None:
    before = drafting.open_story(desk, article_id="a1")
    feed = Feed(desk)
    feed.seq = 1
    feed.send(article(rev=2, headline="Ferries cut by a third"))

    typed = replace(before.fields, body="What I typed meanwhile.")
    after = drafting.save(desk, article_id="a1", fields=typed, parent=before.head_version).result

    assert after.fields == replace(typed, headline="Ferries cut by a third")
    assert after.conflict is None


def test_the_same_field_changed_on_both_sides_is_a_conflict_with_both_texts(desk: Desk) -> None:
    before = drafting.open_story(desk, article_id="a1")
    feed = Feed(desk)
    feed.seq = 1
    feed.send(article(rev=2, body="What a colleague wrote."))

    typed = replace(before.fields, body="What I typed meanwhile.")
    after = drafting.save(desk, article_id="a1", fields=typed, parent=before.head_version).result

    assert after.whereabouts is Whereabouts.CONFLICT
    assert after.conflict is not None
    assert after.conflict.clashing == ("body",)
    assert after.conflict.mine.body == "What I typed meanwhile."
    assert after.conflict.theirs.fields.body == "What a colleague wrote."


def test_words_from_two_windows_in_the_same_field_are_both_kept(desk: Desk) -> None:
    story = drafting.new_story(desk).result
    for words in ("From one window.", "From the other."):
        fields = replace(story.fields, body=words)
        saved = drafting.save(desk, article_id=story.id, fields=fields, parent=story.head_version).result
    assert (saved.fields.body, saved.conflict) == ("From the other.", None)
    bodies = [version.fields.body for version in drafting.versions(desk, article_id=story.id)]
    assert bodies == ["From the other.", "From one window.", ""]


def test_two_windows_are_no_conflict_with_a_site_that_has_neither(desk: Desk) -> None:
    before = drafting.open_story(desk, article_id="a1")
    for words in ("From one window.", "From the other."):
        fields = replace(before.fields, body=words)
        saved = drafting.save(desk, article_id="a1", fields=fields, parent=before.head_version).result
    assert (saved.fields.body, saved.conflict) == ("From the other.", None)
    assert "From one window." in {version.fields.body for version in drafting.versions(desk, article_id="a1")}
