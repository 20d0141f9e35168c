"""What hostile or broken requests get: a refusal, and never half a comment, another's session or a stack of code."""

from __future__ import annotations

import asyncio
import json
import socket
import stat
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import Request
from sqlalchemy import text as sql

from editor.domain.comments import CommentState
from editor.domain.decisions import StatementOfReasons, Verdict
from editor.domain.ids import new_id
from editor.domain.operations import Decide, LiftSanction, PlaceSanction, PutArticle
from editor.domain.people import Role
from editor.website import people, rulebooks
from editor.website.api import client_address
from editor.website.app import build
from editor.website.edge import Edge
from editor.website.origins import is_local, is_own, name_of
from editor.website.secrets import AT_ONCE, Busy, Passwords
from editor.website.settings import SiteSettings
from editor.website.site import Site
from editor.wire.errors import Code
from tests.helpers.website import CHEAP, FIELDS, DeskClient, TestSite, ban, decision, operation, rulebook

STORY = "/stories/ferry-timetable"


@pytest.fixture
def desk(site: TestSite) -> DeskClient:
    desk = site.desk()
    site.publish(desk)
    return desk


def comments_on_desk(desk: DeskClient) -> list[dict[str, Any]]:
    return [c["thing"] for c in desk.changes()["changes"] if c["kind"] == "comment"]


def test_a_nul_in_the_name_is_no_other_account(site: TestSite) -> None:
    desk, http = site.desk(), site.client()
    assert desk.http.get("/api/v1/info").status_code == 200
    names = ["who", "\x00who", "who\x00", "w\x00ho", " who\x00 ", "\x00 WHO", *(["wh\x00o"] * 4), "wh\x00\x00o"]
    for path, key in (("/login", "email"), ("/api/v1/devices", "username")):
        answers = []
        for name in names:
            guess = {key: name, "password": "guess", "device": "laptop"}
            sent = http.post(path, data=guess) if key == "email" else http.post(path, json=guess)
            answers.append(sent.status_code)
        assert answers == [401] * 10 + [429], path


def test_a_nul_is_refused_wherever_it_stands(site: TestSite, desk: DeskClient) -> None:
    reader, author = site.reader(), site.reader()
    target = author.comment("ferry-timetable", "A view")
    article_id = comments_on_desk(desk)[0]["article_id"]
    sound = {"article_id": article_id, "parent_id": target, "text": "A reply", "nonce": "n"}
    sent = [("POST", "/comments", sound | {name: f"{value[:20]}\x00"}) for name, value in sound.items()]
    sent += [("PUT", f"/comments/{target}", {"text": "a\x00b"})]
    sent += [("POST", f"/comments/{target}/reports", {"clause": 1, "note": "a\x00b"})]
    for method, path, body in sent:
        answer = reader.api(method, path, body)
        assert (answer.status_code, answer.json()["code"]) == (422, Code.NOT_UNDERSTOOD), body
    lost = desk.http.post("/api/v1/operations/results", json={"ids": [f"{new_id()[:-1]}\x00"]})
    assert (lost.status_code, lost.json()["code"]) == (422, Code.NOT_UNDERSTOOD)
    for path in (f"{STORY}/comments", f"/comments/{target}/reply"):
        # Forms are cleaned of it as of every other character without ink.
        assert reader.form(path, text="a\x00b", nonce="n\x00").status_code == 303
    assert reader.form(f"/comments/{target}/report", clause="1\x00", note="a\x00b").status_code == 422
    assert reader.form(f"/comments/{target}/report", clause="1", note="a\x00b").status_code == 303
    assert reader.form("/login", email="a\x00", password="b\x00", onward="/\x00").status_code == 401
    assert [c["text"] for c in comments_on_desk(desk)] == ["A view", "ab", "ab"]


def test_what_readers_write_does_not_reach_the_log(
    site: TestSite, desk: DeskClient, caplog: pytest.LogCaptureFixture
) -> None:
    reader = site.reader("Quillfeather")
    with site.site.database.write_quietly() as connection:
        broken = "RENAME COLUMN likes TO was" if site.site.database.is_sqlite else "ADD CONSTRAINT no CHECK (likes > 5)"
        connection.execute(sql(f"ALTER TABLE comment {broken}"))
    assert reader.form(f"{STORY}/comments", text="My unmistakable words").status_code == 500
    assert "INSERT INTO comment" in caplog.text
    assert "unmistakable" not in caplog.text
    assert reader.id not in caplog.text


