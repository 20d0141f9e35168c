"""Takes over the site's feed in short transactions, each with the cursor that covers it."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence

from editor.domain.changes import ChangeSet
from editor.domain.feed import Change, Cursor, Digest, Kind, SiteObject, digest_of
from editor.store import arrivals, journal, thinning, words
from editor.store.desk import Desk, Unit, View, read_digests
from editor.store.gate import SHORT_PIECE, GaveWay

FULL_BATCH = 500  # changes in a transaction while nobody writes
SMALL_BATCH = 16  # so many come in at once, whoever works; and what is guessed to fit into the shortest turn
# Every transaction leaves a segment in the index of words. Merging a few now and then keeps FTS5 from merging very many
# at once, which would hold up whoever comes next. While nobody works the batches are large and leave few; these are
# merged when all is taken over (idle_work).
MERGE_PER_CHANGE = 0.5  # pages of the index: what a change brings, as often as it is merged until it rests
PAGES_PER_CHANGE = 4.0  # written to the log
MERGE_SHORT = 15  # pages in a transaction while a person works
MERGE_SECONDS, CHECKPOINT_SECONDS = 0.02, 0.05  # what these mostly take
_REVISIONS = {
    Kind.ARTICLE: "SELECT id, rev FROM article WHERE rev IS NOT NULL AND id > ? ORDER BY id LIMIT ?",
    Kind.RULEBOOK: (
        "SELECT CAST(version AS TEXT) AS id, 1 FROM rulebook WHERE CAST(version AS TEXT) > ? ORDER BY id LIMIT ?"
    ),
}


def cursor(view: View) -> Cursor | None:
    """Where the feed has been taken over to, None before the first page."""
    text = view.value("SELECT value FROM meta WHERE name = 'cursor'")
    return None if text is None else Cursor.parse(text)


def set_cursor(unit: Unit, place: Cursor) -> None:
    """Move the cursor; in the transaction of the data it covers."""
    unit.run("INSERT OR REPLACE INTO meta VALUES ('cursor', ?)", (str(place),))


def resyncing(view: View) -> str | None:
    """The epoch being compared in full, None when no comparison is under way."""
    epoch: str | None = view.value("SELECT value FROM meta WHERE name = 'resync'")
    return epoch


def begin_resync(desk: Desk, epoch: str) -> None:
    """The site has another history: until :func:`end_resync` its objects are taken over whatever their revision.

    Nothing local is thrown away and the cursor stays where it is. Survives a restart.
    """
    with desk.write(background=True) as unit:
        unit.run("INSERT OR REPLACE INTO meta VALUES ('resync', ?)", (epoch,))
        sentence = "The site was restored or replaced; comparing everything once"
        journal.add(unit, desk.clock.now(), "resync", "site", sentence)


def end_resync(unit: Unit, place: Cursor) -> None:
    """The comparison is complete: go on from ``place``."""
    unit.run("DELETE FROM meta WHERE name = 'resync'")
    set_cursor(unit, place)
    journal.add(unit, unit.clock.now(), "resync", "site", "The comparison with the site is complete")


def digests(view: View) -> Mapping[Kind, Digest]:
    """One digest for every kind, of what this desk has from the site."""
    return read_digests(view)


def recount(desk: Desk, kind: Kind) -> bool:
    """Sum the digest of ``kind`` up again from its objects; True when it had been wrong."""
    with desk.read() as view:
        kept = read_digests(view)[kind]
        summed = digest_of(kind, revisions(view, kind, "", -1))
    if kept == summed:
        return False
    with desk.write(background=True) as unit:
        if read_digests(unit)[kind] != kept:
            return False  # something arrived meanwhile: the next comparison will see
        unit.run("INSERT OR REPLACE INTO digest VALUES (?, ?, ?)", (kind, summed.count, str(summed.total)))
    return True


def revisions(view: View, kind: Kind, after: str, limit: int) -> list[tuple[str, int]]:
    """(id, rev) of what this desk has from the site, in the order of ids, after ``after`` (empty: from the first)."""
    by_default = f"SELECT id, rev FROM {kind.value} WHERE rev > 0 AND id > ? ORDER BY id LIMIT ?"
    return [(id_, rev) for id_, rev in view.rows(_REVISIONS.get(kind, by_default), (after, limit))]


def holds(view: View, kind: Kind, id_: str) -> bool:
    """Whether this desk has the object from the site."""
    if kind is Kind.RULEBOOK:
        return id_.isdigit() and view.value("SELECT 1 FROM rulebook WHERE version = ?", (int(id_),)) is not None
    return view.value(f"SELECT 1 FROM {kind.value} WHERE id = ? AND rev > 0", (id_,)) is not None


def forget(unit: Unit, kind: Kind, ids: Collection[str]) -> ChangeSet:
    """The site does not have these any more (found by a full comparison). Words written here stay."""
    return arrivals.remove(unit, kind, ids)


def store_things(desk: Desk, things: Sequence[SiteObject], *, force: bool = True) -> ChangeSet:
    """Take over single objects outside the feed (a targeted re-read), without moving the cursor."""
    return _in_batches(desk, things, lambda unit, part: arrivals.store(unit, part, force=force))


def apply_changes(
    desk: Desk,
    changes: Sequence[Change],
    next: Cursor,  # noqa: A002  (the name the feed gives it)
) -> ChangeSet:
    """Take over consecutive changes; afterwards the cursor is ``next``.

    Each transaction moves the cursor to the last change it holds, so being killed in between repeats at most one
    transaction's work. While a person writes, transactions stay within about 4 ms. What this desk has sent itself
    comes back with a revision it knows already and is left out of the result.
    """

    def one(unit: Unit, part: Sequence[Change]) -> ChangeSet:
        force = resyncing(unit) is not None
        newest: dict[tuple[Kind, str], Change] = {(change.kind, change.id): change for change in part}
        gone: dict[Kind, list[str]] = {}
        things: list[SiteObject] = []
        for change in newest.values():
            if change.thing is None:
                gone.setdefault(change.kind, []).append(change.id)
            else:
                things.append(change.thing)
        found = arrivals.store(unit, things, force=force)
        for kind, ids in gone.items():
            found |= arrivals.remove(unit, kind, ids)
        set_cursor(unit, Cursor(next.epoch, part[-1].seq))
        return found

    found = _in_batches(desk, changes, one)
    with desk.read() as view:
        arrived = cursor(view) == next
    if not arrived:
        with desk.write(background=True, durable=False) as unit:
            set_cursor(unit, next)
    return found


def idle_work(desk: Desk) -> bool:
    """A few milliseconds of upkeep for a quiet moment; False when nothing is left to do.

    Merges the index of words, then thins out autosaved versions.
    """
    desk.gate.take_turn(needs=MERGE_SECONDS)
    near = desk.gate.person_near
    try:
        with desk.write(background=True, durable=near, gives_way=True) as unit:
            more = words.merge(unit, MERGE_SHORT if near else words.MERGE_PAGES) or thinning.thin(unit)
    except GaveWay:
        return True
    if not more:
        desk.checkpoint()
    return more


def _merge(desk: Desk, owed: float) -> float:
    """Merge the pages of the index that are ``owed``, in small pieces; what is still owed.

    One whose last page ends a large segment takes long, as all of that is deleted: it gives way to whoever comes.
    """
    while owed >= MERGE_SHORT:
        desk.gate.take_turn(needs=MERGE_SECONDS)
        try:
            with desk.write(background=True, durable=desk.gate.person_near, gives_way=True) as unit:
                more = words.merge(unit, MERGE_SHORT)
        except GaveWay:
            return owed
        owed = owed - MERGE_SHORT if more else 0.0
    return owed


def _in_batches(desk: Desk, items: Sequence[object], one: Callable[..., ChangeSet]) -> ChangeSet:
    """Run ``one`` on slices of ``items``, each in a background transaction as long as the moment allows.

    While a person works each is on the disk before its turn ends: else their next commit would have to write it out.
    """
    changes = ChangeSet()
    start = 0
    pace = SHORT_PIECE / SMALL_BATCH  # seconds an item takes, learnt as we go
    took = owed = 0.0
    while start < len(items):
        # what somebody has just written on the site comes in at once
        seconds = desk.gate.take_turn(took) if len(items) > SMALL_BATCH else SHORT_PIECE
        near = desk.gate.person_near
        size = max(1, min(FULL_BATCH, int(seconds / pace))) if near else FULL_BATCH
        part = items[start : start + size]
        began = time.monotonic()
        try:
            with desk.write(background=True, durable=near, gives_way=True) as unit:
                found = one(unit, part)
                took = time.monotonic() - began
        except GaveWay:
            continue
        changes |= found
        pace = max(1e-6, 0.5 * pace + 0.5 * took / len(part))
        start += len(part)
        merging = len(part) * MERGE_PER_CHANGE if near else 0.0
        owed = _merge(desk, owed + merging)
        if desk.checkpoint_due(len(part) * PAGES_PER_CHANGE + merging):
            desk.gate.take_turn(needs=CHECKPOINT_SECONDS)
            desk.checkpoint()
    return changes
