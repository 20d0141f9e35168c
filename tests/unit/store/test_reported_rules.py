"""A report keeps the rule its reporter read; the desk says when readers see other words of it now."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from editor.domain.feed import Kind
from editor.domain.inbox import ReporterLine, RuleThen
from editor.domain.rulebook import Rulebook
from editor.services import moderation
from editor.store.desk import Desk
from tests.helpers.desk_store import START, Feed, article, comment, reader, report, rulebook


def version(number: int, **texts: str) -> Rulebook:
    """A version of a day after the one before; ``texts`` by "rule1", "rule2"; an empty one takes the rule out."""
    book = rulebook(number, published_at=START + timedelta(days=number))
    clauses = (replace(c, public_text=texts.get(f"rule{c.number}", c.public_text)) for c in book.clauses)
    return replace(book, clauses=tuple(c for c in clauses if c.public_text))


def lines(desk: Desk, comment_id: str = "c1") -> tuple[ReporterLine, ...]:
    return moderation.context(desk, comment_id=comment_id).reports


def then(desk: Desk) -> RuleThen | None:
    (line,) = lines(desk)
    return line.rule_then


def test_the_version_comes_with_the_report_and_stays_when_it_is_answered(desk: Desk, feed: Feed) -> None:
    feed.send(version(1), reader(), article(), comment(), report(rulebook_version=1))
    assert lines(desk)[0].report == report(rulebook_version=1)
    feed.send(report(rev=2, rulebook_version=1, note="Read this"))
    assert lines(desk)[0].report.rulebook_version == 1


def test_nothing_is_said_while_readers_see_the_same_words(desk: Desk, feed: Feed) -> None:
    feed.send(version(1), reader(), article(), comment(), report(rulebook_version=1))
    assert then(desk) is None
    feed.send(version(2, rule2="Another rule changes."))
    assert then(desk) is None
    feed.send(version(3, rule1="No\nabuse.", rule2="Another rule changes."))  # the lines are broken elsewhere
    assert then(desk) is None


def test_the_words_then_and_now(desk: Desk, feed: Feed) -> None:
    feed.send(
        version(1), version(2, rule1="No abuse here."), reader(), article(), comment(), report(rulebook_version=2)
    )
    assert then(desk) is None
    feed.send(version(3, rule1="No abuse at all."))
    assert then(desk) == RuleThen(2, "No abuse here.", "No abuse at all.")
    feed.send(version(4, rule1="No abuse here."))  # back to what the reporter had read
    assert then(desk) is None


def test_a_rule_that_is_gone_keeps_its_name(desk: Desk, feed: Feed) -> None:
    feed.send(version(1), reader(), article(), comment(), report(rulebook_version=1))
    feed.send(version(2, rule1=""))
    (line,) = lines(desk)
    assert (line.clause_label, line.rule_then) == ("Abuse", RuleThen(1, "No abuse.", None))


def test_a_version_the_desk_does_not_have_says_nothing(desk: Desk, feed: Feed) -> None:
    feed.send(version(2, rule1="Later words."), reader(), article(), comment(), report(rulebook_version=1))
    assert then(desk) is None
    feed.send(version(1))
    assert then(desk) == RuleThen(1, "No abuse.", "Later words.")
    feed.send(deleted=((Kind.RULEBOOK, "2"),))  # a site that was restored: what is in force is older than the report
    feed.send(report(rev=2, rulebook_version=2))
    assert then(desk) is None


def test_a_site_that_does_not_tell_is_understood_by_its_times(desk: Desk, feed: Feed) -> None:
    feed.send(version(1), version(2, rule1="Second."), version(3, rule1="Third."), reader(), article(), comment())
    made = {"p1": START + timedelta(days=1), "p2": START + timedelta(days=2, hours=5), "p3": START + timedelta(days=3)}
    feed.send(*(report(id_, created=at, rulebook_version=None) for id_, at in made.items()))
    feed.send(report("p0", created=START, rulebook_version=None))  # before any rule that the desk knows
    assert {line.report.id: line.rule_then for line in lines(desk)} == {
        "p0": None,
        "p1": RuleThen(1, "No abuse.", "Third."),
        "p2": RuleThen(2, "Second.", "Third."),
        "p3": None,
    }