def test_half_a_form_is_not_posted(site: TestSite, desk: DeskClient) -> None:
    reader = site.reader()
    host, port = site.url.removeprefix("http://").split(":")
    cookie = "; ".join(f"{name}={value}" for name, value in reader.http.cookies.items())
    body = f"csrf={reader.csrf}&nonce=n-1&text=Half+a+thou"
    with socket.create_connection((host, int(port))) as wire:
        wire.sendall(
            f"POST {STORY}/comments HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body) + 10}\r\n\r\n{body}".encode()
        )
        wire.shutdown(socket.SHUT_WR)
        assert wire.recv(100) == b""
    assert comments_on_desk(desk) == []
    assert reader.form(f"{STORY}/comments", nonce="n-1", text="Half a thought, and the rest").status_code == 303
    assert [c["text"] for c in comments_on_desk(desk)] == ["Half a thought, and the rest"]


def test_a_request_that_never_ends_is_let_go(site: TestSite) -> None:
    sent: list[dict[str, Any]] = []

    async def trickle() -> Any:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/login", "query_string": b"", "headers": [(b"host", b"[::1]")]}
    asyncio.run(Edge(build(site.site), url=site.url, body_seconds=0.1)(scope, trickle, send))
    assert sent[0]["status"] == 408


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example", ""]
)
def test_a_site_on_this_computer_goes_by_its_own_names_only(site: TestSite, host: str) -> None:
    for path in ("/", "/api/v1/info", "/rules/"):
        assert site.client().get(path, headers={"Host": host}).status_code == 421, path
    for own in ("localhost:1", "127.0.0.1", "[::1]:9"):
        assert site.client().get("/", headers={"Host": own}).status_code == 200, own


def test_a_public_site_believes_only_its_own_origin() -> None:
    url = "https://tideline.example"
    assert is_own("https://tideline.example", url, "tideline.example")
    for origin, host in (
        ("http://tideline.example", "tideline.example"),  # a network that answers for the site without TLS
        ("https://evil.example", "evil.example"),  # a name of their own for our address
        ("https://tideline.example.evil.example", "tideline.example"),
        ("null", ""),
        ("", ""),
        ("file://", ""),
    ):
        assert not is_own(origin, url, host), origin
    assert not is_own("http://127.0.0.1:9", "http://127.0.0.1:8", "127.0.0.1:8")
    assert name_of("[::1") == ""
    assert not is_local("")


def test_over_tls_the_cookie_belongs_to_this_host_alone(site: TestSite) -> None:
    reader = site.reader()
    url = "https://tideline.example"
    public = Site(site.site.database, SiteSettings(url=url, password_cost=CHEAP))
    app = build(public)

    async def ask() -> tuple[httpx.Response, httpx.Response]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=url) as http:
            http.cookies.set("tideline_reader", reader.http.cookies["tideline_reader"])
            shown = await http.get("/api/v1/reader/me")  # as set by a page of another host of the domain
            return shown, await http.get("/")

    shown, front = asyncio.run(ask())
    assert shown.status_code == 401
    assert front.headers["strict-transport-security"]


