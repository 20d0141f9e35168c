"""What stands at the right of the comment's lines ends at one edge, and stays near the words on a wide screen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint

from editor.ui.widgets.buttons import Button
from tests.unit.ui.inbox.conftest import Inbox


def test_what_was_expected_looks_like_what_was_not(seeded: Inbox) -> None:
    work, detail = seeded.screen.work, seeded.screen.detail
    seeded.select("Nobody on that board")
    card, context = work.card, work.context
    assert card is not None and context is not None and detail.thread_view.entries, "a comment within a thread"
    other = next(one for one in map(work.source.row, range(8)) if one is not None and one.id != card.id)
    pictures = []
    for expecting in (False, True):
        detail.show_comment(other, None, None)
        if expecting:
            detail.expect(card, context)
        detail.show_comment(card, context, None)
        seeded.settle(50)
        pictures.append(detail.grab().toImage())
    assert pictures[0] == pictures[1]


@pytest.mark.parametrize("width", [1280, 1440, 2560])
def test_time_key_and_slug_end_at_one_edge(seeded: Inbox, width: int) -> None:
    seeded.select("Nobody on that board")
    seeded.screen.resize(width, 900)
    seeded.settle(100)
    detail = seeded.screen.detail
    time, toggle, slug = detail._time, detail._toggle, detail._slug
    assert isinstance(toggle, Button) and toggle.isVisible() and slug.isVisible()
    edge = time.mapTo(detail, QPoint(time.width(), 0)).x()
    assert toggle.mapTo(detail, QPoint(toggle.width(), 0)).x() - 8 == edge, "the key, without the button's padding"
    assert slug.mapTo(detail, QPoint(slug.width(), 0)).x() == edge <= 24 + 620
