"""Staff at their desks and readers on the site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a member of staff may do; each role includes the ones before it."""

    REPORTER = "reporter"
    EDITOR = "editor"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"


# An editor may publish but not moderate, and the other way round: two branches, joined only at the top.
_MAY: dict[str, frozenset[Role]] = {
    "write": frozenset(Role),
    "publish": frozenset({Role.EDITOR, Role.ADMINISTRATOR}),
    "moderate": frozenset({Role.MODERATOR, Role.ADMINISTRATOR}),
    "rules": frozenset({Role.EDITOR, Role.MODERATOR, Role.ADMINISTRATOR}),
}


def may(role: Role, action: str) -> bool:
    """Whether ``role`` may do ``action``: one of write, publish, moderate, rules. KeyError for another word."""
    return role in _MAY[action]


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff as the site names them to this desk."""

    id: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class SiteReader:
    """A reader's account as the site returns it. No e-mail or IP address ever reaches a desk."""

    id: str
    name: str
    subscribed: bool
    subscribed_since: datetime | None
    joined: datetime
    rev: int
