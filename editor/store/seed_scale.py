"""Makes a desk database with any number of invented comments, for benchmarks and for trying the inbox at full size."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

from db.engine import Key, open_engine, private_folder
from db.upgrade import prepare
from editor.domain.articles import ArticleFields, ArticleState, SiteArticle
from editor.domain.comments import CommentState, Report, SiteComment
from editor.domain.feed import Kind, mark
from editor.domain.ids import new_id
from editor.domain.inbox import Queue
from editor.domain.people import SiteReader
from editor.domain.rulebook import Clause, Rulebook
from editor.domain.times import to_ms
from editor.ports import Clock
from editor.store import arrivals, inbound
from editor.store.codes import QUEUE_CODE
from editor.store.desk import Desk
from editor.store.open import open_desk

Progress = Callable[[str, int, int], None]  # what is being made, how many are done, of how many

ARTICLES = 50
READERS = 20_000
REPORTED_SHARE = 0.02
CHUNK = 20_000
_MASK = (1 << 64) - 1
_BEGIN = datetime(2025, 11, 1, tzinfo=UTC)
_SPAN = timedelta(days=380)

# The words most used in English come first; the tail is invented, so that rare words are rare.
_COMMON = """
the of and to a in that it is was for on you he be with as by at have are this not but had his they from she which or we
an there her were one do been all their has would will what if can when so no said who more about up them some could out
into time my than only then other any now these two may first new people over council harbour ferry quay boat lifeboat
board money vote meeting town road school price winter storm paper story comment rule editor never always agree wrong
right think know read say pay tax fish island bridge plan sold slip minutes tourists summer dues owner report honest
nonsense shame thanks question answer history local government company timetable Monday
"""
_SYLLABLES = "ka ro min ser tal bre ock wyn dor fel gra hest lin mor nair pell quis rath sken tre ul ven wick yar"


def make_scale_database(
    path: Path, key: Key, count: int, progress: Progress = lambda what, done, of: None, *, clock: Clock, seed: int = 1
) -> None:
    """A new database at ``path`` with ``count`` comments, 50 stories and 20,000 readers; 2 % of the comments reported.

    The same ``seed`` gives the same words. Raises FileExistsError when ``path`` is there already, StorageError.
    """
    if path.exists():
        raise FileExistsError(path)
    private_folder(path.parent)
    chance = random.Random(seed)
    _rows_of_comments(path, key, count, chance, progress)
    desk = open_desk(path, key, clock)
    try:
        _around(desk, count, chance, progress)
    finally:
        desk.close()


def _rows_of_comments(path: Path, key: Key, count: int, chance: random.Random, progress: Progress) -> None:
    engine = open_engine(path, key)
    prepare(engine, path)
    pooled = engine.raw_connection()
    raw: Any = pooled.driver_connection
    try:
        # Nothing to lose yet: no journal, no waiting for the disk, indexes at the end.
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -200000", "locking_mode = EXCLUSIVE"):
            raw.execute(f"PRAGMA {pragma}").fetchall()
        indexes = raw.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'comment' AND sql IS NOT NULL"
        ).fetchall()
        raw.execute("BEGIN IMMEDIATE")
        for name, _ in indexes:
            raw.execute(f"DROP INDEX {name}")
        total, done = 0, 0
        source = _comments(count, chance)
        while chunk := list(islice(source, CHUNK)):
            raw.executemany(arrivals.INSERT, [arrivals.insert_values(c, n << 12 | 1)[0] for n, c in chunk])
            total = sum((mark(Kind.COMMENT, c.id, c.rev) for _, c in chunk), total) & _MASK
            done += len(chunk)
            progress("comments", done, count)
        for number, (_, sql) in enumerate(indexes):
            raw.execute(sql)
            progress("indexes", number + 1, len(indexes))
        raw.execute("INSERT INTO counter SELECT queue, count(*) FROM comment GROUP BY queue")
        raw.execute("INSERT INTO digest VALUES (?, ?, ?)", (Kind.COMMENT.value, count, str(total)))
        raw.execute("COMMIT")
        _index_words(raw, count, progress)
        for pragma in ("locking_mode = NORMAL", "journal_mode = WAL"):
            raw.execute(f"PRAGMA {pragma}").fetchall()
    finally:
        pooled.close()
        engine.dispose()


def _index_words(raw: Any, count: int, progress: Progress) -> None:
    after, done = 0, 0
    raw.execute("INSERT INTO comment_words(comment_words, rank) VALUES ('automerge', 8)")
    while True:
        last = raw.execute(
            "SELECT max(key) FROM (SELECT key FROM comment WHERE key > ? ORDER BY key LIMIT ?)", (after, CHUNK)
        ).fetchone()[0]
        if last is None:
            break
        raw.execute(
            "INSERT INTO comment_words(rowid, text, author_name) SELECT key, text, author_name FROM comment "
            "WHERE key > ? AND key <= ? ORDER BY key",
            (after, last),
        )
        after, done = last, min(count, done + CHUNK)
        progress("index of words", done, count)
    raw.execute("INSERT INTO comment_words(comment_words, rank) VALUES ('automerge', 0)")


def _comments(count: int, chance: random.Random) -> Iterator[tuple[int, SiteComment]]:
    """(time in ms, comment) in the order of time; every fifth answers an earlier one."""
    sentences = _sentences(chance, 20_000)
    names = [_name(chance) for _ in range(READERS)]
    # a few write much, most write little
    weights = list(accumulate(1 / (n + 20) for n in range(READERS)))
    step = _SPAN // max(1, count)
    recent: list[tuple[str, str]] = []
    states = [CommentState.PUBLISHED] * 97 + [CommentState.HELD, CommentState.REMOVED, CommentState.REMOVED]
    for number in range(count):
        created = _BEGIN + step * number
        writer = chance.choices(range(READERS), cum_weights=weights)[0]
        id_ = new_id(to_ms(created))
        parent, article = None, f"story-{int(chance.random() ** 2 * ARTICLES)}"
        if recent and number % 5 == 0:
            parent, article = recent[int(chance.random() * len(recent))]
        state = states[int(chance.random() * 100)]
        decided = state is CommentState.REMOVED or (state is CommentState.PUBLISHED and number < count * 0.9)
        comment = SiteComment(
            id=id_,
            article_id=article,
            parent_id=parent,
            reader_id=f"reader-{writer}",
            author_name=names[writer],
            text=" ".join(chance.choices(sentences, k=1 + int(chance.random() ** 2 * 5))),
            created=created,
            edited=None,
            state=state,
            decision_id=f"decision-{number}" if decided else None,
            clause=1 + number % 5 if state is CommentState.REMOVED else None,
            rev=1,
        )
        recent.append((id_, article))
        del recent[:-400]
        yield to_ms(created), comment


def _around(desk: Desk, count: int, chance: random.Random, progress: Progress) -> None:
    """Stories, readers, rules and reports, by the way the site's objects always come."""
    sentences = _sentences(chance, 500)
    stories = [_story(number, sentences, chance) for number in range(ARTICLES)]
    inbound.store_things(desk, [_rulebook(), *stories])
    readers = [
        SiteReader(f"reader-{n}", _name(chance), True, _BEGIN - timedelta(days=n % 4000), _BEGIN, 1)
        for n in range(READERS)
    ]
    inbound.store_things(desk, readers)
    with desk.read() as view:
        sql = "SELECT id, key FROM comment WHERE queue = ? OR key % 7 = 0 ORDER BY random() LIMIT ?"
        chosen = view.rows(sql, (QUEUE_CODE[Queue.NEW], int(count * REPORTED_SHARE)))
    reports = [
        Report(
            id=new_id(),
            comment_id=id_,
            reporter_id=f"reader-{chance.randrange(READERS)}",
            reporter_name=_name(chance),
            clause=1 + chance.randrange(5),
            note="",
            created=_BEGIN + _SPAN,
            answer=None,
            answered_at=None,
            rev=1,
            rulebook_version=1,
        )
        for id_, _ in chosen
        for _ in range(1 + int(chance.random() ** 3 * 4))
    ]
    inbound.store_things(desk, reports)
    progress("reports", len(reports), len(reports))
    while inbound.idle_work(desk):  # as a desk is that was left alone for a while
        pass


