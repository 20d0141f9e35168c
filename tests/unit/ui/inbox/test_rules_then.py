"""A rule that changed since it was reported: the context says so, and shows both wordings on demand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from editor.domain.comments import Report
from editor.domain.feed import SiteObject
from editor.domain.rulebook import Rulebook
from editor.ui.widgets.reading_text import ReadingText
from tests.helpers.seeded_desk import many_things
from tests.unit.ui.inbox.conftest import Inbox, Opened

ENTER, TAB, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape
NOW_WORDS = "Say what you like about an argument and nothing about whoever makes it."


def next_version(things: list[SiteObject], number: int, text: str) -> Rulebook:
    """The rulebook with another public text for one rule; without the rule when the text is empty."""
    book = max((thing for thing in things if isinstance(thing, Rulebook)), key=lambda book: book.version)
    clauses = (replace(c, public_text=text) if c.number == number else c for c in book.clauses)
    made = datetime.now(UTC) + timedelta(seconds=book.version)
    after = replace(
        book, version=book.version + 1, clauses=tuple(c for c in clauses if c.public_text), published_at=made
    )
    things.append(after)
    return after


def reports_with_versions(things: list[SiteObject]) -> list[SiteObject]:
    return [replace(thing, rulebook_version=1) if isinstance(thing, Report) else thing for thing in things]


def why(inbox: Inbox) -> str:
    return inbox.screen.context.why.facts.accessibleDescription()


def texts(inbox: Inbox) -> list[ReadingText]:
    return [text for text in inbox.screen.context.rules_then.findChildren(ReadingText) if text.isVisible()]


def test_what_changed_since_the_report_is_said_and_shown_by_keyboard(opened: Opened) -> None:
    inbox = opened(reports_with_versions(many_things(9, datetime.now(UTC))))
    inbox.select("Comment 4.")  # reported under rule 5
    then = inbox.screen.work.rulebook.clause(5).public_text  # type: ignore[union-attr]  # it has come
    rules = inbox.screen.context.rules_then
    assert "changed since" not in why(inbox)
    assert rules.isHidden()

    inbox.arrive([next_version(inbox.things, 5, NOW_WORDS)])
    assert why(inbox).endswith("Under version 1; changed since")
    assert rules.isVisible()

    inbox.keys("h", TAB)
    assert QApplication.focusWidget() is rules.button
    assert rules.button.accessibleName() == "Rule 5 then and now"
    inbox.keys(ENTER)
    (words,) = texts(inbox)
    assert words.accessibleName() == "Rule 5 then and now"
    assert words.accessibleDescription() == f"Then: {then.strip()}\nNow: {NOW_WORDS}"
    inbox.keys(TAB)
    assert QApplication.focusWidget() is words
    decided = inbox.card
    inbox.keys(ESCAPE, "a")
    assert inbox.card.id != decided.id, "the keyboard was back at the list"
    assert rules.isHidden()


def test_it_stays_open_while_the_same_comment_is_shown_again(opened: Opened) -> None:
    things = reports_with_versions(many_things(9, datetime.now(UTC)))
    inbox = opened([*things, next_version(things, 5, NOW_WORDS)])
    inbox.select("Comment 4.")
    inbox.keys("h", TAB, ENTER)
    report = next(t for t in things if isinstance(t, Report) and t.comment_id == inbox.card.id)
    inbox.arrive([replace(report, note="And again", rev=2)])
    assert "And again" in why(inbox)
    assert len(texts(inbox)) == 1
    inbox.keys(ENTER)
    assert not texts(inbox)


def test_versions_are_told_apart_and_a_rule_that_is_gone_says_so(opened: Opened) -> None:
    things = reports_with_versions(many_things(9, datetime.now(UTC)))
    inbox = opened([*things, next_version(things, 5, NOW_WORDS)])
    inbox.select("Comment 4.")
    first = next(t for t in things if isinstance(t, Report) and t.comment_id == inbox.card.id)
    other = next(t for t in things if isinstance(t, Report) and t.reporter_id != first.reporter_id)
    second = replace(other, id="second", comment_id=inbox.card.id, clause=5, rulebook_version=2)
    inbox.arrive([second])
    assert why(inbox).endswith("1 under version 1; changed since")

    inbox.arrive([next_version([*inbox.things, things[-1]], 5, "")])
    assert why(inbox).endswith("1 under version 1; no longer a rule. 1 under version 2; no longer a rule")
    inbox.keys("h", TAB, ENTER)
    one, two = texts(inbox)
    assert two.text == NOW_WORDS
    assert [w.accessibleDescription().endswith("Now: No longer a rule.") for w in (one, two)] == [True, True]
    inbox.keys(TAB)
    assert QApplication.focusWidget() is one
    inbox.keys(TAB)
    assert QApplication.focusWidget() is two
