"""The status light never says more than is true."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from editor.domain.activity import Connection, Outbox, SiteStatus
from editor.ui.status_words import status_of

_NOW = datetime(2026, 11, 22, 15, 12, tzinfo=UTC)
_TWO = datetime(2026, 11, 22, 14, 2, tzinfo=UTC)
_EMPTY = Outbox(0, 0, 0, (), ())


@pytest.mark.parametrize(
    ("site", "outbox", "form", "words"),
    [
        (SiteStatus(Connection.NEVER), None, "offline", "Opening the desk"),
        (SiteStatus(Connection.NEVER), _EMPTY, "offline", "Saved on this desk · Site not asked yet"),
        (
            SiteStatus(Connection.ONLINE, in_step_at=_NOW),
            _EMPTY,
            "in_step",
            "Saved on this desk · All sent · Site in step 15:12",
        ),
        (
            SiteStatus(Connection.OFFLINE, since=_TWO),
            Outbox(2, 1, 0, (), ()),
            "offline",
            "Saved on this desk · 3 waiting · Site offline since 14:02",
        ),
        (
            SiteStatus(Connection.OFFLINE, since=_TWO - timedelta(days=1)),
            _EMPTY,
            "offline",
            "Saved on this desk · Site offline since 21 November, 14:02",
        ),
        (
            SiteStatus(Connection.ONLINE, in_step_at=_NOW),
            Outbox(3, 0, 0, (), ()),
            "sending",
            "Saved on this desk · Sending 3",
        ),
        (
            SiteStatus(Connection.ONLINE, in_step_at=_NOW),
            Outbox(3, 0, 1, (), ()),
            "needs_you",
            "Saved on this desk · 1 thing needs you · Site in step 15:12",
        ),
        (
            SiteStatus(Connection.ONLINE, pulled=1200, pulling=4000),
            _EMPTY,
            "sending",
            "Saved on this desk · Fetching 1,200 of 4,000",
        ),
        (
            SiteStatus(Connection.TROUBLE, sentence="The site no longer accepts this desk."),
            Outbox(1, 0, 0, (), ()),
            "needs_you",
            "Saved on this desk · 1 waiting · The site no longer accepts this desk.",
        ),
    ],
)
def test_words(site: SiteStatus, outbox: Outbox | None, form: str, words: str) -> None:
    status = status_of(site, outbox, _NOW)
    assert (status.form, status.words) == (form, words)
