"""What stands at the right of the comment's lines ends at one edge, and stays near the words on a wide screen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint

from editor.ui.widgets.buttons import Button
from tests.unit.ui.inbox.conftest import Inbox


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
