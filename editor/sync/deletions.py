"""A guard against a site that forgets: many deletions at once wait for a person's word."""

from __future__ import annotations

from collections.abc import Collection

from editor.domain.feed import Kind
from editor.store import inbound
from editor.store.desk import Desk
from editor.sync.outcome import ManyDeletions

MOST = 20  # objects
SHARE = 0.05  # of all that the desk holds from the site


class DeletionGuard:
    """Counts the deletions of one cycle. ``allowed`` are those that a person has confirmed."""

    def __init__(self, desk: Desk, allowed: frozenset[tuple[Kind, str]]) -> None:
        self._desk = desk
        self._allowed = allowed
        self._passed: set[tuple[Kind, str]] = set()

    def pass_on(self, items: Collection[tuple[Kind, str]]) -> None:
        """Let these be deleted. Raises ManyDeletions when, with those before, they are too many to take on trust."""
        wanted = {item for item in items if item not in self._allowed}
        if not wanted:
            return
        with self._desk.read() as view:
            wanted = {(kind, id_) for kind, id_ in wanted if inbound.holds(view, kind, id_)}
            held = sum(digest.count for digest in inbound.digests(view).values())
        together = self._passed | wanted
        if len(together) > MOST or len(together) > SHARE * (held + len(self._passed)):
            raise ManyDeletions(frozenset(together))
        self._passed = together
