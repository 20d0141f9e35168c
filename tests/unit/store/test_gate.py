"""People write before the sync loop, and do not keep it out for ever."""

from __future__ import annotations

import threading
import time

import pytest

from editor.domain.errors import Bug
from editor.store.gate import (
    LONG_PIECE,
    LONGEST_SETTLE,
    QUIET_SECONDS,
    SETTLE_SECONDS,
    SHORT_PIECE,
    TURN_SECONDS,
    WORKING_SECONDS,
    Gate,
)


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


def test_bulk_work_is_not_kept_out_by_people_who_write_without_a_pause() -> None:
    gate = Gate(time.monotonic)
    stop, asked = threading.Event(), threading.Event()

    def people() -> None:
        while not stop.is_set():
            gate.enter(background=False)
            gate.leave(background=False)

    threads = [threading.Thread(target=people, daemon=True) for _ in range(2)]
    for thread in threads:
        thread.start()
    began = time.monotonic()
    gate.take_turn()
    took = time.monotonic() - began
    gate.enter(background=True, give_way=asked.set)
    time.sleep(0.05)  # they wait, and it does not give way
    gave_way = gate.person_waits
    gate.leave(background=True)
    stop.set()
    for thread in threads:
        thread.join(5)
    assert took < QUIET_SECONDS and not gave_way and not asked.is_set()


def test_a_write_after_a_long_wait_for_a_turn_is_no_crowd() -> None:
    now = [100.0]
    gate = Gate(lambda: now[0])
    gate.enter(background=False)
    gate.leave(background=False)
    now[0] += QUIET_SECONDS / 2
    came = threading.Event()

    def bulk() -> None:
        gate.take_turn()
        came.set()

    thread = threading.Thread(target=bulk, daemon=True)
    thread.start()
    assert not came.wait(LONGEST_SETTLE + 0.1)
    gate.enter(background=False)  # the next verdict
    gate.leave(background=False)
    assert not came.wait(0.1)
    gate.no_more_turns()
    thread.join(5)


def after_a_write(seconds: float) -> Gate:
    """A gate whose clock stands still, so long after a person's write."""
    now = [100.0]
    gate = Gate(lambda: now[0])
    gate.enter(background=False)
    gate.leave(background=False)
    now[0] += seconds
    return gate


def waited(gate: Gate, worked: float = 0.0, needs: float = SHORT_PIECE) -> bool:
    """Whether bulk work still waits for its turn after a moment; its clock stands still, so it would wait for ever."""
    came = threading.Event()

    def bulk() -> None:
        gate.take_turn(worked, needs)
        came.set()

    thread = threading.Thread(target=bulk, daemon=True)
    thread.start()
    waits = not came.wait(0.1)
    gate.no_more_turns()
    thread.join(10)
    assert came.is_set()  # closing the desk lets it go on
    return waits


@pytest.mark.parametrize(
    ("seconds", "waits"),
    [
        (0.0, True),  # the next card is being painted
        (SETTLE_SECONDS + 0.001, False),
        (SETTLE_SECONDS + TURN_SECONDS - SHORT_PIECE - 0.001, False),
        (SETTLE_SECONDS + TURN_SECONDS, True),  # the next key may come
        (QUIET_SECONDS - 0.01, True),
        (QUIET_SECONDS + 0.01, False),
    ],
)
def test_bulk_work_has_its_turn_just_after_the_next_card(seconds: float, waits: bool) -> None:
    assert waited(after_a_write(seconds)) is waits


def test_a_piece_begins_only_when_it_fits_into_the_turn() -> None:
    near_its_end = SETTLE_SECONDS + TURN_SECONDS - 0.01
    assert not waited(after_a_write(near_its_end))
    assert waited(after_a_write(near_its_end), needs=0.02)


def test_the_turn_says_how_long_a_piece_may_take() -> None:
    assert after_a_write(SETTLE_SECONDS + 0.001).take_turn() == LONG_PIECE
    assert after_a_write(SETTLE_SECONDS + TURN_SECONDS - 0.01).take_turn() == pytest.approx(0.01)
    assert after_a_write(QUIET_SECONDS + 1).take_turn() == SHORT_PIECE
    assert after_a_write(WORKING_SECONDS + 1).take_turn() == float("inf")
    assert Gate(time.monotonic).take_turn() == float("inf")


def test_while_somebody_reads_bulk_work_rests_as_long_as_it_worked() -> None:
    assert waited(after_a_write(QUIET_SECONDS + 1), worked=0.2)
    assert not waited(after_a_write(WORKING_SECONDS + 1), worked=0.2)  # nobody is there any more
