"""A moderator's round by keyboard alone, checked in the database."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from editor.domain.comments import CommentState, ReportAnswer
from editor.domain.decisions import Verdict
from editor.domain.inbox import Delivery, Queue
from editor.services import activity, moderation
from editor.ui.inbox.wording import answer_of, is_decided
from tests.unit.ui.inbox.conftest import Inbox

ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape


def test_a_round_of_j_k_a_r3_u_and_b_stands_in_the_database(seeded: Inbox) -> None:
    inbox = seeded
    first = inbox.card
    inbox.keys("j")
    second = inbox.card
    assert second.id != first.id
    inbox.keys("k")
    assert inbox.card.id == first.id

    inbox.keys("a")
    approved = moderation.context(inbox.desk, comment_id=first.id)
    assert approved.card.state is CommentState.PUBLISHED
    assert approved.log[0].verdict is Verdict.APPROVE
    assert approved.card.open_reports == 0
    assert {answer_of(approved.card, line.report) for line in approved.reports} == {ReportAnswer.NOT_UPHELD}
    assert inbox.card.id == second.id, "the next undecided card is reached"

    inbox.keys("r", "3")
    removed = moderation.context(inbox.desk, comment_id=second.id)
    assert removed.card.state is CommentState.REMOVED
    assert removed.log[0].clause == 3
    assert removed.log[0].reasons is not None
    assert {answer_of(removed.card, line.report) for line in removed.reports} == {ReportAnswer.UPHELD}
    assert activity.outgoing(inbox.desk).waiting == 2

    inbox.keys("u")
    back = moderation.context(inbox.desk, comment_id=second.id)
    assert back.card.state is CommentState.PUBLISHED
    assert back.card.open_reports == second.open_reports
    assert inbox.card.id == second.id, "an undone decision brings the person back to its card"
    assert activity.outgoing(inbox.desk).waiting == 1

    inbox.keys("b", "6")
    assert not moderation.context(inbox.desk, comment_id=second.id).reader.barred, "a ban is never one key"
    assert inbox.screen.bar.shown == "confirm"
    inbox.keys(ENTER)
    barred = moderation.context(inbox.desk, comment_id=second.id).reader
    assert barred.barred
    assert barred.sanctions[0].clause == 6
    assert barred.sanctions[0].ends is None

    inbox.keys("u")
    assert not moderation.context(inbox.desk, comment_id=second.id).reader.barred


def test_a_decided_card_stays_in_place_and_says_what_was_decided(forty: Inbox) -> None:
    source = forty.screen.work.source
    decided = forty.card.id
    forty.keys("r", "2")
    row = source.row(0)
    assert row is not None
    assert row.id == decided
    assert is_decided(row)
    assert source.count() == 40
    slots = forty.screen.bar.slots_band.shown
    assert slots[0].answer == "Removed · 2 Abuse of a person"
    assert slots[1].answer == "1 upheld"
    assert slots[2].answer == "The author, rule 2"
    assert slots[3].answer.startswith("Leaves in")


def test_what_the_screen_shows_of_a_decision_is_what_the_store_says(forty: Inbox) -> None:
    decided = forty.card
    forty.keys("r", "7")
    shown = forty.screen.work.source.card(decided.id)
    assert moderation.cards(forty.desk, wanted=[decided.key])[0] == shown


def test_undo_of_an_earlier_card_is_of_that_card(forty: Inbox) -> None:
    first = forty.card
    forty.keys("a")
    second = forty.card
    forty.keys("a", "k", "k")
    assert forty.card.id == first.id
    forty.keys("u")
    assert moderation.cards(forty.desk, wanted=[first.key])[0].queue is Queue.REPORTED
    assert moderation.cards(forty.desk, wanted=[second.key])[0].queue is Queue.DECIDED


def test_a_verdict_typed_on_the_heels_of_an_undo_knows_of_no_decision(forty: Inbox) -> None:
    first = forty.card
    forty.keys("a")
    QTest.keyClicks(QApplication.focusWidget(), "ua")  # without waiting for the answer to the first
    forty.settle()
    log = moderation.context(forty.desk, comment_id=first.id).log
    assert [decision.verdict for decision in log] == [Verdict.APPROVE, Verdict.REVERT, Verdict.APPROVE]
    assert log[0].seen_decision_id != log[2].id, "the undone decision was no longer on the card"


def test_repeat_does_the_last_verdict_again(forty: Inbox) -> None:
    forty.keys("r", "4")
    again = forty.card
    forty.keys(".")
    log = moderation.context(forty.desk, comment_id=again.id).log
    assert (log[0].verdict, log[0].clause) == (Verdict.REMOVE, 4)


def test_enter_sends_the_waiting_decision_now(forty: Inbox) -> None:
    decided = forty.card.id
    forty.keys("a")
    assert not forty.screen.bar.slots_band.send.isHidden()
    forty.keys(ENTER)
    operation = activity.outgoing(forty.desk).operations[0]
    assert operation.subject == f"comment:{decided}"
    assert operation.not_before <= forty.desk.clock.now()
    assert forty.screen.bar.slots_band.send.isHidden()
    assert forty.screen.work.source.card(decided).delivery is Delivery.WAITING  # type: ignore[union-attr]


def test_escape_closes_the_rules_and_nothing_was_decided(forty: Inbox) -> None:
    forty.keys("r")
    assert forty.screen.bar.shown == "rules"
    forty.keys(ESCAPE)
    assert forty.screen.bar.shown == "verbs"
    forty.keys("3")
    assert activity.outgoing(forty.desk).waiting == 0


def test_moving_on_closes_an_open_mode_so_that_the_next_digit_hits_nobody(forty: Inbox) -> None:
    forty.keys("b", "2")
    forty.screen.list.cards.set_current(3)
    forty.keys(ENTER)
    context = moderation.context(forty.desk, comment_id=forty.card.id)
    assert not context.reader.barred
    assert forty.screen.bar.shown == "verbs"


def test_keys_pressed_while_a_verdict_is_written_follow_in_their_order(forty: Inbox) -> None:
    for key in "ar2a":
        forty.screen.press(key)
    forty.settle()
    source = forty.screen.work.source
    states = [source.row(i).state for i in range(3)]  # type: ignore[union-attr]
    assert states == [CommentState.PUBLISHED, CommentState.REMOVED, CommentState.PUBLISHED]
    assert activity.outgoing(forty.desk).waiting == 3


def test_a_quotation_made_by_keyboard_is_the_evidence(seeded: Inbox) -> None:
    seeded.select("Nobody on that board")
    comment = seeded.card
    seeded.keys("q")
    assert QApplication.focusWidget() is seeded.screen.detail.words
    words = seeded.screen.detail.words
    start = comment.text.index("Orrick is a liar")
    words.select(start, start)
    for _ in range(len("Orrick is a liar")):
        seeded_key(seeded, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    seeded.keys("q")
    assert seeded.screen.list.cards.hasFocus()
    seeded.keys("r", "2")
    assert moderation.context(seeded.desk, comment_id=comment.id).log[0].quote == "Orrick is a liar"


def seeded_key(inbox: Inbox, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    from PySide6.QtTest import QTest

    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifier)
    inbox.settle()


def test_letters_stay_letters_in_the_search_field(seeded: Inbox) -> None:
    seeded.keys("/")
    seeded.keys("a", "r", "b", "o", "u", "r")
    assert seeded.screen.list.search.text() == "arbour"
    assert activity.outgoing(seeded.desk).waiting == 0


def test_search_shows_hits_and_escape_brings_the_queue_back_as_it_was(seeded: Inbox) -> None:
    seeded.keys("j", "j")
    before = seeded.card.id
    seeded.keys("/")
    seeded.keys("parasite")
    seeded.settle(300)
    assert "parasite" in seeded.shown.lower()
    assert seeded.screen.list.hits.isVisible()
    seeded.keys(ENTER)
    assert seeded.screen.list.hits.hasFocus()
    hit = seeded.card.id
    seeded.keys("a")
    assert moderation.context(seeded.desk, comment_id=hit).log[0].verdict is Verdict.APPROVE
    seeded.keys(ESCAPE)
    assert seeded.screen.list.cards.hasFocus()
    assert seeded.card.id == before


def test_a_comment_found_elsewhere_stands_by_itself_until_escape(seeded: Inbox) -> None:
    before = seeded.card
    other = seeded.screen.work.source.row(3)
    assert other is not None
    seeded.screen.show_comment(other)
    seeded.settle(200)
    assert seeded.shown == other.text
    assert seeded.screen.work.hits.count() == 1
    seeded.keys(Qt.Key.Key_Escape)
    assert seeded.shown == before.text


def test_the_keyboard_goes_back_to_the_list_when_the_context_folds(seeded: Inbox) -> None:
    seeded.keys("h")
    assert seeded.screen.context.isAncestorOf(QApplication.focusWidget() or seeded.screen)
    seeded.screen.window().resize(1100, 720)
    seeded.settle(50)
    assert QApplication.focusWidget() is seeded.screen.list.cards


def test_g_goes_to_queues_and_says_when_one_is_empty(seeded: Inbox) -> None:
    seeded.keys("g", "h")
    assert seeded.screen.work.source.queue is Queue.HELD
    assert seeded.card.state is CommentState.HELD
    seeded.keys("g", "d")
    assert seeded.screen.work.source.count() == 0
    assert "Nothing decided" in seeded.screen.list.empty.accessibleName()
    seeded.keys("g", "e")
    assert seeded.screen.work.source.count() == len(seeded.comments)


def test_a_service_that_refuses_says_so_and_nothing_is_lost(forty: Inbox) -> None:
    card = forty.card
    spoken: list[str] = []
    forty.plumbing.messages.take_waiting()
    forty.plumbing.messages.posted.connect(lambda message: spoken.append(message.sentence))
    moderation.ban(forty.desk, comment_id=card.id, clause=2, rulebook_version=1)
    forty.keys("b", "2", ENTER)
    assert any("already barred" in sentence for sentence in spoken)
    assert forty.card.id == card.id
    forty.keys("a")
    assert moderation.cards(forty.desk, wanted=[card.key])[0].queue is Queue.DECIDED


def test_every_command_has_its_own_key_or_is_in_the_palette(seeded: Inbox) -> None:
    commands = seeded.screen.commands()
    names = [command.name for command in commands]
    assert len(set(names)) == len(names)
    keys = [command.keys for command in commands if command.keys]
    assert len(set(keys)) == len(keys)
    assert {f"inbox.remove.{n}" for n in range(1, 10)} <= set(names)
