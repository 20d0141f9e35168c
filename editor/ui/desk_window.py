"""One profile's window with everything behind it: paints first, then the database is opened, then sync begins."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from editor.domain.activity import Connection, SiteStatus
from editor.domain.errors import BadInput, SecretsUnavailable, WorldError, WrongKey
from editor.domain.sentences import sentence_for
from editor.qt.plumbing import Plumbing
from editor.services.desk import PendingDesk
from editor.ui.activity.held import HeldDeletions
from editor.ui.commands import Command
from editor.ui.main_window import MainWindow
from editor.ui.screen import Screen, ScreenEntry
from editor.ui.status_words import status_of

if TYPE_CHECKING:
    from editor.domain.activity import Outbox
    from editor.domain.articles import ArticleState
    from editor.domain.changes import ChangeSet
    from editor.domain.feed import Kind
    from editor.domain.inbox import QueueCount
    from editor.services.desk import Desk
    from editor.ui.unlock import UnlockPanel

_SCALE_STEP = 10  # per cent
_WRONG_PASSPHRASE = "This passphrase does not open the database. Check it and try again."
_RECOUNT_MS = 120  # a burst of changes is counted once


class Sync(Protocol):
    """The sync loop as the window needs it; every call returns at once but :meth:`stop`."""

    def start(self) -> None:
        """Begin."""
        ...

    def nudge(self) -> None:
        """The outbox got something."""
        ...

    def retry_now(self) -> None:
        """Ask the site again at once."""
        ...

    def confirm_deletions(self, items: frozenset[tuple[Kind, str]]) -> None:
        """Let go of what the status named as held."""
        ...

    def stop(self) -> None:
        """End; waits for what is being stored."""
        ...


class Opened(Protocol):
    """An open profile as the window needs it."""

    @property
    def desk(self) -> Desk:
        """The open database."""
        ...

    def start_sync(
        self,
        on_status: Callable[[SiteStatus], None],
        on_changes: Callable[[ChangeSet], None],
        on_bug: Callable[[BaseException], None],
    ) -> Sync:
        """Begin to sync; the callbacks are called on another thread. Raises WorldError when there is no token."""
        ...


OpenProfile = Callable[[str | None], Opened]  # takes the passphrase; runs off the UI thread


class DeskWindow(QObject):
    """``ready`` is emitted once the database is open. ``new_database`` is asked when a passphrase is needed."""

    ready = Signal()
    _opened = Signal(object)
    _open_failed = Signal(object)
    _status_came = Signal(object)

    def __init__(
        self,
        plumbing: Plumbing,
        open_profile: OpenProfile,
        *,
        passphrase: str | None = None,
        new_database: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__()
        self.plumbing = plumbing
        self.desk = PendingDesk()
        self.site_status = SiteStatus(Connection.NEVER)
        self.held = HeldDeletions(self)
        self.outbox: Outbox | None = None
        self._open_profile = open_profile
        self._passphrase = passphrase
        self._new_database = new_database
        self._sync: Sync | None = None
        self._found: Opened | None = None  # an open profile whose sync could not begin
        self._unlock: UnlockPanel | None = None
        self._counting = QTimer(self, singleShot=True, interval=_RECOUNT_MS)
        plumbing.tasks.hold()  # what the first screen asks for would import the store before it is painted
        self.window = MainWindow(
            plumbing, self._screens(), first="inbox", more_commands=self._commands, frame_first=True
        )
        self._connect()
        self._show_status()

    def show(self) -> None:
        """Show the window; the database is opened after the first frame with a screen."""
        self.window.show()

    def retry_now(self) -> None:
        """Ask the site again at once instead of waiting; begin to sync when that has failed before."""
        if self._sync is not None:
            self._sync.retry_now()
        elif self._found is not None:
            self._begin_sync(self._found)

    def close(self) -> None:
        """Stop syncing, finish what is being written, close the database."""
        self._counting.stop()
        self.plumbing.changes.stop()  # who hears of a change now would ask for work that nobody does any more
        if self._sync is not None:
            self._sync.stop()  # before the writes below, so that they need not wait for a batch
        self.desk.failed(BadInput("The desk is closing."))
        self.plumbing.tasks.close()
        if self._sync is not None:
            self._sync.stop()
        if self.desk.is_open:
            self.desk.close()
        self.plumbing.crash.uninstall()

    def _screens(self) -> list[ScreenEntry]:
        desk = cast("Desk", self.desk)

        def drafts() -> Screen:
            from editor.ui.drafts.screen import DraftsScreen

            return DraftsScreen(self.plumbing, desk)

        def inbox() -> Screen:
            from editor.ui.inbox.screen import InboxScreen

            return InboxScreen(self.plumbing, desk)

        def rules() -> Screen:
            from editor.ui.rules.screen import RulesScreen

            return RulesScreen(self.plumbing, desk)

        def activity() -> Screen:
            from editor.ui.activity.screen import ActivityScreen

            screen = ActivityScreen(self.plumbing, desk, self.held)
            screen.rules_asked.connect(lambda: self.window.show_screen("rules"))
            return screen

        return [
            ScreenEntry("drafts", "Drafts", drafts),
            ScreenEntry("inbox", "Inbox", inbox),
            ScreenEntry("rules", "Rules", rules),
            ScreenEntry("activity", "Activity", activity),
        ]

    def _commands(self) -> Sequence[Command]:
        return [
            Command(
                "desk.retry",
                "Ask the site again now",
                self.retry_now,
                "",
                "The desk",
                "refresh-cw",
                enabled=lambda: self._sync is not None or self._found is not None,
            ),
            *self._scale_commands(),
            Command("desk.light", "Light theme", lambda: self._set_theme("light"), "", "The desk", "sun"),
            Command("desk.dark", "Dark theme", lambda: self._set_theme("dark"), "", "The desk", "moon"),
            Command("desk.system", "Theme of the system", lambda: self._set_theme("system"), "", "The desk", "monitor"),
        ]

    def _scale_commands(self) -> list[Command]:
        return [
            Command("desk.larger", "Larger text", lambda: self._step_scale(_SCALE_STEP), "Ctrl++", "The desk", "type"),
            Command(
                "desk.smaller", "Smaller text", lambda: self._step_scale(-_SCALE_STEP), "Ctrl+-", "The desk", "type"
            ),
            Command("desk.scale", "Text at 100 %", lambda: self._set_scale(100), "Ctrl+0", "The desk", "type"),
        ]

    def _connect(self) -> None:
        queued = Qt.ConnectionType.QueuedConnection
        self._opened.connect(self._on_opened, queued)
        self._open_failed.connect(self._on_open_failed, queued)
        self._status_came.connect(self._on_status, queued)
        self._counting.timeout.connect(self._count)
        self.held.confirmed.connect(self._on_let_go)
        self.window.screen_painted.connect(self._begin_opening)
        self.plumbing.changes.changed.connect(self._on_changed)

    def _begin_opening(self) -> None:
        self.plumbing.tasks.release()
        threading.Thread(target=self._open_in_thread, name="opening", daemon=True).start()

    def _open_in_thread(self) -> None:
        try:
            self._opened.emit(self._open_profile(self._passphrase))
        except Exception as problem:
            self._open_failed.emit(problem)

    def _on_opened(self, found: Opened) -> None:
        self.desk.opened(found.desk)
        if self._unlock is not None:
            self._unlock.close_overlay()
        self._add_palette_providers()
        self._count()
        self._begin_sync(found)
        self.ready.emit()

    def _begin_sync(self, found: Opened) -> None:
        self._found = None

        def failed(problem: BaseException) -> None:
            self._found = found
            self._on_sync_failed(problem)

        self.plumbing.tasks.network(lambda: self._start_sync(found), owner=self, failed=failed)

    def _start_sync(self, found: Opened) -> None:
        """Runs on a worker; what it leaves in ``_sync`` is stopped by :meth:`close` even when that comes at once."""
        self._sync = found.start_sync(
            self._status_came.emit,
            lambda changes: self.plumbing.changes.post(changes, "sync"),
            self.plumbing.crash.report,
        )

    def _on_sync_failed(self, problem: BaseException) -> None:
        if not isinstance(problem, WorldError):
            self.plumbing.crash.report(problem)
            return
        self._on_status(SiteStatus(Connection.TROUBLE, sentence=sentence_for(problem)))

    def _on_open_failed(self, problem: Exception) -> None:
        """While somebody can give a passphrase, every failure is said on that panel, and they can try again."""
        if isinstance(problem, SecretsUnavailable) and self._unlock is None:
            self._ask_passphrase()  # nobody has given one yet
            return
        if self._unlock is None and self._passphrase and isinstance(problem, WrongKey):
            self._ask_passphrase()
        if self._unlock is None:
            self.desk.failed(problem)
        else:
            self._unlock.refuse(_WRONG_PASSPHRASE if isinstance(problem, WrongKey) else sentence_for(problem))
        if self._unlock is None or not isinstance(problem, WorldError):
            self.plumbing.crash.report(problem)  # a WorldError becomes its sentence there

    def _ask_passphrase(self) -> None:
        from editor.ui.unlock import UnlockPanel

        self._unlock = UnlockPanel(self.window, new=self._new_database())
        self._unlock.given.connect(self._on_passphrase)
        self.window.stand_behind(self._unlock)
        self._unlock.ask()

    def _on_passphrase(self, passphrase: str) -> None:
        self._passphrase = passphrase
        self._begin_opening()

    def _add_palette_providers(self) -> None:
        from editor.ui.finding import providers

        for provider in providers(self.plumbing, cast("Desk", self.desk), self.window.show_screen):
            self.window.add_palette_provider(provider)

    def _on_let_go(self, items: frozenset[tuple[Kind, str]]) -> None:
        if self._sync is not None:
            self._sync.confirm_deletions(items)

    def _set_theme(self, mode: str) -> None:
        from editor.qt import settings

        self.plumbing.settings.set(settings.THEME, mode)
        self.plumbing.theme.set_mode(mode)  # type: ignore[arg-type]

    def _step_scale(self, by: int) -> None:
        self._set_scale(round(self.plumbing.theme.scale * 100) + by)

    def _set_scale(self, per_cent: int) -> None:
        from editor.qt import settings

        self.plumbing.theme.set_scale(per_cent / 100)  # clamps
        now = round(self.plumbing.theme.scale * 100)
        self.plumbing.settings.set(settings.TEXT_SCALE, now)
        self.plumbing.messages.info(f"Text at {now} %.")

    def _on_status(self, status: SiteStatus) -> None:
        self.site_status = status
        self.held.hold(status.held)
        self._show_status()

    def _on_changed(self, changes: ChangeSet, _initiator: object) -> None:
        if changes.outbox and self._sync is not None:
            self._sync.nudge()
        counted = changes.outbox or changes.counters or changes.articles or changes.comments
        if counted and not self._counting.isActive():  # a stream of changes must not put the count off for good
            self._counting.start()

    def _count(self) -> None:
        desk = cast("Desk", self.desk)

        def read() -> tuple[Outbox, dict[ArticleState, int], tuple[QueueCount, ...]]:
            from editor.services import activity, drafting, moderation

            return activity.outgoing(desk), drafting.story_counts(desk), moderation.queue_counts(desk)

        if self.desk.is_open:
            self.plumbing.tasks.read(read, self._on_counted, owner=self)

    def _on_counted(self, found: tuple[Outbox, dict[ArticleState, int], tuple[QueueCount, ...]]) -> None:
        from editor.domain.articles import ArticleState
        from editor.domain.inbox import Queue

        self.outbox, stories, queues = found
        waiting = sum(q.count for q in queues if q.queue in (Queue.REPORTED, Queue.HELD, Queue.NEW))
        drafts = stories.get(ArticleState.DRAFT, 0)
        self.window.set_count("drafts", f"{drafts:,}" if drafts else "")
        self.window.set_count("inbox", f"{waiting:,}" if waiting else "")
        self.window.set_count("activity", f"{self.outbox.parked:,}" if self.outbox.parked else "")
        self._show_status()

    def _show_status(self) -> None:
        self.window.set_status(status_of(self.site_status, self.outbox, datetime.now().astimezone()))
