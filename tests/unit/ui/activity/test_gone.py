"""What the site says is gone is listed by name, and goes here too when a person presses the key."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from editor.domain.activity import SiteStatus
from editor.domain.changes import ChangeSet
from editor.domain.decisions import Verdict
from editor.domain.feed import Kind
from editor.domain.people import Role
from editor.qt.plumbing import Plumbing
from editor.services import activity, moderation
from editor.sites.memory import MemorySite
from editor.store.desk import Desk
from editor.sync.cycle import Cycle
from editor.sync.loop import SyncLoop
from editor.ui.activity.screen import ActivityScreen
from editor.ui.desk_window import DeskWindow
from tests.contracts import making
from tests.helpers import moderating
from tests.helpers.desks import DeskOnSite


class Running(SyncLoop):
    """The loop on a thread, as the window starts it."""

    def start(self) -> None:
        threading.Thread(target=self.run, daemon=True).start()


class OnSite:
    """A desk in step with a site in memory, as the window opens it."""

    def __init__(self, on: DeskOnSite) -> None:
        self._on = on

    @property
    def desk(self) -> Desk:
        return self._on.desk

    def start_sync(
        self,
        on_status: Callable[[SiteStatus], None],
        on_changes: Callable[[ChangeSet], None],
        on_bug: Callable[[BaseException], None],
    ) -> Running:
        loop = Running(self._on.desk, self._on.api, on_status=on_status, on_changes=on_changes, on_bug=on_bug)
        loop.start()
        return loop


@pytest.fixture
def site() -> MemorySite:
    made = MemorySite()
    making.done(made.api(made.sign_in("Ada", Role.ADMINISTRATOR)), making.publish_rulebook(1))
    return made


@pytest.fixture
def window(plumbing: Plumbing, qtbot: QtBot, tmp_path: Path, site: MemorySite) -> Iterator[DeskWindow]:
    on = DeskOnSite(tmp_path / "desk.db", site, "Mara")
    made = DeskWindow(plumbing, lambda _passphrase: OnSite(on))
    qtbot.addWidget(made.window)
    made.window.resize(1440, 900)
    made.show()
    qtbot.waitUntil(lambda: made.site_status.in_step_at is not None)
    made.window.activateWindow()
    yield made
    made.window.close()
    made.close()


def test_the_list_is_shown_and_its_key_confirms_it(window: DeskWindow, site: MemorySite, qtbot: QtBot) -> None:
    screen = window.window.show_screen("activity")
    assert isinstance(screen, ActivityScreen)
    assert not screen.gone.isVisible()
    readers = [site.readers.add(f"Reader {n:03}") for n in range(130)]
    desk = window.desk

    def known() -> int:
        with desk.read() as view:
            return int(view.value("SELECT count(*) FROM reader"))

    qtbot.waitUntil(lambda: known() == 130)
    with site.changed:  # all in one page
        for reader in readers[:120]:
            site.readers.forget(reader.id)
    qtbot.waitUntil(lambda: screen.gone.count == 120)
    assert screen.gone.isVisible()
    first = min(readers[:120], key=lambda reader: reader.id)  # of several made in one millisecond any may be first
    assert screen.gone.words[0] == f"Reader {first.name}"
    assert screen.gone.words[100:] == ("and 20 more",)
    assert known() == 130
    assert "120 things" in window.site_status.sentence
    QTest.keyClick(QApplication.focusWidget() or screen, Qt.Key.Key_G, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: known() == 10)
    qtbot.waitUntil(lambda: not screen.gone.isVisible())


def test_everything_the_site_may_lose_has_a_name(site: MemorySite, tmp_path: Path) -> None:
    on = DeskOnSite(tmp_path / "desk.db", site, "Mara")
    api = site.api(site.sign_in("Edith", Role.ADMINISTRATOR))
    story = making.published(api)
    comment = site.readers.post(site.readers.add("Tom").id, story.id, "Words\nto read " * 9)
    report = site.readers.report(site.readers.add("Oona").id, comment.id, 2)
    Cycle(on.desk, on.api).run()
    seen = moderating.seen(on.desk, comment.id)
    removal = moderation.decide(on.desk, comment_id=comment.id, verdict=Verdict.REMOVE, seen=seen, clause=1).result
    ban = moderation.ban(on.desk, comment_id=comment.id, clause=1, rulebook_version=1).result
    held = {
        (Kind.RULEBOOK, "1"),
        (Kind.SANCTION, ban.id),
        (Kind.DECISION, removal.id),
        (Kind.REPORT, report.id),
        (Kind.COMMENT, comment.id),
        (Kind.READER, comment.reader_id),
        (Kind.ARTICLE, story.id),
        (Kind.READER, "never here"),
    }
    gone = activity.gone(on.desk, held=held)
    assert gone.count == 8
    assert set(gone.names) == {
        "Rules, version 1",
        "Ban of Tom by Mara",
        "Removal by Mara",
        "Report by Oona under rule 2",
        "Comment by Tom: “Words to read Words to read Words to read Words to read Wor…”",
        "Reader Tom",
        f"Story “{story.fields.headline}”",
        "Reader never here",
    }
    assert activity.gone(on.desk, held=held, limit=2).names == gone.names[:2]
    on.close()
