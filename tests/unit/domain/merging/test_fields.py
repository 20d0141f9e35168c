"""Fields around a text: values whole, tags and bylines as sets, bodies by sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor.domain.merging.fields import FieldClash, How, merge_members, merge_record, merge_value

TAGS = st.lists(st.sampled_from("abcdef"), unique=True, max_size=6)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "expected"),
    [
        ("a", "a", "a", ("a", False)),
        ("a", "b", "a", ("b", False)),
        ("a", "a", "b", ("b", False)),
        ("a", "b", "b", ("b", False)),
        ("a", "b", "c", ("b", True)),
        (None, 1, None, (1, False)),
    ],
)
def test_values(base: object, mine: object, theirs: object, expected: object) -> None:
    assert merge_value(base, mine, theirs) == expected


def test_members_are_added_and_removed_each_for_itself() -> None:
    merged = merge_members(["harbour", "dues", "board"], ["harbour", "board", "boats"], ["harbour", "dues", "vote"])
    assert merged.members == ("harbour", "boats", "vote")
    assert (merged.added_by_mine, merged.removed_by_mine) == ({"boats"}, {"dues"})
    assert (merged.added_by_theirs, merged.removed_by_theirs) == ({"vote"}, {"board"})


def test_a_new_order_of_bylines_stands() -> None:
    assert merge_members(["Sorrel", "Teal"], ["Teal", "Sorrel"], ["Sorrel", "Teal", "Ash"]).members == (
        "Teal",
        "Sorrel",
        "Ash",
    )


@given(TAGS, TAGS, TAGS)
def test_laws_of_sets(base: list[str], mine: list[str], theirs: list[str]) -> None:
    merged = merge_members(base, mine, theirs)
    was, here, there = set(base), set(mine), set(theirs)
    assert set(merged.members) == (was & here & there) | ((here | there) - was)
    assert len(set(merged.members)) == len(merged.members)
    assert merged.members == merge_members(base, theirs, mine).members
    assert set(merge_members(base, mine, base).members) == here
    assert set(merge_members(base, mine, mine).members) == here


def test_a_record() -> None:
    base = {"headline": "Dues rise", "section": "News", "tags": ["dues"], "body": "One. Two.", "slug": "dues"}
    mine = base | {"headline": "Dues to rise", "tags": ["dues", "boats"], "body": "One x. Two."}
    theirs = base | {"headline": "Harbour dues rise", "section": "Business", "body": "One. Two x.", "notes": "call"}
    merged = merge_record(base, mine, theirs, {"tags": How.MEMBERS, "body": How.TEXT})
    assert merged.values == {
        "headline": "Dues to rise",
        "section": "Business",
        "tags": ("dues", "boats"),
        "body": "One x. Two x.",
        "slug": "dues",
        "notes": "call",
    }
    assert merged.clashes == (FieldClash("headline", "Dues rise", "Dues to rise", "Harbour dues rise"),)
    assert merged.needs_choice and not merged.texts["body"].conflicts


def test_a_question_in_a_text_is_a_question_of_the_record() -> None:
    merged = merge_record({"body": "He sat."}, {"body": "He sat down."}, {"body": "He sat up."}, {"body": How.TEXT})
    assert merged.needs_choice and not merged.clashes


@pytest.mark.parametrize(("how", "value"), [(How.TEXT, 3), (How.MEMBERS, "abc"), (How.MEMBERS, 3)])
def test_a_field_of_another_kind_is_refused(how: How, value: object) -> None:
    with pytest.raises(TypeError, match="field"):
        merge_record({"field": None}, {"field": value}, {}, {"field": how})
