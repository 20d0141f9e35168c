"""The starter rulebook can be published as it stands, and its messages fill every field they name."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from importlib.resources import files

import pytest

from editor.domain import rulebook as rules
from editor.domain.counting import word_count
from editor.prose.render import render_article

DATA = tomllib.loads((files("resources") / "rulebook" / "starter.toml").read_text("utf-8"))
TITLES = (
    "Stay on the subject", "No abuse of a person", "No abuse of groups", "No crime without a source",
    "No private details", "No threats", "No advertising", "Nothing on live cases", "Be who you are",
)  # fmt: skip


def starter() -> rules.Rulebook:
    clauses = tuple(
        rules.Clause(
            **{
                **clause,
                "severity": rules.Severity(clause["severity"]),
                "examples": tuple(rules.Example(**example) for example in clause["examples"]),
            }
        )
        for clause in DATA["clauses"]
    )
    return rules.Rulebook(0, clauses, DATA["intro"], DATA["why_subscribers"], DATA["appeal_address"], DATA["ladder"])


def test_nine_clauses_in_order():
    book = starter()
    assert [(c.number, c.title) for c in book.clauses] == list(enumerate(TITLES, start=1))
    assert len({c.label for c in book.clauses}) == 9
    rules.check(book)


@pytest.mark.parametrize("clause", starter().clauses, ids=lambda clause: str(clause.number))
def test_each_clause_is_complete(clause):
    assert 20 <= word_count(clause.public_text) <= 50
    assert len(clause.label.split()) <= 4
    assert word_count(clause.guidance) >= 20
    assert {example.allowed for example in clause.examples} == {True, False}
    assert 0 <= clause.strikes <= 3 and clause.appeal_days >= 7
    assert rules.unknown_fields(clause.message) == ()
    for field in ("{clause.number}", "{clause.label}", "{appeal.until}", "{appeal.address}", "{story}"):
        assert field in clause.message


@pytest.mark.parametrize("number", range(1, 10))
def test_messages_fill_in(number):
    statement = rules.statement_of_reasons(
        starter(), number, quote="the words", story="The slip", decided_at=datetime(2026, 11, 22, tzinfo=UTC)
    )
    assert "{" not in statement.message and "}" not in statement.message
    assert "The slip" in statement.message and "readers@skerrow-tideline.example" in statement.message
    assert "“the words”" in statement.message


def test_texts_for_readers_render():
    book = starter()
    assert '<a href="/rules">' in render_article(book.intro)
    assert render_article(book.ladder).count("<li>") == 4
    assert word_count(book.intro) <= 60
    assert book.appeal_address.endswith(".example")
    assert "!" not in book.intro + book.why_subscribers + book.ladder
