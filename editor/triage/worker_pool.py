"""Processes of our own that take parts of the work and can be stopped at once, wherever they are."""

from __future__ import annotations

import gc
import multiprocessing
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import Any

_LOOK = 0.02  # seconds between two looks at whether somebody has cancelled


class Cancelled(Exception):
    """Somebody asked for the work to stop; nothing of it is kept."""


def spread(
    start: Callable[[Any], Callable[[Any], Any]],
    setting: Any,
    jobs: Iterable[Any],
    *,
    processes: int,
    cancelled: Callable[[], bool],
) -> Iterator[Any]:
    """The results of ``jobs`` in their order, worked on by so many processes, never many ahead.

    In each process ``start(setting)`` makes the function that does a job; all of it can be pickled, since processes
    are spawned. What a job raises is raised here. Raises :class:`Cancelled` within a few hundredths of a second.
    With no processes the jobs are done here, one after the other.
    """
    if not processes:
        work = start(setting)
        for job in jobs:
            if cancelled():
                raise Cancelled
            yield work(job)
        return
    context = multiprocessing.get_context("spawn")
    waiting = enumerate(jobs)
    results: dict[int, Any] = {}
    workers: dict[Connection, Any] = {}
    next_out, given = 0, 0
    try:
        for _ in range(processes):
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(start, setting, theirs), daemon=True)
            process.start()
            theirs.close()
            workers[ours] = process
        idle, busy = list(workers), set[Connection]()
        exhausted = False
        while True:
            while idle and not exhausted and given - next_out < processes * 4:
                following = next(waiting, None)
                if following is None:
                    exhausted = True
                    break
                connection = idle.pop()
                connection.send(following)
                busy.add(connection)
                given += 1
            if not busy and exhausted and next_out == given:
                return
            for ready in wait(list(busy), timeout=_LOOK) if busy else ():
                assert isinstance(ready, Connection)
                number, problem, result = ready.recv()
                if problem is not None:
                    raise problem
                results[number] = result
                busy.discard(ready)
                idle.append(ready)
            if cancelled():
                raise Cancelled
            while next_out in results:
                yield results.pop(next_out)
                next_out += 1
    except EOFError as problem:
        raise RuntimeError("a process of the back-test ended by itself") from problem
    finally:
        _end(workers)


def _end(workers: dict[Connection, Any]) -> None:
    for connection, process in workers.items():
        process.kill()
        connection.close()
    ended = time.monotonic() + 5
    for process in workers.values():
        process.join(max(0.0, ended - time.monotonic()))


def _work(start: Callable[[Any], Callable[[Any], Any]], setting: Any, connection: Connection) -> None:
    """The life of a process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started us stops us
    failed: Exception | None = None
    try:
        work = start(setting)
    except Exception as problem:
        failed = problem
    gc.freeze()  # what was made stays to the end: no use looking through it again and again
    gc.set_threshold(50_000, 20, 100)  # what a job makes goes with it
    while True:
        try:
            number, job = connection.recv()
        except EOFError:
            return
        try:
            if failed is not None:
                raise failed
            answer: tuple[int, Exception | None, Any] = (number, None, work(job))
        except Exception as problem:
            answer = (number, problem, None)
        try:
            connection.send(answer)
        except OSError:  # nobody waits for it any more
            return
