"""One open story: what was typed, what is on disk, and the timers between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from editor.domain.articles import Article, ArticleFields, OnScreen
from editor.domain.changes import ChangeSet, Done
from editor.domain.errors import BadInput
from editor.domain.ids import new_id
from editor.domain.sentences import sentence_for
from editor.qt.operation import Operation
from editor.qt.plumbing import Plumbing
from editor.services.preview import Preview
from editor.ui.drafts.whereabouts import FIELD_WORDS
from editor.ui.operations import drafting

if TYPE_CHECKING:
    from editor.services.desk import Desk

REST = 400  # ms after the last key
LONGEST = 700  # ms from the first unsaved key, so that it is on disk within a second however long somebody types
RETRY = 5_000  # ms after a failure


@dataclass(frozen=True)
class _Wanted:
    """An action asked for while a save was under way, on the words that were on screen then."""

    fields: ArticleFields
    upto: int
    make: Callable[[OnScreen], Operation[Done[Article]]]
    failed: Callable[[BaseException], None]


class OpenStory(QObject):
    """Saves what is typed and takes in what others change. It never writes into text with unsaved words.

    `refreshed` follows every change of the snapshot or of the saving; `words_arrived(fields)` asks the editor to show
    other words; `problem(sentence)` says why saving fails, "" when it works again.
    """

    refreshed = Signal()
    words_arrived = Signal(object)
    problem = Signal(str)

    def __init__(self, plumbing: Plumbing, desk: Desk, article: Article, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.article = article
        self._parent = article.head_version  # the version that the typed words set out from
        self.preview = Preview()
        self.tag = new_id()
        self._plumbing = plumbing
        self._desk = desk
        self._read: Callable[[], ArticleFields] = lambda: article.fields
        self._typed = 0  # counts edits
        self._saved = 0  # the edit up to which the disk has everything
        self._saving = False
        self._failing = False
        self._wanted: _Wanted | None = None
        self._told = False  # whether a problem is shown
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._longest = QTimer(self, singleShot=True, interval=LONGEST)
        self._retry = QTimer(self, singleShot=True, interval=RETRY)
        for timer in (self._rest, self._longest, self._retry):
            timer.timeout.connect(self.save)
        plumbing.changes.changed.connect(self._on_changes)

    @property
    def unsaved(self) -> bool:
        """Whether something was typed that is not on disk yet, or is still to be sent."""
        return self._typed != self._saved or self._wanted is not None

    @property
    def busy(self) -> bool:
        """Whether something is unsaved, or the answer to what was asked is still to come."""
        return self.unsaved or self._saving

    @property
    def failing(self) -> bool:
        """Whether the last try to save failed."""
        return self._failing

    def read_from(self, read: Callable[[], ArticleFields]) -> None:
        """Where the typed words are read when they are saved."""
        self._read = read

    def note_edit(self) -> None:
        """Something was typed."""
        was_saved = not self.unsaved
        self._typed += 1
        self._rest.start()
        if not self._longest.isActive():
            self._longest.start()
        if was_saved:
            self.refreshed.emit()

    def save(self) -> None:
        """Save now what is unsaved; returns at once. One save at a time, so that each knows its parent."""
        if not self.unsaved or self._saving:
            return
        self._start_saving()
        upto, fields = self._typed, self._read()
        self._plumbing.operations.run(
            drafting.save(
                desk=self._desk, article_id=self.article.id, fields=fields, parent=self._parent, initiator=self.tag
            ),
            done=lambda done: self._on_saved(done, fields, upto),
            failed=self._on_failed,
            owner=self,
            initiator=self.tag,
        )

    def send(
        self,
        make: Callable[[OnScreen], Operation[Done[Article]]],
        *,
        failed: Callable[[BaseException], None],
    ) -> None:
        """Run an action on what is on screen now; it saves these words itself. Returns at once.

        It waits for a save under way, which is what these words set out from. ``failed`` is told, and nothing is sent,
        when a colleague's words came in with that save: nobody has read them yet.
        """
        self._wanted = _Wanted(self._read(), self._typed, make, failed)
        if not self._saving:
            self._send_wanted()

    def take(self, article: Article) -> None:
        """Take a snapshot that an action of this desk returned; shows its words when nothing typed is unsaved."""
        self._on_reread(article)

    def _on_saved(self, done: Done[Article], fields: ArticleFields, upto: int) -> None:
        self._saving = False
        self._saved = upto
        self.article = done.result
        self._take_merged(done.result, fields)
        if self._told:
            self._told = False
            self.problem.emit("")
        if self._wanted is not None and done.result.fields != fields:
            wanted, self._wanted = self._wanted, None
            wanted.failed(BadInput("A colleague’s change came in just now. Read the story, then send it again."))
        self._go_on()
        self.refreshed.emit()

    def _go_on(self) -> None:
        """After a save: what was asked for meanwhile, else the words typed meanwhile."""
        if self._wanted is not None:
            self._send_wanted()
        elif self.unsaved and not self._rest.isActive():
            self.save()

    def _start_saving(self) -> None:
        for timer in (self._rest, self._longest, self._retry):
            timer.stop()
        self._saving = True
        self._failing = False

    def _send_wanted(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is None:
            return
        self._start_saving()
        self._plumbing.operations.run(
            wanted.make(OnScreen(wanted.fields, self._parent)),
            done=lambda done: self._on_saved(done, wanted.fields, wanted.upto),
            failed=lambda error: self._on_send_failed(error, wanted),
            owner=self,
            initiator=self.tag,
        )

    def _on_send_failed(self, error: BaseException, wanted: _Wanted) -> None:
        self._saving = False
        if self.unsaved:
            self.save()  # the action has saved nothing
        else:
            self._reread()  # it may have been refused for what the site sent meanwhile
        wanted.failed(error)
        self.refreshed.emit()

    def _take_merged(self, result: Article, saved: ArticleFields) -> None:
        """A colleague's fields may have come in with the save: show them, but never in a field typed in since.

        Where both changed one field meanwhile, the parent stays, so that the next save finds the clash.
        """
        now = self._read()
        came = [name for name in FIELD_WORDS if getattr(result.fields, name) != getattr(saved, name)]
        if any(getattr(now, name) != getattr(saved, name) for name in came):
            return
        self._parent = result.head_version
        if came:
            self.words_arrived.emit(replace(now, **{name: getattr(result.fields, name) for name in came}))

    def _on_failed(self, error: BaseException) -> None:
        self._saving = False
        self._failing = self._told = True
        self._retry.start()
        self.problem.emit(sentence_for(error))
        self._send_wanted()  # it tries to save these words too, and says itself what is in the way
        self.refreshed.emit()

    def _on_changes(self, changes: ChangeSet, initiator: object) -> None:
        if self.article.id not in changes.articles or self.tag in (initiator, changes.initiator):
            return
        self._reread()

    def _reread(self) -> None:
        self._plumbing.tasks.read(lambda: drafting.read_story(self._desk, self.article.id), self._on_reread, owner=self)

    def _on_reread(self, article: Article) -> None:
        if self.unsaved or self._saving:
            self.save()  # the save lays these words beside the new ones, and keeps both if they clash
            return
        shown, self.article = self._read(), article
        self._parent = article.head_version
        if article.fields != shown:
            self.words_arrived.emit(article.fields)
        self.refreshed.emit()
