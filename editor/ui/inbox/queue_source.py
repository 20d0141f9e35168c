"""The rows of a queue for the card list: keys taken at one moment, and the cards of some pages of them in memory."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QTimer

from editor.domain.inbox import CommentCard, KeyList, Order, Page, Queue
from editor.qt.tasks import CancelToken
from editor.ui.operations.moderation import Reads
from editor.ui.widgets.card_source import CardSource

PAGE = 100
CACHED_PAGES = 50


class QueueSource(CardSource):
    """A queue in an order, as it stood when it was opened. Nothing joins it and nothing moves until `load` again.

    The first page shows at once; the keys of the rest follow on a worker, and cards are read as they come into view.
    """

    def __init__(self, reads: Reads) -> None:
        super().__init__()
        self._reads = reads
        self.queue = Queue.REPORTED
        self.order = Order.NEWEST
        self.newest_key = 0
        self.loaded = False
        self.complete = False  # whether all keys are here
        self._keys: array[int] = array("q")
        self._count = 0
        self._cards: OrderedDict[int, CommentCard] = OrderedDict()
        self._key_of: dict[str, int] = {}
        self._asked: set[int] = set()  # pages on their way
        self._token = CancelToken()

    @property
    def keys(self) -> array[int]:
        """The keys in order; the first page's only until the rest has come."""
        return self._keys

    def load(self, queue: Queue, order: Order) -> None:
        """Take a queue anew. What is on its way for the one before is dropped."""
        self._stop()
        self.queue, self.order = queue, order
        self.loaded = self.complete = False
        self._reads.first_page(queue=queue, order=order, done=self._on_first_page, token=self._token)

    def show_cards(self, cards: Iterable[CommentCard], *, append: bool = False) -> None:
        """Show these cards and nothing else (the hits of a search), or add them at the end."""
        self._stop()
        first = self._count if append else 0
        if not append:
            self._clear()
        fresh = list(cards)
        for card in fresh:
            self._keep(card)
            self._keys.append(card.key)
        self._count = len(self._keys)
        self.loaded = self.complete = True
        if append:
            self.rows_inserted.emit(first, len(fresh))
        else:
            self.reset.emit()

    def index_of(self, comment_id: str) -> int:
        """Where a comment stands, -1 when its card is not in memory."""
        key = self._key_of.get(comment_id)
        return self._index_of_key(key) if key is not None else -1

    def index_of_key(self, key: int) -> int:
        """Where a key stands, -1 when it is not in this list."""
        return self._index_of_key(key)

    def card(self, comment_id: str) -> CommentCard | None:
        """The card of a comment when it is in memory."""
        key = self._key_of.get(comment_id)
        return self._cards.get(key) if key is not None else None

    def put(self, card: CommentCard) -> None:
        """Show a card's new content in its place; nothing happens when it is not in memory."""
        if card.key not in self._cards or self._cards[card.key] == card:
            return
        self._keep(card)
        index = self._index_of_key(card.key)
        if index >= 0:
            self.row_changed.emit(index)

    def refresh(self, comment_ids: frozenset[str]) -> None:
        """Read again those of these comments whose cards are in memory; cards that are gone leave the list."""
        wanted = [key for id_ in comment_ids if (key := self._key_of.get(id_)) is not None]
        for start in range(0, len(wanted), PAGE):
            part = wanted[start : start + PAGE]
            self._reads.cards(wanted=part, done=partial(self._on_reread, part), token=self._token)

    def count(self) -> int:
        return self._count

    def row(self, index: int) -> CommentCard | None:
        if not 0 <= index < len(self._keys):
            return None
        key = self._keys[index]
        card = self._cards.get(key)
        if card is not None:
            self._cards.move_to_end(key)
        return card

    def wanted(self, first: int, last: int) -> None:
        for page in range(max(first, 0) // PAGE, min(last, len(self._keys) - 1) // PAGE + 1):
            keys = self._keys[page * PAGE : (page + 1) * PAGE]
            missing = [key for key in keys if key not in self._cards]
            if missing and page not in self._asked:
                self._asked.add(page)
                self._reads.cards(wanted=missing, done=partial(self._on_page, page, missing), token=self._token)

    def _on_first_page(self, page: Page) -> None:
        self._clear()
        for card in page.cards:
            self._keep(card)
            self._keys.append(card.key)
        self._count = max(page.total, len(self._keys))
        self.newest_key = page.newest_key
        self.loaded = True
        self.complete = self._count == len(self._keys)
        self.reset.emit()
        if not self.complete:
            # once the frame with the first page stands: a million keys keep the interpreter busy
            QTimer.singleShot(0, self, partial(self._read_keys, array("q", self._keys), page.newest_key, self._token))

    def _read_keys(self, shown: array[int], newest: int, token: CancelToken) -> None:
        order = self.order
        if not token.cancelled:
            self._reads.keys(
                queue=self.queue,
                order=order,
                done=self._on_keys,
                token=token,
                after=lambda all_keys: joined(shown, all_keys, newest, order),
            )

    def _on_keys(self, keys: array[int]) -> None:
        before = self._count
        self.complete = True
        self._keys = keys
        self._count = len(keys)
        if self._count > before:
            self.rows_inserted.emit(before, self._count - before)
        elif self._count < before:
            self.rows_removed.emit(self._count, before - self._count)
        # rows beyond the first page can be asked for from now on
        self.rows_changed.emit(0, max(self._count - 1, 0))

    def _on_page(self, page: int, asked: list[int], cards: tuple[CommentCard, ...]) -> None:
        self._asked.discard(page)
        for card in cards:
            self._keep(card)
        self._drop_oldest()
        self._remove(set(asked) - {card.key for card in cards})
        last = min((page + 1) * PAGE, self._count) - 1
        if last >= page * PAGE:
            self.rows_changed.emit(page * PAGE, last)

    def _on_reread(self, asked: list[int], cards: tuple[CommentCard, ...]) -> None:
        for card in cards:
            self.put(card)
        self._remove(set(asked) - {card.key for card in cards})

    def _remove(self, gone: set[int]) -> None:
        """Rows whose comments no longer exist close up, one by one, so that the rest stays where it is."""
        for key in gone:
            index = self._index_of_key(key)
            if index >= 0:
                del self._keys[index]
                self._count -= 1
                card = self._cards.pop(key, None)
                if card is not None:
                    self._key_of.pop(card.id, None)
                self.rows_removed.emit(index, 1)

    def _keep(self, card: CommentCard) -> None:
        self._cards[card.key] = card
        self._cards.move_to_end(card.key)
        self._key_of[card.id] = card.key

    def _drop_oldest(self) -> None:
        while len(self._cards) > CACHED_PAGES * PAGE:
            _, card = self._cards.popitem(last=False)
            del self._key_of[card.id]

    def _index_of_key(self, key: int) -> int:
        if self.order is not Order.MOST_REPORTED and len(self._keys) > PAGE:
            return index_in(self._keys, key, newest_first=self.order is Order.NEWEST)
        try:
            return self._keys.index(key)
        except ValueError:
            return -1

    def _clear(self) -> None:
        self._keys = array("q")
        self._count = 0
        self._cards.clear()
        self._key_of.clear()

    def _stop(self) -> None:
        self._token.cancel()
        self._token = CancelToken()
        self._asked.clear()


def index_in(keys: array[int], key: int, *, newest_first: bool) -> int:
    """Where a key stands in a sorted list of keys, -1 when it does not; by halving, as lists may hold a million."""
    index = bisect_left(keys, -key if newest_first else key, key=(lambda k: -k) if newest_first else None)
    return index if index < len(keys) and keys[index] == key else -1


def joined(shown: array[int], later: KeyList, newest_key: int, order: Order) -> array[int]:
    """All keys behind the first page already on screen: it stays as it is, and what came since is left to "new"."""
    if later.keys[: len(shown)] == shown:
        return later.keys
    known, edge = set(shown), shown[-1] if shown else 0
    if order is Order.NEWEST:
        rest = [key for key in later.keys if key < edge and key not in known]
    elif order is Order.OLDEST:
        rest = [key for key in later.keys if edge < key <= newest_key and key not in known]
    else:
        rest = [key for key in later.keys if key <= newest_key and key not in known]
    return shown + array("q", rest)


def fresh_keys(shown: array[int], now: KeyList) -> array[int]:
    """Keys a queue holds now that the list on screen does not, in the queue's order."""
    known = set(shown)
    return array("q", (key for key in now.keys if key not in known))
