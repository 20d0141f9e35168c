"""The rulebook's hash, differences, checks and statements."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor.domain import rulebook as rules
from editor.domain.errors import BadInput
from editor.domain.rulebook import Clause, Example, Piece, Rulebook

_CLAUSE = Clause(
    2, "Abuse", "No abuse of a person", "Argue with what people say.", message="Rule {clause.number}: {quote}"
)
_BOOK = Rulebook(1, (Clause(1, "Subject", "Stay on it", "Stay on the subject."), _CLAUSE), "in", "why", "a@b.example")
_NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_the_hash_is_of_the_words_alone() -> None:
    again = replace(_BOOK, version=9, published_at=_NOW, published_by="Ines", change_note="x")
    assert rules.content_hash(_BOOK) == rules.content_hash(again)
    assert rules.content_hash(_BOOK) != rules.content_hash(replace(_BOOK, intro="other"))


def test_changes_name_added_changed_and_dropped() -> None:
    after = replace(_BOOK, clauses=(replace(_CLAUSE, label="Insults"), Clause(3, "New", "New", "New.")))
    found = rules.changes_between(_BOOK, after)
    assert [(c.number, c.before is None, c.after is None) for c in found] == [
        (1, False, True),
        (2, False, False),
        (3, True, False),
    ]
    assert rules.changes_between(_BOOK, _BOOK) == ()


_text = st.text(alphabet="ab .,\n", max_size=60)


@given(_text, _text)
def test_word_difference_joins_to_both_texts(before: str, after: str) -> None:
    pieces = rules.word_difference(before, after)
    assert "".join(t for p, t in pieces if p is not Piece.DELETED) == after
    assert "".join(t for p, t in pieces if p is not Piece.INSERTED) == before


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("No abuse of a person", "A new title", "[No abuse of a person]{A new title}"),
        ("Stay on the subject.", "Stay near the subject.", "Stay [on]{near} the subject."),
        ("One two three four", "One 2 3 four", "One [two three]{2 3} four"),
        ("One\n\ntwo", "One\n\n2", "One\n\n[two]{2}"),
        ("Kept", "Kept, and more", "Kept{, and more}"),
    ],
)
def test_words_that_changed_one_after_the_other_are_one_change(before: str, after: str, shown: str) -> None:
    marks = {Piece.SAME: "{0}", Piece.DELETED: "[{0}]", Piece.INSERTED: "{{{0}}}"}
    assert "".join(marks[piece].format(text) for piece, text in rules.word_difference(before, after)) == shown


@pytest.mark.parametrize(
    ("book", "words"),
    [
        (replace(_BOOK, clauses=()), "at least one rule"),
        (replace(_BOOK, clauses=(_CLAUSE, _CLAUSE)), "same number"),
        (rules.with_clause(_BOOK, replace(_CLAUSE, label=" ")), "Rule 2 needs a label"),
        (rules.with_clause(_BOOK, replace(_CLAUSE, public_text="")), "Rule 2 needs the text"),
        (rules.with_clause(_BOOK, replace(_CLAUSE, message="{quotee}")), "nothing fills {quotee}"),
        (rules.with_clause(_BOOK, replace(_CLAUSE, message="a { b")), "brace"),
        (replace(_BOOK, clauses=tuple(replace(_CLAUSE, number=n) for n in range(101))), "at most 100 rules"),
        (replace(_BOOK, ladder="x" * 10_001), "The rulebook has a text of more than 10,000 characters"),
        (rules.with_clause(_BOOK, replace(_CLAUSE, public_text="x" * 10_001)), "Rule 2 has a text of more than 10,000"),
        (rules.with_clause(_BOOK, replace(_CLAUSE, title="x" * 301)), "Rule 2 has a text of more than 300"),
        (rules.with_clause(_BOOK, replace(_CLAUSE, examples=(Example(True, "x"),) * 51)), "at most 50 examples"),
        (rules.with_clause(_BOOK, replace(_CLAUSE, examples=(Example(True, "x" * 10_001),))), "more than 10,000"),
    ],
)
def test_an_unsound_rulebook_is_refused_with_a_sentence(book: Rulebook, words: str) -> None:
    with pytest.raises(BadInput) as problem:
        rules.check(book)
    assert words in str(problem.value)


def test_a_sound_one_passes() -> None:
    rules.check(_BOOK)


def test_the_statement_never_reads_the_readers_words_as_fields() -> None:
    made = rules.statement_of_reasons(_BOOK, 2, quote="you {clause.number} {{x}}", story="s", decided_at=_NOW)
    assert made.message == "Rule 2: you {clause.number} {{x}}"
    assert (made.clause, made.clause_label, made.rulebook_version) == (2, "Abuse", 1)
    assert made.appeal_until == datetime(2026, 12, 6, tzinfo=UTC)


def test_with_clause_replaces_or_adds_in_order() -> None:
    book = rules.with_clause(rules.with_clause(_BOOK, Clause(9, "x", "x", "x")), Clause(5, "y", "y", "y"))
    assert [c.number for c in book.clauses] == [1, 2, 5, 9]


def _book(texts: tuple[str, ...], intro: str, version: int = 1) -> Rulebook:
    clauses = tuple(Clause(n, f"L{n}", f"T{n}", text) for n, text in enumerate(texts, 1) if text)
    return Rulebook(version, clauses, intro, "why", "appeals@tideline.test")


_books = st.builds(_book, st.tuples(*[st.sampled_from(["", "one", "two"])] * 3), st.sampled_from(["a", "b"]))


@given(_books, _books, _books)
def test_merging_keeps_every_change_of_mine_and_all_of_theirs_that_mine_left_alone(
    base: Rulebook, mine: Rulebook, theirs: Rulebook
) -> None:
    merged, clashing = rules.merge(base, mine, replace(theirs, version=2))
    assert merged.version == 2
    was, here, there, now = ({c.number: c for c in book.clauses} for book in (base, mine, theirs, merged))
    for number in (1, 2, 3):
        changed_here, changed_there = (side.get(number) != was.get(number) for side in (here, there))
        assert now.get(number) == (here if changed_here else there).get(number)
        assert (number in clashing) == (changed_here and changed_there and here.get(number) != there.get(number))
    assert merged.intro == (mine.intro if mine.intro != base.intro else theirs.intro)
