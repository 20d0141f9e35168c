"""The inbox without a window: list, show, search, decide, take back."""

from __future__ import annotations

import pytest

from tests.helpers.command_line import CommandLine
from tests.helpers.site_process import SiteProcess


def first(desk: CommandLine, queue: str = "reported") -> dict[str, object]:
    """The first comment of a queue."""
    whole = desk.ok("comments", "list", "--queue", queue, "--limit", "1", "--json").json
    found: dict[str, object] = whole["comments"][0]
    return found


def test_list(desk: CommandLine) -> None:
    whole = desk.ok("comments", "list", "--json").json
    lines = desk.ok("comments", "list").lines
    assert [line[0] for line in lines] == [card["id"] for card in whole["comments"]]
    assert whole["total"] == len(lines) and all(card["open_reports"] for card in whole["comments"])
    oldest = desk.ok("comments", "list", "--order", "oldest", "--json").json["comments"]
    assert [card["id"] for card in oldest] == [card["id"] for card in reversed(whole["comments"])]
    most = desk.ok("comments", "list", "--order", "most_reported", "--json").json["comments"]
    numbers = [card["open_reports"] for card in most]
    assert numbers == sorted(numbers, reverse=True)
    assert len(desk.ok("comments", "list", "--queue", "everything", "--limit", "7").lines) == 7


def test_show(desk: CommandLine) -> None:
    card = first(desk)
    id_ = str(card["id"])
    whole = desk.ok("comments", "show", id_, "--json").json
    words = desk.ok("comments", "show", id_).out
    assert str(card["text"]) in words and "reported under" in words and whole["headline"] in words
    assert whole["card"] == card and len(whole["reports"]) == card["open_reports"]
    assert desk.refused("comments", "show", "nothing").startswith("The comment is not on this desk.")


def test_search(desk: CommandLine) -> None:
    hits = desk.ok("comments", "search", "harb", "--limit", "3", "--json").json
    assert len(hits["cards"]) == 3 and all("harb" in card["text"].lower() for card in hits["cards"])
    assert [line[0] for line in desk.ok("comments", "search", "harb", "--limit", "3").lines] == [
        card["id"] for card in hits["cards"]
    ]
    for words in ("", 'NEAR("', "* ferry AND", "no:such"):
        desk.ok("comments", "search", words)


def test_approve_then_take_back(desk: CommandLine) -> None:
    card = first(desk)
    id_ = str(card["id"])
    assert desk.ok("comments", "decide", id_, "--approve").out == f"Approved: {card['author_name']}\n"
    decided = desk.ok("comments", "show", id_, "--json").json
    assert decided["card"]["queue"] == "decided" and decided["card"]["delivery"] == "waiting"
    assert [line["verdict"] for line in decided["log"]] == ["approve"]
    said = desk.ok("comments", "decide", id_, "--undo").out
    assert said == f"Taken back: {decided['card']['decided_by']}’s decision on {card['author_name']}’s comment.\n"
    again = desk.run("comments", "decide", id_, "--undo")
    assert (again.code, again.out) == (1, "Nobody has decided on this comment.\n")
    assert desk.ok("comments", "show", id_, "--json").json["card"]["queue"] == "reported"


def test_remove_quotes_and_tells_the_author(desk: CommandLine, site: SiteProcess) -> None:
    card = first(desk, "new")
    id_, quote = str(card["id"]), str(card["text"]).split(".", maxsplit=1)[0][:20].strip()
    said = desk.ok("comments", "decide", id_, "--remove", "2", "--quote", quote, "--note", "seen before").out
    assert said == f"Removed under rule 2: {card['author_name']}\n"
    (decision,) = desk.ok("comments", "show", id_, "--json").json["log"]
    assert (decision["clause"], decision["quote"], decision["note"]) == (2, quote, "seen before")
    assert quote in decision["reasons"]["message"]


def test_a_decision_as_json(desk: CommandLine) -> None:
    id_ = str(first(desk, "new")["id"])
    made = desk.ok("comments", "decide", id_, "--remove", "1", "--json").json["decision"]
    assert (made["comment_id"], made["verdict"], made["clause"]) == (id_, "remove", 1)
    back = desk.ok("comments", "decide", id_, "--undo", "--json").json["decision"]
    assert (back["verdict"], back["reverts"]) == ("revert", made["id"])
    again = desk.run("comments", "decide", id_, "--undo", "--json")
    assert (again.code, again.json) == (1, {"decision": None})


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--remove", "99"], "Choose the rule it breaks: R and the rule’s number."),
        (["--remove", "1", "--quote", "words that stand nowhere"], "The quoted words do not stand in the comment."),
    ],
)
def test_what_cannot_be_decided_changes_nothing(desk: CommandLine, words: list[str], said: str) -> None:
    card = first(desk, "new")
    assert desk.refused("comments", "decide", str(card["id"]), *words) == said
    assert first(desk, "new") == card


def test_a_comment_that_is_not_there(desk: CommandLine) -> None:
    for what in (["--approve"], ["--remove", "1"], ["--undo"]):
        assert desk.refused("comments", "decide", "nothing", *what).startswith("The comment is not on this desk.")
