"""Rules edited here while other versions come in force: nobody's words are put back or lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from editor.domain.errors import BadInput
from editor.domain.feed import Kind
from editor.domain.operations import RefusedOperation
from editor.domain.rulebook import Rulebook
from editor.services import activity, rulebook
from editor.store import decisions, outbox
from editor.store.desk import Desk, Unit, View
from tests.helpers.desk_store import Feed, reader
from tests.helpers.desk_store import rulebook as make_rulebook


def texts(book: Rulebook) -> list[str]:
    return [clause.public_text for clause in book.clauses]


def edit(desk: Desk, number: int, text: str) -> None:
    clause = rulebook.editing(desk).draft.clause(number)
    rulebook.save_clause(desk, clause=replace(clause, public_text=text))


def published_by_tom(version: int, number: int, text: str) -> Rulebook:
    book = make_rulebook(version, published_by="Tom Harkness")
    return replace(book, clauses=tuple(replace(c, public_text=text) if c.number == number else c for c in book.clauses))


def test_saving_a_clause_counts_the_removals_once_the_write_is_done(
    filled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted_in: list[View] = []
    count = decisions.count_by_clause

    def watched(view: View) -> dict[int, int]:
        counted_in.append(view)
        return count(view)

    monkeypatch.setattr(decisions, "count_by_clause", watched)
    clause = rulebook.editing(filled).draft.clause(1)
    assert rulebook.save_clause(filled, clause=replace(clause, public_text="New")).result.has_draft
    assert not rulebook.discard_draft(filled).result.has_draft
    assert len(counted_in) == 3
    assert not any(isinstance(view, Unit) for view in counted_in)


@pytest.fixture
def filled(desk: Desk, feed: Feed) -> Desk:
    feed.send(make_rulebook(), reader())
    return desk


def refuse(desk: Desk, current: Rulebook) -> str:
    (operation,) = activity.outgoing(desk).operations
    with desk.write() as unit:
        outbox.mark_sending(unit, [operation.id])
        outbox.refuse(unit, RefusedOperation(operation.id, 1301, "Not the next version.", "version", current))
    return operation.id


def test_a_draft_takes_over_what_a_colleague_published(filled: Desk, feed: Feed) -> None:
    edit(filled, 1, "My words.")
    feed.send(published_by_tom(2, 3, "Tom’s words."))
    now = rulebook.editing(filled)
    assert texts(now.draft) == ["My words.", "No advertising.", "Tom’s words."]
    assert [change.number for change in now.changes] == [1]
    assert texts(rulebook.publish(filled).result)[2] == "Tom’s words."


def test_a_draft_begun_while_our_own_version_waited_does_not_put_it_back(filled: Desk, feed: Feed) -> None:
    edit(filled, 1, "First change.")
    book = rulebook.publish(filled).result
    edit(filled, 2, "Second change.")
    feed.send(book)
    assert texts(rulebook.publish(filled).result)[:2] == ["First change.", "Second change."]


def test_of_a_rule_changed_on_both_sides_the_draft_is_kept_and_the_time_line_says_so(filled: Desk, feed: Feed) -> None:
    edit(filled, 1, "My words.")
    feed.send(published_by_tom(2, 1, "Tom’s words."))
    assert texts(rulebook.editing(filled).draft)[0] == "My words."
    assert any("(rule 1)" in line.words for line in activity.timeline(filled, subject="rulebook"))


def test_a_draft_that_says_what_is_in_force_now_is_done_with(filled: Desk, feed: Feed) -> None:
    edit(filled, 1, "The same words.")
    feed.send(published_by_tom(2, 1, "The same words."))
    assert rulebook.editing(filled).changes == ()
    with pytest.raises(BadInput, match="Nothing differs"):
        rulebook.publish(filled)


def test_overtaken_rules_are_the_draft_again_and_can_be_published_again(filled: Desk) -> None:
    edit(filled, 1, "My words.")
    rulebook.publish(filled)
    operation = refuse(filled, published_by_tom(2, 3, "Tom’s words."))
    (parked,) = activity.outgoing(filled).needs_you
    assert parked.problem.startswith("Tom Harkness published rulebook 2 first.")
    with pytest.raises(BadInput, match="Compare them there, then publish"):
        activity.try_again(filled, operation_id=operation)
    assert activity.outgoing(filled).needs_you == (parked,)
    again = rulebook.publish(filled).result
    assert (again.version, texts(again)) == (3, ["My words.", "No advertising.", "Tom’s words."])
    box = activity.outgoing(filled)
    assert (box.waiting, box.parked) == (1, 0)


def test_words_that_wait_for_the_site_stay_in_view_and_can_be_edited_on(filled: Desk, feed: Feed) -> None:
    edit(filled, 1, "Published while offline.")
    waiting = rulebook.publish(filled).result
    now = rulebook.editing(filled)
    assert (texts(now.draft)[0], now.has_draft) == ("Published while offline.", False)
    edit(filled, 3, "And one more.")
    feed.send(waiting)
    after = rulebook.editing(filled)
    assert after.waiting is None
    assert texts(after.draft) == ["Published while offline.", "No advertising.", "And one more."]
    assert [change.number for change in after.changes] == [3]


def test_words_typed_after_publishing_do_not_push_out_those_that_waited(filled: Desk) -> None:
    edit(filled, 1, "Published, and refused.")
    rulebook.publish(filled)
    edit(filled, 2, "Typed since.")
    refuse(filled, published_by_tom(2, 3, "Tom’s words."))
    assert texts(rulebook.editing(filled).draft) == ["Published, and refused.", "Typed since.", "Tom’s words."]


def test_a_version_the_site_lost_becomes_a_draft_on_the_one_before(filled: Desk, feed: Feed) -> None:
    feed.send(published_by_tom(2, 1, "Lost."))
    feed.send(deleted=((Kind.RULEBOOK, "2"),))
    assert texts(rulebook.editing(filled).draft)[0] == "Lost."
    feed.send(published_by_tom(2, 3, "After the restore."))
    assert texts(rulebook.editing(filled).draft) == ["Lost.", "No advertising.", "After the restore."]
