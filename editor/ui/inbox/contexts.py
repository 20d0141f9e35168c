"""Contexts of comments read ahead, so that the next card is complete the moment it is reached."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from functools import partial

from PySide6.QtCore import QObject, Signal

from editor.domain.changes import ChangeSet
from editor.domain.errors import NotFound
from editor.domain.inbox import CommentContext
from editor.qt.tasks import CancelToken
from editor.ui.operations.moderation import Reads

_KEPT = 48


class Contexts(QObject):
    """Keeps the contexts met last. What changed since is still given at once, and read again quietly."""

    arrived = Signal(str)
    gone = Signal(str)
    failed = Signal(object)

    def __init__(self, reads: Reads, parent: QObject) -> None:
        super().__init__(parent)
        self._reads = reads
        self._kept: OrderedDict[str, CommentContext] = OrderedDict()
        self._stale: set[str] = set()
        self._asked: dict[str, tuple[int, CancelToken]] = {}
        self._turn = 0

    def get(self, comment_id: str) -> CommentContext | None:
        """The context when it is here. When it is not, or has changed, it is read and ``arrived`` follows."""
        found = self._kept.get(comment_id)
        if found is not None:
            self._kept.move_to_end(comment_id)
        if found is None or comment_id in self._stale:
            self._read(comment_id)
        return found

    def peek(self, comment_id: str) -> CommentContext | None:
        """The context when it is here; asks for nothing."""
        return self._kept.get(comment_id)

    def prefetch(self, comment_id: str) -> None:
        """Read it ahead when it is not here."""
        if comment_id not in self._kept:
            self._read(comment_id)

    def want_only(self, comment_ids: Collection[str]) -> None:
        """Give up reading any other: the person has moved on, and these shall not wait behind them."""
        for id_ in [id_ for id_ in self._asked if id_ not in comment_ids]:
            self._asked.pop(id_)[1].cancel()

    def changed(self, changes: ChangeSet) -> None:
        """Mark what these changes touch: the comment itself, its thread, its author, its story, its rules."""
        for comment_id, context in self._kept.items():
            if _touches(changes, context):
                self._stale.add(comment_id)
        # answers on their way were perhaps read before the change
        self._turn += 1

    def _read(self, comment_id: str) -> None:
        turn = self._turn
        if comment_id in self._asked and self._asked[comment_id][0] == turn:
            return
        token = self._reads.context(
            comment_id=comment_id,
            done=partial(self._on_read, turn),
            failed=partial(self._on_failed, comment_id),
            token=CancelToken(),
        )
        self._asked[comment_id] = (turn, token)

    def _on_read(self, turn: int, context: CommentContext) -> None:
        id_ = context.card.id
        if id_ in self._asked and self._asked[id_][0] == turn:
            del self._asked[id_]
            self._stale.discard(id_)
        before = self._kept.get(id_)
        self._kept[id_] = context
        self._kept.move_to_end(id_)
        if turn != self._turn:
            self._stale.add(id_)  # maybe read before the change; read again when it is asked for
        while len(self._kept) > _KEPT:
            dropped, _ = self._kept.popitem(last=False)
            self._stale.discard(dropped)
        if context != before:
            self.arrived.emit(id_)

    def _on_failed(self, comment_id: str, error: BaseException) -> None:
        self._asked.pop(comment_id, None)
        if isinstance(error, NotFound):
            self.gone.emit(comment_id)
        else:
            self.failed.emit(error)


def _touches(changes: ChangeSet, context: CommentContext) -> bool:
    if changes.rulebook and context.reports:
        return True
    if context.card.reader_id in changes.readers or context.card.article_id in changes.articles:
        return True
    if not changes.comments:
        return False
    return context.card.id in changes.comments or any(entry.id in changes.comments for entry in context.thread)
