"""Decisions end in the same state in any order of arrival; the stricter of two unseen ones holds."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor.domain.comments import CommentState, ReportAnswer
from editor.domain.decisions import (
    AuthorWithdrew,
    Decision,
    Standing,
    TextChanged,
    Verdict,
    answer_to_reports,
    stand_after,
)

_FRESH = Standing(CommentState.PUBLISHED, None, None)


def _decision(id_: str, verdict: Verdict, seen: str | None = None, reverts: str | None = None) -> Decision:
    return Decision(
        id=id_,
        comment_id="c",
        verdict=verdict,
        actor_id="m",
        actor_name="Isla Munro",
        device_id="d",
        decided_at=datetime(2026, 11, 22, tzinfo=UTC),
        text_hash="h",
        rulebook_version=1,
        seen_decision_id=seen,
        clause=2 if verdict is Verdict.REMOVE else None,
        reverts=reverts,
    )


def test_a_decision_in_sight_of_the_last_replaces_it() -> None:
    removed = stand_after(_FRESH, "h", _decision("1", Verdict.REMOVE), None)
    assert removed == Standing(CommentState.REMOVED, "1", 2)
    approved = stand_after(removed, "h", _decision("2", Verdict.APPROVE, seen="1"), None)
    assert approved == Standing(CommentState.PUBLISHED, "2", None)


@given(st.lists(st.sampled_from([Verdict.APPROVE, Verdict.REMOVE]), min_size=2, max_size=4))
def test_unseen_decisions_end_in_the_same_state_in_any_order(verdicts: list[Verdict]) -> None:
    decisions = [_decision(str(i), verdict) for i, verdict in enumerate(verdicts)]
    states = set()
    for order in permutations(decisions):
        standing = _FRESH
        for decision in order:
            standing = stand_after(standing, "h", decision, None)
        states.add(standing.state)
    strict = CommentState.REMOVED if Verdict.REMOVE in verdicts else CommentState.PUBLISHED
    assert states == {strict}


def test_edited_words_and_withdrawn_comments_are_not_decided() -> None:
    with pytest.raises(TextChanged):
        stand_after(_FRESH, "other", _decision("1", Verdict.REMOVE), None)
    with pytest.raises(AuthorWithdrew):
        stand_after(Standing(CommentState.WITHDRAWN, None, None), "h", _decision("1", Verdict.APPROVE), None)


def test_undo_restores_only_what_it_names() -> None:
    held = Standing(CommentState.HELD, None, None)
    removed = stand_after(held, "h", _decision("1", Verdict.REMOVE), None)
    undo = _decision("2", Verdict.REVERT, seen="1", reverts="1")
    assert stand_after(removed, "edited since", undo, held) == held
    later = stand_after(removed, "h", _decision("3", Verdict.APPROVE, seen="1"), None)
    assert stand_after(later, "h", undo, held) == later


def test_reports_are_answered_by_the_verdict() -> None:
    assert answer_to_reports(Verdict.REMOVE) is ReportAnswer.UPHELD
    assert answer_to_reports(Verdict.APPROVE) is ReportAnswer.NOT_UPHELD
    assert answer_to_reports(Verdict.REVERT) is None
