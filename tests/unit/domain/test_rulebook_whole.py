"""A whole rulebook: plain data and back, canonical JSON, hashes, differences, and what is not sound."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor.domain.errors import BadInput
from editor.domain.plain_data import canonical_json, from_plain, to_plain
from editor.domain.rulebook import Clause, Example, Rulebook, Severity
from editor.domain.rulebook_checks import (
    Action,
    AllOf,
    AnyOf,
    Author,
    Check,
    Condition,
    Entry,
    Form,
    Links,
    Not,
    Pattern,
    Reading,
    Repetition,
    Reports,
    Score,
    Story,
    Whose,
    Words,
    leaves,
)
from editor.domain.rulebook_soundness import check_one, check_whole, parts_of_score
from editor.domain.rulebook_whole import (
    Consequence,
    Ladder,
    Opening,
    Step,
    Template,
    WholeRulebook,
    canonical_whole,
    check_version,
    differences,
    whole_hash,
)
from tests.helpers.many_cases import few, many

EVERY_KIND: tuple[Condition, ...] = (
    Words((Entry("idiot"), Entry("dick", exceptions=("moby dick",)), Entry("tw*", inflect=False))),
    Pattern(r"\d{5}", ignore_case=False, reading=Reading.WRITTEN),
    Links(most=2, barred=("spam.example",), shorteners=True),
    Repetition(times=2, whose=Whose.ANYONE, similarity=0.9),
    Form(capitals=0.7, hidden=True),
    Author(first_comments=3, subscription=("trial",)),
    Reports(weight=2.5),
    Story(legal=True, sections=("news",)),
    Score(low=0.8),
    AllOf((Form(repeated=4), AnyOf((Score(), Not(Story(watched=True)))))),
)


def book(*checks: Check, **more: Any) -> WholeRulebook:
    clause = Clause(2, "Abuse", "No abuse", "Be kind.", examples=(Example(True, "Yes."),), severity=Severity.HIGH)
    return WholeRulebook(Rulebook(3, (clause,), "Intro", "Why", "readers@paper.example"), checks, **more)


FULL = book(
    *(Check(f"check-{i}", f"Check {i}", condition, clause=2) for i, condition in enumerate(EVERY_KIND)),
    ladder=Ladder((Step(1, Consequence.WARNING), Step(3, Consequence.SUSPENSION, 30), Step(4, Consequence.BAN))),
    templates=(Template("warning", "Rule {clause.number}"),),
    openings=(Opening("grief", True, "Comments are read first."),),
)


def test_there_and_back() -> None:
    check_whole(FULL)
    assert from_plain(WholeRulebook, json.loads(json.dumps(to_plain(FULL)))) == FULL
    assert from_plain(WholeRulebook, json.loads(canonical_json(to_plain(FULL)))) == FULL


def test_a_word_alone_is_an_entry() -> None:
    assert from_plain(Words, {"entries": ["idiot"]}) == Words((Entry("idiot"),))


def test_publication_does_not_change_the_hash_and_words_do() -> None:
    published = replace(
        FULL.words, version=9, published_at=datetime(2026, 1, 1, tzinfo=UTC), published_by="M", change_note="x"
    )
    assert whole_hash(replace(FULL, words=published)) == whole_hash(FULL)
    assert whole_hash(replace(FULL, words=replace(FULL.words, intro="Other"))) != whole_hash(FULL)
    assert whole_hash(replace(FULL, checks=FULL.checks[:-1])) != whole_hash(FULL)
    assert len(whole_hash(FULL)) == 64


def test_a_checks_version_is_of_its_content() -> None:
    one = Check("a", "A", Score(low=0.5))
    assert check_version(one) == check_version(Check("a", "A", Score(low=0.5)))
    assert check_version(one) != check_version(replace(one, action=Action.FLAG))


# RFC 8785, appendix B, and its example of sorting.
@pytest.mark.parametrize(
    ("number", "written"),
    [(0.0, "0"), (-0.0, "0"), (5e-324, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"),
     (9007199254740992.0, "9007199254740992"), (295147905179352830000.0, "295147905179352830000"),
     (9.999999999999997e22, "9.999999999999997e+22"), (1e23, "1e+23"),
     (999999999999999700000.0, "999999999999999700000"),
     (1e21, "1e+21"), (9.999999999999997e-7, "9.999999999999997e-7"), (0.000001, "0.000001"),
     (333333333.33333325, "333333333.33333325"), (1.0, "1"), (0.8, "0.8"), (-1.5, "-1.5")],
)  # fmt: skip
def test_numbers_are_written_as_the_standard_says(number: float, written: str) -> None:
    assert canonical_json(number) == written


def test_keys_are_sorted_by_utf_16() -> None:
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    assert list(json.loads(canonical_json(dict.fromkeys(keys, 0)))) == [
        "\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33",
    ]  # fmt: skip


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


def check_one_form(data: Any) -> None:
    written = canonical_json(data)
    assert json.loads(written) == data
    assert canonical_json(json.loads(written)) == written


@few(80)
@given(JSON)
def test_canonical_json_is_json_and_has_one_form(data: Any) -> None:
    check_one_form(data)


@many
@given(JSON)
def test_canonical_json_has_one_form_in_many_cases(data: Any) -> None:
    check_one_form(data)


@few(200)
@given(NUMBERS)
def test_every_number_comes_back(number: float) -> None:
    assert float(canonical_json(number)) == number


@many
@given(NUMBERS)
def test_every_number_comes_back_in_many_cases(number: float) -> None:
    assert float(canonical_json(number)) == number


def test_half_a_character_has_no_form() -> None:
    with pytest.raises(BadInput, match="half a character"):
        canonical_whole(book(Check("a", "\ud800", Score())))
    with pytest.raises(BadInput, match="not finite"):
        canonical_json(float("nan"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"id": "a", "titel": "A", "when": {"kind": "score"}}, "unknown key “titel”. Did you mean “title”?"),
        ({"id": "a", "title": "A", "when": {"kind": "wrods", "entries": ["x"]}}, "Did you mean “words”?"),
        ({"id": "a", "title": "A", "when": {"kind": "words", "entires": ["x"]}}, "Did you mean “entries”?"),
        ({"id": "a", "title": "A", "when": {"entries": ["x"]}}, "checks[0].when needs a kind"),
        ({"id": "a", "title": "A"}, "checks[0].when is missing."),
        ({"id": 1, "title": "A", "when": {"kind": "score"}}, "checks[0].id must be a text, not “1”."),
        ({"id": "a", "title": "A", "when": {"kind": "score", "low": "x"}}, "checks[0].when.low must be a number"),
        ({"id": "a", "title": "A", "when": {"kind": "score", "low": True}}, "must be a number, not “True”"),
        ({"id": "a", "title": "A", "when": {"kind": "score", "low": float("nan")}}, "must be a number"),
        ({"id": "a", "title": "A", "when": {"kind": "score"}, "action": "hodl"}, "can be shadow, flag, nudge, hold or"),
        ({"id": "a", "title": "A", "when": {"kind": "words", "entries": "idiot"}}, "must be a list, not “idiot”"),
        ({"id": "a", "title": "A", "when": []}, "must be a mapping with its kind, not a list"),
        ([], "checks[0] must be a mapping, not a list."),
        (None, "checks[0] must be a mapping, not nothing."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(data: Any, said: str) -> None:
    with pytest.raises(BadInput) as problem:
        from_plain(Check, data, "checks[0]")
    assert said in problem.value.detail


def test_nesting_has_an_end() -> None:
    inner: dict[str, Any] = {"kind": "score"}
    for _ in range(200):
        inner = {"kind": "not", "condition": inner}
    with pytest.raises(BadInput, match="nested too deeply"):
        from_plain(Check, {"id": "a", "title": "A", "when": inner}, "it")


def test_a_time_needs_its_zone() -> None:
    with pytest.raises(BadInput, match="no time zone"):
        from_plain(datetime, "2026-01-01T10:00:00", "created")
    assert from_plain(datetime, "2026-01-01T10:00:00+02:00", "created") == datetime(2026, 1, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("check", "said"),
    [
        (Check("A b", "A", Score()), "is no id for a check"),
        (Check("a", " ", Score()), "needs a title"),
        (Check("a", "A", Score(), Action.REFUSE), "needs the sentence that the writer reads"),
        (Check("a", "A", Words(())), "needs a list"),
        (Check("a", "A", Words((Entry(" * "),))), "empty entry"),
        (Check("a", "A", Words((Entry("id*ot"),))), "star inside"),
        (Check("a", "A", Words((Entry("x", exceptions=("",)),))), "empty entry"),
        (Check("a", "A", Pattern("")), "needs a pattern"),
        (Check("a", "A", Links()), "says nothing about links"),
        (Check("a", "A", Links(barred=("no domain",))), "which is no domain"),
        (Check("a", "A", Links(barred=("x.example",), allowed=("x.example",))), "both allows and bars x.example"),
        (Check("a", "A", Form()), "sets no limit"),
        (Check("a", "A", Form(repeated=2)), "must be from 3 to 1000"),
        (Check("a", "A", Form(capitals=1.5)), "capitals 1.5"),
        (Check("a", "A", Score(low=0.9, high=0.1)), "begins above its end"),
        (Check("a", "A", Repetition(similarity=0.1)), "similarity 0.1"),
        (Check("a", "A", Author()), "sets no limit"),
        (Check("a", "A", AllOf(())), "combination of nothing"),
        (Check("a", "A", Not(AnyOf((Reports(),)))), "sets no limit"),
    ],
)  # fmt: skip
def test_a_check_that_is_not_sound(check: Check, said: str) -> None:
    with pytest.raises(BadInput) as problem:
        check_one(check)
    assert said in problem.value.detail and check.id[:1] in problem.value.detail


def test_the_whole_must_be_sound() -> None:
    sound = Check("a", "A", Score())
    for wrong, said in (
        (book(sound, sound), "Two checks have the id “a”"),
        (book(replace(sound, clause=9)), "there is no rule 9"),
        (book(sound, ladder=Ladder((Step(2, Consequence.WARNING), Step(1, Consequence.BAN)))), "more strikes"),
        (book(sound, ladder=Ladder((Step(1, Consequence.BAN, 3),))), "A ban has no end"),
        (book(sound, templates=(Template("x", "{nobody}"),)), "nothing fills {nobody}"),
        (book(sound, templates=(Template("x", ""), Template("x", ""))), "the same name"),
        (book(sound, openings=(Opening("x", True, "x" * 10_001),)), "of 10,000 characters each"),
    ):
        with pytest.raises(BadInput) as problem:
            check_whole(wrong)
        assert said in problem.value.detail


def test_the_ladder_finds_its_step() -> None:
    assert FULL.ladder.step_for(0) is None
    assert [FULL.ladder.step_for(n) for n in (1, 2, 3, 9)] == [
        FULL.ladder.steps[0], FULL.ladder.steps[0], FULL.ladder.steps[1], FULL.ladder.steps[2],
    ]  # fmt: skip


def test_differences_are_told_by_part() -> None:
    assert not differences(FULL, FULL)
    changed = replace(
        FULL,
        words=replace(FULL.words, intro="Other"),
        checks=(replace(FULL.checks[0], action=Action.HOLD), *FULL.checks[2:], Check("new", "New", Score())),
        openings=(),
    )
    found = differences(FULL, changed)
    assert [(change.id, change.before is None, change.after is None) for change in found.checks] == [
        ("check-0", False, False), ("check-1", False, True), ("new", True, False),
    ]  # fmt: skip
    assert (found.clauses, found.others) == ((), ("words.intro", "openings"))


def test_leaves_and_actions() -> None:
    assert len(leaves(EVERY_KIND[-1])) == 3
    assert parts_of_score(FULL) == {"score"}
    assert sorted(Action, key=lambda action: action.rank) == list(Action)
    assert [action for action in Action if action.stops] == [Action.HOLD, Action.REFUSE]
    assert FULL.check("check-3").when == EVERY_KIND[3]
    with pytest.raises(KeyError):
        FULL.check("none")
