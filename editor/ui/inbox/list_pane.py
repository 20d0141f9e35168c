"""The list of a queue: its head, the row behind which arrivals wait, the cards, and the hits of a search."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from editor.domain.inbox import Order, Queue
from editor.qt.theme import current_theme
from editor.ui.inbox.card_painter import CommentCardDelegate
from editor.ui.inbox.keys import GO_LETTERS
from editor.ui.inbox.queue_source import QueueSource
from editor.ui.inbox.wording import ORDER_NAMES, QUEUE_NAMES, TO_DO, count_words
from editor.ui.inbox.words import NewRow, OrderButton
from editor.ui.widgets.buttons import IconButton
from editor.ui.widgets.card_list import CardList
from editor.ui.widgets.dropping import drop
from editor.ui.widgets.empty_state import EmptyState
from editor.ui.widgets.fields import TextLine
from editor.ui.widgets.icon_mark import IconMark
from editor.ui.widgets.pane_head import PaneHead
from editor.ui.widgets.themed import Pane

_SEARCH_DELAY = 120  # ms after the last key before a search starts


class SearchLine(TextLine):
    """The field of a search: Enter and Down go to the hits, Esc ends it."""

    left = Signal()
    to_hits = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.to_hits.emit()
        else:
            super().keyPressEvent(event)


class ListPane(Pane):
    """Lays the list out and says what a person asks of it; what to show comes from the screen."""

    order_clicked = Signal()
    new_clicked = Signal()
    menu_asked = Signal(QPoint)
    search_asked = Signal(str)
    search_left = Signal()
    go_asked = Signal(object)

    def __init__(self, source: QueueSource, hits: QueueSource, parent: QWidget | None = None) -> None:
        super().__init__("surface", (), parent)
        delegate = CommentCardDelegate()
        self.cards = CardList(source, delegate, "Comments")
        self.hits = CardList(hits, delegate, "Comments found")
        self.empty = EmptyState("circle-check", "Nothing reported")
        self.no_hits = EmptyState("search", "Nothing found", "", "Back to the queue", "Escape")
        self.new_row = NewRow()
        self.search = SearchLine("", "Words in any comment")
        self.order = OrderButton()
        self._head = PaneHead("Reported")
        self._chevron = IconButton("chevron-down", "Choose a queue", "G")
        self._delay = QTimer(self, singleShot=True, interval=_SEARCH_DELAY)
        self._arrange()
        self._listen()
        self.setMinimumWidth(280)

    @property
    def active(self) -> CardList:
        """The list that is in view: the queue's or the hits'."""
        return self.hits if self.is_searching else self.cards

    @property
    def shows_cards(self) -> bool:
        """Whether a list is in view, not the sentence that there is nothing."""
        return self._stack.currentWidget() in (self.cards, self.hits)

    @property
    def holds_keyboard(self) -> bool:
        """Whether the keyboard is on the list itself, or on the sentence in its place; not on what stands above it.

        While another window is in front it is where it will be when this one comes back.
        """
        at = self.window().focusWidget()
        return at in (self.cards, self.hits, *self.empty.findChildren(QWidget))

    @property
    def is_searching(self) -> bool:
        """Whether a search stands in the place of the queue."""
        return self._rows.currentIndex() == 1

    def show_queue(self, queue: Queue, order: Order, count: int | None) -> None:
        """Name the queue, its count and its order."""
        self._head.set_title(QUEUE_NAMES[queue])
        self._head.set_count(count_words(queue, count) if count is not None else "")
        self.order.set_order(ORDER_NAMES[order], up=order is Order.OLDEST)
        self.cards.setAccessibleName(f"{QUEUE_NAMES[queue]} comments")

    def show_hits_head(self, words: str, count: str) -> None:
        """Name the search in the head."""
        self._head.set_title("Search" if not words else f"“{words}”")
        self._head.set_count(count)

    def show_cards(self) -> None:
        """The queue's list."""
        self._stack.setCurrentWidget(self.cards)

    def show_empty(self, queue: Queue, sentence: str, fact: str, action: str, keys: str, goes_to: Queue | None) -> None:
        """Nothing here: a sentence, a fact, and where to go on."""
        self._stack.removeWidget(self.empty)
        drop(self.empty)
        self.empty = EmptyState("circle-check", sentence, fact, action, keys)
        if goes_to is not None:
            self.empty.acted.connect(lambda: self.go_asked.emit(goes_to))
        self._stack.addWidget(self.empty)
        self._stack.setCurrentWidget(self.empty)

    def begin_search(self) -> None:
        """Put the field in the place of the new row and give it the keyboard."""
        self._rows.setCurrentIndex(1)
        self.order.hide()
        self._stack.setCurrentWidget(self.hits)
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_one(self) -> None:
        """One comment by itself, with the keyboard on it; the field above it searches on."""
        self._rows.setCurrentIndex(1)
        self.order.hide()
        self.search.clear()
        self._delay.stop()  # emptying the field is no search
        self._head.set_title("One comment")
        self._head.set_count("")
        self._stack.setCurrentWidget(self.hits)
        self.hits.setFocus(Qt.FocusReason.OtherFocusReason)

    def end_search(self) -> None:
        """Back to the queue, as it was left."""
        self._rows.setCurrentIndex(0)
        self.order.show()
        self.search.clear()
        self._delay.stop()

    def rest(self) -> None:
        """Start no search that was not asked for yet."""
        self._delay.stop()

    def fill(self, source: QueueSource, counts: dict[Queue, int]) -> None:
        """A queue with its cards; an empty one says so, and where there is something to do."""
        self.show_queue(source.queue, source.order, counts.get(source.queue, source.count()))
        if source.count() or not source.loaded:
            self.show_cards()
            return
        others = [queue for queue in TO_DO if queue is not source.queue and counts.get(queue)]
        fact = ", ".join(f"{counts[queue]:,} {QUEUE_NAMES[queue].lower()}" for queue in others)
        name = QUEUE_NAMES[source.queue].lower()
        sentence = "No comments yet" if source.queue is Queue.EVERYTHING else f"Nothing {name}"
        goes_to = others[0] if others else None
        letter = next((key for key, queue in GO_LETTERS.items() if queue is goes_to), "")
        self.show_empty(
            source.queue,
            sentence,
            f"Still to do: {fact}." if fact else "Nothing waits on this desk.",
            f"Go to {QUEUE_NAMES[goes_to]}" if goes_to else "",
            f"G, {letter.upper()}",
            goes_to,
        )

    def show_hits(self, *, found: bool, words: str, fact: str) -> None:
        """The hits, or the sentence that there are none."""
        self.no_hits.set_words(f"Nothing has “{words}”", fact)
        self._stack.setCurrentWidget(self.hits if found or not words else self.no_hits)

    def fold_queues(self, folded: bool) -> None:
        """Offer the queues as a menu in the title, when their pane is folded away."""
        self._chevron.setVisible(folded)

    def open_menu(self) -> None:
        """Ask for the menu of queues below the title."""
        self.menu_asked.emit(self._head.mapToGlobal(QPoint(12, self._head.height() - 2)))

    def _arrange(self) -> None:
        self._head.row.insertWidget(1, self._chevron)
        self._head.row.setSpacing(8)
        self._chevron.hide()
        self._head.add_action(self.order)
        self._stack = QStackedLayout()
        for widget in (self.cards, self.hits, self.empty, self.no_hits):
            widget.setParent(self)  # shown without one it would be a window of its own and take the keyboard
            self._stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._make_row())
        column.addLayout(self._stack, 1)

    def _make_row(self) -> QWidget:
        row = self._row = Pane("surface", ("bottom",))
        row.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.search.setFrame(False)
        self.search.setProperty("bare", True)
        self.search.setAccessibleName("Search all comments")
        field = QWidget()
        inner = QHBoxLayout(field)
        inner.setContentsMargins(20, 0, 16, 0)
        inner.setSpacing(8)
        inner.addWidget(IconMark("search", "text2", 15))
        inner.addWidget(self.search, 1)
        self._rows = QStackedLayout(row)
        self._rows.setContentsMargins(0, 0, 0, 1)
        self._rows.addWidget(self.new_row)
        self._rows.addWidget(field)
        self._fit_row()
        return row

    def _fit_row(self) -> None:
        self._row.setFixedHeight(current_theme().px(32) + 1)

    def _on_theme_changed(self) -> None:
        super()._on_theme_changed()
        self._fit_row()

    def _listen(self) -> None:
        self.order.clicked.connect(self.order_clicked)
        self.new_row.clicked.connect(self.new_clicked)
        self._chevron.clicked.connect(self.open_menu)
        self.no_hits.acted.connect(self.search_left)
        self.search.left.connect(self.search_left)
        self.search.to_hits.connect(lambda: self.hits.setFocus(Qt.FocusReason.TabFocusReason))
        self.search.textChanged.connect(lambda _words: self._delay.start())
        self._delay.timeout.connect(lambda: self.search_asked.emit(self.search.text().strip()))
