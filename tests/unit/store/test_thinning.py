"""Thinning autosaved versions: what goes, what stays, and that no word goes with what does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editor.domain.articles import ArticleFields, ArticleState, ArticleVersion
from editor.domain.thinning import says_all_of
from editor.services import drafting, publishing
from editor.store import inbound, thinning
from editor.store.desk import Desk
from tests.helpers.desk_store import Feed, HandClock, article, make_desk

LONG_AGO = 11 * 60


def typed(desk: Desk, article_id: str, *bodies: str) -> list[str]:
    """The ids of the versions that saving these bodies one after the other has made."""
    made = []
    for body in bodies:
        story = drafting.open_story(desk, article_id=article_id)
        now = replace(story.fields, body=body)
        made.append(
            drafting.save(desk, article_id=article_id, fields=now, parent=story.head_version).result.head_version
        )
    return made


def thin(desk: Desk) -> None:
    for _ in range(1000):
        if not inbound.idle_work(desk):
            return
    pytest.fail("upkeep never ends")


def chain(desk: Desk, article_id: str) -> list[ArticleVersion]:
    """From the head to the first version, by their parents."""
    kept = {version.id: version for version in drafting.versions(desk, article_id=article_id, limit=None)}
    at: str | None = drafting.open_story(desk, article_id=article_id).head_version
    found = []
    while at is not None:
        found.append(kept[at])
        at = kept[at].parent_id
    return found


def bodies(desk: Desk, article_id: str) -> list[str]:
    return [version.fields.body for version in chain(desk, article_id)]


@pytest.fixture
def story(desk: Desk) -> str:
    return drafting.new_story(desk, fields=article().fields).result.id


def test_what_the_next_version_says_too_goes_and_the_chain_stays_whole(
    desk: Desk, clock: HandClock, story: str
) -> None:
    typed(
        desk, story, "The boat le", "The boat leaves at fo", "The boat leaves at four.", "The boat", "The boat is late."
    )
    clock.forward(LONG_AGO)
    thin(desk)
    assert bodies(desk, story) == ["The boat is late.", "The boat leaves at four.", article().fields.body]
    assert len(drafting.versions(desk, article_id=story, limit=None)) == 3


def test_the_last_ten_minutes_stay(desk: Desk, clock: HandClock, story: str) -> None:
    typed(desk, story, "One", "One two", "One two three")
    clock.forward(LONG_AGO - 120)
    thin(desk)
    assert len(chain(desk, story)) == 4
    clock.forward(120)
    thin(desk)
    assert bodies(desk, story) == ["One two three", article().fields.body]


def test_what_was_sent_or_stands_on_the_site_stays(desk: Desk, feed: Feed, clock: HandClock, story: str) -> None:
    typed(desk, story, "One", "One two")
    sent = publishing.send_draft(desk, article_id=story).result.head_version
    typed(desk, story, "One two three")
    again = publishing.send_draft(desk, article_id=story).result.head_version  # the one before is withdrawn
    (on_site,) = typed(desk, story, "One two three four")
    feed.send(article(story, 1, on_site, state=ArticleState.DRAFT, published_at=None, body="One two three four"))
    typed(desk, story, "One two three four five", "One two three four five six")
    clock.forward(LONG_AGO)
    thin(desk)
    ids = [version.id for version in chain(desk, story)]
    assert {sent, again, on_site} < set(ids)
    assert bodies(desk, story)[:2] == ["One two three four five six", "One two three four"]


def test_what_somebody_may_still_be_typing_on_stays(desk: Desk, feed: Feed, clock: HandClock) -> None:
    feed.send(article())
    (mine,) = typed(desk, "a1", "On screen.")
    feed.send(article(rev=2, headline="Tom’s headline"))  # merged: the head moves on without the window
    clock.forward(LONG_AGO)
    thin(desk)
    on_screen = drafting.version(desk, article_id="a1", version_id=mine).fields
    saved = drafting.save(desk, article_id="a1", fields=replace(on_screen, body="On screen, more."), parent=mine).result
    assert (saved.fields.headline, saved.fields.body) == ("Tom’s headline", "On screen, more.")


def test_words_that_set_out_from_a_version_thinned_out_since_are_saved(
    desk: Desk, clock: HandClock, story: str
) -> None:
    in_one_window, *_ = typed(desk, story, "One", "One two", "One two three")  # the others in another window
    clock.forward(LONG_AGO)
    thin(desk)
    fields = replace(article().fields, body="One and more")
    saved = drafting.save(desk, article_id=story, fields=fields, parent=in_one_window).result
    assert saved.fields == fields
    assert "One two three" in bodies(desk, story)


def test_a_batch_that_is_cut_short_changes_nothing(
    desk: Desk, clock: HandClock, story: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(desk, story, *(" ".join(["word"] * n) for n in range(1, 9)))
    before = chain(desk, story)
    clock.forward(LONG_AGO)
    calls = count(1)

    def dying(later_of: Callable[..., bool] = says_all_of) -> Callable[..., bool]:
        def says(earlier: ArticleFields, later: ArticleFields) -> bool:
            if next(calls) == 4:
                raise KeyboardInterrupt  # as a kill would: nothing after it runs
            return later_of(earlier, later)

        return says

    with monkeypatch.context() as patch:
        patch.setattr(thinning, "says_all_of", dying())
        with pytest.raises(KeyboardInterrupt):
            thin(desk)
    assert next(calls) > 4
    assert chain(desk, story) == before
    thin(desk)
    assert len(chain(desk, story)) == 2


def test_what_is_left_is_not_looked_at_again(desk: Desk, clock: HandClock, story: str) -> None:
    typed(desk, story, "One", "Another", "A third")
    clock.forward(LONG_AGO)
    thin(desk)
    with desk.write() as unit:
        assert not thinning.thin(unit)
        assert len(drafting.versions(desk, article_id=story)) == 4


@pytest.mark.parametrize(
    ("earlier", "later", "says"),
    [
        ("", "Anything", True),
        ("the boat", "the  boat\n\n", True),
        ("boat the", "the boat", True),
        ("the fer", "the ferry is late", True),
        ("the fer is late", "the ferry is late", True),
        ("the ferry", "the fer", False),
        ("boat and boat", "boat and", False),
        ("the cat sat", "the sat in a category", False),  # deleted, and a longer word typed elsewhere
        ("a b", "aa bb", False),  # two words have changed
    ],
)
def test_which_version_says_all_of_another(earlier: str, later: str, says: bool) -> None:
    assert says_all_of(ArticleFields(body=earlier), ArticleFields(body=later)) is says
    assert not says_all_of(ArticleFields(headline="kept", body=earlier), ArticleFields(body=later + " kept"))


def words(version: ArticleFields) -> set[str]:
    return {word for field in fields(version) for word in getattr(version, field.name).split()}


LETTERS = st.text("bcdfgh   ", min_size=1, max_size=5)
EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 6), LETTERS, st.sampled_from([1, 1, 1, 60, 700])), max_size=25
)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(edits=EDITS, send=st.sets(st.integers(0, 25), max_size=3), theirs=st.sets(st.integers(0, 25), max_size=2))
def test_no_word_ever_disappears(edits: list[tuple[float, int, str, int]], send: set[int], theirs: set[int]) -> None:
    """Whatever is typed, deleted, sent and received: every word ever saved is in a version, or grew into one there."""
    with TemporaryDirectory() as folder:
        clock = HandClock()
        desk = make_desk(Path(folder) / "desk.db", clock)
        feed = Feed(desk)
        feed.send(article(body="a b", state=ArticleState.DRAFT, published_at=None))
        said: set[str] = set()
        for turn, (place, gone, typed_in, seconds) in enumerate(edits):
            body = drafting.open_story(desk, article_id="a1").fields.body
            at = int(place * len(body))
            typed(desk, "a1", body[:at] + typed_in + body[at + gone :])
            if turn in theirs:
                feed.send(article(rev=turn + 2, body=f"site {turn}", state=ArticleState.DRAFT, published_at=None))
            now = drafting.open_story(desk, article_id="a1")
            said |= words(now.fields)
            if turn in send and now.conflict is None:
                publishing.send_draft(desk, article_id="a1")
            clock.forward(seconds)
            thin(desk)
        clock.forward(LONG_AGO)
        thin(desk)
        kept = {
            word for version in drafting.versions(desk, article_id="a1", limit=None) for word in words(version.fields)
        }
        assert all(any(found.startswith(word) for found in kept) for word in said)
        assert chain(desk, "a1")
        desk.close()
