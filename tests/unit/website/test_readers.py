"""What readers can do, what they cannot by any path, and hostile things they write."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from editor.domain.comments import MAX_COMMENT
from editor.domain.decisions import Verdict
from editor.domain.operations import Decide
from editor.website import people, rulebooks
from editor.website.edge import CONTENT_SECURITY_POLICY
from editor.website.schema import rulebook as rulebook_table
from editor.website.settings import Rate, Rates, SiteSettings
from editor.wire.errors import Code
from tests.helpers.website import (
    CHEAP,
    DeskClient,
    ReaderClient,
    TestSite,
    decision,
    operation,
    rulebook,
    running_site,
    text_of,
)

STORY = "/stories/ferry-timetable"


@pytest.fixture
def desk(site: TestSite) -> DeskClient:
    desk = site.desk()
    site.publish(desk)
    return desk


def comments_on_desk(desk: DeskClient) -> list[dict[str, Any]]:
    return [c["thing"] for c in desk.changes()["changes"] if c["kind"] == "comment"]


@pytest.mark.parametrize("signed_in", [False, True])
def test_without_a_subscription_nothing_can_be_written_by_any_path(
    site: TestSite, desk: DeskClient, signed_in: bool
) -> None:
    subscriber = site.reader("Subscriber")
    target = subscriber.comment("ferry-timetable", "A view")
    article_id = comments_on_desk(desk)[0]["article_id"]
    outsider = site.reader("Outsider", subscribed=False) if signed_in else site.visitor()
    page = outsider.http.get(STORY).text
    assert "Commenting is for subscribers." in page
    assert "An account that somebody pays for" in page
    assert "<textarea" not in page
    forms = {
        f"{STORY}/comments": {"text": "Me too"},
        f"/comments/{target}/reply": {"text": "Me too"},
        f"/comments/{target}/edit": {"text": "Me too"},
        f"/comments/{target}/like": {"on": "1"},
        f"/comments/{target}/report": {"clause": "1"},
    }
    tokens = [outsider.csrf, subscriber.csrf]
    for token in tokens:  # its own form, and one replayed out of a subscriber's page
        for path, values in forms.items():
            assert outsider.form(path, csrf=token, **values).status_code in (401, 403), path
        for method, path, body in (
            ("POST", "/comments", {"article_id": article_id, "text": "Me too"}),
            ("PUT", f"/comments/{target}", {"text": "Me too"}),
            ("POST", f"/comments/{target}/like", {"on": True}),
            ("POST", f"/comments/{target}/reports", {"clause": 1}),
        ):
            answer = outsider.http.request(method, f"/api/v1/reader{path}", json=body, headers={"X-CSRF-Token": token})
            assert answer.json()["code"] in (Code.NOT_SIGNED_IN, Code.SUBSCRIBERS_ONLY), path
    assert [c["text"] for c in comments_on_desk(desk)] == ["A view"]
    assert not [c for c in desk.changes()["changes"] if c["kind"] == "report"]


def test_a_subscription_that_ends_ends_writing(site: TestSite, desk: DeskClient) -> None:
    reader = site.reader()
    own = reader.comment("ferry-timetable", "While I could")
    with site.site.database.write() as connection:
        email = next(email for email, r in people.all_readers(connection) if r.id == reader.id)
        people.set_subscribed(connection, email, subscribed=False)
    assert reader.form(f"{STORY}/comments", text="More").status_code == 403
    assert reader.form(f"/comments/{own}/edit", text="More").status_code == 403


def test_a_form_sent_twice_posts_once(site: TestSite, desk: DeskClient) -> None:
    reader = site.reader()
    answers = [reader.form(f"{STORY}/comments", text="Once", nonce="n-1") for _ in range(2)]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert [c["text"] for c in comments_on_desk(desk)] == ["Once"]
    other = site.reader()
    assert other.form(f"{STORY}/comments", text="Mine", nonce="n-1").status_code == 303
    assert len(comments_on_desk(desk)) == 2


def test_other_words_in_the_same_form_are_another_comment(site: TestSite, desk: DeskClient) -> None:
    reader = site.reader()
    parent = site.reader().comment("ferry-timetable", "Answer this")
    other = site.reader().comment("ferry-timetable", "And this")
    site.publish(desk, slug="another")
    for path, text in (
        (f"{STORY}/comments", "First thought"),
        (f"{STORY}/comments", "Second thought"),
        ("/stories/another/comments", "First thought"),
        (f"/comments/{parent}/reply", "First thought"),
        (f"/comments/{other}/reply", "First thought"),
    ):
        before = len(comments_on_desk(desk))
        for sent in (text, f" {text} \r\n"):  # what is stored of both is the same
            assert reader.form(path, text=sent, nonce="n-1").status_code == 303
            assert len(comments_on_desk(desk)) == before + 1, (path, text)


def test_old_words_in_a_new_form_post_once_unless_they_were_withdrawn(site: TestSite, desk: DeskClient) -> None:
    reader = site.reader()
    for nonce in ("n-1", "n-2"):  # what a browser sends that goes back to a page it keeps a newer copy of
        first = reader.form(f"{STORY}/comments", text="Once", nonce=nonce).headers["location"]
    assert [c["text"] for c in comments_on_desk(desk)] == ["Once"]
    reader.form(f"{first}/withdraw")
    assert reader.form(f"{STORY}/comments", text="Once", nonce="n-3").headers["location"] != first


def test_a_form_sent_again_after_its_comment_was_edited_posts_once(site: TestSite, desk: DeskClient) -> None:
    reader = site.reader()
    first = reader.form(f"{STORY}/comments", text="Firts words", nonce="n-1").headers["location"]
    reader.form(f"{first}/edit", text="First words")
    assert reader.form(f"{STORY}/comments", text="Firts words", nonce="n-1").headers["location"] == first
    assert [c["text"] for c in comments_on_desk(desk)] == ["First words"]


@pytest.mark.parametrize("token", ["", "wrong"])
def test_a_form_without_its_token_is_refused_and_its_words_kept(site: TestSite, desk: DeskClient, token: str) -> None:
    answer = site.reader().form(f"{STORY}/comments", text="My careful words", csrf=token)
    assert answer.status_code == 401
    assert "My careful words" in answer.text
    assert comments_on_desk(desk) == []


def test_a_form_from_another_site_is_refused(site: TestSite, desk: DeskClient) -> None:
    reader = site.reader()
    for headers in ({"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = reader.http.post(f"{STORY}/comments", data={"csrf": reader.csrf, "text": "x"}, headers=headers)
        assert answer.status_code == 401
    ours = reader.http.post(f"{STORY}/comments", data={"csrf": reader.csrf, "text": "x"}, headers={"Origin": site.url})
    assert ours.status_code == 303


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write something before you post."),
        ("\u200b\u200d\u2060\ufeff" * 50, "Write something before you post."),
        ("a" * (MAX_COMMENT + 1), "A comment can be at most 5,000 characters; this one has 5,001."),
        ("x" * 1_000_000, "A comment can be at most 5,000 characters; this one has 1,000,000."),
        ("ж" * 500_000, "A comment can be at most 5,000 characters; this one has 500,000."),
    ],
)
def test_what_cannot_be_posted_comes_back_in_the_box(
    site: TestSite, desk: DeskClient, text: str, sentence: str
) -> None:
    reader = site.reader()
    parent = site.reader().comment("ferry-timetable", "First")
    for path in (f"{STORY}/comments", f"/comments/{parent}/reply"):
        answer = reader.form(path, text=text)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert f"\n{text}</textarea>" in answer.text
    assert len(comments_on_desk(desk)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "</textarea></p><h1>Breaking</h1>",
        'javascript:alert(1) http://x.example/"onmouseover=alert(1)',
        "{{ 7 * 7 }} {% raw %}",
        "מרחבא hello \u05e9\u05dc\u05d5\u05dd (mixed) \u0645\u0631\u062d\u0628\u0627",
    ],
)
def test_hostile_words_are_shown_as_words(site: TestSite, desk: DeskClient, text: str) -> None:
    reader = site.reader("<b>Name</b>")
    reader.comment("ferry-timetable", text)
    page = reader.http.get(STORY).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<h1>Breaking" not in page
    assert "<b>Name</b>" not in page
    assert '<p dir="auto">' in page
    assert comments_on_desk(desk)[0]["text"] == text


def test_direction_overrides_are_taken_out(site: TestSite, desk: DeskClient) -> None:
    site.reader().comment("ferry-timetable", "safe \u202eevil\u202c \u2066isolated")
    assert comments_on_desk(desk)[0]["text"] == "safe evil isolated"


def test_threads_nest_as_deep_as_people_argue(site: TestSite, desk: DeskClient) -> None:
    reader = site.reader()
    id_ = reader.comment("ferry-timetable", "Level 0")
    for level in range(1, 9):
        id_ = reader.reply(id_, f"Level {level}")
    page = reader.http.get(STORY).text
    assert page.index("Level 0") < page.index("Level 4") < page.index("Level 8")
    assert "depth-5" in page
    assert "depth-6" not in page
    parents = {c["id"]: c["parent_id"] for c in comments_on_desk(desk)}
    assert list(parents.values()).count(None) == 1


def test_likes_count_once_and_not_ones_own(site: TestSite, desk: DeskClient) -> None:
    author, other = site.reader("Author"), site.reader("Other")
    id_ = author.comment("ferry-timetable", "A view")
    for _ in range(2):
        assert other.form(f"/comments/{id_}/like", on="1").status_code == 303
    assert "Liked by 1" in text_of(author.http.get(STORY).text)
    assert author.form(f"/comments/{id_}/like", on="1").status_code == 422
    other.form(f"/comments/{id_}/like", on="0")
    assert "Liked by" not in text_of(author.http.get(STORY).text)


def test_a_report_names_a_rule_and_is_made_once(site: TestSite, desk: DeskClient) -> None:
    author, other = site.reader("Author"), site.reader("Other")
    id_ = author.comment("ferry-timetable", "A view")
    form = other.http.get(f"/comments/{id_}/report").text
    assert "Abuse of a person" in form
    assert other.form(f"/comments/{id_}/report", clause="", note="why").status_code == 422
    assert "why" in other.form(f"/comments/{id_}/report", clause="9", note="why").text
    for _ in range(2):
        assert other.form(f"/comments/{id_}/report", clause="2").status_code == 303
    assert len([c for c in desk.changes()["changes"] if c["kind"] == "report"]) == 1
    assert "You reported this" in other.http.get(STORY).text
    assert "Not answered yet" in other.http.get("/account").text
    assert author.form(f"/comments/{id_}/report", clause="2").status_code == 422


def test_an_answered_report_is_followed_only_by_one_under_another_rule(site: TestSite, desk: DeskClient) -> None:
    author, other = site.reader("Author"), site.reader("Other")
    id_ = author.comment("ferry-timetable", "A view")
    form = f"/comments/{id_}/report"
    other.form(form, clause="2")
    open_still = other.form(form, clause="1", note="My careful note")
    assert open_still.status_code == 422
    assert "You reported this under rule 2: not answered yet." in text_of(open_still.text)
    assert "My careful note" in open_still.text
    assert "You reported this under rule 2: not answered yet." in text_of(other.http.get(form).text)
    seen = comments_on_desk(desk)[0]
    assert desk.send(operation(Decide(decision(desk, seen, Verdict.APPROVE))))[0]["outcome"] == "applied"
    page = text_of(other.http.get(STORY).text)
    assert "You reported this under rule 2: not upheld Report under another rule" in page
    choices = other.http.get(form).text
    assert 'value="1"' in choices
    assert 'name="clause" value="2"' not in choices
    again = other.form(form, clause="2")
    assert again.status_code == 422
    assert "You reported this under rule 2: not upheld." in text_of(again.text)
    assert other.form(form, clause="1").status_code == 303
    reports = [c["thing"] for c in desk.changes()["changes"] if c["kind"] == "report"]
    assert [(r["clause"], r["answer"]) for r in reports] == [(2, "not_upheld"), (1, None)]
    author.form(f"/comments/{id_}/edit", text="Another view")
    assert "You reported this under rule 1" in text_of(other.http.get(STORY).text)


def test_a_report_keeps_the_rule_it_was_made_under(site: TestSite, desk: DeskClient) -> None:
    id_ = site.reader("Author").comment("ferry-timetable", "A view")
    other = site.reader("Other")
    other.form(f"/comments/{id_}/report", clause="2")
    book = rulebook(2)
    with site.site.database.write() as connection:
        renamed = replace(book.clauses[1], title="Something else altogether")
        rulebooks.put_in_force(connection, replace(book, clauses=(book.clauses[0], renamed)), datetime.now(UTC))
    account = other.http.get("/account").text
    assert "rule 2, No abuse of a person" in account
    assert "Something else altogether" not in account


def test_only_the_author_edits_and_withdraws(site: TestSite, desk: DeskClient) -> None:
    author, other = site.reader("Author"), site.reader("Other")
    id_ = author.comment("ferry-timetable", "First words")
    assert other.form(f"/comments/{id_}/edit", text="Mine").status_code == 404
    assert other.form(f"/comments/{id_}/withdraw").status_code == 404
    assert author.form(f"/comments/{id_}/edit", text="Other words").status_code == 303
    assert "edited" in author.http.get(STORY).text
    author.form(f"/comments/{id_}/withdraw")
    page = author.http.get(STORY).text
    assert "Withdrawn by its author." in page
    assert "Other words" not in page
    assert author.form(f"/comments/{id_}/edit", text="Back").status_code == 422


def test_a_closed_story_takes_nothing(site: TestSite, desk: DeskClient) -> None:
    from editor.website.schema import article

    reader = site.reader()
    with site.site.database.write() as connection:
        connection.execute(update(article).values(comments_open=False))
    assert "Comments on this story are closed." in reader.http.get(STORY).text
    answer = reader.form(f"{STORY}/comments", text="Still here")
    assert answer.status_code == 403
    assert "Still here" in answer.text


def test_a_draft_is_nowhere_for_readers(site: TestSite) -> None:
    from editor.domain.ids import new_id
    from editor.domain.operations import PutArticle
    from tests.helpers.website import FIELDS, operation

    draft = PutArticle(new_id(), new_id(), FIELDS, publish=False)
    site.desk().send(operation(draft))
    http = site.client()
    assert http.get(STORY).status_code == 404
    assert FIELDS.headline not in http.get("/").text
    answer = site.reader().api("POST", "/comments", {"article_id": draft.article_id, "text": "Early"})
    assert answer.json()["code"] == Code.NOT_FOUND


def test_an_old_address_leads_to_the_story(site: TestSite) -> None:
    from editor.domain.ids import new_id
    from editor.domain.operations import PutArticle
    from tests.helpers.website import FIELDS, operation

    desk = site.desk()
    article_id = site.publish(desk)
    moved = PutArticle(article_id, new_id(), replace(FIELDS, slug="ferry-cut"), publish=True)
    assert desk.send(operation(moved, base_rev=1))[0]["outcome"] == "applied"
    answer = site.client().get(STORY)
    assert (answer.status_code, answer.headers["location"]) == (301, "/stories/ferry-cut")


def test_pages_carry_their_headers_and_cookies_their_guards(site: TestSite, desk: DeskClient) -> None:
    answer = site.client().get(STORY)
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert "style=" not in answer.text
    with site.site.database.write() as connection:
        people.add_reader(
            connection,
            email="cookie@readers.example",
            name="Cookie",
            password_hash=site._passwords.hash("long-enough"),
            subscribed_since=None,
        )
    signed_in = site.client().post(
        "/login", data={"email": "Cookie@readers.example", "password": "long-enough", "onward": "//evil.example"}
    )
    cookie = signed_in.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    assert signed_in.headers["location"] == "/"


def test_signing_out_ends_the_session_itself(site: TestSite) -> None:
    reader = site.reader()
    token = dict(reader.http.cookies)
    assert reader.form("/logout").status_code == 303
    assert site.client().get("/api/v1/reader/me", cookies=token).status_code == 401


def test_head_is_answered_like_get_without_the_page(site: TestSite, desk: DeskClient) -> None:
    with socket.create_connection((site.url.split("//")[1].split(":")[0], int(site.url.rsplit(":", 1)[1]))) as wire:
        wire.sendall(b"HEAD /rules HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        received = b"".join(iter(lambda: wire.recv(65_536), b""))
    assert received.startswith(b"HTTP/1.1 200")
    assert received.endswith(b"\r\n\r\n")
    http = site.client()
    for path in ("/", STORY, "/rules", "/rules.json", "/login", "/api/v1/rulebook", "/nothing"):
        got, asked = http.get(path), http.head(path)
        assert (asked.status_code, asked.headers["content-type"]) == (got.status_code, got.headers["content-type"])
        assert asked.content == b""
    assert http.head(f"{STORY}/comments").status_code == 405


def test_what_is_not_there_is_a_page_with_a_way_out(site: TestSite) -> None:
    for path in ("/nothing", "/stories/none", "/comments/none", "/rules/99", "/sections/none", "/stories/%00"):
        answer = site.client().get(path)
        assert answer.status_code == 404, path
        assert "<h1>" in answer.text, path


@pytest.fixture
def strict(site_address: str, tmp_path: Path) -> Iterator[TestSite]:
    rates = Rates(comment=Rate(2, 60), report=Rate(1, 60), log_in=Rate(3, 60))
    with running_site(site_address, SiteSettings(rates=rates, password_cost=CHEAP)) as running:
        running.publish(running.desk())
        yield running


def test_haste_is_slowed_down_and_nothing_lost(strict: TestSite) -> None:
    reader: ReaderClient = strict.reader()
    for i in range(2):
        reader.comment("ferry-timetable", f"Number {i}")
    answer = reader.form(f"{STORY}/comments", text="One too many")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert "One too many</textarea>" in answer.text
    api = reader.api("POST", "/comments", {"article_id": "x", "text": "x"})
    assert (api.status_code, api.json()["code"]) == (429, Code.TOO_MANY_TRIES)


def test_guessing_a_readers_password_is_slowed_down(strict: TestSite) -> None:
    http = strict.client()
    guess = {"email": "who@readers.example", "password": "guess"}
    answers = [http.post("/login", data=guess) for _ in range(4)]
    assert [a.status_code for a in answers] == [401, 401, 401, 429]
    assert "who@readers.example" in answers[-1].text
    assert "guess" not in answers[-1].text


def test_long_threads_come_in_pages(site: TestSite, desk: DeskClient) -> None:
    from editor.website.seed import add_generated
    from editor.website.threads import THREADS

    reader = site.reader()
    first = reader.comment("ferry-timetable", "The very first comment")
    add_generated(site.site.database, 200)
    newest = reader.comment("ferry-timetable", "The newest comment")
    page = reader.http.get(STORY)
    assert "The newest comment" in page.text
    assert page.text.count("depth-0") == THREADS
    seen, address = set(), STORY
    while address:
        html = reader.http.get(address).text
        ids = {part.split('"')[0] for part in html.split('id="comment-')[1:]}
        assert not ids & seen
        seen |= ids
        older = html.split("?before=")
        address = f"{STORY}?before={older[1].split('#')[0]}" if len(older) > 1 else ""
    assert len(seen) == 202
    assert {first, newest} <= seen
    there = reader.http.get(f"/comments/{first}")
    target = there.headers["location"].split("#")[0]
    assert "The very first comment" in reader.http.get(target).text


def test_what_changed_in_the_rules_is_worked_out_once_and_shown_as_words(
    site: TestSite, desk: DeskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from editor.domain.rulebook import word_difference

    asked: list[str] = []

    def counting(before: str, after: str) -> Any:
        asked.append(after)
        return word_difference(before, after)

    monkeypatch.setattr("editor.website.templates.word_difference", counting)
    book = rulebook(2)
    text = "Argue with **what** people do. [How](/how) we _decide_ it: 2 * 3."
    with site.site.database.write() as connection:
        changed = replace(book.clauses[1], title="A new title", public_text=text)
        rulebooks.put_in_force(
            connection, replace(book, clauses=(book.clauses[0], changed), change_note="Plainer"), datetime.now(UTC)
        )
    http = site.client()
    page = http.get("/rules").text
    once = len(asked)
    assert once > 0
    assert http.get("/rules").text == page
    http.get("/rules/2")
    assert len(asked) == once
    assert "<del>No abuse of a person</del><ins>A new title</ins>" in page
    assert "Argue with what people <del>say</del><ins>do</ins>.<ins> How we decide it: 2 * 3.</ins>" in page
    assert "Plainer" in text_of(page.partition("All versions")[2])
    with site.site.database.write() as connection:  # the list of versions reads no texts
        connection.execute(update(rulebook_table).where(rulebook_table.c.version == 1).values(content="{"))
        assert [v.number for v in rulebooks.versions(connection)] == [2, 1]


@pytest.mark.parametrize(
    ("intro", "shown"),
    [
        ("Argue fairly. [The full rules](/rules)", "Argue fairly."),
        ("Argue fairly.\n\n[The full rules](/rules).", "Argue fairly."),
        ("Read [the full rules](/rules) first.", "Read the full rules first."),
        ("Argue fairly. Here are [the full rules](/rules)", "Argue fairly. Here are the full rules"),
        ("See [our code](/code).", "See our code ."),
    ],
)
def test_the_rules_do_not_lead_to_themselves(site: TestSite, desk: DeskClient, intro: str, shown: str) -> None:
    with site.site.database.write() as connection:
        rulebooks.put_in_force(connection, rulebook(2, intro=intro), datetime.now(UTC))
    http = site.client()
    for path in ("/rules", "/rules/2"):
        body = http.get(path).text.partition('<div class="body intro">')[2].partition("</div>")[0]
        assert 'href="/rules"' not in body
        assert text_of(body) == shown
    assert 'href="/rules"' in http.get(STORY).text.partition('class="rules-box"')[2].partition("</aside>")[0]
