"""The rulebook: versions the site has confirmed, the draft, and the one published here that still waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from editor.domain import rulebook as rules
from editor.domain.changes import ChangeSet
from editor.domain.errors import NotFound
from editor.domain.feed import Kind
from editor.domain.rulebook import Rulebook, content_hash
from editor.domain.times import to_ms
from editor.store import codec, journal
from editor.store.desk import Unit, View


def in_force(view: View) -> Rulebook:
    """The newest version the site has confirmed. Raises NotFound before the first one has arrived."""
    book = newest(view)
    if book is None:
        raise NotFound("The rulebook")
    return book


def version(view: View, number: int) -> Rulebook:
    """One version that the site has confirmed. Raises NotFound."""
    book = known(view, number)
    if book is None:
        raise NotFound(f"Version {number} of the rules")
    return book


def labels(view: View) -> dict[int, str]:
    """Clause number -> label of the rules in force; empty before they have arrived."""
    book = newest(view)
    return {} if book is None else {clause.number: clause.label for clause in book.clauses}


def newest(view: View) -> Rulebook | None:
    """As :func:`in_force`; None before the first one has arrived."""
    content = view.value("SELECT content FROM rulebook ORDER BY version DESC LIMIT 1")
    return None if content is None else _load(content)


def known(view: View, number: int) -> Rulebook | None:
    """As :func:`version`; None when the site has not sent it, or has lost it."""
    content = view.value("SELECT content FROM rulebook WHERE version = ?", (number,))
    return None if content is None else _load(content)


def version_at(view: View, moment: datetime) -> int | None:
    """The version that was in force at a moment of the site's clock, by which versions are dated; None before all."""
    sql = (
        "SELECT version FROM rulebook WHERE json_extract(content, '$.published_at') <= ? ORDER BY version DESC LIMIT 1"
    )
    found = view.value(sql, (to_ms(moment),))
    return None if found is None else int(found)


def versions(view: View) -> tuple[Rulebook, ...]:
    """Every confirmed version, newest first."""
    return tuple(_load(content) for (content,) in view.rows("SELECT content FROM rulebook ORDER BY version DESC"))


def draft(view: View) -> Rulebook | None:
    """The rulebook as it is being edited here, None when nothing was changed."""
    return _slot(view, "draft")


def waiting(view: View) -> Rulebook | None:
    """The version published here that the site has not confirmed yet."""
    return _slot(view, "waiting")


def save_draft(unit: Unit, book: Rulebook, at: datetime) -> None:
    """Keep the draft."""
    unit.run("INSERT OR REPLACE INTO rulebook_here VALUES ('draft', ?, ?)", (to_ms(at), codec.dump(book)))


def drop_draft(unit: Unit) -> None:
    """Forget the draft."""
    unit.run("DELETE FROM rulebook_here WHERE slot = 'draft'")


def queue(unit: Unit, book: Rulebook) -> None:
    """``book`` waits for the site; the draft it was made from is done with."""
    unit.run("INSERT OR REPLACE INTO rulebook_here VALUES ('waiting', ?, ?)", (unit.now_ms, codec.dump(book)))
    drop_draft(unit)


def give_up_waiting(unit: Unit) -> None:
    """The version that waited will not be published: its words are the draft again, put on what is in force now.

    Of a rule that was edited again since, the newer words stand.
    """
    ours, newer = waiting(unit), draft(unit)
    if ours is None:
        return
    unit.run("DELETE FROM rulebook_here WHERE slot = 'waiting'")
    now = _made_from(unit, ours.version)
    if now is None:  # a restored site has lost every version
        save_draft(unit, newer or replace(ours, version=ours.version - 1), unit.clock.now())
        return
    now = in_force(unit)
    book, _ = rules.merge(_made_from(unit, ours.version - 1) or now, ours, now)
    if newer is not None:
        book, _ = rules.merge(now, newer, book)
    save_draft(unit, replace(book, version=now.version), unit.clock.now())


def receive(unit: Unit, book: Rulebook, *, force: bool = False) -> ChangeSet:
    """Take over a version from the site; the waiting one is done when its own words have arrived.

    A version never changes; only a site that was restored (``force``) may give its number to other words.
    """
    known = unit.value("SELECT content FROM rulebook WHERE version = ?", (book.version,))
    if known is not None and (not force or known == codec.dump(book)):
        return ChangeSet()
    earlier = unit.value("SELECT max(version) FROM rulebook")
    if earlier is not None and book.version > earlier:
        _carry_draft_over(unit, book)
    unit.run("INSERT OR REPLACE INTO rulebook VALUES (?, ?)", (book.version, codec.dump(book)))
    unit.digest(Kind.RULEBOOK, str(book.version), None if known is None else 1, 1)
    ours = waiting(unit)
    if ours is not None and ours.version == book.version and content_hash(ours) == content_hash(book):
        unit.run("DELETE FROM rulebook_here WHERE slot = 'waiting'")
    words = f"Rulebook {book.version} is in force"
    journal.add(unit, unit.clock.now(), "pulled", "rulebook", words, book.published_by)
    return ChangeSet(rulebook=True)


def gone_from_site(unit: Unit, version: int) -> ChangeSet:
    """A restored site lost this version: its words become the draft, unless newer ones are here already."""
    content = unit.value("SELECT content FROM rulebook WHERE version = ?", (version,))
    if content is None:
        return ChangeSet()
    if draft(unit) is None and waiting(unit) is None:
        # a draft says which version it was made from
        save_draft(unit, replace(_load(content), version=version - 1), unit.clock.now())
    unit.run("DELETE FROM rulebook WHERE version = ?", (version,))
    unit.digest(Kind.RULEBOOK, str(version), 1, None)
    return ChangeSet(rulebook=True)


def _carry_draft_over(unit: Unit, book: Rulebook) -> None:
    """A new version comes in force: the draft keeps its changes and takes over everything else."""
    ours = draft(unit)
    base = None if ours is None else _made_from(unit, ours.version)
    if ours is None or base is None:
        return
    merged, clashing = rules.merge(base, ours, book)
    if content_hash(merged) == content_hash(book):
        drop_draft(unit)
        return
    unit.run("UPDATE rulebook_here SET content = ? WHERE slot = 'draft'", (codec.dump(merged),))
    if clashing:
        numbers = ", ".join(str(number) for number in clashing)
        words = f"Rulebook {book.version} changed what your draft changes too (rule {numbers}); your words are kept"
        journal.add(unit, unit.clock.now(), "conflict", "rulebook", words, book.published_by)


def _made_from(view: View, version: int) -> Rulebook | None:
    """The confirmed version that a draft of this number was made from; the newest one below it when that was lost."""
    content = view.value("SELECT content FROM rulebook WHERE version <= ? ORDER BY version DESC LIMIT 1", (version,))
    return None if content is None else _load(content)


def _slot(view: View, slot: str) -> Rulebook | None:
    content = view.value("SELECT content FROM rulebook_here WHERE slot = ?", (slot,))
    return None if content is None else _load(content)


@lru_cache(maxsize=8)
def _load(content: str) -> Rulebook:
    return codec.load(Rulebook, content)
