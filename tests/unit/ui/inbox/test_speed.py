"""What is pressed fast, while a verdict is being written down, hits the same comments as what is pressed slowly."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from editor.domain.comments import CommentState
from editor.services import activity, moderation
from tests.unit.ui.inbox.conftest import Inbox

APPROVED, REMOVED = CommentState.PUBLISHED, CommentState.REMOVED


def press(inbox: Inbox, keys: str, *, fast: bool) -> None:
    """Press keys where the keyboard is; fast, without waiting for any answer in between."""
    for key in keys:
        QTest.keyClicks(QApplication.focusWidget() or inbox.screen, key)
        if not fast:
            inbox.settle(50)
    inbox.settle(50)
    inbox.settle(50)


def decided(inbox: Inbox) -> dict[int, CommentState]:
    """Rows that were decided, with what became of them, from the database."""
    rows = (inbox.screen.work.source.row(index) for index in range(8))
    found = (moderation.context(inbox.desk, comment_id=row.id) for row in rows if row is not None)
    return {index: context.card.state for index, context in enumerate(found) if context.log}


@pytest.mark.parametrize("fast", [False, True], ids=["slowly", "fast"])
@pytest.mark.parametrize(
    ("keys", "expected", "stands_at"),
    [
        ("aja", {0: APPROVED, 2: APPROVED}, 3),
        ("ar2a", {0: APPROVED, 1: REMOVED, 2: APPROVED}, 3),
        ("ajjka", {0: APPROVED, 2: APPROVED}, 3),
        ("r3u", {}, 0),
    ],
)
def test_speed_changes_nothing(
    forty: Inbox, keys: str, expected: dict[int, CommentState], stands_at: int, fast: bool
) -> None:
    press(forty, keys, fast=fast)
    states = decided(forty)
    if keys == "r3u":  # the log keeps what was taken back
        assert states == {0: APPROVED} and activity.outgoing(forty.desk).waiting == 0
        assert forty.card.decision_id is None, "the restored card is the current one"
    else:
        assert states == expected
    assert forty.screen.list.cards.current == stands_at


def test_keys_wait_where_the_screen_itself_reads_them_too(forty: Inbox) -> None:
    forty.screen.context.setFocus(Qt.FocusReason.TabFocusReason)
    press(forty, "aja", fast=True)
    assert set(decided(forty)) == {0, 2}


@pytest.mark.parametrize("keys", ["b3", "a"])
def test_a_double_click_opens_the_thread_and_decides_nothing(seeded: Inbox, keys: str) -> None:
    seeded.keys(*keys)
    waiting = activity.outgoing(seeded.desk).operations
    cards = seeded.screen.list.cards
    reader = seeded.card.id
    at = cards.row_rect(cards.current).center() - QPoint(60, 0)
    QTest.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=at)
    seeded.settle(50)
    assert not moderation.context(seeded.desk, comment_id=reader).reader.barred
    assert activity.outgoing(seeded.desk).operations == waiting, "what waits still waits"
    assert seeded.screen.detail.shows_whole_thread
