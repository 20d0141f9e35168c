"""Decisions, undo, bans and rules as they arrive at the site, and what readers then see."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from editor.domain.decisions import Verdict
from editor.domain.ids import new_id
from editor.domain.operations import Decide, LiftSanction, PlaceSanction, PublishRulebook
from editor.wire.errors import Code
from tests.helpers.website import DeskClient, ReaderClient, TestSite, ban, decision, operation, rulebook, text_of

WORDS = "You are a liar and everyone knows it"


@pytest.fixture
def desk(site: TestSite) -> DeskClient:
    desk = site.desk()
    site.publish(desk)
    return desk


@pytest.fixture
def author(site: TestSite, desk: DeskClient) -> ReaderClient:
    return site.reader("Vellacott")


@pytest.fixture
def comment_id(author: ReaderClient) -> str:
    return author.comment("ferry-timetable", WORDS)


def decide(desk: DeskClient, comment_id: str, verdict: Verdict, **changes: Any) -> dict[str, Any]:
    made = decision(desk, desk.thing("comment", comment_id), verdict, **changes)
    (result,) = desk.send(operation(Decide(made), id=made.id))
    return result


def page(site: TestSite) -> str:
    return text_of(site.client().get("/stories/ferry-timetable").text)


def test_a_removal_takes_the_words_off_the_page_and_tells_the_author(
    site: TestSite, desk: DeskClient, author: ReaderClient, comment_id: str
) -> None:
    site.reader("Aske").reply(comment_id, "Say why, then")
    result = decide(desk, comment_id, Verdict.REMOVE, quote="a liar")
    assert result["outcome"] == "applied"
    comment, made = (thing["thing"] for thing in result["things"][:2])
    assert (comment["state"], comment["decision_id"], comment["clause"]) == ("removed", made["id"], 2)
    assert WORDS not in page(site)
    assert "Removed under rule 2, No abuse of a person ." in page(site)
    assert "Say why, then" in page(site)
    account = text_of(author.http.get("/account").text)
    assert "Removed under rule 2, No abuse of a person" in account
    assert "Your comment on “Ferry timetable cut by a third” went under rule 2: “a liar”." in account
    assert "You can appeal until" in account
    assert "readers@tideline.example" in account


def test_undo_brings_it_back_and_corrects_the_notice(
    site: TestSite, desk: DeskClient, author: ReaderClient, comment_id: str
) -> None:
    removed = decide(desk, comment_id, Verdict.REMOVE)["id"]
    assert desk.thing("decision", removed)["in_force"]
    cursor = desk.changes()["next"]
    result = decide(desk, comment_id, Verdict.REVERT, reverts=removed)
    assert result["outcome"] == "applied"
    assert WORDS in page(site)
    assert not desk.thing("decision", removed)["in_force"]
    assert "Taken back: rule 2" in text_of(author.http.get("/account").text)
    changed = {(c["kind"], c["id"]) for c in desk.changes(cursor)["changes"]}
    assert changed == {("comment", comment_id), ("decision", removed), ("decision", result["id"])}


def test_reports_are_answered_and_an_undo_opens_them_again(site: TestSite, desk: DeskClient, comment_id: str) -> None:
    reporter = site.reader("Aske")
    assert reporter.form(f"/comments/{comment_id}/report", clause="2", note="See line one").status_code == 303
    (report,) = [c["thing"] for c in desk.changes()["changes"] if c["kind"] == "report"]
    assert (report["clause"], report["note"], report["answer"]) == (2, "See line one", None)
    removed = decide(desk, comment_id, Verdict.REMOVE)
    assert [t["thing"]["answer"] for t in removed["things"] if t["kind"] == "report"] == ["upheld"]
    assert "Upheld" in text_of(reporter.http.get("/account").text)
    decide(desk, comment_id, Verdict.REVERT, reverts=removed["id"])
    assert desk.thing("report", report["id"])["answer"] is None
    decide(desk, comment_id, Verdict.APPROVE)
    assert desk.thing("report", report["id"])["answer"] == "not_upheld"
    assert "Not upheld" in text_of(reporter.http.get("/account").text)


def test_a_report_made_after_an_offline_approval_stays_open(site: TestSite, desk: DeskClient, comment_id: str) -> None:
    site.reader("Aske").form(f"/comments/{comment_id}/report", clause="2")
    early = datetime.now(UTC) - timedelta(hours=2)
    decide(desk, comment_id, Verdict.APPROVE, decided_at=early)
    (report,) = [c["thing"] for c in desk.changes()["changes"] if c["kind"] == "report"]
    assert report["answer"] is None


def test_a_decision_on_other_words_is_refused(desk: DeskClient, author: ReaderClient, comment_id: str) -> None:
    seen = desk.thing("comment", comment_id)
    author.form(f"/comments/{comment_id}/edit", text="I disagree with you")
    made = decision(desk, seen, Verdict.REMOVE)
    (result,) = desk.send(operation(Decide(made)))
    assert (result["code"], result["things"][0]["thing"]["text"]) == (Code.TEXT_CHANGED, "I disagree with you")


def test_an_edit_takes_an_approval_out_of_force(desk: DeskClient, author: ReaderClient, comment_id: str) -> None:
    approved = decide(desk, comment_id, Verdict.APPROVE)["id"]
    author.form(f"/comments/{comment_id}/edit", text="Quite other words")
    assert desk.thing("comment", comment_id)["decision_id"] is None
    assert not desk.thing("decision", approved)["in_force"]


def test_a_withdrawn_comment_needs_no_decision_but_its_reports_an_answer(
    site: TestSite, desk: DeskClient, author: ReaderClient, comment_id: str
) -> None:
    site.reader("Aske").form(f"/comments/{comment_id}/report", clause="2")
    seen = desk.thing("comment", comment_id)
    author.form(f"/comments/{comment_id}/withdraw")
    (result,) = desk.send(operation(Decide(decision(desk, seen, Verdict.REMOVE))))
    assert result["code"] == Code.WITHDRAWN
    assert [c["thing"]["answer"] for c in desk.changes()["changes"] if c["kind"] == "report"] == ["upheld"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_any_order_of_arrival_ends_the_same(desk: DeskClient, comment_id: str, order: tuple[int, ...]) -> None:
    seen = desk.thing("comment", comment_id)
    verdicts = (Verdict.APPROVE, Verdict.REMOVE, Verdict.APPROVE)
    operations = [operation(Decide(decision(desk, seen, verdict))) for verdict in verdicts]
    results = desk.send(*(operations[i] for i in order))
    assert {r["outcome"] for r in results} == {"applied"}
    assert desk.thing("comment", comment_id)["state"] == "removed"
    in_force = [
        c["thing"]["verdict"] for c in desk.changes()["changes"] if c["kind"] == "decision" and c["thing"]["in_force"]
    ]
    assert in_force == ["remove"]


def test_undo_of_an_undone_chain_ends_at_the_beginning(desk: DeskClient, comment_id: str) -> None:
    approved = decide(desk, comment_id, Verdict.APPROVE)["id"]
    removed = decide(desk, comment_id, Verdict.REMOVE)["id"]
    # The approval is no longer in force: taking it back changes nothing yet, and is remembered.
    decide(desk, comment_id, Verdict.REVERT, reverts=approved)
    assert desk.thing("comment", comment_id)["state"] == "removed"
    decide(desk, comment_id, Verdict.REVERT, reverts=removed)
    comment = desk.thing("comment", comment_id)
    assert (comment["state"], comment["decision_id"]) == ("published", None)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"clause": 9}, Code.UNKNOWN_CLAUSE),
        ({"clause": None}, Code.UNKNOWN_CLAUSE),
        ({"rulebook_version": 4}, Code.UNKNOWN_CLAUSE),
        ({"comment_id": new_id()}, Code.NOT_FOUND),
        ({"quote": "x" * 2_001}, Code.TOO_LARGE),
        ({"decided_at": datetime(2026, 1, 1)}, Code.NOT_UNDERSTOOD),  # noqa: DTZ001  # the missing zone is the point
    ],
)
def test_a_decision_that_cannot_stand_says_why(
    desk: DeskClient, comment_id: str, changes: dict[str, Any], code: Code
) -> None:
    made = decision(desk, desk.thing("comment", comment_id), Verdict.REMOVE, **changes)
    (result,) = desk.send(operation(Decide(made)))
    assert (result["outcome"], result["code"]) == ("refused", code)


def test_a_ban_ends_every_way_of_taking_part(
    site: TestSite, desk: DeskClient, author: ReaderClient, comment_id: str
) -> None:
    other = site.reader("Aske").comment("ferry-timetable", "Another view")
    csrf = author.csrf
    sanction = ban(author.id, begins=datetime.now(UTC) + timedelta(minutes=5))  # from a desk whose clock runs ahead
    assert desk.send(operation(PlaceSanction(sanction)))[0]["outcome"] == "applied"
    attempts = {
        "/stories/ferry-timetable/comments": {"text": "More"},
        f"/comments/{other}/reply": {"text": "More"},
        f"/comments/{comment_id}/edit": {"text": "More"},
        f"/comments/{other}/like": {"on": "1"},
        f"/comments/{other}/report": {"clause": "1"},
    }
    for path, values in attempts.items():
        answer = author.form(path, csrf=csrf, **values)
        assert answer.status_code == 403, path
        assert sanction.notice in text_of(answer.text), path
    for method, path, body in api_attempts(site, comment_id, other):
        answer = author.api(method, path, body)
        assert (answer.status_code, answer.json()["code"]) == (403, Code.BARRED), path
    assert len([c for c in desk.changes()["changes"] if c["kind"] in ("comment", "report")]) == 2
    assert "You may no longer take part in the comments." in text_of(author.http.get("/account").text)
    assert "textarea" not in author.http.get("/stories/ferry-timetable").text
    assert author.form(f"/comments/{comment_id}/withdraw").status_code == 303
    lifted = desk.send(operation(LiftSanction(sanction.id, author.id, "mistaken")))
    assert lifted[0]["things"][0]["thing"]["ended_by"] == "Administrator"
    author.comment("ferry-timetable", "Back again")


def api_attempts(site: TestSite, own: str, other: str) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        ("POST", "/comments", {"article_id": article_id(site), "text": "More"}),
        ("POST", "/comments", {"article_id": article_id(site), "parent_id": other, "text": "More"}),
        ("PUT", f"/comments/{own}", {"text": "More"}),
        ("POST", f"/comments/{other}/like", {"on": True}),
        ("POST", f"/comments/{other}/reports", {"clause": 1}),
    ]


def article_id(site: TestSite) -> str:
    from editor.website import reading

    with site.site.database.read() as connection:
        story = reading.story(connection, "ferry-timetable")
    assert story is not None
    return story.id


def test_sanctions_that_cannot_stand_say_why(desk: DeskClient, author: ReaderClient) -> None:
    now = datetime.now(UTC)
    good = ban(author.id)
    for sanction, code in (
        (ban(new_id()), Code.NOT_FOUND),
        (ban(author.id, clause=9), Code.UNKNOWN_CLAUSE),
        (ban(author.id, ends=now - timedelta(days=1)), Code.NOT_UNDERSTOOD),
        (good, 0),
        (good, Code.KEY_REUSED),
    ):
        assert desk.send(operation(PlaceSanction(sanction)))[0]["code"] == code
    assert desk.send(operation(LiftSanction(new_id(), author.id, "")))[0]["code"] == Code.NOT_FOUND


def test_the_rules_page_shows_what_changed_and_keeps_old_versions(site: TestSite, desk: DeskClient) -> None:
    first = rulebook()
    second = replace(
        first.clauses[1], title="No insults", public_text="Argue with what people say, not with who they are."
    )
    book = rulebook(2, clauses=(first.clauses[0], second), change_note="Clearer words")
    desk.send(operation(PublishRulebook(book), base_rev=1))
    page = site.client().get("/rules").text
    assert "Version 2, in force since" in text_of(page)
    assert "What changed in version 2" in page
    assert "<ins>, not with who they are</ins>" in page
    assert "Clearer words" in page
    old = text_of(site.client().get("/rules/1").text)
    assert "This version is no longer in force." in old
    assert "No abuse of a person" in old
    assert site.client().get("/rules/3").status_code == 404
    assert site.client().get("/rules.json").json()["thing"]["version"] == 2


def test_a_removal_keeps_the_title_its_rule_had(site: TestSite, desk: DeskClient, comment_id: str) -> None:
    decide(desk, comment_id, Verdict.REMOVE)
    renamed = replace(rulebook().clauses[1], title="Something else")
    desk.send(operation(PublishRulebook(rulebook(2, clauses=(rulebook().clauses[0], renamed)))))
    assert "Removed under rule 2, No abuse of a person" in page(site)
