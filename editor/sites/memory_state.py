"""What the site in memory knows: the feed in commit order, remembered answers, and a copy of all of it as a backup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from editor.domain.articles import SiteArticle
from editor.domain.comments import Report, SiteComment
from editor.domain.decisions import Decision, Standing
from editor.domain.feed import (
    EMPTY_DIGEST,
    Change,
    Digest,
    Kind,
    SiteObject,
    digest_changed,
    object_id,
    object_rev,
)
from editor.domain.operations import Applied
from editor.domain.people import SiteReader
from editor.domain.rulebook import Rulebook
from editor.domain.sanctions import Sanction

T = TypeVar("T", SiteArticle, SiteReader, SiteComment, Report, Decision, Sanction, Rulebook)

_KINDS: dict[type[object], Kind] = {
    SiteArticle: Kind.ARTICLE,
    SiteReader: Kind.READER,
    SiteComment: Kind.COMMENT,
    Report: Kind.REPORT,
    Decision: Kind.DECISION,
    Sanction: Kind.SANCTION,
    Rulebook: Kind.RULEBOOK,
}


def kind_of(thing: SiteObject) -> Kind:
    """The feed's name for the type of ``thing``."""
    return _KINDS[type(thing)]


@dataclass
class SiteState:
    """Everything a backup of the site would hold. ``log[seq - 1]`` is the change numbered ``seq``."""

    epoch: str
    log: list[Change] = field(default_factory=list)
    newest: dict[tuple[Kind, str], Change] = field(default_factory=dict)
    answers: dict[str, tuple[str, Applied]] = field(default_factory=dict)  # operation -> (hash of its body, answer)
    stood_before: dict[str, Standing] = field(default_factory=dict)  # decision -> what it replaced
    answered_by: dict[str, str] = field(default_factory=dict)  # report -> decision
    digests: dict[Kind, Digest] = field(default_factory=dict)

    @property
    def seq(self) -> int:
        """The number of the latest change; 0 at the beginning."""
        return len(self.log)

    def copy(self) -> SiteState:
        """A copy that shares nothing that changes."""
        return SiteState(
            self.epoch,
            list(self.log),
            dict(self.newest),
            dict(self.answers),
            dict(self.stood_before),
            dict(self.answered_by),
            dict(self.digests),
        )

    def put(self, thing: T) -> T:
        """Commit ``thing`` as it is, at the end of the feed."""
        self._commit(kind_of(thing), object_id(thing), object_rev(thing), thing)
        return thing

    def delete(self, kind: Kind, id_: str) -> None:
        """Commit the end of an object. KeyError when there is none."""
        self._commit(kind, id_, self.newest[kind, id_].rev + 1, None)

    def find(self, cls: type[T], id_: str) -> T | None:
        """The object of this type with this id, as it is now."""
        change = self.newest.get((_KINDS[cls], id_))
        if change is None or change.thing is None:
            return None
        assert isinstance(change.thing, cls)
        return change.thing

    def all(self, cls: type[T]) -> Iterator[T]:
        """All objects of this type, oldest change last touched first."""
        for change in list(self.newest.values()):
            if isinstance(change.thing, cls):
                yield change.thing

    def after(self, seq: int) -> Iterator[Change]:
        """Changes after ``seq`` that nothing later has replaced: each object once, where it last changed."""
        for index in range(seq, len(self.log)):
            change = self.log[index]
            if self.newest[change.kind, change.id].seq == change.seq:
                yield change

    def _commit(self, kind: Kind, id_: str, rev: int, thing: SiteObject | None) -> None:
        key = (kind, id_)
        before = self.newest.pop(key, None)
        change = Change(self.seq + 1, kind, id_, rev, thing is None, thing)
        self.log.append(change)
        self.newest[key] = change
        self.digests[kind] = digest_changed(
            self.digests.get(kind, EMPTY_DIGEST),
            kind,
            id_,
            before.rev if before is not None and not before.deleted else None,
            None if thing is None else rev,
        )
