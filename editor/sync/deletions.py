"""A guard against a site that forgets: many deletions at once wait for a person's word."""

from __future__ import annotations

from collections.abc import Collection

from editor.domain.errors import ManyDeletions
from editor.domain.feed import Kind
from editor.store import inbound
from editor.store.desk import Desk

MOST = 20  # objects
FEW = 5  # objects: worth no question even where they are much of a small desk
SHARE = 0.05  # of all that the desk holds from the site


class DeletionGuard:
    """Counts the deletions of one cycle. ``allowed`` are those that a person has confirmed.

    Too many to take on trust are more than MOST, or more than SHARE of what the desk holds. The share counts only
    beyond FEW: of the forty objects of a new desk it would make every third deletion a question.
    """

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
        enough = max(FEW, min(MOST, SHARE * (held + len(self._passed))))
        if len(together) > enough:
            raise ManyDeletions(frozenset(together))
        self._passed = together
