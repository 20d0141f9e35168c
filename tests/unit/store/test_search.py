"""Search finds words newest first, and no text a person types is ever read as an operator."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editor.services import moderation
from editor.store import search
from editor.store.desk import Desk
from tests.helpers.desk_store import START, Feed, comment


def found(desk: Desk, words: str) -> list[str]:
    return [card.id for card in moderation.find(desk, words=words).cards]


@pytest.fixture
def filled(desk: Desk, feed: Feed) -> Desk:
    texts = ["The café on the quay", "Don’t close the cafeteria", 'He said "NEAR the quay" OR else', "東京の港"]
    feed.send(
        *(comment(f"c{n}", text=text, created=START + timedelta(minutes=n)) for n, text in enumerate(texts)),
        comment("c9", text="short", author_name="Gethin Sorrel", created=START),
    )
    return desk


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("cafe", ["c1", "c0"]),
        ("cafe ", ["c0"]),
        ("CAFÉ quay", ["c0"]),
        ("the qua", ["c2", "c0"]),
        ("qu", []),  # two letters are a whole word
        ("don't", ["c1"]),  # either apostrophe
        ("don’t clo", ["c1"]),
        ("sorrel", ["c9"]),
        ("東京", ["c3"]),
        ("", []),
        ("   ", []),
        ("!!! …", []),
        ('"NEAR the', ["c2"]),
        ("quay OR cafeteria", []),
        ("quay NOT the", []),
        ("text:quay", []),
        ("qu*y", []),
        ('"', []),
        ("quay,", ["c2", "c0"]),
        ("“quay", ["c2", "c0"]),
        ("caf++", ["c1", "c0"]),
        ("qu++", []),  # two letters, however they are decorated
        ("the zzz", []),
        ("quay\x00", ["c2", "c0"]),
        ("quay\ud800", ["c2", "c0"]),
    ],
)
def test_what_is_found(filled: Desk, words: str, expected: list[str]) -> None:
    assert found(filled, words) == expected


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_safe(filled: Desk, words: str) -> None:
    moderation.find(filled, words=words)


_BEGINNINGS = ("harbo", "HARB", "harbourm", "harbours", "cafes", "café", "the harb", "harbox", "hax")
_WORDS = ("harbour", "harbours", "Harbourmaster", "harb", "harbor2", "harbo-r", "has", "café", "cafés", "hárbour", "")


@pytest.mark.parametrize("most", [1, 3, search.MAX_TERMS])
@pytest.mark.parametrize("words", _BEGINNINGS)
def test_naming_the_words_of_a_beginning_finds_what_the_beginning_itself_finds(
    desk: Desk, feed: Feed, monkeypatch: pytest.MonkeyPatch, words: str, most: int
) -> None:
    monkeypatch.setattr(search, "MAX_TERMS", most)
    texts = [f"the {word} and {other}" for word in _WORDS for other in _WORDS]
    feed.send(*(comment(f"c{n}", text=text, created=START + timedelta(minutes=n)) for n, text in enumerate(texts)))
    whole, _, beginning = words.rpartition(" ")
    with desk.read() as view:
        keys = view.rows(
            "SELECT rowid FROM comment_words WHERE comment_words MATCH ? ORDER BY rowid DESC",
            ((f'"{whole}" AND ' if whole else "") + f'"{beginning}"*',),
        )
    assert [(card.key,) for card in moderation.find(desk, words=words, limit=500).cards] == keys


def test_pages_follow_each_other_without_gap_or_repeat(desk: Desk, feed: Feed) -> None:
    feed.send(*(comment(f"c{n:03d}", created=START + timedelta(seconds=n)) for n in range(25)))
    seen: list[str] = []
    before = None
    for _ in range(3):
        hits = moderation.find(desk, words="ferry", limit=10, before_key=before)
        seen += [card.id for card in hits.cards]
        before = hits.next_before
    assert seen == [f"c{n:03d}" for n in reversed(range(25))]
    assert before is None


def test_a_search_that_nobody_waits_for_any_more_ends_and_the_next_one_does_not_notice(filled: Desk) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) == 3

    with pytest.raises(Exception, match="interrupt"), filled.read(stop) as view:
        view.value(endless)
    assert len(asked) == 3
    for _ in range(4):  # whichever connection of the pool comes next
        assert moderation.find(filled, words="quay", stop=lambda: False).cards
    with pytest.raises(Exception, match="interrupt"), filled.read(lambda: True) as view:
        view.value(endless)
