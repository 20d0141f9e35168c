"""People write before the sync loop, and do not keep it out for ever."""

from __future__ import annotations

import threading
import time

import pytest

from editor.domain.errors import Bug
from editor.store.gate import RECENT_SECONDS, REST, SETTLE_SECONDS, Gate


def test_people_who_write_without_a_pause_do_not_keep_the_feed_out() -> None:
    gate = Gate(time.monotonic)
    stop, entered = threading.Event(), threading.Event()

    def person() -> None:
        while not stop.is_set():
            gate.enter(background=False)
            gate.leave(background=False)

    def feed() -> None:
        gate.enter(background=True)
        entered.set()
        gate.leave(background=True)

    people = [threading.Thread(target=person, daemon=True) for _ in range(2)]
    for thread in people:
        thread.start()
    threading.Thread(target=feed, daemon=True).start()
    came = entered.wait(10)
    stop.set()
    for thread in people:
        thread.join(5)
    assert came


def test_a_person_who_waits_goes_before_the_feed() -> None:
    gate = Gate(time.monotonic)
    order: list[str] = []
    gate.enter(background=True)

    def later(name: str, background: bool) -> None:
        gate.enter(background=background)
        order.append(name)
        gate.leave(background=background)

    feed = threading.Thread(target=later, args=("feed", True))
    person = threading.Thread(target=later, args=("person", False))
    feed.start()
    time.sleep(0.05)
    person.start()
    until = time.monotonic() + 10
    while not gate.person_near:  # it waits at the gate
        assert time.monotonic() < until
        time.sleep(0.01)
    gate.leave(background=True)
    feed.join(5)
    person.join(5)
    assert order == ["person", "feed"]


def test_a_write_inside_a_write_is_a_bug() -> None:
    gate = Gate(time.monotonic)
    gate.enter(background=False)
    with pytest.raises(Bug):
        gate.enter(background=True)


def test_while_somebody_works_the_feed_rests_as_long_as_it_wrote() -> None:
    now = [100.0]
    gate = Gate(lambda: now[0])
    gate.enter(background=False)
    gate.leave(background=False)
    now[0] += SETTLE_SECONDS + 0.01
    gate.enter(background=True)
    now[0] += 0.2 / REST  # so that its rest is 200 ms
    gate.leave(background=True)
    assert waited(gate) >= 0.18  # the clock given stands still, so it waits for all of its rest
    now[0] += RECENT_SECONDS  # nobody works any more
    assert waited(gate) < 0.15


def waited(gate: Gate) -> float:
    """Seconds until a background writer came in."""
    began = time.monotonic()
    gate.enter(background=True)
    took = time.monotonic() - began
    gate.leave(background=True)
    return took
