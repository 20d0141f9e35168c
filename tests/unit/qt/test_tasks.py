"""Work runs off the UI thread, answers come back on it, and nothing asked for is lost or delivered to the dead."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from editor.domain.changes import ChangeSet, Done
from editor.domain.errors import SiteUnreachable
from editor.qt.operation import Operation
from editor.qt.plumbing import Plumbing
from editor.qt.tasks import CancelToken


def test_writes_run_one_after_the_other_on_one_thread(plumbing: Plumbing) -> None:
    seen: list[tuple[int, str]] = []
    for index in range(20):
        plumbing.tasks.write(lambda index=index: seen.append((index, threading.current_thread().name)))
    plumbing.tasks.wait_idle()
    assert [index for index, _ in seen] == list(range(20))
    assert {name for _, name in seen} == {"write-0"}


def test_answers_come_on_the_ui_thread(plumbing: Plumbing) -> None:
    where: list[threading.Thread] = []
    plumbing.tasks.read(threading.current_thread, lambda worker: where.extend([worker, threading.current_thread()]))
    plumbing.tasks.wait_idle()
    assert where[0] is not threading.main_thread()
    assert where[1] is threading.main_thread()


def test_an_answer_for_a_deleted_widget_is_dropped_but_its_change_is_heard(plumbing: Plumbing, qtbot: QtBot) -> None:
    widget = QWidget()
    heard: list[ChangeSet] = []
    done: list[object] = []
    plumbing.changes.changed.connect(lambda changes, initiator: heard.append(changes))
    gate = threading.Event()
    changes = ChangeSet(comments=frozenset({"c1"}))

    def work() -> Done[None]:
        gate.wait(5)
        return Done(None, changes)

    plumbing.operations.run(Operation("Remove comment", work), done=done.append, owner=widget)
    widget.deleteLater()
    qtbot.wait(20)
    gate.set()
    plumbing.tasks.wait_idle()
    assert done == []
    assert heard == [changes]


def test_a_cancelled_read_is_dropped_and_one_that_waits_is_not_started(plumbing: Plumbing) -> None:
    started: list[int] = []
    answers: list[object] = []
    token = CancelToken()
    token.cancel()
    plumbing.tasks.read(lambda: started.append(1), answers.append, token=token)
    plumbing.tasks.wait_idle()
    assert started == [] and answers == []


def test_a_failure_without_a_handler_becomes_a_sentence(plumbing: Plumbing) -> None:
    def fail() -> None:
        raise SiteUnreachable("example")

    plumbing.tasks.network(fail)
    plumbing.tasks.wait_idle()
    waiting = plumbing.messages.take_waiting()
    assert [message.kind for message in waiting] == ["error"]
    assert "saved on this desk" in waiting[0].sentence


def test_a_bug_goes_to_the_crash_log(plumbing: Plumbing, qtbot: QtBot) -> None:
    def fail() -> None:
        raise ZeroDivisionError("our bug")

    with qtbot.waitSignal(plumbing.crash.crashed):
        plumbing.tasks.read(fail)
    assert "ZeroDivisionError: our bug" in plumbing.crash.log_file.read_text(encoding="utf-8")
    assert plumbing.messages.take_waiting() == []


def test_a_failure_with_a_handler_stays_with_it(plumbing: Plumbing) -> None:
    failures: list[BaseException] = []
    plumbing.tasks.read(lambda: 1 / 0, failed=failures.append)
    plumbing.tasks.wait_idle()
    assert isinstance(failures[0], ZeroDivisionError)
    assert not plumbing.crash.log_file.exists()


def test_operations_broadcast_then_say_then_answer(plumbing: Plumbing) -> None:
    order: list[str] = []
    plumbing.changes.changed.connect(lambda changes, initiator: order.append(f"changed by {initiator}"))
    plumbing.messages.take_waiting()
    plumbing.messages.posted.connect(lambda message: order.append(message.sentence))
    work = Operation("Approve", lambda: Done(3, ChangeSet(counters=True)), said=lambda done: f"Approved {done.result}.")
    plumbing.operations.run(work, done=lambda done: order.append("done"), initiator="inbox")
    plumbing.tasks.wait_idle()
    assert order == ["changed by inbox", "Approved 3.", "done"]


def test_closing_waits_for_writes(plumbing: Plumbing) -> None:
    written: list[int] = []

    def slow() -> None:
        time.sleep(0.05)
        written.append(1)

    for _ in range(3):
        plumbing.tasks.write(slow)
    plumbing.tasks.close()
    assert written == [1, 1, 1]
    with pytest.raises(RuntimeError):
        plumbing.tasks.write(slow)


def test_changes_from_another_thread_arrive_on_the_ui_thread(plumbing: Plumbing, qtbot: QtBot) -> None:
    where: list[threading.Thread] = []
    plumbing.changes.changed.connect(lambda changes, initiator: where.append(threading.current_thread()))
    thread = threading.Thread(target=lambda: plumbing.changes.post(ChangeSet(counters=True), "sync"))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(where))
    assert where == [threading.main_thread()]
