"""Long talk under a story: every comment can be reached, page by page and by its own address."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from editor.domain.comments import CommentState
from editor.domain.decisions import Verdict
from editor.domain.ids import new_id
from editor.domain.operations import Decide
from editor.website import counts, feed
from editor.website.schema import article, comment
from editor.website.seed import add_generated
from editor.website.threads import REPLIES, THREAD_REPLIES
from tests.helpers.website import DeskClient, ReaderClient, TestSite, decision, operation

STORY = "/stories/ferry-timetable"


@pytest.fixture
def desk(site: TestSite) -> DeskClient:
    desk = site.desk()
    site.publish(desk)
    return desk


def ids_on(page: str) -> list[str]:
    return re.findall(r'id="comment-([^"]+)"', page)


def add_replies(site: TestSite, root_id: str, reader_id: str, number: int, parent_id: str | None = None) -> list[str]:
    """Replies straight into the database: the site would not let anybody write so many at once."""
    first = feed.now_ms() - number  # in the past: what is posted after them comes after them
    ids = [new_id(first + i) for i in range(number)]
    with site.site.database.write() as connection:
        article_id = connection.execute(select(comment.c.article_id).where(comment.c.id == root_id)).scalar_one()
        values: dict[str, Any] = {"article_id": article_id, "root_id": root_id, "reader_id": reader_id, "likes": 0}
        connection.execute(
            insert(comment),
            [
                values
                | {"id": id_, "parent_id": parent_id or root_id, "text": f"Reply {i}", "created_ms": first + i // 3}
                | {"state": "published", "rev": 1}
                for i, id_ in enumerate(ids)
            ],
        )
        rows = connection.execute(
            select(comment.c.id)
            .where(comment.c.root_id == root_id, comment.c.parent_id.is_not(None))
            .order_by(comment.c.created_ms, comment.c.id)
        )
        return list(rows.scalars())


def test_every_reply_of_a_long_thread_can_be_read(site: TestSite, desk: DeskClient) -> None:
    reader = site.reader()
    other = reader.comment("ferry-timetable", "A short thread")
    short = reader.reply(other, "With one reply")
    root = reader.comment("ferry-timetable", "A long thread")
    replies = add_replies(site, root, reader.id, 2 * THREAD_REPLIES + 7)
    page = reader.http.get(STORY).text
    assert ids_on(page) == [root, *replies[:REPLIES], other, short]  # the long thread does not push others away
    assert page.count("More replies") == 1
    seen: list[str] = []
    address: str | None = f"{STORY}?thread={root}"
    while address:
        page = reader.http.get(address).text
        top, *rest = ids_on(page)
        assert top == root
        seen += rest
        found = re.search(r'href="([^"#]+)[^"]*">Later replies', page)
        address = found and found[1].replace("&amp;", "&")
    assert seen == replies
    assert "This thread from its beginning" in page


@pytest.mark.parametrize("place", [0, REPLIES - 1, REPLIES, THREAD_REPLIES - 1, THREAD_REPLIES, THREAD_REPLIES + 5])
def test_the_address_of_a_comment_leads_to_the_page_that_holds_it(site: TestSite, desk: DeskClient, place: int) -> None:
    reader = site.reader()
    root = reader.comment("ferry-timetable", "A long thread")
    replies = add_replies(site, root, reader.id, THREAD_REPLIES + 6)
    for id_ in (root, replies[place]):
        there = reader.http.get(f"/comments/{id_}").headers["location"]
        assert there.endswith(f"#comment-{id_}")
        assert id_ in ids_on(reader.http.get(there.partition("#")[0]).text)


def test_after_posting_in_a_long_thread_ones_reply_is_on_the_page(site: TestSite, desk: DeskClient) -> None:
    reader = site.reader()
    root = reader.comment("ferry-timetable", "A long thread")
    replies = add_replies(site, root, reader.id, THREAD_REPLIES + 2)
    mine = reader.reply(replies[0], "The last word")
    there = reader.http.get(f"/comments/{mine}").headers["location"]
    page = reader.http.get(there.partition("#")[0]).text
    assert "The last word" in page
    # What it answers stands on another page: the reply says whose words it answers and leads there.
    assert f'In answer to <a href="/comments/{replies[0]}"><bdi>Ilse</bdi></a>' in page


@pytest.mark.parametrize("wanted", ["none", "01a21a39-0000-7000-8000-000000000000", "a reply", "of another story"])
def test_a_thread_that_is_not_there_is_not_an_empty_page(site: TestSite, desk: DeskClient, wanted: str) -> None:
    site.publish(desk, slug="another")
    reader = site.reader()
    root = reader.comment("ferry-timetable", "Somebody has written here")
    ids = {"a reply": reader.reply(root, "Yes"), "of another story": reader.comment("another", "There")}
    answer = reader.http.get(f"{STORY}?thread={ids.get(wanted, wanted)}")
    assert answer.status_code == 404
    assert "This thread is no longer here." in answer.text
    assert "Nobody has written here yet" not in answer.text


def test_past_the_oldest_comment_nobody_is_said_not_to_have_written(site: TestSite, desk: DeskClient) -> None:
    reader = site.reader()
    assert "Nobody has written here yet." in reader.http.get(STORY).text
    reader.comment("ferry-timetable", "Here")
    page = reader.http.get(f"{STORY}?before=1.x").text
    assert "There are no older comments." in page
    assert "Nobody has written" not in page


def real_counts(site: TestSite) -> tuple[dict[str, int], dict[str, int]]:
    """The counters, and what there is to count."""
    with site.site.database.read() as connection:
        kept = connection.execute(select(article.c.id, article.c.comments))
        query = select(comment.c.article_id, func.count()).where(comment.c.state == "published")
        there = {row[0]: row[1] for row in connection.execute(query.group_by(comment.c.article_id))}
        return {row.id: row.comments for row in kept}, there


def test_the_number_of_comments_follows_all_that_happens_to_them(site: TestSite, desk: DeskClient) -> None:
    article_id = site.publish(desk, slug="another")
    reader: ReaderClient = site.reader()
    ids = [reader.comment("another", f"Number {i}") for i in range(4)]

    def now() -> int:
        kept, there = real_counts(site)
        assert kept[article_id] == there.get(article_id, 0)
        shown = re.search(r'class="count">(\d+)<', reader.http.get("/stories/another").text)
        assert shown is not None
        assert int(shown[1]) == kept[article_id]
        return kept[article_id]

    def decide(id_: str, verdict: Verdict, **changes: Any) -> None:
        made = decision(desk, desk.thing("comment", id_), verdict, **changes)
        assert desk.send(operation(Decide(made)))[0]["outcome"] == "applied"

    assert now() == 4
    assert "4 comments" in reader.http.get("/").text
    decide(ids[0], Verdict.REMOVE)
    assert now() == 3
    decide(ids[0], Verdict.REVERT, reverts=desk.thing("comment", ids[0])["decision_id"])
    assert now() == 4
    decide(ids[1], Verdict.APPROVE)
    reader.form(f"/comments/{ids[1]}/edit", text="Other words")
    reader.form(f"/comments/{ids[2]}/withdraw")
    reader.form(f"/comments/{ids[2]}/withdraw")
    assert now() == 3
    with site.site.database.write() as connection:
        connection.execute(update(comment).where(comment.c.id == ids[3]).values(state="held"))
        counts.moved(connection, article_id, CommentState.PUBLISHED, CommentState.HELD)
    reader.form(f"/comments/{ids[3]}/withdraw")
    assert now() == 2
    add_generated(site.site.database, 50)
    kept, there = real_counts(site)
    assert kept == there
