"""Compares one kind of object in full with the site, and reads again what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from editor.domain.feed import Kind
from editor.ports import SiteApi
from editor.store import inbound
from editor.store.desk import Desk
from editor.sync.deletions import DeletionGuard
from editor.sync.outcome import Tell

PAGE = 1_000
READ_AGAIN = 200  # objects stored at a time

Pair = tuple[str, int]


def compare(
    desk: Desk, site: SiteApi, kind: Kind, guard: DeletionGuard, tell: Tell, *, stop: Callable[[], None]
) -> int:
    """Make the desk's objects of ``kind`` those of the site; how many differed.

    What was never on the site stays as it is. Raises ManyDeletions, SiteError, and whatever ``stop`` raises.
    """
    mine = _pages(lambda after: _local(desk, kind, after))
    theirs = _pages(lambda after: site.revisions(kind, after, limit=PAGE))
    different, gone = _differences(mine, theirs)
    for start in range(0, len(different), READ_AGAIN):
        stop()
        _read_again(desk, site, kind, different[start : start + READ_AGAIN], tell)
    # Asked one by one, because a list read page by page may miss what changed meanwhile.
    gone = [id_ for id_ in gone if site.get(kind, id_) is None]
    if gone:
        guard.pass_on([(kind, id_) for id_ in gone])
        with desk.write(background=True) as unit:
            changes = inbound.forget(unit, kind, gone)
        tell(changes)
    return len(different) + len(gone)


def _local(desk: Desk, kind: Kind, after: str) -> Sequence[Pair]:
    with desk.read() as view:
        return inbound.revisions(view, kind, after, PAGE)


def _pages(read: Callable[[str], Sequence[Pair]]) -> Iterator[Pair]:
    after = ""
    while page := read(after):
        yield from page
        after = page[-1][0]


def _differences(mine: Iterator[Pair], theirs: Iterator[Pair]) -> tuple[list[str], list[str]]:
    """Ids that the site has otherwise than the desk, and ids that only the desk has; both sides come in order."""
    different: list[str] = []
    gone: list[str] = []
    here, there = next(mine, None), next(theirs, None)
    while here is not None or there is not None:
        if there is None or (here is not None and here[0] < there[0]):
            assert here is not None
            gone.append(here[0])
            here = next(mine, None)
        elif here is None or there[0] < here[0]:
            different.append(there[0])
            there = next(theirs, None)
        else:
            if here[1] != there[1]:
                different.append(there[0])
            here, there = next(mine, None), next(theirs, None)
    return different, gone


def _read_again(desk: Desk, site: SiteApi, kind: Kind, ids: Sequence[str], tell: Tell) -> None:
    things = [thing for thing in (site.get(kind, id_) for id_ in ids) if thing is not None]
    tell(inbound.store_things(desk, things))
