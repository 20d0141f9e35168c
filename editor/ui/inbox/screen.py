"""The inbox screen: queues, list, comment, context and verdict bar, driven by the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from editor.domain.decisions import Verdict
from editor.domain.inbox import Order, Queue
from editor.qt.plumbing import Plumbing
from editor.ui.commands import Command
from editor.ui.inbox.bar_words import show_answers, show_mode
from editor.ui.inbox.commands import inbox_commands
from editor.ui.inbox.context_pane import ContextPane
from editor.ui.inbox.detail_pane import DetailPane
from editor.ui.inbox.keys import ENTER, ESCAPE, Act, Intent, KeyReader, Mode
from editor.ui.inbox.list_pane import ListPane
from editor.ui.inbox.panes import InboxPanes
from editor.ui.inbox.queue_menu import QueueMenu
from editor.ui.inbox.queues_pane import QueuesPane
from editor.ui.inbox.verdict_bar import VerdictBar
from editor.ui.inbox.wording import clock_time, counted
from editor.ui.inbox.work import InboxWork
from editor.ui.operations.moderation import Reads
from editor.ui.screen import Screen

if TYPE_CHECKING:
    from editor.domain.inbox import CommentCard
    from editor.services.desk import Desk

_ORDERS = (Order.NEWEST, Order.OLDEST, Order.MOST_REPORTED)
_VERB_KEYS = {"approve": "a", "undo": "u", "quote": "q", "send": ENTER, "confirm": ENTER, "cancel": ESCAPE}
_KEYS = {Qt.Key.Key_Return: ENTER, Qt.Key.Key_Enter: ENTER, Qt.Key.Key_Escape: ESCAPE}


class InboxScreen(Screen):
    """Where comments are decided. Shows what is known at once; everything slow happens on workers."""

    title = "Inbox"

    def __init__(self, plumbing: Plumbing, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plumbing = plumbing
        self.work = InboxWork(plumbing, Reads(plumbing.tasks, desk, self), self)
        self.queues = QueuesPane()
        self.list = ListPane(self.work.source, self.work.hits)
        self.detail = DetailPane()
        self.context = ContextPane()
        self.bar = VerdictBar()
        self.keys = KeyReader()
        self._held: list[Callable[[], object]] = []
        self._menu: QueueMenu | None = None
        self._mode_changed = False  # and not shown yet
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tick = QTimer(self, interval=500)
        self._next_frame = QTimer(self, interval=0, singleShot=True)  # what has been asked to paint is painted first
        self.panes = InboxPanes(
            self,
            plumbing.settings,
            queues=self.queues,
            cards=self.list,
            detail=self.detail,
            context=self.context,
            bar=self.bar,
        )
        self.list.fold_queues(False)
        self._listen()
        self._acts = self._acts_by_name()

    def commands(self) -> list[Command]:
        """Everything a person can do here."""
        return inbox_commands(self)

    def focus_first(self) -> None:
        """The list has the keyboard; where it is empty, the screen, so that G and a letter still lead on."""
        place = self.list.active if self.list.shows_cards else self
        place.setFocus(Qt.FocusReason.OtherFocusReason)

    def arrived(self) -> None:
        """The first time: take the queue and the rules."""
        if self.work.rulebook is None:
            self.work.read_rules()
        if not self.work.source.loaded:
            self.work.open_queue(Queue.REPORTED, Order.NEWEST)
        self.focus_first()

    def may_leave(self) -> bool:
        """Always: everything decided is on the disk."""
        self._tick.stop()
        self._next_frame.stop()
        self.work.rest()
        self.list.rest()
        return True

    def press(self, key: str) -> None:
        """Read a key."""
        self._when_free(lambda: self._read(key))

    def step(self, by: int) -> None:
        """Go to the next comment (1) or the one before (-1)."""
        self._when_free(lambda: self.list.active.set_current(self.list.active.current + by))

    def carry_out(self, intent: Intent) -> None:
        """Do what a key, a button or the palette asks for."""
        self._when_free(lambda: self._carry_out(intent))

    def _when_free(self, act: Callable[[], object]) -> None:
        """Do it now. While a verdict is being written down it waits and follows in its order: what is pressed fast must
        hit the same comments as what is pressed slowly."""
        if self.work.verdicts.busy:
            self._held.append(act)
        else:
            act()

    def _read(self, key: str) -> None:
        intent = self.keys.press(key)
        if intent is not None:
            self._carry_out(intent)

    def _carry_out(self, intent: Intent) -> None:
        if intent.act is Act.REMOVE:
            self.work.decide(Verdict.REMOVE, intent.clause)
        elif intent.act is Act.BAN and intent.clause is not None:
            self.work.ban(intent.clause)
        elif intent.act is Act.GO_TO and intent.queue is not None:
            self.go_to(intent.queue)
        elif intent.act in self._acts:
            self._acts[intent.act]()
        if not self.work.verdicts.busy:  # otherwise the bar changes once, with the next card
            self._show_mode()

    def open_mode(self, mode: Mode) -> None:
        """As the key of the mode does: R, B or G."""
        self._when_free(lambda: self._carry_out(self.keys.open(mode)))

    def go_to(self, queue: Queue) -> None:
        """Open a queue from its top, with the keyboard on its list."""
        self._open_queue(queue)
        self.focus_first()

    def turn_order(self) -> None:
        """Sort the queue the next way."""
        order = self.work.source.order
        self._open_queue(self.work.source.queue, _ORDERS[(_ORDERS.index(order) + 1) % len(_ORDERS)])

    def show_new(self) -> None:
        """Take the queue anew with what came since, with the keyboard at the first that is new."""
        self._take_in_new()
        self.focus_first()

    def begin_search(self) -> None:
        """Search all comments; the queue stays as it is behind it."""
        self.work.search(self.list.search.text().strip())
        self.list.begin_search()
        self.list.show_hits_head("", "")

    def show_comment(self, card: CommentCard) -> None:
        """Show one comment that was found elsewhere; Esc brings the queue back as it was."""
        self.work.show_one(card)
        self.list.show_one()
        self.work.reach(0)

    def quote(self) -> None:
        """Quote the selected words; without a selection, go into the words, or take the quotation back there."""
        words = self.detail.words
        start, end = words.selection
        if start != end:
            words.clear_selection()
            self.work.quote(start, end)
            self.focus_first()
        elif words.hasFocus():
            self.work.quote(0, 0)
        else:
            self.detail.focus_words()

    def show_record(self) -> None:
        """The reader's record: takes the keyboard, or opens and closes as a drawer when the window is narrow."""
        if self.panes.context_is_folded:
            self.context.setVisible(not self.context.isVisible())
        if self.context.isVisible():
            self.context.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.focus_first()

    def send_or_thread(self) -> None:
        """Let the decision that waits leave now; when none waits, the whole thread."""
        if not self.work.send_now():
            self.detail.toggle_thread()

    def _acts_by_name(self) -> dict[Act, Callable[[], object]]:
        return {
            Act.APPROVE: lambda: self.work.decide(Verdict.APPROVE),
            Act.UNDO: self.work.undo,
            Act.REPEAT: self.work.repeat,
            Act.QUOTE: self.quote,
            Act.THREAD: self.detail.toggle_thread,
            Act.SEND_OR_THREAD: self.send_or_thread,
            Act.SEARCH: self.begin_search,
            Act.RECORD: self.show_record,
            Act.SHOW_NEW: self.show_new,
            Act.LEAVE: self._leave,
        }

    def _open_queue(self, queue: Queue, order: Order | None = None, *, select_key: int | None = None) -> None:
        """Take a queue's list anew. A search is left first: a key decides the comment that is highlighted, no other."""
        self._leave_search()
        self.work.open_queue(queue, order, select_key=select_key)

    def _take_in_new(self) -> None:
        self._open_queue(self.work.source.queue, select_key=self.work.arrivals.first_fresh)

    def _leave(self) -> None:
        if self.list.is_searching:
            self._leave_search()
        elif self.panes.context_is_folded and self.context.isVisible():
            self.context.hide()
        self.focus_first()

    def _leave_search(self) -> None:
        if not self.list.is_searching:
            return
        had_keyboard = self.list.isAncestorOf(QApplication.focusWidget() or self)
        self.work.end_search()
        self.list.end_search()
        self._show_list()
        self.work.reach(self.list.cards.current)
        if had_keyboard:
            self.focus_first()

    def _listen(self) -> None:
        work, pane = self.work, self.list
        work.listen()
        self.panes.queues_folded.connect(pane.fold_queues)
        self.panes.context_folded.connect(self._on_context_folded)
        work.shown.connect(self._show_card)
        work.queue_shown.connect(self._show_queue)
        work.searched.connect(self._show_hits)
        work.rules_changed.connect(self._on_rules)
        work.nearing.connect(self._expect)
        work.move_to.connect(lambda index: pane.active.set_current(index))
        work.arrivals.counted.connect(self._on_counts)
        work.arrivals.waiting.connect(self._on_waiting)
        work.verdicts.begun.connect(lambda: pane.active.stand_still())
        work.verdicts.freed.connect(self._on_freed)
        pane.cards.current_changed.connect(lambda i: None if pane.is_searching else self._reach(i))
        pane.hits.current_changed.connect(lambda i: self._reach(i) if pane.is_searching else None)
        for cards in (pane.cards, pane.hits):
            cards.activated.connect(lambda _index: self.press(ENTER))
            cards.double_clicked.connect(lambda _index: self.detail.open_thread())
            cards.installEventFilter(self)
            cards.action_clicked.connect(self._on_card_action)
        pane.order_clicked.connect(self.turn_order)
        pane.new_clicked.connect(self.show_new)
        pane.menu_asked.connect(self._open_queue_menu)
        pane.search_asked.connect(work.search)
        pane.search_left.connect(self._leave)
        pane.go_asked.connect(self.go_to)
        self.queues.chosen.connect(self._open_queue)
        self.queues.entered.connect(self.focus_first)
        self.detail.thread_toggled.connect(self.detail.toggle_thread)
        self.bar.acted.connect(self._on_verb)
        self.bar.rule_chosen.connect(self._on_rule_chosen)
        self._tick.timeout.connect(self._show_bar)
        self._next_frame.timeout.connect(self._show_beside)

    def _expect(self, index: int) -> None:
        """The row that a verdict leads to: what can be painted and laid out before it is made."""
        self.list.active.prepare(index)
        card = self.work.active.row(index)
        if card is not None and self.isVisible():
            self.detail.expect(card, self.work.contexts.peek(card.id))

    def _reach(self, index: int) -> None:
        if self.keys.mode is not Mode.PLAIN:
            self.keys.close()
            self._show_mode()
        self.work.reach(index)

    def _show_queue(self) -> None:
        self.queues.show_current(self.work.source.queue)
        if not self.list.is_searching:
            self._show_list()

    def _show_list(self) -> None:
        """Fill the list. It keeps the keyboard it had, whether cards or a sentence stand there; it takes none."""
        had_keyboard = self.window().focusWidget() is self or self.list.holds_keyboard
        self.list.fill(self.work.source, self.work.arrivals.counts)
        if had_keyboard:
            self.focus_first()

    def _show_hits(self) -> None:
        words, number = self.work.search_words, self.work.hits.count()
        more = " or more" if self.work.more_hits else ""
        self.list.show_hits_head(words, f"{number:,}{more} found" if words else "")
        everything = self.work.arrivals.counts.get(Queue.EVERYTHING, 0)
        self.list.show_hits(found=number > 0, words=words, fact=f"Searched: {counted(everything, 'comment')}.")
        self.work.reach(self.list.hits.current)

    def _show_card(self) -> None:
        """The card, its words and thread in this frame; what stands beside and below them in the next one."""
        card = self.work.card
        self.detail.show_comment(card, self.work.context, self.work.evidence.get(card.id) if card else None)
        self._next_frame.start()

    def _show_beside(self) -> None:
        self.context.show_context(self.work.context)
        if self._mode_changed:
            self._show_mode()
        self._show_bar()

    def _show_bar(self) -> None:
        waiting = show_answers(self.bar, self.work, self.keys)
        if waiting != self._tick.isActive():
            self._tick.start() if waiting else self._tick.stop()

    def _show_mode(self) -> None:
        self._mode_changed = False
        show_mode(self.bar, self.work, self.keys)
        if self.keys.mode is not Mode.GO:
            self._close_menu()
        elif self.panes.queues_are_folded:
            self.list.open_menu()

    def _open_queue_menu(self, at: QPoint) -> None:
        arrivals = self.work.arrivals
        menu = self._menu = QueueMenu(self, arrivals.counts, self.work.source.queue, arrivals.number)
        menu.chosen.connect(lambda letter: self._when_free(partial(self._go, letter)))
        menu.aboutToHide.connect(self._on_menu_gone)
        self.keys.open(Mode.GO)
        menu.popup(at)

    def _close_menu(self) -> None:
        if self._menu is not None:
            self._menu.close()

    def _on_menu_gone(self) -> None:
        self._menu = None
        if self.keys.mode is Mode.GO:
            self.keys.close()

    def _go(self, letter: str) -> None:
        self.keys.open(Mode.GO)
        self._read(letter)

    def _on_context_folded(self, folded: bool) -> None:
        """The keyboard goes back to the list, and never by itself to a button that decides."""
        if folded and self.isVisible() and not self.list.isAncestorOf(QApplication.focusWidget() or self):
            self.focus_first()

    def _on_counts(self, counts: dict[Queue, int]) -> None:
        self.queues.show_counts(counts)
        if not self.list.is_searching:
            self._show_list()

    def _on_waiting(self, number: int) -> None:
        if number and not self.work.source.count() and not self.work.searching:
            self._take_in_new()  # nothing is being read that it could push away
            return
        self.list.new_row.show_count(number, clock_time(self.work.arrivals.since))

    def _on_rules(self) -> None:
        if self.work.rulebook is not None:
            self.bar.set_rules(self.work.rulebook.clauses)
            self.commands_changed.emit()

    def _on_freed(self, well: bool) -> None:
        self._mode_changed = True
        self._next_frame.start()
        held, self._held = self._held, []
        for act in held if well else ():
            self._when_free(act)

    def _on_verb(self, verb: str) -> None:
        modes = {"remove": Mode.REMOVE, "ban": Mode.BAN}
        if verb in modes:
            self.open_mode(modes[verb])
        else:
            self.press(_VERB_KEYS[verb])
        if verb != "quote":
            self.focus_first()

    def _on_rule_chosen(self, number: int) -> None:
        self.press(str(number))
        self.focus_first()

    def _on_card_action(self, index: int, action: str) -> None:
        card = self.work.active.row(index)
        if action == "undo" and card is not None and not self.work.verdicts.busy:
            self.work.verdicts.undo(card)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = _KEYS.get(Qt.Key(event.key()), event.text().lower())
        modifiers = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if modifiers or not key or event.isAutoRepeat():
            super().keyPressEvent(event)
        else:
            self._when_free(lambda: self._take(key))

    def _take(self, key: str) -> None:
        plain = self.keys.mode is Mode.PLAIN
        if plain and key in "jk":
            self.step(1 if key == "j" else -1)
        elif plain and key == "t":
            self.turn_order()
        else:
            self._read(key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that a list reads by itself wait as well while a verdict is being written down."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or not self.work.verdicts.busy:
            return False
        again = event.clone()
        self._held.append(lambda: QApplication.sendEvent(self.list.active, again))
        return True
