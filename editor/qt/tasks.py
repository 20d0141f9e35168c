"""Runs work off the UI thread on three lanes (write, read, network) and brings the answer back to it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any, Literal, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, Signal, Slot
from shiboken6 import isValid

T = TypeVar("T")
Lane = Literal["write", "read", "network"]

log = logging.getLogger(__name__)

_LANE_SIZES: dict[Lane, int] = {"write": 1, "read": 3, "network": 1}


class CancelToken:
    """Asks work to stop. Work that runs long looks at `cancelled`; an answer that comes anyway is dropped."""

    def __init__(self) -> None:
        self._event = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._event.is_set()

    def cancel(self) -> None:
        """Ask the work to stop and drop its answer. Safe from any thread, more than once."""
        self._event.set()


@dataclass(eq=False)
class _Job:
    work: Callable[[], Any]
    done: Callable[[Any], None] | None
    failed: Callable[[BaseException], None] | None
    always: Callable[[Any], None] | None
    owner: QObject | None
    token: CancelToken
    skip_when_cancelled: bool
    result: Any = None
    error: BaseException | None = None
    skipped: bool = field(default=False)


class _Lane:
    """Threads that take jobs in order. They live as long as the lane: a connection may belong to its thread."""

    def __init__(self, name: str, threads: int, finished: Callable[[_Job], None]) -> None:
        self._name = name
        self._most = threads
        self._finished = finished
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._held = False

    def put(self, job: _Job) -> None:
        self._jobs.put(job)
        if not self._held:
            self._add_thread()

    def hold(self) -> None:
        self._held = True

    def release(self) -> None:
        self._held = False
        for _ in range(self._jobs.qsize()):
            self._add_thread()

    def close(self, timeout: float) -> None:
        self.release()
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join(timeout)

    def _add_thread(self) -> None:
        if len(self._threads) < self._most:
            thread = threading.Thread(target=self._run, name=f"{self._name}-{len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            if job.token.cancelled and job.skip_when_cancelled:
                job.skipped = True
            else:
                try:
                    job.result = job.work()
                except BaseException as error:
                    job.error = error
            self._finished(job)
            del job  # the thread must not keep the last result alive while it waits


class Tasks(QObject):
    """Three lanes: `write` is one thread, so that writes never wait for each other; `read` three; `network` one.

    Call from the UI thread. `done` and `failed` are called on the UI thread, and not at all when the token was
    cancelled or the owner's widget is gone. A failure without `failed` goes to `unhandled`.
    """

    idle_changed = Signal(bool)
    _finished = Signal(object)

    def __init__(self, unhandled: Callable[[BaseException], None]) -> None:
        super().__init__()
        self._unhandled = unhandled
        self._outstanding = 0
        self._closed = False
        self._finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)
        self._lanes: dict[Lane, _Lane] = {
            name: _Lane(name, threads, self._announce) for name, threads in _LANE_SIZES.items()
        }

    def write(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        *,
        failed: Callable[[BaseException], None] | None = None,
        owner: QObject | None = None,
        always: Callable[[T], None] | None = None,
    ) -> None:
        """Run a database write, after all writes asked for before it. A write once asked for is never skipped.

        `always` is called with the result even when the owner is gone; use it for what others must hear.
        """
        self._start("write", _Job(work, done, failed, always, owner, CancelToken(), skip_when_cancelled=False))

    def read(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        *,
        failed: Callable[[BaseException], None] | None = None,
        owner: QObject | None = None,
        token: CancelToken | None = None,
    ) -> CancelToken:
        """Run a read; returns the token that cancels it."""
        return self._start("read", _Job(work, done, failed, None, owner, token or CancelToken(), True))

    def network(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        *,
        failed: Callable[[BaseException], None] | None = None,
        owner: QObject | None = None,
        token: CancelToken | None = None,
    ) -> CancelToken:
        """Run a call to the site on the network thread; returns the token that cancels it."""
        return self._start("network", _Job(work, done, failed, None, owner, token or CancelToken(), True))

    def hold(self) -> None:
        """Begin nothing until `release`: what is asked for in the meantime waits in its order."""
        for lane in self._lanes.values():
            lane.hold()

    def release(self) -> None:
        """Begin with what waits. Does nothing when nothing is held."""
        for lane in self._lanes.values():
            lane.release()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is running, waiting or on its way back."""
        return self._outstanding == 0

    def wait_idle(self, timeout: float = 5.0) -> None:
        """Turn the event loop until everything asked for has been answered; TimeoutError after `timeout` seconds."""
        until = time.monotonic() + timeout
        while self._outstanding:
            if time.monotonic() > until:
                raise TimeoutError(f"{self._outstanding} tasks were still running after {timeout} s")
            QCoreApplication.processEvents()
            QThread.msleep(1)
        QCoreApplication.processEvents()

    def close(self, timeout: float = 10.0) -> None:
        """Let the writes finish, drop the rest and end the threads; at most `timeout` seconds each."""
        if not self._closed:
            self._closed = True
            for lane in self._lanes.values():
                lane.close(timeout)

    def _start(self, lane: Lane, job: _Job) -> CancelToken:
        if self._closed:
            raise RuntimeError("work was asked for after the desk closed")
        self._outstanding += 1
        if self._outstanding == 1:
            self.idle_changed.emit(False)
        self._lanes[lane].put(job)
        return job.token

    def _announce(self, job: _Job) -> None:
        try:
            self._finished.emit(job)
        except RuntimeError:  # the application is gone: nobody is left to hear it
            log.debug("an answer came after the application ended")

    @Slot(object)
    def _on_finished(self, job: _Job) -> None:
        try:
            self._deliver(job)
        finally:
            self._outstanding -= 1
            if self._outstanding == 0:
                self.idle_changed.emit(True)

    def _deliver(self, job: _Job) -> None:
        if job.skipped or (self._closed and (job.error is None or job.skip_when_cancelled)):
            return  # after the end nobody hears an answer; but a write that failed is told
        if job.error is None and job.always is not None:
            job.always(job.result)
        wanted = not job.token.cancelled and (job.owner is None or isValid(job.owner))
        if job.error is not None:
            if wanted and job.failed is not None:
                job.failed(job.error)
            elif wanted or not job.skip_when_cancelled:
                self._unhandled(job.error)
        elif wanted and job.done is not None:
            job.done(job.result)