def _story(number: int, sentences: list[str], chance: random.Random) -> SiteArticle:
    headline = chance.choice(sentences)[:60].rstrip(".")
    body = "\n\n".join(" ".join(chance.choices(sentences, k=5)) for _ in range(12))
    fields = ArticleFields(headline, chance.choice(sentences), "Tideline staff", "Harbour", f"story-{number}", body)
    when = _BEGIN + _SPAN * number / ARTICLES
    return SiteArticle(f"story-{number}", fields, ArticleState.PUBLISHED, new_id(), when, when, "Tideline staff", 1)


def _rulebook() -> Rulebook:
    labels = ("Abuse", "Threats", "Privacy", "Advertising", "Off subject")
    clauses = tuple(Clause(n, label, label, f"No {label.lower()}.") for n, label in enumerate(labels, 1))
    return Rulebook(
        1, clauses, "Be civil.", "Comments are for subscribers.", "appeals@tideline.test", published_at=_BEGIN
    )


def _sentences(chance: random.Random, count: int) -> list[str]:
    parts = _SYLLABLES.split()
    rare = ["".join(chance.choices(parts, k=chance.randint(2, 4))) for _ in range(12_000)]
    words = [*_COMMON.split(), *rare]
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))  # Zipf's law, with Mandelbrot's shift
    return [
        " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(4, 18))).capitalize() + "."
        for _ in range(count)
    ]


def _name(chance: random.Random) -> str:
    first, last = ("".join(chance.choices(_SYLLABLES.split(), k=k)).capitalize() for k in (2, 3))
    return f"{first} {last}"
