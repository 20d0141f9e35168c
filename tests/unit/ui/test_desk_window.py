"""The desk's window before and around its database: the size of its text, the passphrase, what it shows of changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from editor.domain.changes import ChangeSet
from editor.domain.errors import BadInput, DiskFull, SecretsUnavailable, TokenRefused, WrongKey
from editor.domain.operations import RefusedOperation
from editor.domain.sentences import sentence_for
from editor.qt import settings
from editor.qt.plumbing import Plumbing
from editor.services import activity
from editor.services import rulebook as rules
from editor.store import answers, inbound
from editor.store.desk import Desk
from editor.ui.activity.screen import ActivityScreen
from editor.ui.desk_window import DeskWindow, Opened
from editor.ui.rules.screen import RulesScreen
from tests.helpers.desk_store import make_desk, rulebook

CTRL = Qt.KeyboardModifier.ControlModifier


def no_profile(_passphrase: str | None) -> Opened:
    raise BadInput("There is no database here.")


@pytest.fixture
def desk(plumbing: Plumbing, qtbot: QtBot) -> Iterator[DeskWindow]:
    made = DeskWindow(plumbing, no_profile)
    qtbot.addWidget(made.window)
    made.show()
    qtbot.waitUntil(lambda: bool(made.window.errors.sentence))
    made.window.activateWindow()
    qtbot.waitUntil(made.window.isActiveWindow)
    yield made
    made.window.close()
    made.close()
    plumbing.theme.set_scale(1.0)


def test_text_grows_and_shrinks_by_key_and_is_remembered(desk: DeskWindow, plumbing: Plumbing) -> None:
    height = desk.window.footer.sizeHint().height()
    QTest.keyClick(desk.window, Qt.Key.Key_Plus, CTRL)
    QTest.keyClick(desk.window, Qt.Key.Key_Equal, CTRL)  # the same key without Shift
    assert plumbing.theme.scale == pytest.approx(1.2)
    assert plumbing.settings.get(settings.TEXT_SCALE) == 120
    assert desk.window.footer.sizeHint().height() > height
    QTest.keyClick(desk.window, Qt.Key.Key_Minus, CTRL)
    assert plumbing.settings.get(settings.TEXT_SCALE) == 110
    QTest.keyClick(desk.window, Qt.Key.Key_0, CTRL)
    assert plumbing.settings.get(settings.TEXT_SCALE) == 100


def test_text_stops_at_the_largest_and_smallest_size(desk: DeskWindow, plumbing: Plumbing) -> None:
    for _ in range(14):
        QTest.keyClick(desk.window, Qt.Key.Key_Plus, CTRL)
    assert plumbing.settings.get(settings.TEXT_SCALE) == 200
    for _ in range(14):
        QTest.keyClick(desk.window, Qt.Key.Key_Minus, CTRL)
    assert plumbing.settings.get(settings.TEXT_SCALE) == 80


@dataclass
class Locked:
    """A profile whose database needs a passphrase; each try ends in the next of these."""

    ends: list[Exception | Opened]
    tried: list[str] = field(default_factory=list)

    def __call__(self, passphrase: str | None) -> Opened:
        if passphrase is None:
            raise SecretsUnavailable("no keyring")
        self.tried.append(passphrase)
        end = self.ends.pop(0)
        if isinstance(end, Exception):
            raise end
        return end


class NoSync:
    held_deletions: frozenset[tuple[object, str]] = frozenset()

    def __getattr__(self, _name: str) -> Callable[..., None]:
        return lambda *_: None


@dataclass
class OpenDesk:
    desk: Desk

    def start_sync(self, *_: object) -> NoSync:
        return NoSync()


@pytest.fixture
def locked(tmp_path: Path) -> Locked:
    return Locked([WrongKey("desk.db"), DiskFull(), OpenDesk(make_desk(tmp_path / "desk.db"))])


@pytest.fixture
def gate(plumbing: Plumbing, qtbot: QtBot, locked: Locked) -> Iterator[DeskWindow]:
    """A desk that asks for its passphrase."""
    made = DeskWindow(plumbing, locked)
    qtbot.addWidget(made.window)
    made.show()
    qtbot.waitUntil(lambda: made._unlock is not None)
    made.window.activateWindow()
    qtbot.waitUntil(made.window.isActiveWindow)
    yield made
    made.window.close()
    made.close()


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key, modifiers)


def test_every_failure_can_be_answered_with_another_try(
    gate: DeskWindow, locked: Locked, plumbing: Plumbing, qtbot: QtBot
) -> None:
    panel = gate._unlock
    assert panel is not None
    sentences = []
    for passphrase in ("wrong words", "right words"):
        panel.first.editor.selectAll()  # type: ignore[attr-defined]
        QTest.keyClicks(panel.first.editor, passphrase)
        press(Qt.Key.Key_Return)
        assert not panel.open_button.isEnabled()
        qtbot.waitUntil(panel.open_button.isEnabled)
        sentences.append(panel.first.editor.accessibleDescription())
        assert QApplication.focusWidget() is panel.first.editor
    assert sentences == [
        "This passphrase does not open the database. Check it and try again.",
        sentence_for(DiskFull()),
    ]
    fault = panel.first._fault
    two_lines = 2 * plumbing.theme.line("meta")  # the whole sentence, in as many lines as it needs
    qtbot.waitUntil(lambda: fault.height() >= two_lines)
    with qtbot.waitSignal(gate.ready):
        press(Qt.Key.Key_Return)
    assert not panel.is_open
    assert locked.tried == ["wrong words", "right words", "right words"]
    plumbing.tasks.wait_idle()


def test_nothing_behind_the_passphrase_can_be_reached_by_key(gate: DeskWindow) -> None:
    panel = gate._unlock
    assert panel is not None
    before = gate.window.current
    press(Qt.Key.Key_1, CTRL)
    press(Qt.Key.Key_K, CTRL)
    press(Qt.Key.Key_F1)
    assert gate.window.current == before
    assert gate.window.palette_overlay is None
    assert gate.window.sheet_overlay is None
    seen = set()
    for _ in range(6):
        press(Qt.Key.Key_Tab)
        seen.add(QApplication.focusWidget())
    assert seen == {panel.first.editor, panel.open_button}
    press(Qt.Key.Key_Escape)
    assert panel.is_open


@pytest.fixture
def opened(plumbing: Plumbing, qtbot: QtBot, tmp_path: Path) -> Iterator[DeskWindow]:
    """A desk whose database is open and which never syncs."""
    store = make_desk(tmp_path / "desk.db")
    made = DeskWindow(plumbing, lambda _passphrase: OpenDesk(store))
    qtbot.addWidget(made.window)
    with qtbot.waitSignal(made.ready):
        made.show()
    plumbing.tasks.wait_idle()
    yield made
    made.window.close()
    made.close()


def test_a_sync_that_could_not_begin_begins_when_it_is_asked_for(
    plumbing: Plumbing, qtbot: QtBot, tmp_path: Path
) -> None:
    class Unlucky(OpenDesk):
        tries = 0

        def start_sync(self, *_: object) -> NoSync:
            self.tries += 1
            if self.tries == 1:
                raise TokenRefused("http://127.0.0.1:9")
            return NoSync()

    found = Unlucky(make_desk(tmp_path / "desk.db"))
    made = DeskWindow(plumbing, lambda _passphrase: found)
    qtbot.addWidget(made.window)
    with qtbot.waitSignal(made.ready):
        made.show()
    plumbing.tasks.wait_idle()
    assert "Sign in again" in made.site_status.sentence
    made.retry_now()
    made.retry_now()  # once more in the same moment begins nothing twice
    plumbing.tasks.wait_idle()
    assert found.tries == 2
    made.window.close()
    made.close()


def test_counts_come_while_changes_stream_in(opened: DeskWindow, plumbing: Plumbing, qtbot: QtBot) -> None:
    opened.outbox = None
    stream = QTimer(interval=20)  # faster than the pause before a count
    stream.timeout.connect(lambda: plumbing.changes.send(ChangeSet(outbox=True), "sync"))
    stream.start()
    qtbot.waitUntil(lambda: opened.outbox is not None, timeout=1000)
    stream.stop()
    plumbing.tasks.wait_idle()


def test_rules_that_were_refused_are_opened_from_activity_by_key(
    plumbing: Plumbing, qtbot: QtBot, tmp_path: Path
) -> None:
    store = make_desk(tmp_path / "desk.db")
    book = rulebook()
    inbound.store_things(store, [book])
    rules.save_clause(store, clause=replace(book.clauses[0], public_text="Be kind."))
    rules.publish(store)
    (waiting,) = activity.outgoing(store).operations
    with store.write() as unit:
        answers.refuse(unit, RefusedOperation(waiting.id, 2001, "The rules are too long."))
    made = DeskWindow(plumbing, lambda _passphrase: OpenDesk(store))
    qtbot.addWidget(made.window)
    with qtbot.waitSignal(made.ready):
        made.show()
    made.window.activateWindow()
    qtbot.waitUntil(made.window.isActiveWindow)
    made.window.show_screen("activity")
    plumbing.tasks.wait_idle()
    screen = made.window.current_screen
    assert isinstance(screen, ActivityScreen)
    screen.focus_first()
    where = QApplication.focusWidget()
    assert where is not None
    QTest.keyClick(where, Qt.Key.Key_T)
    plumbing.tasks.wait_idle()
    assert isinstance(made.window.current_screen, RulesScreen)
    made.window.close()
    made.close()


def test_a_change_that_comes_with_the_end_asks_for_no_work(
    opened: DeskWindow, plumbing: Plumbing, qtbot: QtBot
) -> None:
    opened.window.show_screen("drafts")
    opened.window.show_screen("activity")
    plumbing.tasks.wait_idle()
    everything = ChangeSet(outbox=True, articles=frozenset({"a1"}))
    with qtbot.captureExceptions() as raised:
        plumbing.changes.post(everything, "sync")
        opened.close()
        plumbing.changes.send(everything, "sync")
        qtbot.wait(200)
    assert raised == []
