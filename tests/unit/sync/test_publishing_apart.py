"""Two people at the same story, one of them offline: what is published has been read by whoever published it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from editor.domain.articles import Article, ArticleFields, ArticleState, SiteArticle, Whereabouts
from editor.services import activity, drafting, publishing
from editor.sites.memory import MemorySite
from editor.sync.cycle import Cycle
from editor.sync.pushing import Pusher
from tests.helpers.desks import DeskOnSite
from tests.unit.sync.conftest import MakeDesk

WORDS = ArticleFields("Ferry cut", "By a third", "Mara Lind", "Harbour", "ferry-cut", "The last boat leaves at four.")
UNCHECKED = "A body that nobody has checked."


def sync(on: DeskOnSite) -> None:
    Cycle(on.desk, on.api).run()


def stored(site: MemorySite, id_: str) -> SiteArticle:
    found = site.state.find(SiteArticle, id_)
    assert found is not None
    return found


def edit(on: DeskOnSite, id_: str, **changes: str) -> Article:
    story = drafting.open_story(on.desk, article_id=id_)
    fields = replace(story.fields, **changes)
    return drafting.save(on.desk, article_id=id_, fields=fields, parent=story.head_version).result


@pytest.fixture
def mara(make_desk: MakeDesk) -> DeskOnSite:
    return make_desk("Mara")


@pytest.fixture
def tom(make_desk: MakeDesk) -> DeskOnSite:
    return make_desk("Tom")


@pytest.fixture
def draft(mara: DeskOnSite, tom: DeskOnSite) -> str:
    """A draft that stands on the site and at both desks."""
    id_ = drafting.new_story(mara.desk, fields=WORDS).result.id
    publishing.send_draft(mara.desk, article_id=id_)
    sync(mara)
    sync(tom)
    return id_


def test_words_of_a_colleagues_draft_are_not_published_unread(
    site: MemorySite, mara: DeskOnSite, tom: DeskOnSite, draft: str
) -> None:
    edit(mara, draft, headline="Ferry cut by a third")
    publishing.publish(mara.desk, article_id=draft)
    edit(tom, draft, body=UNCHECKED)
    publishing.send_draft(tom.desk, article_id=draft)
    sync(tom)
    sync(mara)
    assert stored(site, draft).state is ArticleState.DRAFT
    (parked,) = activity.outgoing(mara.desk).needs_you
    at = stored(site, draft).updated_at.astimezone()
    assert parked.problem == f"Tom changed this story at {at:%H:%M}. Read it, then publish again."
    told = [line.words for line in activity.timeline(mara.desk, subject=f"article:{draft}") if line.what == "parked"]
    assert told == [f"{parked.label}: {parked.problem}"]
    merged = drafting.open_story(mara.desk, article_id=draft)
    assert (merged.fields.headline, merged.fields.body) == ("Ferry cut by a third", UNCHECKED)
    assert merged.whereabouts is Whereabouts.DESK

    publishing.publish(mara.desk, article_id=draft)
    sync(mara)
    assert (stored(site, draft).state, stored(site, draft).fields) == (ArticleState.PUBLISHED, merged.fields)
    assert activity.outgoing(mara.desk).parked == 0


def test_nor_when_the_site_is_the_first_to_say_that_the_draft_has_changed(
    site: MemorySite, mara: DeskOnSite, tom: DeskOnSite, draft: str
) -> None:
    edit(mara, draft, headline="Ferry cut by a third")
    publishing.publish(mara.desk, article_id=draft)
    edit(tom, draft, body=UNCHECKED)
    publishing.send_draft(tom.desk, article_id=draft)
    sync(tom)
    pusher = Pusher(mara.desk, mara.api, lambda changes: None, stop=lambda: None, on_sending=lambda count: None)
    pusher.push(clock_is_right=True)  # without a pull before it: the site answers that the words are stale
    assert stored(site, draft).state is ArticleState.DRAFT
    assert activity.outgoing(mara.desk).parked == 1
    assert drafting.open_story(mara.desk, article_id=draft).fields.body == UNCHECKED


def test_words_that_readers_see_already_hold_up_no_publishing(
    site: MemorySite, mara: DeskOnSite, tom: DeskOnSite, draft: str
) -> None:
    publishing.publish(mara.desk, article_id=draft)
    sync(mara)
    sync(tom)
    edit(mara, draft, headline="Ferry cut by a third")
    publishing.publish(mara.desk, article_id=draft)
    edit(tom, draft, body="Tom’s published body.")
    publishing.publish(tom.desk, article_id=draft)
    sync(tom)
    sync(mara)
    fields = stored(site, draft).fields
    assert (fields.headline, fields.body) == ("Ferry cut by a third", "Tom’s published body.")
    assert activity.outgoing(mara.desk).parked == 0


def test_a_draft_with_a_colleagues_words_in_other_fields_goes_to_the_site(
    site: MemorySite, mara: DeskOnSite, tom: DeskOnSite, draft: str
) -> None:
    edit(mara, draft, headline="Ferry cut by a third")
    publishing.send_draft(mara.desk, article_id=draft)
    edit(tom, draft, body=UNCHECKED)
    publishing.send_draft(tom.desk, article_id=draft)
    sync(tom)
    sync(mara)
    fields = stored(site, draft).fields
    assert (fields.headline, fields.body) == ("Ferry cut by a third", UNCHECKED)