def test_nobody_can_sign_a_reader_out_from_elsewhere(site: TestSite) -> None:
    # Browsers leave the cookie out of forms of other sites, and take the cookies of the answer all the same.
    answer = site.client().post("/logout", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


def test_a_mistake_of_the_site_is_a_page_without_its_insides(site: TestSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("editor.website.pages.reading.front", broken)
    answer = site.client().get("/")
    assert answer.status_code == 500
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-security-policy"]
    assert "<h1>The site made a mistake of its own.</h1>" in answer.text
    assert "secret" not in answer.text
    monkeypatch.setattr("editor.website.api.rulebooks.in_force", broken)
    data = site.client().get("/api/v1/rulebook")
    assert (data.status_code, data.json()["code"]) == (500, 0)


def test_hasty_forms_about_nothing_are_refused_in_words(site: TestSite, desk: DeskClient) -> None:
    reader = site.reader()
    for path in ("/stories/none/comments", "/comments/none/reply", "/comments/none/edit", "/comments/none/report"):
        answers = [reader.form(path, text="My words", note="My words", clause="1") for _ in range(21)]
        assert {a.status_code for a in answers} <= {404, 429}, path
        assert answers[-1].status_code == 429, path
        assert "My words" in answers[-1].text, path


def test_signing_in_never_leads_to_where_only_forms_go(site: TestSite, desk: DeskClient) -> None:
    answer = site.visitor().form(f"{STORY}/comments", text="x")
    assert 'href="/login?next=/"' in answer.text
    assert 'href="/login?next=/"' in site.client().get("/login").text
    assert f'href="/login?next={STORY}"' in site.client().get(STORY).text


def test_an_operation_no_database_takes_is_refused_and_does_not_stop_the_others(
    site: TestSite, desk: DeskClient
) -> None:
    reader = site.reader()
    reader.comment("ferry-timetable", "A view")
    comment = comments_on_desk(desk)[0]
    article_id = comment["article_id"]
    far = datetime.max.replace(tzinfo=UTC)
    hopeless = [
        operation(Decide(decision(desk, comment, Verdict.REMOVE, rulebook_version=10**30))),
        operation(Decide(decision(desk, comment, Verdict.REMOVE, decided_at=far))),
        operation(Decide(decision(desk, comment, Verdict.APPROVE, decided_at=far))),
        operation(PlaceSanction(ban(reader.id, clause=10**30))),
        operation(PutArticle(article_id, new_id(), FIELDS, publish=True), base_rev=10**30),
        operation(LiftSanction("\x00", reader.id, "")),
    ]
    good = operation(PutArticle(new_id(), new_id(), FIELDS, publish=False))
    results = desk.send(*hopeless, good)
    assert [r["outcome"] for r in results] == ["refused"] * 4 + ["stale", "refused", "applied"]


def test_half_a_character_is_refused_and_does_not_stop_the_others(site: TestSite) -> None:
    desk = site.desk()
    words = {"article_id": new_id(), "version_id": new_id(), "fields": {"headline": "\ud800"}, "publish": False}
    story = {"type": "put_article", "body": words}
    asked = [{"id": "\ud800"}, {"id": new_id(), "made_at": "2026-11-22T10:00:00Z", "operation": story}, {"id": "x"}]
    answer = desk.http.post("/api/v1/operations", content=json.dumps({"operations": asked}))
    assert answer.status_code == 200
    assert [r["code"] for r in answer.json()["results"]] == [Code.NOT_UNDERSTOOD] * 3


def test_a_sanction_from_the_first_day_of_the_calendar_can_be_shown(site: TestSite, desk: DeskClient) -> None:
    reader = site.reader()
    first = datetime.min.replace(tzinfo=UTC)
    assert desk.send(operation(PlaceSanction(ban(reader.id, begins=first))))[0]["outcome"] == "applied"
    assert reader.http.get("/account").status_code == 200


@pytest.mark.parametrize(
    "changes", [{"clause": 1}, {"rulebook_version": 2}, {"message": "x" * 20_001}, {"appeal_address": "x" * 501}]
)
def test_an_author_is_told_of_the_rule_that_was_decided_on(
    site: TestSite, desk: DeskClient, changes: dict[str, Any]
) -> None:
    site.reader().comment("ferry-timetable", "A view")
    comment = comments_on_desk(desk)[0]
    sound = StatementOfReasons(2, "Abuse", 1, "A view", "Gone", datetime.now(UTC), "readers@tideline.example")
    wrong = decision(desk, comment, Verdict.REMOVE, reasons=replace(sound, **changes))
    assert desk.send(operation(Decide(wrong)))[0]["outcome"] == "refused"
    assert comments_on_desk(desk)[0]["state"] == CommentState.PUBLISHED
    right = decision(desk, comment, Verdict.REMOVE, reasons=sound)
    assert desk.send(operation(Decide(right)))[0]["outcome"] == "applied"


def test_what_is_written_for_moderators_is_not_published(site: TestSite) -> None:
    book = rulebook(2)
    secret = replace(book.clauses[1], guidance="Watch the two from Quay Street.")
    with site.site.database.write() as connection:
        rulebooks.put_in_force(connection, replace(book, clauses=(book.clauses[0], secret)), datetime.now(UTC))
    http = site.client()
    for path in ("/rules.json", "/api/v1/rulebook", "/rules", "/rules/2", "/rules/1"):
        page = http.get(path).text
        assert "Argue with what people say." in page, path
        assert "Quay Street" not in page, path
        assert "{clause.number}" not in page, path
    assert "Quay Street" in json.dumps(site.desk(Role.REPORTER).thing("rulebook", "2"))


def test_what_a_reader_tells_moderators_does_not_go_to_reporters(site: TestSite, desk: DeskClient) -> None:
    id_ = site.reader().comment("ferry-timetable", "A view")
    site.reader().form(f"/comments/{id_}/report", clause="2", note="From Quay Street")
    for role, told in ((Role.MODERATOR, True), (Role.EDITOR, True), (Role.REPORTER, False)):
        theirs = site.desk(role)
        (report,) = [c["thing"] for c in theirs.changes()["changes"] if c["kind"] == "report"]
        shown = json.dumps([report, theirs.thing("report", report["id"])])
        assert shown.count("Quay Street") == (2 if told else 0), role


def test_passwords_are_checked_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = Passwords(CHEAP)
    monkeypatch.setattr("editor.website.secrets.PATIENCE", 0.05)
    gate, inside = threading.Event(), threading.Semaphore(0)

    def slow(*_: object) -> bool:
        inside.release()
        return gate.wait(10)

    monkeypatch.setattr(passwords, "_hasher", type("Slow", (), {"verify": staticmethod(slow)})())
    threads = [threading.Thread(target=passwords.matches, args=("x", "y")) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
        assert inside.acquire(timeout=5)
    with pytest.raises(Busy):
        passwords.matches("x", "y")
    gate.set()
    for thread in threads:
        thread.join()
    assert passwords.matches("x", "y")


def test_a_crowd_at_the_door_is_asked_to_come_back(site: TestSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> bool:
        raise Busy

    monkeypatch.setattr(Passwords, "matches", busy)
    answer = site.client().post("/login", data={"email": "a@readers.example", "password": "guess"})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


def test_tries_are_counted_for_a_whole_network_of_version_six() -> None:
    def seen(host: str) -> str:
        return client_address(Request({"type": "http", "client": (host, 1)}))

    assert seen("2001:db8:1:2::1") == seen("2001:db8:1:2:ffff::9") != seen("2001:db8:1:3::1")
    assert seen("192.0.2.1") != seen("192.0.2.2")


def test_a_new_database_is_its_owners_alone(site: TestSite, site_address: str) -> None:
    if "://" in site_address:
        pytest.skip("not a file")
    for path in Path(site_address).parent.glob("site.sqlite*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_personal_pages_are_not_kept(site: TestSite) -> None:
    reader = site.reader()
    assert reader.http.get("/account").headers["cache-control"] == "no-store"
    assert reader.http.get("/").headers["cache-control"] == "private, no-cache"
    assert reader.http.get("/api/v1/reader/me").headers["cache-control"] == "no-store"


def test_two_spellings_of_a_section_share_a_page(site: TestSite) -> None:
    desk = site.desk()
    site.publish(desk, section="Arts & Life", slug="one", headline="First")
    site.publish(desk, section="Arts, life", slug="two", headline="Second")
    page = site.client().get("/sections/arts-life").text
    assert "First" in page
    assert "Second" in page


def test_withdrawing_is_counted_too(site: TestSite) -> None:
    reader = site.reader()
    answers = [reader.api("DELETE", "/comments/none").status_code for _ in range(13)]
    assert answers == [404] * 12 + [429]


def test_a_revoked_desk_is_told_nothing_more_not_even_by_a_long_poll(site: TestSite) -> None:
    desk = site.desk()
    since = desk.changes()["next"]
    answers: list[httpx.Response] = []

    def wait() -> None:
        answers.append(desk.http.get("/api/v1/changes", params={"since": since, "wait": 20}))

    poll = threading.Thread(target=wait)
    poll.start()
    while not site.site.notifier._waiting:
        time.sleep(0.01)
    with site.site.database.write_quietly() as connection:
        people.revoke_device(connection, desk.device_id)
    site.reader("Somebody new")
    poll.join(10)
    assert answers[0].status_code == 401
    assert "Somebody new" not in answers[0].text
