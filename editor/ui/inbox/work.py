"""The moderator's round: shows the card that was reached, carries out what is asked, and goes on to the next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from PySide6.QtCore import QObject, Signal

from editor.domain.changes import ChangeSet
from editor.domain.comments import CommentState
from editor.domain.decisions import Verdict
from editor.domain.inbox import CommentCard, CommentContext, Order, Queue, SearchHits, seen_on
from editor.domain.rulebook import Rulebook
from editor.qt.plumbing import Plumbing
from editor.qt.tasks import CancelToken
from editor.ui.inbox.arrivals import Arrivals
from editor.ui.inbox.contexts import Contexts
from editor.ui.inbox.queue_source import QueueSource
from editor.ui.inbox.quiet import QuietTimer
from editor.ui.inbox.verdicts import LastBan, LastDecision, Verdicts
from editor.ui.inbox.wording import is_decided
from editor.ui.operations.moderation import Reads

_AHEAD = 3  # contexts read ahead of the current card
_AHEAD_DELAY = 40  # ms: the card is painted first, as workers and the window share the interpreter
_MOST_AHEAD_DELAY = 250
_REFRESH_DELAY = 250  # ms after our own act before what it touched is read again, out of the way of the next card
_MOST_REFRESH_DELAY = 1_500


class InboxWork(QObject):
    """Knows the queue, the search, the current card and the last act; says through signals what is to be shown."""

    shown = Signal()  # the current card, its context or what is known of it changed
    queue_shown = Signal()  # another queue or order, its first page is here
    searched = Signal()
    rules_changed = Signal()
    nearing = Signal(int)  # the row that a verdict on this one would lead to
    move_to = Signal(int)  # the list is to make this row the current one

    def __init__(self, plumbing: Plumbing, reads: Reads, owner: QObject) -> None:
        super().__init__(owner)
        self._plumbing, self._reads, self._owner = plumbing, reads, owner
        self.source = QueueSource(reads)
        self.hits = QueueSource(reads)
        self.contexts = Contexts(reads, self)
        self.arrivals = Arrivals(reads, self.source, self)
        self.verdicts = Verdicts(plumbing, reads, owner)
        self.rulebook: Rulebook | None = None
        self.searching = False
        self.search_words = ""
        self.evidence: dict[str, tuple[int, int]] = {}
        self._card_id: str | None = None
        self._index = -1
        self._next_before: int | None = None
        self._select_key: int | None = None
        self._touched: set[str] = set()
        self._gathering = self._gathered = False
        self._searching = CancelToken()
        self._refresh_later = QuietTimer(self, delay=_REFRESH_DELAY, most=_MOST_REFRESH_DELAY)
        self._ahead_later = QuietTimer(self, delay=_AHEAD_DELAY, most=_MOST_AHEAD_DELAY)

    @property
    def active(self) -> QueueSource:
        """The rows in view: the queue's or the hits'."""
        return self.hits if self.searching else self.source

    @property
    def card(self) -> CommentCard | None:
        """The current card, None when there is none or it is not here yet."""
        return self.active.card(self._card_id) if self._card_id is not None else None

    @property
    def context(self) -> CommentContext | None:
        """The context of the current card when it is here."""
        return self.contexts.peek(self._card_id) if self._card_id is not None else None

    def open_queue(self, queue: Queue, order: Order | None = None, *, select_key: int | None = None) -> None:
        """Take a queue's list anew; stands at the row of ``select_key`` when that is in its first page."""
        self._select_key = select_key
        self.source.load(queue, order or self.source.order)
        self.arrivals.count()

    def reach(self, index: int) -> None:
        """The list stands at a row: show it, and read ahead."""
        self._index = index
        card = self.active.row(index)
        self._card_id = card.id if card is not None else None
        if card is not None and self.contexts.peek(card.id) is None:
            self.contexts.get(card.id)
        self._show()
        self._ahead_later.start()

    def search(self, words: str) -> None:
        """Find comments with these words; empty words show nothing."""
        self.searching, self.search_words, self._next_before = True, words, None
        self._searching.cancel()
        if not words:
            self.hits.show_cards(())
            self.searched.emit()
            return
        self._searching = self._reads.find(words=words, before_key=None, done=lambda hits: self._on_hits(words, hits))

    def show_one(self, card: CommentCard) -> None:
        """One comment by itself in the place of hits."""
        self.searching, self.search_words, self._next_before = True, "", None
        self.hits.show_cards((card,))

    def end_search(self) -> None:
        """Back to the queue as it was left."""
        self._searching.cancel()
        self.searching, self.search_words = False, ""

    def decide(self, verdict: Verdict, clause: int | None = None) -> None:
        """Approve the current comment, or remove it under a rule."""
        card, rules = self.card, self._rules_shown()
        if card is None or rules is None:
            return
        if card.state is CommentState.WITHDRAWN:
            self._plumbing.messages.info(f"{card.author_name} withdrew this comment; there is nothing to decide.")
            return
        if clause is not None and clause not in self.rule_labels():
            self._plumbing.messages.info(f"There is no rule {clause}.")
            return
        start, end = self.evidence.get(card.id, (0, 0)) if verdict is Verdict.REMOVE else (0, 0)
        label = self.rule_labels().get(clause or 0, "")
        self.verdicts.decide(card, seen_on(card, rules.version), verdict, clause, label, card.text[start:end])

    def repeat(self) -> None:
        """The last verdict once more, on the current comment."""
        if self.verdicts.repeatable is None:
            self._plumbing.messages.info("There is no verdict to repeat yet.")
        else:
            self.decide(*self.verdicts.repeatable)

    def undo(self) -> None:
        """Take back the decision on the current card, else the last act at this desk."""
        card, last = self.card, self.verdicts.last
        if card is not None and is_decided(card):
            self.verdicts.undo(card)
        elif isinstance(last, LastBan):
            self.verdicts.lift(last)
        elif isinstance(last, LastDecision):
            self.verdicts.undo(last.after)
        else:
            self._plumbing.messages.info("There is nothing to take back.")

    def ban(self, clause: int) -> None:
        """Ban the author of the current comment for good."""
        rules = self._rules_shown()
        if self.card is not None and rules is not None:
            self.verdicts.ban(self.card, clause, rules.version)

    def pending(self) -> tuple[str, int]:
        """Id of what Enter would send now and the seconds it would still wait; ("", 0) when nothing waits."""
        card, last = self.card, self.verdicts.last
        if card is not None and is_decided(card) and card.decision_id is not None:
            return (card.decision_id, left) if (left := self.verdicts.seconds_left(card)) else ("", 0)
        if isinstance(last, LastDecision) and (left := self.verdicts.seconds_left(last.after)):
            return last.decision.id, left
        if isinstance(last, LastBan) and (left := self.verdicts.ban_seconds_left(last)):
            return last.sanction.id, left
        return "", 0

    def send_now(self) -> bool:
        """Let what waits leave at once; False when nothing waits."""
        operation_id, _ = self.pending()
        if operation_id:
            self.verdicts.send_now(operation_id)
        return bool(operation_id)

    def quote(self, start: int, end: int) -> None:
        """Keep code points ``start`` to ``end`` of the current comment as evidence; nothing when they are equal."""
        if self._card_id is None:
            return
        if start == end:
            self.evidence.pop(self._card_id, None)
        else:
            self.evidence[self._card_id] = (start, end)
        self._show()

    def rule_labels(self) -> dict[int, str]:
        """Labels of the rules in force by number."""
        return {c.number: c.label for c in self.rulebook.clauses} if self.rulebook else {}

    def read_rules(self) -> None:
        """Read the rulebook in force."""
        self._reads.rules(done=self._on_rules)

    def rest(self) -> None:
        """Ask the desk for nothing more until something changes: the window may be about to close."""
        self._refresh_later.stop()
        self._ahead_later.stop()
        self.arrivals.rest()

    def listen(self) -> None:
        """Begin to hear what happens; call it once the lists stand, so that they hear of new rows first."""
        self._plumbing.changes.changed.connect(self._on_changed)
        self.source.reset.connect(self._on_reset)
        for source in (self.source, self.hits):
            source.rows_changed.connect(self._on_rows_changed)
            source.row_changed.connect(partial(self._on_row_changed, source))
        self.contexts.arrived.connect(lambda id_: self._show() if id_ == self._card_id else None)
        self.contexts.failed.connect(self._plumbing.crash.report)
        self.verdicts.begun.connect(self._on_begun)
        self.verdicts.decided.connect(self._on_decided)
        self.verdicts.undone.connect(self._on_undone)
        self.verdicts.banned.connect(lambda _ban: self._show())
        self.verdicts.unbanned.connect(lambda _card: self._show())
        self.verdicts.sent.connect(self._show)
        self._refresh_later.timeout.connect(self._refresh)
        self._ahead_later.timeout.connect(self._read_ahead)

    def _rules_shown(self) -> Rulebook | None:
        if self.rulebook is None:
            self._plumbing.messages.info("The rules have not come from the site yet. Decide once they are here.")
        return self.rulebook

    def _read_ahead(self) -> None:
        index = self._index
        ahead: list[str] = []
        while len(ahead) < _AHEAD and (card := self.active.row(index + 1)) is not None:
            index += 1
            if not is_decided(card):
                ahead.append(card.id)
        if self._card_id is not None:
            self.nearing.emit(self.next_undecided(self._index))
        self.contexts.want_only((*ahead, self._card_id or ""))
        if self._card_id is not None:
            self.contexts.get(self._card_id)
        for comment_id in ahead:
            self.contexts.prefetch(comment_id)
        if self.searching and self._next_before is not None and self._index >= self.hits.count() - 10:
            words, before, self._next_before = self.search_words, self._next_before, None
            self._searching = self._reads.find(
                words=words, before_key=before, done=lambda hits: self._on_more_hits(words, hits)
            )

    def next_undecided(self, index: int) -> int:
        """The nearest row below that nobody decided, else the nearest above, else the row itself.

        Only rows that are here count, but for the very next one: what lies pages away is no next comment.
        """
        rows = self.active
        if index + 1 < rows.count() and rows.row(index + 1) is None:
            return index + 1
        for direction in (range(index + 1, rows.count()), range(index - 1, -1, -1)):
            for candidate in direction:
                card = rows.row(candidate)
                if card is None:
                    break
                if not is_decided(card):
                    return candidate
        return index

    def _show(self) -> None:
        if self._gathering:
            self._gathered = True
        else:
            self.shown.emit()

    @contextmanager
    def _showing_once(self) -> Iterator[None]:
        """Several things change what is shown: say so once, when all of them have."""
        self._gathering, self._gathered = True, False
        try:
            yield
        finally:
            self._gathering = False
        if self._gathered:
            self.shown.emit()

    def _on_begun(self) -> None:
        for later in (self._ahead_later, self._refresh_later, self.arrivals):
            later.put_off()

    def _on_decided(self, last: LastDecision) -> None:
        for later in (self._ahead_later, self._refresh_later, self.arrivals):
            later.verdict_done()
        with self._showing_once():
            goes_on = last.after.id == self._card_id and not is_decided(last.before)
            self.evidence.pop(last.after.id, None)
            self.active.put(last.after)
            if goes_on:  # to change a decision is not to go on
                self.move_to.emit(self.next_undecided(self._index))
            self._show()

    def _on_undone(self, card: CommentCard) -> None:
        with self._showing_once():
            self.active.put(card)
            index = self.active.index_of(card.id)
            if index >= 0:
                self.move_to.emit(index)
            self._show()

    def _on_changed(self, changes: ChangeSet, initiator: object) -> None:
        ours = initiator is self._owner
        self.contexts.changed(changes)
        if changes.comments or changes.counters:
            self.arrivals.touch(look=not ours)
        if changes.rulebook:
            self.read_rules()
        self._touched |= changes.comments
        if (self._touched or changes.readers or changes.rulebook) and not self._refresh_later.isActive():
            self._refresh_later.start()  # never put off: a long sync would starve it

    def _refresh(self) -> None:
        touched, self._touched = frozenset(self._touched), set()
        for source in (self.source, self.hits):
            source.refresh(touched)
        self._read_ahead()

    def _on_reset(self) -> None:
        self.arrivals.restart()
        self.queue_shown.emit()
        if not self.source.count():
            self.reach(-1)
        index = self.source.index_of_key(self._select_key) if self._select_key is not None else -1
        if index > 0:
            self.move_to.emit(index)
        self._select_key = None

    def _on_rows_changed(self, first: int, last: int) -> None:
        if self._card_id is None and first <= self._index <= last:
            self.reach(self._index)

    def _on_row_changed(self, source: QueueSource, index: int) -> None:
        card = source.row(index)
        if card is not None:
            self.verdicts.keep_up(card)
        if source is self.active and index == self._index:
            self._show()

    def _on_hits(self, words: str, hits: SearchHits) -> None:
        if words == self.search_words and self.searching:
            self._next_before = hits.next_before
            self.hits.show_cards(hits.cards)
            self.searched.emit()

    def _on_more_hits(self, words: str, hits: SearchHits) -> None:
        if words == self.search_words and self.searching:
            self._next_before = hits.next_before
            self.hits.show_cards(hits.cards, append=True)
            self.searched.emit()

    @property
    def more_hits(self) -> bool:
        """Whether the search goes on beyond the hits in the list."""
        return self._next_before is not None

    def _on_rules(self, rulebook: Rulebook | None) -> None:
        self.rulebook = rulebook
        self.rules_changed.emit()
