"""The desk's API over real HTTP: sign-in, feed, operations, objects, and each way it refuses."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from editor.domain.articles import MAX_BODY
from editor.domain.feed import Kind, digest_of
from editor.domain.ids import new_id
from editor.domain.operations import Decide, PlaceSanction, PublishRulebook, PutArticle
from editor.domain.people import Role
from editor.website import people
from editor.wire.errors import Code
from editor.wire.limits import OPERATIONS_MAX, REQUEST_MAX
from editor.wire.payloads import ChangePagePayload, OperationPayload
from tests.helpers.website import FIELDS, PASSWORD, TestSite, ban, operation, rulebook


def put(publish: bool = False, **changes: Any) -> PutArticle:
    return PutArticle(new_id(), new_id(), replace(FIELDS, **changes), publish)


def test_unknown_user_and_wrong_password_get_the_same_answer(site: TestSite) -> None:
    desk = site.desk()
    known = {"username": "nobody", "password": PASSWORD, "device": "x"}
    with site.site.database.read() as connection:
        username = people.all_staff(connection)[0][0]
    a = site.client().post("/api/v1/devices", json=known)
    b = site.client().post("/api/v1/devices", json=known | {"username": username, "password": "wrong"})
    assert (a.status_code, a.json()) == (b.status_code, b.json())
    assert a.json()["code"] == Code.WRONG_PASSWORD
    assert a.headers["x-backbench-protocol"] == "1"
    assert desk.http.get("/api/v1/info").json()["member"]["id"] == desk.member_id


def test_guessing_passwords_is_slowed_down(site: TestSite) -> None:
    http = site.client()
    guess = {"username": "ines", "password": "guess", "device": "x"}
    codes = [http.post("/api/v1/devices", json=guess).status_code for _ in range(11)]
    assert codes == [401] * 10 + [429]
    assert int(http.post("/api/v1/devices", json=guess).headers["retry-after"]) > 0


@pytest.mark.parametrize("path", ["info", "changes", "digests", "objects/comment/x", "objects/comment"])
def test_nothing_is_told_without_a_token(site: TestSite, path: str) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        answer = site.client().get(f"/api/v1/{path}", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, Code.NOT_SIGNED_IN)


def test_a_revoked_token_opens_nothing(site: TestSite) -> None:
    desk = site.desk()
    assert desk.http.delete("/api/v1/devices/this").status_code == 204
    assert desk.http.get("/api/v1/info").status_code == 401


def test_feed_pages_hold_everything_once_in_order(site: TestSite) -> None:
    desk = site.desk()
    ids = [site.publish(desk, slug=f"story-{i}") for i in range(5)]
    seen: list[tuple[int, str]] = []
    since, more, totals = "", True, []
    while more:
        page = desk.changes(since, limit=2)
        ChangePagePayload.model_validate(page).to_domain()
        seen += [(c["seq"], c["id"]) for c in page["changes"]]
        totals.append(page["total"])
        since, more = page["next"], page["has_more"]
    assert [id_ for _, id_ in seen] == ["1", *ids]
    assert sorted(seen) == seen
    assert totals == [6, 4, 2]


def test_an_object_stands_in_the_feed_once_at_its_newest(site: TestSite) -> None:
    desk = site.desk()
    words = put()
    desk.send(operation(words))
    cursor = desk.changes()["next"]
    other = replace(words, version_id=new_id(), fields=replace(FIELDS, headline="Other"))
    desk.send(operation(other, base_rev=1))
    assert [c["rev"] for c in desk.changes(cursor)["changes"]] == [2]
    assert [c["rev"] for c in desk.changes()["changes"] if c["kind"] == "article"] == [2]


@pytest.mark.parametrize("cursor", ["another:3", "{epoch}:999"])
def test_a_cursor_of_another_history_is_gone(site: TestSite, cursor: str) -> None:
    desk = site.desk()
    epoch = desk.http.get("/api/v1/info").json()["epoch"]
    answer = desk.http.get("/api/v1/changes", params={"since": cursor.format(epoch=epoch)})
    assert (answer.status_code, answer.json()["code"]) == (410, Code.RESYNC_REQUIRED)


def test_nonsense_is_answered_with_a_number(site: TestSite) -> None:
    desk = site.desk()
    for answer in (
        desk.http.get("/api/v1/changes", params={"since": "x"}),
        desk.http.get("/api/v1/changes", params={"wait": "nan"}),
        desk.http.post("/api/v1/operations", content=b"<html>"),
        desk.http.post("/api/v1/operations", json=[1]),
        desk.http.get("/api/v1/objects/unicorn/1"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (422, Code.NOT_UNDERSTOOD)
    assert desk.http.get("/api/v1/nothing").json()["code"] == Code.NOT_FOUND
    assert desk.http.get("/api/v1/objects/comment/none").json()["code"] == Code.NOT_FOUND


def test_a_long_poll_ends_when_something_is_written(site: TestSite) -> None:
    desk, writer = site.desk(), site.desk()
    cursor = desk.changes()["next"]
    answers: list[tuple[float, dict[str, Any]]] = []

    def poll() -> None:
        page = desk.changes(cursor, wait=20)
        answers.append((time.monotonic(), page))

    thread = threading.Thread(target=poll)
    thread.start()
    time.sleep(0.3)
    wrote = time.monotonic()
    article_id = site.publish(writer)
    thread.join(10)
    ((answered, page),) = answers
    assert wrote < answered < wrote + 3, "it waits for what is written, and no longer"
    assert [c["id"] for c in page["changes"]] == [article_id]


def test_a_long_poll_without_news_ends_by_itself(site: TestSite) -> None:
    desk = site.desk()
    cursor = desk.changes()["next"]
    began = time.monotonic()
    assert desk.changes(cursor, wait=0.4)["changes"] == []
    assert 0.35 < time.monotonic() - began < 5


def test_digests_agree_with_what_the_feed_holds(site: TestSite) -> None:
    desk, reader = site.desk(), site.reader()
    site.publish(desk)
    first = reader.comment("ferry-timetable", "First")
    reader.form(f"/comments/{first}/edit", text="First, edited")
    items: dict[Kind, list[tuple[str, int]]] = {kind: [] for kind in Kind}
    for change in desk.changes()["changes"]:
        items[Kind(change["kind"])].append((change["id"], change["rev"]))
    wanted = {kind: digest_of(kind, pairs) for kind, pairs in items.items()}
    told = desk.http.get("/api/v1/digests").json()
    assert told == {kind: {"count": d.count, "total": str(d.total)} for kind, d in wanted.items()}
    listed = desk.http.get("/api/v1/objects/comment").json()["revisions"]
    assert [tuple(pair) for pair in listed] == sorted(items[Kind.COMMENT])


def test_the_same_operation_takes_effect_once(site: TestSite) -> None:
    desk = site.desk()
    asked = operation(put())
    (first,), (second,) = desk.send(asked), desk.send(asked)
    assert (first["outcome"], second["outcome"]) == ("applied", "duplicate")
    assert first["things"] == second["things"]
    assert first["seq"] == second["seq"] > 0
    known = desk.http.post("/api/v1/operations/results", json={"ids": [new_id(), asked.id]}).json()["results"]
    assert [r["id"] for r in known] == [asked.id]


def test_a_key_used_for_other_words_is_refused(site: TestSite) -> None:
    desk, other = site.desk(), site.desk()
    asked = operation(put())
    desk.send(asked)
    (changed,) = desk.send(replace(asked, body=put()))
    (foreign,) = other.send(asked)
    assert changed["code"] == foreign["code"] == Code.KEY_REUSED
    assert other.http.post("/api/v1/operations/results", json={"ids": [asked.id]}).json()["results"] == []


def test_a_refused_operation_may_be_tried_again_under_its_id(site: TestSite) -> None:
    desk = site.desk()
    site.publish(desk)
    taken = operation(put(publish=True))
    assert desk.send(taken)[0]["code"] == Code.SLUG_TAKEN
    (again,) = desk.send(replace(taken, body=put(publish=True, slug="another")))
    assert again["outcome"] == "applied"


def test_one_bad_operation_does_not_stop_the_others(site: TestSite) -> None:
    desk = site.desk()
    good = [OperationPayload.of(operation(put())).model_dump(mode="json") for _ in range(2)]
    bad = {"id": new_id(), "operation": {"type": "teleport", "body": {}}, "made_at": "2026-01-01T00:00:00Z"}
    answer = desk.http.post("/api/v1/operations", json={"operations": [good[0], bad, good[1]]})
    results = answer.json()["results"]
    assert [r["outcome"] for r in results] == ["applied", "refused", "applied"]
    assert (results[1]["id"], results[1]["code"]) == (bad["id"], Code.NOT_UNDERSTOOD)


def test_stale_words_are_not_stored_and_the_present_ones_come_back(site: TestSite) -> None:
    desk = site.desk()
    words = put()
    desk.send(operation(words))
    late = replace(words, fields=replace(FIELDS, headline="Late"))
    for base in (None, 7):
        (result,) = desk.send(operation(late, base_rev=base))
        assert result["outcome"] == "stale"
        assert result["things"][0]["thing"]["fields"]["headline"] == FIELDS.headline
    assert desk.thing("article", words.article_id)["rev"] == 1


def test_put_needs_the_revision_it_was_made_on(site: TestSite) -> None:
    desk = site.desk()
    path = f"/api/v1/articles/{new_id()}"
    body = {"version_id": new_id(), "fields": {"headline": "One"}}
    assert desk.http.put(path, json=body).json()["code"] == Code.REVISION_MISSING
    made = desk.http.put(path, json=body, headers={"If-None-Match": "*"})
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    again = desk.http.put(path, json=body, headers={"If-None-Match": "*"})
    assert (again.status_code, again.json()["current"]["thing"]["rev"]) == (412, 1)
    changed = desk.http.put(path, json=body, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert desk.http.put(path, json=body, headers={"If-Match": '"1"'}).status_code == 412
    assert desk.http.put(path, json=body, headers={"If-Match": "W/x"}).json()["code"] == Code.NOT_UNDERSTOOD


def test_put_with_a_key_answers_the_same_twice(site: TestSite) -> None:
    desk = site.desk()
    path = f"/api/v1/articles/{new_id()}"
    body = {"version_id": new_id(), "fields": {"headline": "One"}}
    headers = {"If-None-Match": "*", "Idempotency-Key": new_id()}
    first, second = (desk.http.put(path, json=body, headers=headers) for _ in range(2))
    assert (first.status_code, first.text) == (second.status_code, second.text)


def test_two_desks_at_once_one_wins(site: TestSite) -> None:
    desks = [site.desk() for _ in range(4)]
    words = put()
    desks[0].send(operation(words))
    outcomes: list[str] = []

    def change(i: int) -> None:
        body = replace(words, version_id=new_id(), fields=replace(FIELDS, headline=f"Desk {i}"))
        outcomes.append(desks[i].send(operation(body, base_rev=1))[0]["outcome"])

    threads = [threading.Thread(target=change, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["applied", "stale", "stale", "stale"]


@pytest.mark.parametrize(
    ("role", "draft", "publish", "moderate", "rules"),
    [
        (Role.REPORTER, True, False, False, False),
        (Role.EDITOR, True, True, False, True),
        (Role.MODERATOR, True, False, True, True),
        (Role.ADMINISTRATOR, True, True, True, True),
    ],
)
def test_each_role_may_do_its_own(
    site: TestSite, role: Role, draft: bool, publish: bool, moderate: bool, rules: bool
) -> None:
    desk, reader = site.desk(role), site.reader()
    bodies = (put(), put(publish=True), PlaceSanction(ban(reader.id)), PublishRulebook(rulebook(2)))
    results = desk.send(*(operation(body) for body in bodies))
    allowed = [result["code"] != Code.ROLE_TOO_LOW for result in results]
    assert allowed == [draft, publish, moderate, rules]
    assert [result["outcome"] == "applied" for result in results] == allowed


def test_a_reporter_cannot_touch_a_published_story(site: TestSite) -> None:
    editor, reporter = site.desk(Role.EDITOR), site.desk(Role.REPORTER)
    article_id = site.publish(editor)
    body = PutArticle(article_id, new_id(), replace(FIELDS, headline="Mine"), publish=False)
    assert reporter.send(operation(body, base_rev=1))[0]["code"] == Code.ROLE_TOO_LOW
    (refused,) = editor.send(operation(body, base_rev=1))
    assert (refused["code"], refused["things"][0]["thing"]["rev"]) == (Code.NOT_UNDERSTOOD, 1)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"standfirst": " "}, Code.FIELD_MISSING, "standfirst"),
        ({"body": "x" * (MAX_BODY + 1)}, Code.TOO_LARGE, "body"),
        ({"headline": "x" * 501}, Code.TOO_LARGE, "headline"),
        ({"headline": "a\x00b"}, Code.NOT_UNDERSTOOD, "headline"),
    ],
)
def test_a_story_that_cannot_be_published_says_why(
    site: TestSite, changes: dict[str, str], code: Code, field: str
) -> None:
    (result,) = site.desk().send(operation(put(publish=True, **changes)))
    assert (result["outcome"], result["code"], result["field"]) == ("refused", code, field)
    assert result["sentence"]


def test_an_intent_that_expired_is_refused(site: TestSite) -> None:
    late = operation(put(publish=True), expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert site.desk().send(late)[0]["code"] == Code.EXPIRED


def test_rulebooks_follow_each_other(site: TestSite) -> None:
    desk = site.desk()
    (skipped,) = desk.send(operation(PublishRulebook(rulebook(3)), base_rev=1))
    assert (skipped["code"], skipped["things"][0]["thing"]["version"]) == (Code.RULEBOOK_NOT_NEXT, 1)
    unsound = rulebook(2, clauses=())
    assert desk.send(operation(PublishRulebook(unsound)))[0]["code"] == Code.RULEBOOK_UNSOUND
    (done,) = desk.send(operation(PublishRulebook(rulebook(2, published_by="Nobody")), base_rev=1))
    assert done["outcome"] == "applied"
    public = site.client().get("/api/v1/rulebook").json()["thing"]
    assert (public["version"], public["published_by"]) == (2, "Administrator")
    assert desk.send(operation(PublishRulebook(rulebook(2)), base_rev=1))[0]["code"] == Code.RULEBOOK_NOT_NEXT


def test_etag_saves_the_body(site: TestSite) -> None:
    http = site.client()
    tag = http.get("/api/v1/rulebook").headers["etag"]
    assert http.get("/api/v1/rulebook", headers={"If-None-Match": tag}).status_code == 304


def test_too_large_is_said_not_dropped(site: TestSite) -> None:
    desk = site.desk()
    big = desk.http.post("/api/v1/operations", content=b" " * (REQUEST_MAX + 1))
    assert (big.status_code, big.json()["code"]) == (413, Code.TOO_LARGE)
    chunked = desk.http.post("/api/v1/operations", content=(b" " * 65_536 for _ in range(REQUEST_MAX // 65_536 + 1)))
    assert chunked.json()["code"] == Code.TOO_LARGE
    many = {"operations": [{}] * (OPERATIONS_MAX + 1)}
    assert desk.http.post("/api/v1/operations", json=many).json()["code"] == Code.TOO_LARGE


def test_answers_are_compressed_when_asked(site: TestSite) -> None:
    desk = site.desk()
    site.publish(desk, body="word " * 2_000)
    assert desk.http.get("/api/v1/changes").headers["content-encoding"] == "gzip"


def test_no_address_of_a_reader_reaches_a_desk(site: TestSite) -> None:
    desk, reader = site.desk(), site.reader()
    site.publish(desk)
    reader.comment("ferry-timetable", "Hello")
    told = desk.http.get("/api/v1/changes").text
    assert "readers.example" not in told
    assert "password" not in told
    assert "127.0.0.1" not in told


def test_decisions_carry_the_name_of_who_sent_them(site: TestSite) -> None:
    from editor.domain.decisions import Verdict
    from tests.helpers.website import decision

    desk, reader = site.desk(), site.reader()
    site.publish(desk)
    comment = desk.thing("comment", reader.comment("ferry-timetable", "Hello"))
    made = decision(desk, comment, Verdict.APPROVE, actor_id=new_id(), actor_name="Somebody Else")
    desk.send(operation(Decide(made)))
    stored = desk.thing("decision", made.id)
    assert (stored["actor_id"], stored["actor_name"]) == (desk.member_id, "Administrator")
