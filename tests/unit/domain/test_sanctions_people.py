"""Sanctions bar for their time and no longer; roles reach exactly so far."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from editor.domain.people import Role, may
from editor.domain.sanctions import Sanction, SanctionKind, barring

_T0 = datetime(2026, 11, 22, 12, tzinfo=UTC)
_BAN = Sanction("s", "r", SanctionKind.BAN, _T0, None, 2, 1, ("c",), "m", "Isla Munro", "notice")


@pytest.mark.parametrize(
    ("sanction", "offset", "bars"),
    [
        (_BAN, -1, False),
        (_BAN, 0, True),
        (_BAN, 10**9, True),
        (replace(_BAN, ends=_T0 + timedelta(seconds=60)), 59, True),
        (replace(_BAN, ends=_T0 + timedelta(seconds=60)), 60, False),
        (replace(_BAN, ended_at=_T0 + timedelta(seconds=5)), 4, True),
        (replace(_BAN, ended_at=_T0 + timedelta(seconds=5)), 5, False),
    ],
)
def test_bars_at(sanction: Sanction, offset: int, bars: bool) -> None:
    assert sanction.bars_at(_T0 + timedelta(seconds=offset)) is bars


def test_the_longest_sanction_is_named() -> None:
    short = replace(_BAN, id="short", kind=SanctionKind.SUSPENSION, ends=_T0 + timedelta(days=1))
    assert barring([short, _BAN], _T0) is _BAN
    assert barring([short], _T0 + timedelta(days=2)) is None


@pytest.mark.parametrize(
    ("role", "actions"),
    [
        (Role.REPORTER, {"write"}),
        (Role.EDITOR, {"write", "publish", "rules"}),
        (Role.MODERATOR, {"write", "moderate", "rules"}),
        (Role.ADMINISTRATOR, {"write", "publish", "moderate", "rules"}),
    ],
)
def test_roles(role: Role, actions: set[str]) -> None:
    assert {a for a in ("write", "publish", "moderate", "rules") if may(role, a)} == actions
